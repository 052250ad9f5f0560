"""What a workflow's questions depend on, and whether a condition can ever hold.

Pure reasoning about the pack, without any case: for each condition the few answers that
matter are tried in all combinations. Dates, ages and counts are left free, so a condition
that is called unreachable is so for certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

from consul_desk.workflows.base import Scalar
from consul_desk.workflows.conditions import BORN_ON, Truth, combine, leaves
from consul_desk.workflows.model import FactType, Vocabulary, Workflow
from consul_desk.workflows.tree import (
    About,
    Condition,
    Count,
    Equals,
    In,
    Known,
    Leaf,
    compared_day,
    is_key,
)

MOST_COMBINATIONS = 20_000
_BY_AGE = frozenset({About.EACH_ADULT, About.EACH_CHILD})
_OTHER = "\x00any other answer"
_NOT_APPLICABLE = "\x00not applicable"

Values = tuple[Scalar | None, ...]
Assignment = Mapping[object, Scalar | None]


def facts_in(condition: Condition | None) -> frozenset[str]:
    """Every key that a condition reads."""
    if condition is None:
        return frozenset()
    return frozenset(key for leaf in leaves(condition) for key in _read_by(leaf))


def _read_by(leaf: Leaf) -> Iterator[str]:
    if isinstance(leaf, Count):
        if leaf.count in _BY_AGE:
            yield BORN_ON
        return
    yield leaf.fact
    day = compared_day(leaf)
    if day is not None and is_key(day[1]):
        yield day[1]


def dependencies(workflow: Workflow) -> Mapping[str, frozenset[str]]:
    """For every key that is asked: the keys that decide whether it is."""
    found: dict[str, frozenset[str]] = {}
    for step in workflow.steps:
        by_age = frozenset({BORN_ON}) if step.about in _BY_AGE else frozenset()
        for question in step.questions:
            read = facts_in(step.when) | facts_in(question.when) | by_age
            found[question.fact] = found.get(question.fact, frozenset()) | read
    return found


def cycle_through(key: str, depends_on: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Follow a key's dependencies back to itself; empty where they never return."""
    paths: list[tuple[str, ...]] = [(key,)]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for next_key in sorted(depends_on.get(path[-1], frozenset())):
            if next_key == key:
                return (*path, key)
            if next_key not in seen:
                seen.add(next_key)
                paths.append((*path, next_key))
    return ()


class Reach:
    """Tells whether conditions of one workflow can hold at all."""

    def __init__(self, workflow: Workflow, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._asked: dict[str, list[tuple[Condition, ...]]] = {}
        for step in workflow.steps:
            for question in step.questions:
                needed = tuple(c for c in (step.when, question.when) if c is not None)
                self._asked.setdefault(question.fact, []).append(needed)

    def can_hold(self, *conditions: Condition) -> bool:
        """Whether some answers make all these conditions true at once."""
        domains = self._domains(conditions)
        if prod(len(values) for values in domains.values()) > MOST_COMBINATIONS:
            return True
        return any(
            all(self._truth(c, dict(zip(domains, values, strict=True))) for c in conditions)
            for values in product(*domains.values())
        )

    def _domains(self, conditions: tuple[Condition, ...]) -> dict[object, Values]:
        """What to try: the values of each key, and both truths of each free leaf."""
        domains: dict[object, Values] = {}
        waiting = list(conditions)
        while waiting:
            for leaf in leaves(waiting.pop()):
                if not isinstance(leaf, Equals | In | Known):
                    domains[leaf] = (True, False)
                    continue
                if leaf.fact not in domains:
                    for needed in self._asked.get(leaf.fact, []):
                        waiting.extend(needed)
                known = domains.get(leaf.fact) or self._values(leaf.fact)
                domains[leaf.fact] = tuple(dict.fromkeys((*known, *_named(leaf))))
        return domains

    def _values(self, key: str) -> Values:
        field = self._vocabulary.field(key)
        is_bool = field.type is FactType.YES_NO
        given = (True, False) if is_bool else tuple(c.id for c in field.choices) or (_OTHER,)
        return (*given, _NOT_APPLICABLE, None)

    def _truth(self, condition: Condition, assignment: Assignment) -> bool:
        return combine(condition, lambda leaf: self._leaf(leaf, assignment)) is True

    def _leaf(self, leaf: Leaf, assignment: Assignment) -> Truth:
        if not isinstance(leaf, Equals | In | Known):
            return bool(assignment[leaf])
        value = assignment[leaf.fact] if self._is_asked(leaf.fact, assignment) else None
        if isinstance(leaf, Known):
            return (value not in (None, _NOT_APPLICABLE)) is leaf.known
        return None if value is None else value in _named(leaf)

    def _is_asked(self, key: str, assignment: Assignment) -> bool:
        ways = self._asked.get(key)
        return ways is None or any(
            all(self._truth(condition, assignment) for condition in way) for way in ways
        )


def _named(leaf: Equals | In | Known) -> tuple[Scalar, ...]:
    """The values that a leaf speaks of."""
    match leaf:
        case Equals():
            return (leaf.equals,)
        case In():
            return leaf.values
        case Known():
            return ()
