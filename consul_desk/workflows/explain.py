"""Says in words what a condition asks for: the reason behind "asked because ...".

Comes in: a condition and the vocabulary. Goes out: a Message, so that each screen and
paper says it in its own language with the questions' own words.
"""

from __future__ import annotations

from functools import reduce

from consul_desk.language import CODES, N_, Message, language
from consul_desk.values import PartialDate, Text
from consul_desk.workflows.base import Scalar
from consul_desk.workflows.model import FactField, FactType, Vocabulary
from consul_desk.workflows.tree import (
    TODAY,
    After,
    AgeAt,
    All,
    AnyOf,
    Before,
    Condition,
    Count,
    Equals,
    FactTest,
    Has,
    In,
    Known,
    Not,
    is_key,
)


def reason_for(vocabulary: Vocabulary, *conditions: Condition | None) -> Message | None:
    """Put into words what must hold all at once; None where nothing must."""
    given = tuple(condition for condition in conditions if condition is not None)
    return _joined(N_("{one}, and {other}"), given, vocabulary) if given else None


def explain(condition: Condition, vocabulary: Vocabulary) -> Message:
    """Put a condition into words."""
    match condition:
        case All():
            return _joined(N_("{one}, and {other}"), condition.parts, vocabulary)
        case AnyOf():
            return _joined(N_("{one}, or {other}"), condition.parts, vocabulary)
        case Not(part=Equals() as part):
            field = vocabulary.field(part.fact)
            said = _shown(field, part.equals)
            return _says(N_("“{question}” was not answered “{answer}”"), field, said)
        case Not():
            inner = explain(condition.part, vocabulary)
            return Message(N_("this does not hold: {reason}"), {"reason": inner})
        case Count():
            return _count(condition, vocabulary)
        case _:
            return _leaf(condition, vocabulary.field(condition.fact), vocabulary)


def _joined(text: str, parts: tuple[Condition, ...], vocabulary: Vocabulary) -> Message:
    reasons = [explain(part, vocabulary) for part in parts]
    return reduce(lambda one, other: Message(text, {"one": one, "other": other}), reasons)


def _count(leaf: Count, vocabulary: Vocabulary) -> Message:
    reason = explain(leaf.where, vocabulary) if leaf.where else Message(N_("any answer"))
    if leaf.at_least is not None:
        places = {"number": leaf.at_least, "reason": reason}
        return Message(N_("this holds at least {number} times: {reason}"), places)
    places = {"number": leaf.under, "reason": reason}
    return Message(N_("this holds fewer than {number} times: {reason}"), places)


def _leaf(leaf: FactTest, field: FactField, vocabulary: Vocabulary) -> Message:
    match leaf:
        case Equals():
            said = _shown(field, leaf.equals)
            return _says(N_("“{question}” was answered “{answer}”"), field, said)
        case In():
            listed = reduce(_comma, (_shown(field, one) for one in leaf.values))
            return _says(N_("the answer to “{question}” is one of: {answer}"), field, listed)
        case Has():
            said = _shown(field, leaf.has)
            return _says(N_("the answer to “{question}” includes “{answer}”"), field, said)
        case Before():
            day = _day(leaf.before, vocabulary)
            return _says(N_("“{question}” lies before {answer}"), field, day)
        case After():
            day = _day(leaf.after, vocabulary)
            return _says(N_("“{question}” lies after {answer}"), field, day)
        case Known():
            return _known(leaf, field)
        case AgeAt():
            return _age(leaf, vocabulary)


def _says(text: str, field: FactField, answer: object) -> Message:
    return Message(text, {"question": field.label, "answer": answer})


def _known(leaf: Known, field: FactField) -> Message:
    is_known, is_open = N_("“{question}” was answered"), N_("“{question}” has no answer yet")
    return Message(is_known if leaf.known else is_open, {"question": field.label})


def _age(leaf: AgeAt, vocabulary: Vocabulary) -> Message:
    day = _day(leaf.age_at, vocabulary)
    if leaf.under is not None:
        places = {"years": leaf.under, "day": day}
        return Message(N_("the person is under {years} years old on {day}"), places)
    places = {"years": leaf.at_least, "day": day}
    return Message(N_("the person is at least {years} years old on {day}"), places)


def _comma(one: object, other: object) -> Message:
    return Message("{one}, {other}", {"one": one, "other": other})


def _shown(field: FactField, value: Scalar) -> object:
    if isinstance(value, bool):
        return Message(N_("yes") if value else N_("no"))
    if field.type in (FactType.COUNTRY, FactType.COUNTRIES):
        return Text(**{code: language(code).country(str(value)) for code in CODES})
    choice = field.choice(str(value))
    return choice.label if choice else value


def _day(reference: str, vocabulary: Vocabulary) -> object:
    if reference == TODAY:
        return Message(N_("today"))
    if not is_key(reference):
        return PartialDate.parse(reference)
    label = vocabulary.field(reference).label
    return Message(N_("the day of “{question}”"), {"question": label})
