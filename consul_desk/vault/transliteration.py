"""One name in two scripts: Cyrillic words spelled in Latin, Latin words read in Cyrillic.

Comes in: one folded word. Goes out: the spellings and readings that standards and habits
give it. All readings end in one *skeleton*, in which letters that the standards keep apart
but people do not (щ ш, и й ы, е ё э, я as иа) are the same; so two spellings of a name meet
there whatever standards they followed. Pure: no state and no I/O.

Source:
    ICAO Doc 9303 part 3 (Russian passports since 2014); Interior Ministry's order 310 of
    1997 (French style); Duden transcription; BGN/PCGN; scholarly transliteration (DIN 1460);
    resolution 55 of 2010 of Ukraine's cabinet. Checked 2026-08-20 against the tables of
    `iuliia` where it has them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property
from itertools import product

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]")


def is_cyrillic(word: str) -> bool:
    """Tell whether a word is written in Cyrillic letters."""
    return _CYRILLIC.search(word) is not None


def is_latin(word: str) -> bool:
    """Tell whether a word is written in Latin letters only: without digits."""
    return not is_cyrillic(word) and bool(_LATIN.search(word)) and word.isalpha()


class _System:
    """A table of letters and of pieces that are replaced first, the longest before others.

    A piece is a pattern: `^`, `$` and looking around bind it to its place.
    """

    def __init__(self, table: Mapping[str, str], unless: str = "(?!)", only: str = "") -> None:
        self._table = table
        self._unless = unless
        self._only = only

    def fits(self, word: str) -> bool:
        """Tell whether it can say of a word what no other does."""
        return bool(re.search(self._only, word)) and not re.search(self._unless, word)

    def __call__(self, word: str) -> str:
        pieces, letters = self._ready
        return pieces.sub(self._replaced, word).translate(letters)

    @cached_property
    def _ready(self) -> tuple[re.Pattern[str], dict[int, str]]:
        # Only when needed: compiling all of them would be felt at the start.
        pieces = re.compile("|".join(f"({piece})" for piece in self._pieces) or "(?!)")
        letters = {piece: to for piece, to in self._table.items() if len(piece) == 1}
        return pieces, str.maketrans(letters)

    @cached_property
    def _pieces(self) -> list[str]:
        return sorted((piece for piece in self._table if len(piece) > 1), key=len, reverse=True)

    def _replaced(self, match: re.Match[str]) -> str:
        return self._table[self._pieces[(match.lastindex or 1) - 1]]


# --- the skeleton

_SAME_LETTERS = str.maketrans(
    {
        "ё": "е", "э": "е", "є": "е", "й": "и", "ы": "и", "і": "и", "ї": "и", "ј": "и",
        "щ": "ш", "ґ": "г", "ў": "у", "я": "иа", "ю": "иу", "ѣ": "е",
        "ъ": "", "ь": "", "ӏ": "",
    }
)  # fmt: skip
_SAME_SOUNDS = (
    (re.compile("тс"), "ц"),
    (re.compile("шч"), "ш"),
    (re.compile("и{2,}"), "и"),
    (re.compile("и[ео]"), "е"),
    (re.compile("(?<=[жчшц])о(?!и)"), "е"),  # Хрущёв, Chruschtschow; but not Цой
    (re.compile("лиу"), "лу"),  # Людмила, Ludmila
    (re.compile("ксандер"), "ксандр"),  # Александр, Alexander
)


def skeleton(word: str) -> str:
    """The part of a Cyrillic word that every spelling of it keeps."""
    word = word.translate(_SAME_LETTERS)
    for sound, same in _SAME_SOUNDS:
        word = sound.sub(same, word)
    return word


_COARSER = str.maketrans({"ж": "ш", "ч": "ш", "з": "с", "х": "г"})
_DOUBLED = re.compile(r"(.)\1+")


def sound(skeleton_: str) -> str:
    """Coarser still: for whole names only, where nearly the same is worth a look."""
    return _DOUBLED.sub(r"\1", skeleton_.translate(_COARSER))


# --- Latin words, read in Cyrillic

_LETTERS = {
    "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и",
    "j": "и", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р",
    "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "кс", "y": "и", "z": "з",
    "ph": "ф", "ck": "к", "qu": "кв", "kh": "х", "ts": "ц", "tz": "ц",
}  # fmt: skip
_ENGLISH = _LETTERS | {
    "shch": "ш", "sch": "ш", "tch": "ч", "zh": "ж", "ch": "ч", "sh": "ш", "ff$": "в",
}  # fmt: skip
_UKRAINIAN = _ENGLISH | {"h": "г"}
_GERMAN = _LETTERS | {
    "schtsch": "ш", "tsch": "ч", "sch": "ш", "sh": "ж", "ch": "х", "z": "ц", "ss": "с",
    "ae": "е", "oe": "е", "ue": "иу", "ä": "е", "ö": "е", "ü": "иу",
}  # fmt: skip
_FRENCH = _LETTERS | {
    "chtch": "ш", "tch": "ч", "ch": "ш", "j": "ж", "ou": "у", "gu(?=[eéiy])": "г", "ss": "с",
    "[iy]ne$": "ин", "ï": "и",
}  # fmt: skip
_SLAVIC = _LETTERS | {
    "šč": "ш", "szcz": "ш", "šc": "ш", "š": "ш", "sz": "ш", "č": "ч", "cz": "ч", "ć": "ч",
    "ž": "ж", "ż": "ж", "rz": "ж", "c": "ц", "ch": "х", "ě": "е", "ł": "л",
    "ŭ": "у", "ó": "о",
}  # fmt: skip
_BEFORE_VOWEL = "s(?=[aeiouyjäöü])"
# German writes з and с as s, and ж as sch like ш: every habit is read.
_GERMAN_HABITS: tuple[tuple[dict[str, str], str], ...] = (
    *(
        ({"s": s, _BEFORE_VOWEL: z, "sch": sch}, "sch" if sch == "ж" else "s(?!ch)")
        for s, z, sch in product("сз", "сз", "шж")
    ),
    ({"^st": "шт", "^sp": "шп"}, "^s[tp]"),
)
_READINGS = (
    _System(_ENGLISH, unless="tsch|chtch"),
    _System(_UKRAINIAN, unless="tsch|chtch|sch", only="h"),
    _System(_FRENCH, unless="sh|sch|zh", only="ou|j|ch|gu|[iy]ne$|ss|ï"),
    _System(_GERMAN, unless="shch|zh|chtch"),
    *(_System(_GERMAN | habit, "shch|zh|chtch", only) for habit, only in _GERMAN_HABITS),
)
_SLAVIC_SIGNS = re.compile("[šśčćžżźěłŭ]|sz|cz|c(?![hk])")
_slavic = _System(_SLAVIC)


def readings(word: str) -> tuple[str, ...]:
    """The skeletons that a Latin word, its accents kept, can stand for."""
    systems = [system for system in _READINGS if system.fits(word)]
    if _SLAVIC_SIGNS.search(word):
        systems.append(_slavic)
    read = [system(word) for system in systems]
    if not word.isascii():
        read = [strip_accents(text).translate(_LEFT) for text in read]
    return tuple(dict.fromkeys(skeleton(text) for text in dict.fromkeys(read)))


# What is left of letters whose accents a system does not know.
_LEFT = str.maketrans({letter: to for letter, to in _LETTERS.items() if len(letter) == 1})


# --- Cyrillic words, spelled in Latin

_PLAIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ie",
    "ж": "zh", "з": "z", "и": "i", "й": "i", "і": "i", "ї": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "ie", "ы": "y", "ь": "",
    "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_SPOKEN = _PLAIN | {
    "й": "y", "ъ": "", "ю": "yu", "я": "ya", "[иы]й$": "y", "^е": "ye", "ьё": "yo",
    "(?<=[аеёиоуыэюяьъ])е": "ye", "ё": "yo", "ї": "yi", "є": "ye",
}  # fmt: skip
_TO_GERMAN = _PLAIN | {
    "в": "w", "ж": "sch", "з": "s", "й": "i", "ий$": "i", "х": "ch", "ц": "z", "ч": "tsch",
    "ш": "sch", "щ": "schtsch", "ъ": "", "ю": "ju", "я": "ja", "ё": "jo", "^е": "je",
    "(?<=[аеёиоуыэюяьъ])е": "je", "(?<=[жчшщ])ё": "o", "є": "je", "ї": "ji",
    "(?<=[аеёиоуыэюя])с(?=[аеёиоуыэюя])": "ss", "кс": "x",
}  # fmt: skip
_TO_FRENCH = _PLAIN | {
    "ж": "j", "у": "ou", "ч": "tch", "ш": "ch", "щ": "chtch", "ю": "iou", "ин$": "ine",
    "кс": "x", "ъ": "", "(?<=[аеёиоуыэюя])с(?=[аеёиоуыэюя])": "ss",
}  # fmt: skip
_SCHOLARLY = _PLAIN | {
    "ж": "z", "й": "j", "х": "ch", "ц": "c", "ч": "c", "ш": "s", "щ": "sc", "ъ": "",
    "ю": "ju", "я": "ja", "є": "je", "ї": "ji",
}  # fmt: skip
_TO_UKRAINIAN = _SPOKEN | {"г": "h", "зг": "zgh", "и": "y", "й": "i"}
_SPELLINGS = tuple(
    _System(table) for table in (_PLAIN, _SPOKEN, _TO_GERMAN, _TO_FRENCH, _SCHOLARLY)
)
_ukrainian = _System(_TO_UKRAINIAN)
_UKRAINIAN_LETTERS = re.compile("[іїєґ]")


def spellings(word: str) -> tuple[str, ...]:
    """The Latin spellings of a Cyrillic word, passport standard first, without accents."""
    systems = _SPELLINGS
    if _UKRAINIAN_LETTERS.search(word):
        systems = (*_SPELLINGS, _ukrainian)
    return tuple(dict.fromkeys(system(word) for system in systems))


# --- Latin words, in plain letters

_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
_WITHOUT = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
_UMLAUT = re.compile("[äöüøå]")
_WRITTEN_OUT = re.compile("(?<=[aou])e")


def strip_accents(text: str) -> str:
    """Latin letters without their accents."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_WITHOUT))
    return "".join(c for c in apart if not unicodedata.combining(c))


def plain_spellings(word: str) -> tuple[str, ...]:
    """A Latin word without accents: Müller, Mueller and Muller meet in "muller"."""
    written_out = _UMLAUT.sub(lambda match: _UMLAUTS[match[0]], word)
    plain = strip_accents(word)
    spelled = (plain, strip_accents(written_out), _WRITTEN_OUT.sub("", plain))
    return tuple(dict.fromkeys(spelled))
