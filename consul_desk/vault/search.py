"""Searching: which forms a word is kept in, and which forms a typed word asks for.

A case is found when each typed word occurs in some word of it, from two characters on,
whatever the order, the script or the spelling. Comes in: text in any script. Goes out:
forms of words, tokens for the index, and match expressions. Pure; `search_index.py` keeps
the index itself.

    text -> words -> forms (spellings in both scripts) -> tokens (pieces of two and of three
    letters, and the ends of words: a piece in the middle is the beginning of an end)
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product

from consul_desk.vault import transliteration as script

FAMILY_LATIN = "person.family_name"
GIVEN_LATIN = "person.given_names"
FAMILY_CYRILLIC = "person.family_name_cyrillic"
GIVEN_CYRILLIC = "person.given_names_cyrillic"
PATRONYMIC = "person.patronymic_cyrillic"
NAME_KEYS = (FAMILY_LATIN, GIVEN_LATIN, FAMILY_CYRILLIC, GIVEN_CYRILLIC, PATRONYMIC)
BORN_ON = "person.born_on"
DOCUMENT_NUMBER = "identity_document.number"

SHORTEST = 2
LONGEST_WORD = 64
LONGEST_TOKEN = 16
LONGEST_TEXT = 4_000
MOST_WORDS = 8

# Forms with a mark are found whole or not at all: how a name sounds, and what two entries
# of one person have in common.
SOUND, BIRTH, NUMBER = "=", "#b:", "#d:"
TWICE = "#twice"  # two people of one case share a birth form
_MARKS = "=#"

_WORD = re.compile(r"[^\W_]+")
_DROPPED = re.compile("['\u2018\u2019\u02bc\u02b9`\u00b4\u0301]")
_CHOICE = re.compile(r"[a-z][a-z_]*|[A-Z]{2}", re.ASCII)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def fold(text: str) -> str:
    """Lower case, no accents, ё as е, ß as ss."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c) or c == "\u0306")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, with the accents that tell spellings apart."""
    same = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(c for c in _DROPPED.sub("", same) if not unicodedata.combining(c))
    return [word[:LONGEST_WORD] for word in _WORD.findall(bare)]


def _plain(word: str) -> tuple[str, ...]:
    if script.is_cyrillic(word):
        return (word.replace("ё", "е"),)
    return script.plain_spellings(word) if script.is_latin(word) else (word,)


def _skeletons(word: str) -> tuple[str, ...]:
    if script.is_cyrillic(word):
        return (script.skeleton(word),)
    return script.readings(word) if script.is_latin(word) else ()


def asked_forms(word: str) -> tuple[str, ...]:
    """The forms one of which a word must contain to answer a typed one."""
    forms = (*_plain(word), *_skeletons(word))
    return tuple(dict.fromkeys(form for form in forms if len(form) >= SHORTEST))


@lru_cache(maxsize=1 << 14)
def kept_forms(word: str) -> tuple[str, ...]:
    """The forms that the index keeps of a word."""
    spelled = script.spellings(word) if script.is_cyrillic(word) else ()
    return tuple(dict.fromkeys((*asked_forms(word), *spelled)))


@lru_cache(maxsize=1 << 14)
def sounds_of(word: str) -> frozenset[str]:
    """How a name may sound; two spellings of one name share one of these."""
    plain = {word, *_plain(word)}  # Müller, too, is written Muller
    heard = frozenset(script.sound(form) for each in plain for form in _skeletons(each))
    return heard or frozenset([word])


# --- what the index keeps of a case

Fact = tuple[str, str, str]
"""Subject, key and value (as JSON) of a known answer."""


def document_of(number: str, title: str, facts: Iterable[Fact]) -> str:
    """The searchable forms of a case, sorted, one space between them.

    Args:
        number, title: what the case itself is called; a number has no other spelling.
        facts: the known answers about it and about everybody and everything in it.
    """
    forms = {*_called_forms(number, title)}
    people: dict[str, dict[str, str]] = defaultdict(dict)
    for subject, key, value in facts:
        forms.update(fact_forms(key, value))
        if key in _BIRTH_KEYS:
            people[subject][key] = value
    seen: set[str] = set()
    for answers in people.values():
        births = _birth_forms(*(answers.get(key, '""') for key in _BIRTH_KEYS))
        if births & seen:
            forms.add(TWICE)
        seen |= births
    return " ".join(sorted(forms | seen))


@lru_cache(maxsize=1 << 10)
def _called_forms(number: str, title: str) -> frozenset[str]:
    return frozenset((*words_of(number), *text_forms(title)))


def text_forms(text: str) -> Iterator[str]:
    """The forms of every word of a text."""
    for word in words_of(text[:LONGEST_TEXT]):
        yield from kept_forms(word)


@lru_cache(maxsize=1 << 12)
def fact_forms(key: str, value: str) -> frozenset[str]:
    """The forms of an answer: texts and addresses, numbers and dates; not choices."""
    forms: set[str] = set()
    for text in _texts(json.loads(value)):
        forms.update(text_forms(text), _joined_digits(text))
        if key in NAME_KEYS:
            forms.update(SOUND + sound for word in words_of(text) for sound in sounds_of(word))
        if key == DOCUMENT_NUMBER:
            forms.add(number_form(text))
    return frozenset(forms)


def _texts(value: object) -> Iterator[str]:
    """What somebody wrote; the ids of choices, countries and people are nobody's words."""
    if isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, str) and not _CHOICE.fullmatch(value) and not _ID.fullmatch(value):
        yield value


def _joined_digits(text: str) -> Iterator[str]:
    """A number that is written in groups, such as "45 1234567", is typed in one as well."""
    groups = _WORD.findall(text)
    together = "".join(groups)
    if len(groups) > 1 and together.isdigit() and not _ISO_DATE.fullmatch(text):
        yield together[:LONGEST_WORD]


def number_form(text: str) -> str:
    """A document's number, however it was grouped."""
    return NUMBER + "".join(words_of(text))


_BIRTH_KEYS = (FAMILY_LATIN, FAMILY_CYRILLIC, BORN_ON)


@lru_cache(maxsize=1 << 12)
def _birth_forms(latin: str, cyrillic: str, born: str) -> frozenset[str]:
    """Of the answers as they are stored."""
    names, day = (json.loads(latin), json.loads(cyrillic)), str(json.loads(born))
    return frozenset(form for name in names for form in birth_forms(str(name), day))


def birth_forms(family_name: str, born: str) -> Iterator[str]:
    """What two entries of one person share: family name and birth date in one.

    It is the same with day and month swapped; where the day is not known, there is none.
    """
    if not _ISO_DATE.fullmatch(born):
        return
    family, (year, *day_and_month) = words_of(family_name), born.split("-")
    for sound in _together(family):
        yield BIRTH + "-".join((year, *sorted(day_and_month))) + ":" + sound


def _together(family: list[str]) -> Iterator[str]:
    if family:
        for sounds in product(*(sorted(sounds_of(word)) for word in family[:2])):
            yield "-".join(sorted(sounds))


# --- tokens, and how they are asked for


def tokens_of(form: str) -> set[str]:
    """What the index holds of a form; the view `search_text` makes the same in SQL."""
    if form[0] in _MARKS:
        return {form}
    return {
        form[start : start + length]
        for start in range(len(form) - 1)
        for length in (2, 3, LONGEST_TOKEN)
    }


def token_changes(old: str, new: str) -> tuple[list[str], list[str]]:
    """What the index has to lose and to gain when a document becomes another."""
    before, after = set(old.split()), set(new.split())
    lost = {token for form in before - after for token in tokens_of(form)}
    gained = {token for form in after - before for token in tokens_of(form)}
    staying = " ".join(form for form in before & after if form[0] not in _MARKS) + " "
    return (
        [token for token in lost - gained if not _has_token(staying, token)],
        [token for token in gained - lost if not _has_token(staying, token)],
    )


def _has_token(forms: str, token: str) -> bool:
    # A piece of fixed length may stand anywhere in a form, a shorter end only at its end.
    return (token if len(token) in (2, 3, LONGEST_TOKEN) else f"{token} ") in forms


def match_expression(text: str) -> str:
    """What to ask FTS5 for; empty where the text holds nothing to search for."""
    words = [word for word in words_of(text) if len(word) >= SHORTEST][:MOST_WORDS]
    asked = (any_of(_containing(form) for form in asked_forms(word)) for word in words)
    return all_of(asked)


def any_of(expressions: Iterable[str]) -> str:
    """One of these."""
    return "(" + " OR ".join(dict.fromkeys(expressions)) + ")"


def all_of(expressions: Iterable[str]) -> str:
    """All of these."""
    return " AND ".join(dict.fromkeys(expressions))


def whole(form: str) -> str:
    """A form with a mark."""
    return f'"{form}"'


def _containing(form: str) -> str:
    if len(form) <= 3:
        return f'"{form}"'
    if len(form) < LONGEST_TOKEN:
        return f'"{form}"*'
    return f'("{form[:LONGEST_TOKEN]}" AND "{form[-LONGEST_TOKEN:]}"*)'


def mentions(text: str, wanted: str) -> bool:
    """Tell whether a text answers typed words by itself, as the index would."""
    kept = [form for word in words_of(text) for form in kept_forms(word)]
    return all(
        any(asked in form for asked in asked_forms(word) for form in kept)
        for word in words_of(wanted)
        if len(word) >= SHORTEST
    )
