"""What speaks for two entries being one person. Pure: answers in, a reason out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from consul_desk.casework.names import name_of
from consul_desk.language import N_, Message
from consul_desk.vault import search

_NUMBER = N_("A document with the same number: {number}.")
_SAME = N_("The same name and birth date.")
_RESPELLED = N_("The same name in another spelling, and the same birth date.")
_SWAPPED = N_("The same name; day and month of the birth date are swapped.")
_ONE_DIGIT = N_("The same name; the birth dates differ in one digit.")
_UNKNOWN = N_("The same name; a birth date is not known.")
_TYPED = N_("The same name.")
_TYPED_OTHERWISE = N_("The same name in another spelling.")
_SIMILAR = N_("A similar name.")
_SUREST_FIRST = (
    _NUMBER, _SAME, _RESPELLED, _SWAPPED, _ONE_DIGIT, _UNKNOWN, _TYPED, _TYPED_OTHERWISE,
    _SIMILAR,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """What is compared of somebody.

    Attributes:
        facts: her name facts and birth date, by key; of what is not known, nothing.
        numbers: of her documents, as they are compared: as they were written.
    """

    id: str
    case_id: str
    case_number: str
    facts: Mapping[str, str]
    numbers: Mapping[str, str]

    @property
    def born(self) -> str:
        """ISO text, empty where it is not known."""
        return self.facts.get(search.BORN_ON, "")

    @property
    def family(self) -> frozenset[str]:
        """How her family names sound, in both scripts."""
        return self._sounds(search.FAMILY_LATIN, search.FAMILY_CYRILLIC)

    @property
    def given(self) -> frozenset[str]:
        """How each of her given names sounds."""
        return self._sounds(search.GIVEN_LATIN, search.GIVEN_CYRILLIC)

    @property
    def father(self) -> frozenset[str]:
        """How her patronymic sounds."""
        return self._sounds(search.PATRONYMIC)

    @property
    def spelled(self) -> str:
        """All her names."""
        return " ".join(self.facts.get(key, "") for key in search.NAME_KEYS)

    def _sounds(self, *keys: str) -> frozenset[str]:
        return _sounds(
            word for key in keys for word in search.words_of(self.facts.get(key, ""))
        )


def _sounds(words: Iterable[str]) -> frozenset[str]:
    return frozenset(chain.from_iterable(map(search.sounds_of, words)))


def resemblance(one: Person, other: Person) -> Message | None:
    """What two people have in common; None where nothing speaks for their being one."""
    if (reason := sure_resemblance(one, other)) is not None:
        return reason
    if (one.born and other.born) or not _have_same_name(one, other):
        return None
    if one.father and other.father and not one.father & other.father:
        return None
    return Message(_UNKNOWN)


def sure_resemblance(one: Person, other: Person) -> Message | None:
    """The same, but not for a name alone."""
    for number, written in one.numbers.items():
        if number in other.numbers:
            return Message(_NUMBER, {"number": written})
    if not one.born or not other.born or not _have_same_name(one, other):
        return None
    if one.born != other.born:
        return _resemblance_of_dates(one.born, other.born)
    is_same = name_of(one.facts) == name_of(other.facts)
    return Message(_SAME if is_same else _RESPELLED)


def _resemblance_of_dates(one: str, other: str) -> Message | None:
    year, *rest = one.split("-")
    if other == "-".join((year, *reversed(rest))):
        return Message(_SWAPPED)
    if len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1:
        return Message(_ONE_DIGIT)
    return None


def _have_same_name(one: Person, other: Person) -> bool:
    """Family name and one given name, in whatever order, script and spelling."""
    family, given = one.family, one.given
    return bool(family & other.family and given & other.given) or bool(
        family & other.given and given & other.family
    )


def resemblance_to_typed(person: Person, typed: str) -> Message:
    """How a name that is being typed is like somebody's whom it found."""
    written = search.words_of(person.spelled)
    words = [word for word in search.words_of(typed) if len(word) >= search.SHORTEST]
    if all(word in written for word in words):
        return Message(_TYPED)
    if all(search.sounds_of(word) & _sounds(written) for word in words):
        return Message(_TYPED_OTHERWISE)
    return Message(_SIMILAR)


def rank(reason: Message) -> int:
    """Where a reason stands among all: the surest first."""
    return _SUREST_FIRST.index(reason.text)
