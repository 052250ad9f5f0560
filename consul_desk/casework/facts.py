"""Facts: one answer about one subject, named by the vocabulary, entered once.

Comes in: a subject's id, a key, an Answer. Goes out: Rows, and everything that a workflow
may know about a procedure (`CaseFacts`). Nothing is saved that the vocabulary refuses.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from consul_desk.casework.cases import names_of, required_case
from consul_desk.errors import InvalidAnswerError, NotFoundError, UnknownFactKeyError
from consul_desk.language import N_, Message
from consul_desk.values import (
    Answer,
    AnswerStatus,
    CaseFacts,
    JsonValue,
    Subject,
    SubjectKind,
    derived_id,
)
from consul_desk.vault.journal import author_of, canonical
from consul_desk.vault.tables import (
    CaseTable,
    DocumentTable,
    EntryTable,
    FactTable,
    ParticipantTable,
    PersonTable,
    ProcedureTable,
    Shared,
)
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary
from consul_desk.workflows.validate import problem_with

CLEARED = "cleared"
_SUBJECTS: tuple[type[Shared], ...] = (PersonTable, ProcedureTable, EntryTable, CaseTable)


@dataclass(frozen=True, slots=True)
class FactRow:
    """One answer as it stands now."""

    subject_id: str
    key: str
    answer: Answer
    source: str
    recorded_at: datetime


def set_fact(
    vault: Vault,
    vocabulary: Vocabulary,
    subject_id: str,
    key: str,
    answer: Answer,
    source: str = "consul",
) -> None:
    """Record an answer. Saving what is there already changes nothing.

    Raises:
        NotFoundError: there is no such subject.
        UnknownFactKeyError: the vocabulary has no such key for this kind of subject.
        InvalidAnswerError: the value does not fit; it says why.
    """
    with vault.write() as session:
        put_fact(session, vocabulary, subject_id, key, answer, source)


def put_fact(
    session: Session,
    vocabulary: Vocabulary,
    subject_id: str,
    key: str,
    answer: Answer,
    source: str,
) -> None:
    """Record an answer inside a larger write; raises as `set_fact` does."""
    subject = required_subject(session, subject_id)
    if key.partition(".")[0] != _prefix(subject):
        raise UnknownFactKeyError(key=key)
    if problem := problem_with(vocabulary.field(key), answer):
        raise InvalidAnswerError(key=key, problem=problem)
    known = answer.status is AnswerStatus.KNOWN
    value = canonical(answer.value if known else None)
    _put(session, subject, key, value, answer.status, source)


def clear_fact(vault: Vault, subject_id: str, key: str) -> None:
    """Take an answer back; the question is open again."""
    with vault.write() as session:
        subject = required_subject(session, subject_id)
        if session.get(FactTable, derived_id(subject_id, key)) is not None:
            _put(session, subject, key, canonical(None), CLEARED, "consul")


def _put(
    session: Session, subject: Shared, key: str, value: str, status: str, source: str
) -> None:
    fact = session.get(FactTable, derived_id(subject.id, key))
    if fact is not None and (fact.value, fact.status) == (value, status):
        return
    if fact is None:
        fact = FactTable(
            id=derived_id(subject.id, key),
            case_id=subject.case_id,
            subject_id=subject.id,
            key=key,
            value=value,
            status=status,
            source=source,
            recorded_at="",
        )
    fact.value, fact.status, fact.source = value, status, source
    fact.recorded_at = author_of(session).clock().isoformat(timespec="seconds")
    session.add(fact)


def required_subject(session: Session, subject_id: str) -> Shared:
    """The row of a case, person, procedure or entry.

    Raises:
        NotFoundError: nothing has this id.
    """
    for table in _SUBJECTS:
        if (row := session.get(table, subject_id)) is not None:
            return row
    raise NotFoundError(kind=Message(N_("subject")), name=subject_id)


def _prefix(subject: Shared) -> str:
    return subject.kind if isinstance(subject, EntryTable) else str(subject.__tablename__)


def list_facts(vault: Vault, case_id: str) -> tuple[FactRow, ...]:
    """Every answer of a case, by subject and key."""
    with vault.read() as session:
        required_case(session, case_id)
        found = session.exec(
            select(FactTable)
            .where(FactTable.case_id == case_id, FactTable.status != CLEARED)
            .order_by(col(FactTable.subject_id), col(FactTable.key))
        )
        return tuple(
            FactRow(
                fact.subject_id,
                fact.key,
                _answer(fact.value, fact.status),
                fact.source,
                datetime.fromisoformat(fact.recorded_at),
            )
            for fact in found
        )


def _answer(value: str, status: str) -> Answer:
    return Answer(json.loads(value), AnswerStatus(status))


def known_value(session: Session, subject_id: str, key: str) -> JsonValue:
    """One answer's value inside a larger read; None where it is not known."""
    fact = session.get(FactTable, derived_id(subject_id, key))
    if fact is None or fact.status != AnswerStatus.KNOWN:
        return None
    return _answer(fact.value, fact.status).value


def case_facts(vault: Vault, procedure_id: str) -> CaseFacts:
    """Everything a workflow may know about a procedure.

    Raises:
        NotFoundError: there is no such procedure.
    """
    with vault.read() as session:
        return facts_of(session, required_procedure(session, procedure_id))


def required_procedure(session: Session, procedure_id: str) -> ProcedureTable:
    """The row of a procedure.

    Raises:
        NotFoundError: there is none.
    """
    procedure = session.get(ProcedureTable, procedure_id)
    if procedure is None:
        raise NotFoundError(kind=Message(N_("procedure")), name=procedure_id)
    return procedure


def facts_of(session: Session, procedure: ProcedureTable) -> CaseFacts:
    """The same inside a larger read."""
    case_id = procedure.case_id
    found = session.exec(
        select(FactTable.subject_id, FactTable.key, FactTable.value, FactTable.status).where(
            FactTable.case_id == case_id, FactTable.status != CLEARED
        )
    )
    return CaseFacts(
        case_id=case_id,
        procedure_id=procedure.id,
        subjects=_subjects(session, procedure),
        answers={
            (subject, key): _answer(value, status) for subject, key, value, status in found
        },
        documents=_attached(session, procedure),
    )


def _subjects(session: Session, procedure: ProcedureTable) -> tuple[Subject, ...]:
    people = session.exec(
        select(PersonTable)
        .join(ParticipantTable, col(ParticipantTable.person_id) == PersonTable.id)
        .where(ParticipantTable.procedure_id == procedure.id)
        .order_by(col(ParticipantTable.sort_key))
    ).all()
    names = names_of(session, [person.id for person in people])
    entries = session.exec(
        select(EntryTable)
        .where(EntryTable.case_id == procedure.case_id)
        .order_by(col(EntryTable.sort_key))
    )
    owners = {procedure.case_id, procedure.id, *(person.id for person in people)}
    return (
        Subject(procedure.case_id, SubjectKind.CASE),
        Subject(procedure.id, SubjectKind.PROCEDURE),
        *(
            Subject(p.id, SubjectKind.PERSON, p.role, None, p.sort_key, names[p.id].shown)
            for p in people
        ),
        *(
            Subject(e.id, SubjectKind.ENTRY, e.kind, e.owner_id, e.sort_key)
            for e in entries
            if e.owner_id in owners
        ),
    )


def _attached(session: Session, procedure: ProcedureTable) -> dict[str, int]:
    counts: dict[str, int] = {}
    for kind in session.exec(
        select(DocumentTable.kind).where(
            DocumentTable.case_id == procedure.case_id,
            col(DocumentTable.procedure_id).in_(("", procedure.id)),
        )
    ):
        counts[kind] = counts.get(kind, 0) + 1
    return counts
