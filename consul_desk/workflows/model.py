"""What the vocabulary and a workflow pack may say: the format, and nothing else.

Strict and frozen pydantic models. What one table alone can tell is checked here, what
needs the whole pack in `lint.py`. Comes in: YAML through `strict_yaml`. Goes out: objects
that the interview, the deadlines and the papers read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from consul_desk.errors.casework import UnknownFactKeyError
from consul_desk.language import N_, Message
from consul_desk.strict_yaml import MisfitError
from consul_desk.values import LanguageCode, Subject, SubjectKind
from consul_desk.workflows.base import Id, Key, PackModel, PackText, Words
from consul_desk.workflows.tree import About, Condition


class Citation(PackModel):
    """Where a rule stands, and when somebody last read it there."""

    cite: Words
    checked_on: date


class ReviewStatus(StrEnum):
    """Whether a qualified lawyer has read the pack."""

    UNREVIEWED = "unreviewed"
    REVIEWED = "reviewed"


class Review(PackModel):
    """Who answers for the legal content; shown wherever the content is."""

    status: ReviewStatus
    by: str = ""
    reviewed_on: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if self.status is ReviewStatus.REVIEWED and not (self.by and self.reviewed_on):
            raise MisfitError(Message(N_("A review needs by and reviewed_on.")))
        return self


class _Claim(PackModel):
    """Says something about the law: with a source, or openly without."""

    law: tuple[Citation, ...] = ()
    unverified: bool = False

    @model_validator(mode="after")
    def _has_a_source(self) -> Self:
        if not self.law and not self.unverified:
            raise MisfitError(Message(N_("Give law, or mark it unverified.")))
        return self


# Vocabulary


class FactType(StrEnum):
    """What kind of value a question takes."""

    TEXT = "text"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    NUMBER = "number"
    COUNTRY = "country"
    COUNTRIES = "countries"
    ADDRESS = "address"
    PEOPLE = "people"


class Latin(StrEnum):
    """Which characters a German register takes: a subset of DIN 91379."""

    NAME = "name"
    TEXT = "text"


class AddressPart(StrEnum):
    """The parts of an address."""

    STREET = "street"
    HOUSE_NUMBER = "house_number"
    ADDITION = "addition"
    POSTCODE = "postcode"
    CITY = "city"
    COUNTRY = "country"


class Choice(PackModel):
    """One answer that may be chosen."""

    id: Id
    label: PackText


class FactField(PackModel):
    """One question of the vocabulary; asked once, used by every form.

    Attributes:
        german_term: what the authority's letter calls it.
        required: whether leaving it open counts as missing; a step may say otherwise.
        latin: refuse letters that German registers cannot store.
        partial_ok: "2022" and "2022-03" are dates too.
        sensitive: special category of Art. 9 GDPR; the person may decline.
        internal: for the consul's work only; on no paper.
        address_needs: parts without which this address is of no use.
        unverified: nobody has seen a source for what this field says.
    """

    key: Key
    type: FactType
    label: PackText
    german_term: str = ""
    help: PackText | None = None
    choices: tuple[Choice, ...] = ()
    required: bool = True
    latin: Latin | None = None
    partial_ok: bool = False
    multiline: bool = False
    sensitive: bool = False
    internal: bool = False
    minimum: int = 0
    maximum: int = 1_000_000
    address_needs: tuple[AddressPart, ...] = ()
    law: tuple[Citation, ...] = ()
    unverified: bool = False

    @property
    def prefix(self) -> str:
        """The kind of subject that has this fact: "person", "procedure", an entry kind."""
        return self.key.partition(".")[0]

    @property
    def latin_only(self) -> bool:
        """Whether Cyrillic letters are refused."""
        return self.latin is not None

    def choice(self, choice_id: str) -> Choice | None:
        """Look a choice up."""
        return next((c for c in self.choices if c.id == choice_id), None)

    @model_validator(mode="after")
    def _has_what_its_type_needs(self) -> Self:
        chooses = self.type in (FactType.CHOICE, FactType.MULTI_CHOICE)
        if chooses != bool(self.choices):
            raise MisfitError(Message(N_("A choice needs choices, and nothing else may.")))
        if len({c.id for c in self.choices}) < len(self.choices):
            raise MisfitError(Message(N_("Two choices have the same id.")))
        if self.partial_ok and self.type is not FactType.DATE:
            raise MisfitError(Message(N_("Only a date can be partial.")))
        return self


class EntryKind(PackModel):
    """Something that repeats: a document, an earlier address, a journey."""

    id: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    title: PackText
    owner: SubjectKind


class VocabularyFile(PackModel):
    """One file of `forms/vocabulary/`."""

    entries: tuple[EntryKind, ...] = ()
    fields: tuple[FactField, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All questions that any form may ask, by key, and the kinds of entries."""

    fields: Mapping[str, FactField]
    entries: Mapping[str, EntryKind]

    def field(self, key: str) -> FactField:
        """Look a question up.

        Raises:
            UnknownFactKeyError: the vocabulary has no such key.
        """
        if key not in self.fields:
            raise UnknownFactKeyError(key=key)
        return self.fields[key]

    def fields_of(self, prefix: str) -> tuple[FactField, ...]:
        """The questions about one kind of subject, in the vocabulary's order."""
        return tuple(f for f in self.fields.values() if f.prefix == prefix)


def prefix_of(subject: Subject) -> str:
    """Tell the prefix that a subject's keys have."""
    return subject.role if subject.kind is SubjectKind.ENTRY else subject.kind.value


# Workflow


class GuidanceLevel(StrEnum):
    """How loudly a text speaks."""

    INFO = "info"
    WARNING = "warning"


class Guidance(_Claim):
    """General information beside the questions; never advice on the single case."""

    id: Id
    text: PackText
    level: GuidanceLevel = GuidanceLevel.INFO
    when: Condition | None = None


class Question(PackModel):
    """A fact that a step asks for; in YAML a bare key will do.

    Attributes:
        required: overrides what the vocabulary says.
    """

    fact: Key
    when: Condition | None = None
    required: bool | None = None


def _shape(value: Any) -> str:
    return "key" if isinstance(value, str) else "table"


_Ask: TypeAlias = Annotated[
    Annotated[Key, Tag("key")] | Annotated[Question, Tag("table")],
    Discriminator(_shape),
]


class Step(PackModel):
    """One page of the interview.

    Attributes:
        about: whom the questions are about; asked once for each of them.
        entries: kind of entry that the questions are about; each person (or the
            procedure) may have any number, and needs `at_least` so many.
        documents: checklist items that belong here.
    """

    id: Id
    title: PackText
    about: About = About.PROCEDURE
    entries: str = ""
    at_least: Annotated[int, Field(ge=0, le=20)] = 0
    when: Condition | None = None
    ask: tuple[_Ask, ...] = ()
    documents: tuple[Id, ...] = ()
    guidance: tuple[Guidance, ...] = ()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is asked, bare keys spelled out."""
        return tuple(Question(fact=a) if isinstance(a, str) else a for a in self.ask)


class ChecklistDocument(_Claim):
    """Something to bring along.

    Attributes:
        per: one for the procedure, or one for each of these people.
        on_request: the authority may ask for it; not missing until it does.
    """

    id: Id
    title: PackText
    german_term: str = ""
    help: PackText | None = None
    per: About = About.PROCEDURE
    on_request: bool = False
    when: Condition | None = None


class Check(PackModel):
    """Answers that do not fit each other: a problem while the condition holds.

    Attributes:
        fact: the question under which the problem is shown.
        blocks: papers are not made while the problem stands.
    """

    id: Id
    about: About = About.PROCEDURE
    entries: str = ""
    fact: Key
    when: Condition
    message: PackText
    blocks: bool = True


class Duration(PackModel):
    """A period of law: days, weeks, months or years, one of them."""

    days: Annotated[int, Field(ge=1, le=1000)] | None = None
    weeks: Annotated[int, Field(ge=1, le=500)] | None = None
    months: Annotated[int, Field(ge=1, le=120)] | None = None
    years: Annotated[int, Field(ge=1, le=30)] | None = None

    @model_validator(mode="after")
    def _has_one_unit(self) -> Self:
        if sum(n is not None for n in (self.days, self.weeks, self.months, self.years)) != 1:
            raise MisfitError(Message(N_("Give one of days, weeks, months, years.")))
        return self


class RestDay(StrEnum):
    """What a last day on a Saturday, Sunday or holiday does."""

    NEXT_WORKING_DAY = "next_working_day"
    STAYS = "stays"


class DeadlineRule(PackModel):
    """How a last day is worked out.

    Attributes:
        event: what happens on the day that it counts from, as the derivation names it.
        counts_from: date fact of the procedure or the case.
        waits: a period that runs before `runs` does.
        land: choice fact whose ids are the Länder ("BE", "BY"); picks the holidays.
    """

    id: Id
    title: PackText
    event: PackText
    counts_from: Key
    waits: Duration | None = None
    runs: Duration
    ends_on_rest_day: RestDay
    land: Key | None = None
    when: Condition | None = None
    law: Annotated[tuple[Citation, ...], Field(min_length=1)]


class PaperKind(StrEnum):
    """Whether we draw the paper or fill an authority's form."""

    SUMMARY = "summary"
    BLANK = "blank"


class PaperSpec(PackModel):
    """A paper that the procedure ends in.

    Attributes:
        needs: facts without whose value the paper is of no use.
    """

    id: Id
    kind: PaperKind
    title: PackText
    language: LanguageCode = "de"
    blank: Id | None = None
    when: Condition | None = None
    needs: tuple[Key, ...] = ()

    @model_validator(mode="after")
    def _names_its_blank(self) -> Self:
        if (self.kind is PaperKind.BLANK) != (self.blank is not None):
            raise MisfitError(Message(N_("A paper of kind blank names its blank.")))
        return self


class Workflow(PackModel):
    """One procedure, as data."""

    id: Id
    revision: Annotated[int, Field(ge=1)]
    title: PackText
    german_term: str = ""
    summary: PackText
    law: Annotated[tuple[Citation, ...], Field(min_length=1)]
    review: Review
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    documents: tuple[ChecklistDocument, ...] = ()
    checks: tuple[Check, ...] = ()
    deadlines: tuple[DeadlineRule, ...] = ()
    papers: tuple[PaperSpec, ...] = ()
