"""Evaluates conditions with three values: an interview is never sure of everything.

True, False, or None where an answer is still missing. Reads nothing and writes nothing.
"Not applicable" is a known answer without a value: every comparison with it is False.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from consul_desk.values import (
    Answer,
    AnswerStatus,
    CaseFacts,
    JsonValue,
    PartialDate,
    Subject,
    SubjectKind,
)
from consul_desk.workflows.base import Scalar
from consul_desk.workflows.model import prefix_of
from consul_desk.workflows.tree import (
    TODAY,
    About,
    After,
    AgeAt,
    All,
    AnyOf,
    Before,
    Condition,
    Count,
    Equals,
    Has,
    In,
    Known,
    Leaf,
    Not,
    is_key,
)

ADULT_YEARS = 18
BORN_ON = "person.born_on"
Truth = bool | None
Span = tuple[date, date]


def _nothing_hidden(subject: Subject, key: str) -> bool:
    return True


@dataclass(frozen=True)
class Situation:
    """A procedure's answers on one day, as conditions see them.

    Attributes:
        is_asked: whether a question is active; the answer to a hidden one does not count.
    """

    facts: CaseFacts
    today: date
    is_asked: Callable[[Subject, str], bool] = _nothing_hidden

    def answer(self, subject: Subject, key: str) -> Answer | None:
        """The answer that counts; None where there is none or the question is hidden."""
        answer = self.facts.answer(subject.id, key)
        return answer if answer is not None and self.is_asked(subject, key) else None

    def bearer(self, key: str, subject: Subject) -> Subject | None:
        """Whom a key means, seen from a subject: itself, its owner, procedure or case."""
        prefix = key.partition(".")[0]
        if prefix_of(subject) == prefix:
            return subject
        if prefix in (SubjectKind.PROCEDURE, SubjectKind.CASE):
            return self.only(SubjectKind(prefix))
        owners = (s for s in self.facts.subjects if s.id == subject.owner_id)
        return next((s for s in owners if prefix_of(s) == prefix), None)

    def only(self, kind: SubjectKind) -> Subject:
        """The case itself, or the procedure."""
        found = next((s for s in self.facts.subjects if s.kind is kind), None)
        if found is not None:
            return found
        is_case = kind is SubjectKind.CASE
        return Subject(self.facts.case_id if is_case else self.facts.procedure_id, kind)

    def group(self, about: About) -> tuple[Subject, ...]:
        """Whom a step about these people, or about the procedure, is about."""
        people = self.facts.people()
        applicant = next((p for p in people if p.role == "applicant"), None)
        match about:
            case About.PROCEDURE | About.CASE:
                return (self.only(SubjectKind(about.value)),)
            case About.EACH_PERSON:
                return people
            case About.APPLICANT:
                return (applicant,) if applicant else ()
            case About.SPOUSE:
                return tuple(p for p in people if p.role == "spouse")
            case _:
                wanted = about is About.EACH_ADULT
                return tuple(p for p in people if self.is_adult(p) is wanted)

    def is_adult(self, person: Subject) -> bool:
        """Tell by the date of birth, and by the role where that leaves it open."""
        born = _span(_known(self.answer(person, BORN_ON)))
        ages = _ages(born, (self.today, self.today)) if born else None
        if ages is None or ages[0] < ADULT_YEARS <= ages[1]:
            return person.role != "child"
        return ages[0] >= ADULT_YEARS


def evaluate(condition: Condition, situation: Situation, subject: Subject) -> Truth:
    """Decide a condition, seen from one subject; None while an answer is missing."""
    return combine(condition, lambda leaf: _leaf(leaf, situation, subject))


def combine(condition: Condition, decide: Callable[[Leaf], Truth]) -> Truth:
    """Decide a tree from its leaves by Kleene's strong three-valued logic."""
    match condition:
        case All():
            return _all(combine(part, decide) for part in condition.parts)
        case AnyOf():
            return _not(_all(_not(combine(part, decide)) for part in condition.parts))
        case Not():
            return _not(combine(condition.part, decide))
        case _:
            return decide(condition)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """All leaves of a tree, those inside a count too."""
    match condition:
        case All() | AnyOf():
            for part in condition.parts:
                yield from leaves(part)
        case Not():
            yield from leaves(condition.part)
        case Count():
            yield condition
            if condition.where is not None:
                yield from leaves(condition.where)
        case _:
            yield condition


def _all(truths: Iterable[Truth]) -> Truth:
    seen = set(truths)
    if False in seen:
        return False
    return None if None in seen else True


def _not(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _leaf(leaf: Leaf, situation: Situation, subject: Subject) -> Truth:
    if isinstance(leaf, Count):
        return _count(leaf, situation, subject)
    bearer = situation.bearer(leaf.fact, subject)
    answer = situation.answer(bearer, leaf.fact) if bearer else None
    if isinstance(leaf, Known):
        return (_known(answer) is not None) is leaf.known
    if answer is None or answer.status is AnswerStatus.UNKNOWN:
        return None
    if answer.status is AnswerStatus.NOT_APPLICABLE:
        return False
    return _compare(leaf, answer.value, situation, subject)


def _compare(
    leaf: Equals | In | Has | Before | After | AgeAt,
    value: JsonValue,
    situation: Situation,
    subject: Subject,
) -> Truth:
    match leaf:
        case Equals():
            return _same(value, leaf.equals)
        case In():
            return any(_same(value, one) for one in leaf.values)
        case Has():
            return isinstance(value, list) and leaf.has in value
        case Before():
            return _earlier(_span(value), _day(leaf.before, situation, subject))
        case After():
            return _earlier(_day(leaf.after, situation, subject), _span(value))
        case AgeAt():
            return _age(leaf, _span(value), _day(leaf.age_at, situation, subject))


def _same(value: JsonValue, wanted: Scalar) -> bool:
    return type(value) is type(wanted) and value == wanted


def _count(leaf: Count, situation: Situation, subject: Subject) -> Truth:
    if leaf.count in set(About):
        members = situation.group(About(leaf.count))
    else:
        owner = (
            None if subject.kind in (SubjectKind.CASE, SubjectKind.PROCEDURE) else subject.id
        )
        members = situation.facts.entries(leaf.count, owner)
    where = leaf.where
    truths = [True if where is None else evaluate(where, situation, m) for m in members]
    sure, possible = truths.count(True), truths.count(True) + truths.count(None)
    return _reaches(leaf, sure, possible)


def _reaches(leaf: Count | AgeAt, least: int, most: int) -> Truth:
    """Decide a bound for a number that lies between `least` and `most`."""
    bound = leaf.at_least if leaf.at_least is not None else leaf.under
    if bound is None or least < bound <= most:
        return None
    return (least >= bound) is (leaf.at_least is not None)


# Dates of which part may be unknown


def _known(answer: Answer | None) -> JsonValue:
    return answer.value if answer and answer.status is AnswerStatus.KNOWN else None


def _span(value: JsonValue) -> Span | None:
    """First and last day that a partial date may mean."""
    try:
        partial = PartialDate.parse(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if partial is None:
        return None
    if partial.full:
        return partial.full, partial.full
    first_month = partial.month or 1
    last_month = partial.month or 12
    last_day = calendar.monthrange(partial.year, last_month)[1]
    return date(partial.year, first_month, 1), date(partial.year, last_month, last_day)


def _day(reference: str, situation: Situation, subject: Subject) -> Span | None:
    if reference == TODAY:
        return situation.today, situation.today
    if not is_key(reference):
        return _span(reference)
    bearer = situation.bearer(reference, subject)
    return _span(_known(situation.answer(bearer, reference))) if bearer else None


def _earlier(one: Span | None, other: Span | None) -> Truth:
    if one is None or other is None:
        return None
    if one[1] < other[0]:
        return True
    return False if one[0] >= other[1] else None


def _age(leaf: AgeAt, born: Span | None, day: Span | None) -> Truth:
    if born is None or day is None:
        return None
    return _reaches(leaf, *_ages(born, day))


def _ages(born: Span, day: Span) -> tuple[int, int]:
    """Youngest and oldest age in full years.

    Source:
        § 187 Abs. 2 Satz 2, § 188 Abs. 2 BGB: a year of age is complete when the day
        before the birthday ends; checked 2026-08-19.
    """
    return _years(born[1], day[0]), _years(born[0], day[1])


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
