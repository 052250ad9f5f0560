"""Checks conditions against the vocabulary: keys, types, choices, and whom they mean.

Comes in: a condition and where it stands. Goes out: faults with their place in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consul_desk.language import N_, Message
from consul_desk.strict_yaml import Location
from consul_desk.values import Answer, PartialDate, SubjectKind
from consul_desk.workflows.base import Scalar
from consul_desk.workflows.model import FactField, FactType, Vocabulary
from consul_desk.workflows.tree import (
    TODAY,
    About,
    All,
    AnyOf,
    Condition,
    Count,
    Equals,
    FactTest,
    Has,
    In,
    Not,
    compared_day,
    is_key,
)
from consul_desk.workflows.validate import problem_with

_SEVERAL = frozenset({FactType.MULTI_CHOICE, FactType.COUNTRIES})
_NOT_COMPARED = _SEVERAL | {FactType.DATE, FactType.ADDRESS, FactType.PEOPLE}
_GROUPS = frozenset(About) - {About.PROCEDURE, About.CASE}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where."""

    location: Location
    problem: Message


@dataclass(frozen=True, slots=True)
class Place:
    """A condition, where it stands, and whom it is about."""

    location: Location
    condition: Condition
    about: About
    entries: str = ""

    @property
    def prefixes(self) -> frozenset[str]:
        """The prefixes of keys that have one clear bearer here."""
        return frozenset({"case", "procedure", self.about.prefix, self.entries}) - {""}

    def inside(self, part: Condition, *at: str | int) -> Place:
        """The same, one branch further in."""
        return Place((*self.location, *at), part, self.about, self.entries)


def check_fact(
    vocabulary: Vocabulary,
    at: Location,
    key: str,
    prefixes: frozenset[str],
    *types: FactType,
) -> Iterator[Fault]:
    """Check that a key exists, fits the place, and has one of these types."""
    field = vocabulary.fields.get(key)
    if field is None:
        yield Fault(at, Message(N_("The vocabulary has no “{key}”."), {"key": key}))
    elif field.prefix not in prefixes:
        problem = N_("“{key}” is out of place; keys of these are expected: {expected}.")
        places = {"key": key, "expected": ", ".join(sorted(prefixes))}
        yield Fault(at, Message(problem, places))
    elif types and field.type not in types:
        places = {"key": key, "type": types[0].value}
        yield Fault(at, Message(N_("“{key}” is not of the type {type}."), places))


def check_condition(place: Place, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Check a whole tree."""
    match place.condition:
        case All() as group:
            for n, part in enumerate(group.parts):
                yield from check_condition(place.inside(part, "all", n), vocabulary)
        case AnyOf() as group:
            for n, part in enumerate(group.parts):
                yield from check_condition(place.inside(part, "any", n), vocabulary)
        case Not() as negated:
            yield from check_condition(place.inside(negated.part, "not"), vocabulary)
        case Count() as count:
            yield from _count(place, count, vocabulary)
        case leaf:
            yield from _leaf(place, leaf, vocabulary)


def _count(place: Place, leaf: Count, vocabulary: Vocabulary) -> Iterator[Fault]:
    kind = vocabulary.entries.get(leaf.count)
    if leaf.count in _GROUPS:
        about, entries = About(leaf.count), ""
    elif kind is not None:
        is_persons = kind.owner is SubjectKind.PERSON
        about, entries = About.EACH_PERSON if is_persons else About.PROCEDURE, leaf.count
    else:
        at = (*place.location, "count")
        yield Fault(at, Message(N_("Neither a group of people nor a kind of entry.")))
        return
    if leaf.where is not None:
        inner = Place((*place.location, "where"), leaf.where, about, entries)
        yield from check_condition(inner, vocabulary)


def _leaf(place: Place, leaf: FactTest, vocabulary: Vocabulary) -> Iterator[Fault]:
    at = (*place.location, "fact")
    is_date = () if compared_day(leaf) is None else (FactType.DATE,)
    if fault := next(check_fact(vocabulary, at, leaf.fact, place.prefixes, *is_date), None):
        yield fault
        return
    field = vocabulary.field(leaf.fact)
    match leaf:
        case Equals():
            yield from _compared((*place.location, "equals"), field, leaf.equals)
        case In():
            for number, value in enumerate(leaf.values):
                yield from _compared((*place.location, "in", number), field, value)
        case Has():
            yield from _contained((*place.location, "has"), field, leaf.has)
        case _:
            yield from _day(place, leaf, vocabulary)


def _day(place: Place, leaf: FactTest, vocabulary: Vocabulary) -> Iterator[Fault]:
    found = compared_day(leaf)
    if found is None:
        return
    at, reference = (*place.location, found[0]), found[1]
    if is_key(reference):
        yield from check_fact(vocabulary, at, reference, place.prefixes, FactType.DATE)
    elif reference != TODAY and not _is_date(reference):
        problem = N_("A date such as 2026-11-24, a key or today is expected here.")
        yield Fault(at, Message(problem))


def _compared(at: Location, field: FactField, value: Scalar) -> Iterator[Fault]:
    if field.type in _NOT_COMPARED:
        yield Fault(at, Message(N_("Answers of this type cannot be compared like this.")))
    elif problem := problem_with(field, Answer(value)):
        yield Fault(at, problem)


def _contained(at: Location, field: FactField, value: str) -> Iterator[Fault]:
    if field.type not in _SEVERAL:
        yield Fault(at, Message(N_("Only a list of answers can include one.")))
    elif problem := problem_with(field, Answer([value])):
        yield Fault(at, problem)


def _is_date(text: str) -> bool:
    try:
        return str(PartialDate.parse(text)) == text
    except ValueError:
        return False
