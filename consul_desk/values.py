"""Small frozen types that every layer shares: ids, dates, texts, answers.

Owns no state and does no I/O. Comes in: text and numbers. Goes out: values that
compare, sort and print the same on every laptop.
"""

from __future__ import annotations

import os
import re
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, NewType, TypeAlias

CaseId = NewType("CaseId", str)
PersonId = NewType("PersonId", str)
ProcedureId = NewType("ProcedureId", str)
EntryId = NewType("EntryId", str)
DocumentId = NewType("DocumentId", str)
ContactId = NewType("ContactId", str)

LanguageCode: TypeAlias = Literal["de", "ru", "en"]

JsonValue: TypeAlias = (
    "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"
)
"""What a fact may hold. A date is ISO text, an address a dict of text, people a list of ids."""

_DERIVED = uuid.UUID("6f9c3f2e-6f0b-5d0a-9d3c-0c5f6a1c7b10")


class _Ticks:
    """A clock of 1/4096 ms that never gives the same tick twice in this process."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._last = 0

    def next(self) -> int:
        with self._turn:
            self._last = max(self._last + 1, time.time_ns() * 4096 // 1_000_000)
            return self._last

    def follow(self, tick: int) -> None:
        """Never give this tick or an earlier one."""
        with self._turn:
            self._last = max(self._last, tick)


_ticks = _Ticks()


def new_id() -> str:
    """Make a UUIDv7: sorts in the order of making on this laptop, 62 random bits.

    Returns:
        Shape: 36 characters, lower case, with dashes.
    Source:
        RFC 9562, section 5.7 and 6.2, method 3: the clock's fraction in rand_a.
    """
    milliseconds, fraction = divmod(_ticks.next(), 4096)
    number = (milliseconds << 80) | (0x7 << 76) | (fraction << 64)
    number |= (0x2 << 62) | (int.from_bytes(os.urandom(8), "big") >> 2)
    return str(uuid.UUID(int=number))


def ids_follow(last_id: str) -> None:
    """Let every new id sort after this one, even if the clock was put back since.

    Args:
        last_id: one that `new_id` made on this laptop.
    """
    number = uuid.UUID(last_id).int
    _ticks.follow((number >> 80) * 4096 + (number >> 64 & 0xFFF))


def derived_id(*parts: str) -> str:
    """Name a row by what it is about, so that two laptops agree on its id (UUIDv5)."""
    return str(uuid.uuid5(_DERIVED, "\x1f".join(parts)))


def utc_now() -> datetime:
    """Tell the time; the default clock of a vault."""
    return datetime.now(UTC)


class Precision(StrEnum):
    """How much of a partial date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?\Z", re.ASCII)
_POINTED = re.compile(
    r"(?:(?:(?P<day>\d{1,2})\.)?(?P<month>\d{1,2})\.)?(?P<year>\d{4})\Z", re.ASCII
)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which the day, or day and month, may be unknown.

    Sorts by what is known: "2022" before "2022-03" before "2022-03-05".
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError("day_without_month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read "2022", "2022-03", "2022-03-05", "03.2022" or "5.3.2022".

        Raises:
            ValueError: the text is no such date, or the day does not exist.
        """
        match = _ISO.match(text.strip()) or _POINTED.match(text.strip())
        if match is None:
            raise ValueError("not_a_date")
        found = match.groupdict()
        month, day = found["month"], found["day"]
        if "0" in (month, day) or "00" in (month, day):
            raise ValueError("not_a_date")
        return cls(int(found["year"]), int(month or 0), int(day or 0))

    @property
    def precision(self) -> Precision:
        """Tell which part is known."""
        if self.day:
            return Precision.DAY
        return Precision.MONTH if self.month else Precision.YEAR

    @property
    def full(self) -> date | None:
        """The calendar day, or None where it is not fully known."""
        return date(self.year, self.month, self.day) if self.day else None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a user sees, in the three languages. German leads."""

    de: str
    ru: str
    en: str


class AnswerStatus(StrEnum):
    """Whether a question has a value, or was answered without one."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer about one subject. `value` counts only while `status` is KNOWN."""

    value: JsonValue = None
    status: AnswerStatus = AnswerStatus.KNOWN


class SubjectKind(StrEnum):
    """What a fact can be about."""

    CASE = "case"
    PERSON = "person"
    PROCEDURE = "procedure"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what answers are about.

    Attributes:
        role: for a person "applicant", "spouse", "child" or "other"; for an entry its
            kind, such as "identity_document".
        owner_id: for an entry the person or procedure that it belongs to.
        label: a short human name ("Юлия Щукина"); empty where there is none yet.
    """

    id: str
    kind: SubjectKind
    role: str = ""
    owner_id: str | None = None
    sort_key: str = ""
    label: str = ""


def _nothing() -> Mapping[str, int]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything a workflow may know about one procedure of a case. Pure data.

    Attributes:
        subjects: the case, the procedure, the people who take part (applicant first)
            and their entries, each list in its sort order.
        answers: by (subject id, vocabulary key).
        documents: how many files are attached per checklist item.
    """

    case_id: str
    procedure_id: str
    subjects: tuple[Subject, ...]
    answers: Mapping[tuple[str, str], Answer]
    documents: Mapping[str, int] = field(default_factory=_nothing)

    def answer(self, subject_id: str, key: str) -> Answer | None:
        """Look one answer up; None where nobody answered yet."""
        return self.answers.get((subject_id, key))

    def people(self) -> tuple[Subject, ...]:
        """The people who take part, applicant first."""
        return tuple(s for s in self.subjects if s.kind is SubjectKind.PERSON)

    def entries(self, kind: str, owner_id: str | None = None) -> tuple[Subject, ...]:
        """The entries of one kind, of one owner or of all."""
        return tuple(
            s
            for s in self.subjects
            if s.kind is SubjectKind.ENTRY and s.role == kind and owner_id in (None, s.owner_id)
        )


@dataclass(frozen=True, slots=True)
class Touched:
    """Which kinds of rows one write changed, such as {"case", "fact"}."""

    kinds: frozenset[str]
