"""Passphrases: how hard one is to guess, and new ones of words.

Comes in: what somebody typed, or a language. Goes out: a judgement with one sentence of
advice, or words drawn at random. zxcvbn knows English words and the QWERTY keyboard; what
it lacks is given to it: German and Russian words, names, and what the same keys write under
another layout. It is imported when first asked: the unlock screen does not need it.
"""

from __future__ import annotations

import importlib.util
import math
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from consul_desk.errors.vault import WeakPassphraseError
from consul_desk.language import N_, Message

if TYPE_CHECKING:
    from consul_desk.values import LanguageCode

SHORTEST_CHARACTERS = 12
LEAST_SCORE = 3
OFFERED_BITS = 77.0

_JUDGED_CHARACTERS = 72
"""zxcvbn's own limit: its time grows with the square of the length, 14 ms at this one.
What follows can only make a passphrase harder to guess."""

# Source: EFF's long list and a German list by the package `diceware`, BIP-39's Russian
# list by `mnemonic`; each word is a line's last column.
_LISTS: Mapping[LanguageCode, tuple[str, str]] = {
    "en": ("diceware", "wordlists/wordlist_en_eff.txt"),
    "de": ("diceware", "wordlists/wordlist_de.txt"),
    "ru": ("mnemonic", "wordlist/russian.txt"),
}

_CHOSEN_FIRST = (
    "пароль привет любовь солнышко наташа россия москва люблю котик зайка дружба свобода "
    "навальный максим андрей сергей александр екатерина анастасия марина никита путин "
    "passwort hallo schatz liebling sommer winter schalke fussball berlin hamburg münchen "
    "deutschland geheim willkommen ichliebedich mausi sonnenschein konsul beratung asyl "
    "йцукен йцукенгшщз фыва фывапролдж qwertz qwertzuiop asdfghjkl yxcvbnm"
)
"""What people in Germany and Russia choose first."""

_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_QWERTZ = str.maketrans("yz", "zy")

_TOO_SHORT = N_("It is too short: {characters} characters; at least {least} are needed.")
_ADVICE = {
    "dictionary": N_("It leans on a word, name or phrase that guessers try early."),
    "spatial": N_("It follows the rows of the keyboard."),
    "repeat": N_("It repeats itself."),
    "sequence": N_("It follows an order such as abc or 6543."),
    "regex": N_("It leans on a year."),
    "date": N_("It leans on a date."),
    "bruteforce": N_("It is guessable. Add a word or two that do not belong together."),
}
_FAIR = N_("It holds for now. One more word makes it strong.")
_STRONG = N_("It is strong.")


@dataclass(frozen=True, slots=True)
class Judgement:
    """How hard a passphrase is to guess.

    Attributes:
        score: 0 to 4; below 3 it is refused.
        guesses_log10: how many guesses a clever attacker needs, as a power of ten.
        advice: one sentence about what is wrong, or that nothing is.
        is_enough: whether a vault takes it.
    """

    score: int
    guesses_log10: float
    advice: Message
    is_enough: bool


def judge(
    text: str, language_code: LanguageCode | None = None, names: Iterable[str] = ()
) -> Judgement:
    """Tell how hard a passphrase is to guess.

    Takes a few hundredths of a second at worst, whatever the length.

    Args:
        language_code: whose keyboard it is typed on; None tries all of them.
        names: of the consul and whatever else a guesser knows about her.
    """
    characters = len(text)
    if characters < SHORTEST_CHARACTERS:
        facts = {"characters": characters, "least": SHORTEST_CHARACTERS}
        weak = _weakest(text, language_code, names)["score"] if text else 0
        return Judgement(min(weak, 2), 0.0, Message(_TOO_SHORT, facts), is_enough=False)
    found = _weakest(text, language_code, names)
    score = int(found["score"])
    advice = _advice(score, found["sequence"])
    return Judgement(score, float(found["guesses_log10"]), advice, score >= LEAST_SCORE)


def require_strong(passphrase: bytearray, names: Iterable[str] = ()) -> None:
    """Let no vault hang on a passphrase that can be guessed.

    Raises:
        WeakPassphraseError: says why.
    """
    judgement = judge(passphrase.decode(), None, names)
    if not judgement.is_enough:
        raise WeakPassphraseError(reason=judgement.advice)


def offer(language_code: LanguageCode) -> str:
    """Draw words at random: six English or German ones, or seven Russian ones.

    Returns:
        Shape: words with blanks between them, at least 77 bits.
    """
    words = words_of(language_code)
    count = math.ceil(OFFERED_BITS / math.log2(len(words)))
    return " ".join(secrets.choice(words) for _ in range(count))


@cache
def words_of(language_code: LanguageCode) -> tuple[str, ...]:
    """The list that words of a language are drawn from."""
    package, name = _LISTS[language_code]
    lines = (_folder_of(package) / name).read_text(encoding="utf-8").splitlines()
    return tuple(line.split()[-1] for line in lines if line.strip())


def _folder_of(package: str) -> Path:
    """Where a package lies; only its lists are wanted, so it is not imported."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(package)
    return Path(next(iter(spec.submodule_search_locations)))


def _weakest(
    text: str, language_code: LanguageCode | None, names: Iterable[str]
) -> dict[str, Any]:
    from zxcvbn import zxcvbn

    parts = tuple(dict.fromkeys(part.lower() for part in _parts(names)))
    known = [*parts, *_common_words()]
    typed = _core(text[:_JUDGED_CHARACTERS].lower(), parts)
    spellings = dict.fromkeys(_spellings(typed, language_code))
    results = [zxcvbn(spelling, user_inputs=known) for spelling in spellings]
    return min(results, key=lambda result: float(result["guesses_log10"]))


def _core(text: str, names: Iterable[str]) -> str:
    """What is left to guess: each word once, and of known names no more than a letter."""
    for name in names:
        text = text.replace(name, name[0])
    return " ".join(dict.fromkeys(text.split())) or " "


def _spellings(text: str, language_code: LanguageCode | None) -> Iterator[str]:
    """The text, and what the same keys write under other layouts."""
    yield text
    yield text.translate(_TO_LATIN)
    yield text.translate(_TO_CYRILLIC)
    if language_code in (None, "de"):
        yield text.translate(_QWERTZ)


def _parts(names: Iterable[str]) -> Iterator[str]:
    """Names as wholes and in parts; parts of one or two letters would be everywhere."""
    for name in names:
        yield from (part for part in (name.strip(), *name.split()) if len(part) > 2)


@cache
def _common_words() -> tuple[str, ...]:
    """Words that zxcvbn does not know; the earlier, the sooner they are guessed."""
    return (*_CHOSEN_FIRST.split(), *words_of("ru"), *words_of("de"))


def _advice(score: int, sequence: list[dict[str, Any]]) -> Message:
    if score > LEAST_SCORE:
        return Message(_STRONG)
    if score == LEAST_SCORE:
        return Message(_FAIR)
    longest = max(sequence, key=lambda match: len(match["token"]))
    return Message(_ADVICE.get(longest["pattern"], _ADVICE["bruteforce"]))
