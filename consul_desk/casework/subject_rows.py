"""What a vault knows about one person, as Rows: the same in every language.

`subject_data.py` gathers them, `subject_words.py` puts them into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from consul_desk.casework.cases import CaseRow
from consul_desk.casework.erasure import CopyRow
from consul_desk.casework.history import HistoryRow
from consul_desk.casework.people import PersonRow
from consul_desk.casework.retention import CaseDates
from consul_desk.values import Answer, Text
from consul_desk.workflows.deadlines import Deadline
from consul_desk.workflows.model import FactField


@dataclass(frozen=True, slots=True)
class SubjectFact:
    """One answer.

    Attributes:
        field: the question; None where today's vocabulary no longer has it.
        answer: other people in it stand as "person:<role>", never by name or id.
    """

    key: str
    field: FactField | None
    answer: Answer
    source: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class SubjectTopic:
    """Answers about one thing: herself, something of hers that repeats, or the case.

    Attributes:
        kind: "person", "case", "procedure", or the kind of an entry.
        title: what it is called; None for herself and for the case.
        is_removed: it was taken off the list, and its answers are still kept.
    """

    id: str
    kind: str
    title: Text | None
    is_removed: bool
    facts: tuple[SubjectFact, ...]


@dataclass(frozen=True, slots=True)
class SubjectProcedure:
    """A procedure that she takes part in."""

    id: str
    workflow_id: str
    title: Text | None
    revision: int
    started_on: date
    status: str
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True, slots=True)
class SubjectDocument:
    """A file of the case.

    Attributes:
        title, file_name: None where they name somebody else in the case.
        kind_title: what the checklist or the paper calls it.
    """

    id: str
    title: str | None
    file_name: str | None
    kind: str
    kind_title: Text | None
    media_type: str
    size_bytes: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class SubjectChange:
    """One entry of the history.

    Attributes:
        field, before, after: for an answer, what it was and what it became.
        row: where and when; its own `before` and `after` may name others.
    """

    row: HistoryRow
    field: FactField | None
    before: Answer | None
    after: Answer | None


@dataclass(frozen=True, slots=True)
class SubjectData:
    """Everything that is kept about one person.

    Attributes:
        case_title: None where it names somebody else in the case.
        copies: copies that left the vault, and who sent the case here.
        others: how many other people the case has; their data is left out.
    """

    person: PersonRow
    case: CaseRow
    case_title: str | None
    dates: CaseDates
    topics: tuple[SubjectTopic, ...]
    procedures: tuple[SubjectProcedure, ...]
    documents: tuple[SubjectDocument, ...]
    copies: tuple[CopyRow, ...]
    history: tuple[SubjectChange, ...]
    others: int
    is_sample: bool
    made_at: datetime
