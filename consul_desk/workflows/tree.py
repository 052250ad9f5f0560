"""Conditions as a closed tree of tables; there is no code in a pack.

Comes in: YAML. Goes out: a tree that `conditions.py` evaluates and puts into words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Self, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from consul_desk.language import N_, Message
from consul_desk.strict_yaml import MisfitError
from consul_desk.workflows.base import Id, Key, PackModel, Scalar

TODAY = "today"


class About(StrEnum):
    """Whom a step, a document or a check is about.

    Adult and child go by the date of birth (18 years), and by the role where the date is
    not known.
    """

    PROCEDURE = "procedure"
    CASE = "case"
    APPLICANT = "applicant"
    SPOUSE = "spouse"
    EACH_PERSON = "each_person"
    EACH_ADULT = "each_adult"
    EACH_CHILD = "each_child"

    @property
    def prefix(self) -> str:
        """The prefix of the keys that such a subject has."""
        return self.value if self in (About.PROCEDURE, About.CASE) else "person"


class All(PackModel):
    """Every part holds."""

    parts: Annotated[tuple[Condition, ...], Field(alias="all", min_length=1)]


class AnyOf(PackModel):
    """At least one part holds."""

    parts: Annotated[tuple[Condition, ...], Field(alias="any", min_length=1)]


class Not(PackModel):
    """The part does not hold; unknown stays unknown."""

    part: Annotated[Condition, Field(alias="not")]


class Equals(PackModel):
    """The answer is this value."""

    fact: Key
    equals: Scalar


class In(PackModel):
    """The answer is one of these values."""

    fact: Key
    values: Annotated[tuple[Scalar, ...], Field(alias="in", min_length=1)]


class Has(PackModel):
    """This choice or country is among the answers."""

    fact: Key
    has: str


class Known(PackModel):
    """The question has a value, or has none. Never unknown itself."""

    fact: Key
    known: bool


class Before(PackModel):
    """The date lies before another fact's, before an ISO date, or before `today`."""

    fact: Key
    before: str


class After(PackModel):
    """The date lies after another fact's, after an ISO date, or after `today`."""

    fact: Key
    after: str


class _Bounded(PackModel):
    at_least: Annotated[int, Field(ge=1, le=1000)] | None = None
    under: Annotated[int, Field(ge=1, le=1000)] | None = None

    @model_validator(mode="after")
    def _has_one_bound(self) -> Self:
        if (self.under is None) == (self.at_least is None):
            raise MisfitError(Message(N_("Give either at_least or under.")))
        return self


class AgeAt(_Bounded):
    """Whoever is born on `fact` is so many years old on a day.

    Attributes:
        age_at: a date fact's key, an ISO date, or `today`.
    """

    fact: Key
    age_at: str


class Count(_Bounded):
    """So many people or entries, of which a condition holds.

    Attributes:
        count: "spouse", "each_person" and the like, or a kind of entry.
    """

    count: Id
    where: Condition | None = None


def is_key(reference: str) -> bool:
    """Tell a key from an ISO date and from `today`."""
    return "." in reference


def compared_day(leaf: Leaf) -> tuple[str, str] | None:
    """The other day that a leaf reads, with the name of the key that gives it."""
    match leaf:
        case Before():
            return "before", leaf.before
        case After():
            return "after", leaf.after
        case AgeAt():
            return "age_at", leaf.age_at
        case _:
            return None


_OPERATORS = (
    *("all", "any", "not", "count", "age_at"),
    *("equals", "in", "has", "known", "before", "after"),
)


def _operator(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    return next((name for name in _OPERATORS if name in value), None)


FactTest: TypeAlias = Equals | In | Has | Known | Before | After | AgeAt
Leaf: TypeAlias = FactTest | Count
Condition: TypeAlias = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Count, Tag("count")]
    | Annotated[AgeAt, Tag("age_at")]
    | Annotated[Equals, Tag("equals")]
    | Annotated[In, Tag("in")]
    | Annotated[Has, Tag("has")]
    | Annotated[Known, Tag("known")]
    | Annotated[Before, Tag("before")]
    | Annotated[After, Tag("after")],
    Discriminator(_operator),
]
