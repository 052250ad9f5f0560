"""Checks a blank's mapping against the vocabulary: that every question it names exists.

Comes in: a mapping and the vocabulary. Goes out: the first fault, with its place in the
file, or None. Whether the fields are those of the form shows when the form is added.
"""

from __future__ import annotations

from collections.abc import Iterator

from consul_desk.language import N_, Message
from consul_desk.strict_yaml import Location
from consul_desk.values import SubjectKind
from consul_desk.workflows.blanks import BlankMapping, FieldRule, Piece
from consul_desk.workflows.conditions import leaves
from consul_desk.workflows.lint_conditions import Fault
from consul_desk.workflows.model import FactType, Vocabulary
from consul_desk.workflows.tree import Condition, Count
from consul_desk.workflows.validate import countries

_EVERYWHERE = frozenset({SubjectKind.PROCEDURE.value, SubjectKind.CASE.value})


def first_blank_fault(mapping: BlankMapping, vocabulary: Vocabulary) -> Fault | None:
    """Find what is wrong with a mapping; the first fault only."""
    for name, rule in mapping.fields.items():
        if fault := next(_faults(("fields", name), rule, vocabulary), None):
            return fault
    return None


def _faults(at: Location, rule: FieldRule, vocabulary: Vocabulary) -> Iterator[Fault]:
    if rule.entry and rule.entry not in vocabulary.entries:
        yield Fault((*at, "entry"), Message(N_("The vocabulary has no such entry here.")))
    prefixes = _prefixes(rule)
    for place, piece in enumerate(rule.pieces):
        here: Location = (*at, "print", place)
        yield from _key(here, piece.fact, prefixes, vocabulary)
        yield from _piece(here, piece, vocabulary)
        yield from _condition((*here, "when"), piece.when, prefixes, vocabulary)
    yield from _condition((*at, "tick"), rule.tick, prefixes, vocabulary)
    yield from _condition((*at, "when"), rule.when, prefixes, vocabulary)


def _prefixes(rule: FieldRule) -> frozenset[str]:
    """The subjects that a rule can see: its own, and those above it."""
    own = {SubjectKind.PERSON.value} if rule.person is not None else set()
    return _EVERYWHERE | own | ({rule.entry} if rule.entry else set())


def _key(
    at: Location, key: str, prefixes: frozenset[str], vocabulary: Vocabulary
) -> Iterator[Fault]:
    field = vocabulary.fields.get(key)
    if field is None:
        yield Fault(at, Message(N_("The vocabulary has no “{key}”."), {"key": key}))
    elif field.prefix not in prefixes:
        expected = ", ".join(sorted(prefixes))
        problem = N_("“{key}” is out of place; keys of these are expected: {expected}.")
        yield Fault(at, Message(problem, {"key": key, "expected": expected}))


def _piece(at: Location, piece: Piece, vocabulary: Vocabulary) -> Iterator[Fault]:
    field = vocabulary.field(piece.fact)
    if piece.parts and field.type is not FactType.ADDRESS:
        yield Fault((*at, "parts"), Message(N_("Only an address has parts.")))
    if "date" in piece.model_fields_set and field.type is not FactType.DATE:
        yield Fault((*at, "date"), Message(N_("Only a date is written in a date style.")))
    known = {choice.id for choice in field.choices}
    if field.type in (FactType.COUNTRY, FactType.COUNTRIES):
        known = set(countries())
    for word in piece.words:
        if word not in known:
            problem = Message(
                N_("“{value}” is not one of the answers to choose from."), {"value": word}
            )
            yield Fault((*at, "words", word), problem)


def _condition(
    at: Location,
    condition: Condition | None,
    prefixes: frozenset[str],
    vocabulary: Vocabulary,
) -> Iterator[Fault]:
    for leaf in leaves(condition) if condition is not None else ():
        if not isinstance(leaf, Count):
            yield from _key(at, leaf.fact, prefixes, vocabulary)
