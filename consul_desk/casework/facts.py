"""Facts: one answer about one subject, named by the vocabulary, entered once.

Comes in: a subject's id, a key, an Answer. Goes out: Rows, and everything that a workflow
may know about a procedure (`CaseFacts`). Nothing is saved that the vocabulary refuses.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from consul_desk.casework.cases import names_of, of_some, required_case
from consul_desk.casework.names import Name
from consul_desk.casework.owners import Owner, required_owner
from consul_desk.errors import NotFoundError
from consul_desk.errors.casework import InvalidAnswerError, UnknownFactKeyError
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
from consul_desk.vault.edit import stored_row, write_row
from consul_desk.vault.journal import author_of, canonical
from consul_desk.vault.tables import (
    DocumentTable,
    EntryTable,
    FactTable,
    ParticipantTable,
    PersonTable,
    ProcedureTable,
)
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary
from consul_desk.workflows.validate import problem_with

CLEARED = "cleared"


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
    subject = required_owner(session, subject_id, key)
    if key.partition(".")[0] != subject.prefix:
        raise UnknownFactKeyError(key=key)
    if problem := problem_with(vocabulary.field(key), answer):
        raise InvalidAnswerError(key=key, problem=problem)
    known = answer.status is AnswerStatus.KNOWN
    value = canonical(answer.value if known else None)
    _put(session, subject, key, value, answer.status, source)


def clear_fact(vault: Vault, subject_id: str, key: str) -> None:
    """Take an answer back; the question is open again."""
    with vault.write() as session:
        subject = required_owner(session, subject_id)
        if session.get(FactTable, derived_id(subject_id, key)) is not None:
            _put(session, subject, key, canonical(None), CLEARED, "consul")


def _put(
    session: Session, subject: Owner, key: str, value: str, status: str, source: str
) -> None:
    fact_id = derived_id(subject.id, key)
    before = stored_row(session, FactTable, fact_id)
    if before and (before.values["value"], before.values["status"]) == (value, status):
        return
    now = author_of(session).clock().isoformat(timespec="seconds")
    answer = {"value": value, "status": status, "source": source, "recorded_at": now}
    about = {"subject_id": subject.id, "key": key}
    values = answer if before else about | answer
    write_row(session, FactTable, fact_id, subject.case_id, before, values)


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
    return facts_of_all(session, [procedure])[procedure.id]


def facts_of_all(
    session: Session, procedures: Sequence[ProcedureTable], keys: Collection[str] = ()
) -> dict[str, CaseFacts]:
    """The same for many procedures, by their ids, in a fixed number of queries.

    Args:
        keys: only these answers, where the caller needs no others; all when left out.
    """
    case_ids = list({procedure.case_id for procedure in procedures})
    answers = _answers_of(session, case_ids, keys)
    people = _people_of(session, [procedure.id for procedure in procedures])
    entries = _grouped(EntryTable, session, case_ids)
    documents = _grouped(DocumentTable, session, case_ids)
    names = names_of(session, list({p.id for found in people.values() for p in found}))
    return {
        procedure.id: CaseFacts(
            case_id=procedure.case_id,
            procedure_id=procedure.id,
            subjects=_subjects(
                procedure, people[procedure.id], entries[procedure.case_id], names
            ),
            answers=answers[procedure.case_id],
            documents=Counter(
                document.kind
                for document in documents[procedure.case_id]
                if document.procedure_id in ("", procedure.id)
            ),
        )
        for procedure in procedures
    }


_Answers = dict[tuple[str, str], Answer]


def _answers_of(
    session: Session, case_ids: Sequence[str], keys: Collection[str]
) -> Mapping[str, _Answers]:
    columns = [
        col(column)
        for column in (
            FactTable.case_id,
            FactTable.subject_id,
            FactTable.key,
            FactTable.value,
            FactTable.status,
        )
    ]
    wanted = select_columns(*columns).where(col(FactTable.status) != CLEARED)
    if keys:
        wanted = wanted.where(col(FactTable.key).in_(keys))
    answers: dict[str, _Answers] = defaultdict(dict)
    found = session.execute(of_some(wanted, FactTable.case_id, case_ids))
    for case_id, subject_id, key, value, status in found:
        answers[case_id][subject_id, key] = _answer(value, status)
    return answers


def _people_of(
    session: Session, procedure_ids: Sequence[str]
) -> Mapping[str, list[PersonTable]]:
    wanted = (
        select(ParticipantTable.procedure_id, PersonTable)
        .join(PersonTable, col(PersonTable.id) == ParticipantTable.person_id)
        .order_by(col(ParticipantTable.sort_key))
    )
    people: dict[str, list[PersonTable]] = defaultdict(list)
    found = session.exec(of_some(wanted, ParticipantTable.procedure_id, procedure_ids))
    for procedure_id, person in found:
        people[procedure_id].append(person)
    return people


_Row = TypeVar("_Row", EntryTable, DocumentTable)


def _grouped(
    table: type[_Row], session: Session, case_ids: Sequence[str]
) -> Mapping[str, list[_Row]]:
    rows: dict[str, list[_Row]] = defaultdict(list)
    for row in session.exec(of_some(select(table), table.case_id, case_ids)):
        rows[row.case_id].append(row)
    return rows


def _subjects(
    procedure: ProcedureTable,
    people: Sequence[PersonTable],
    entries: Sequence[EntryTable],
    names: Mapping[str, Name],
) -> tuple[Subject, ...]:
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
            for e in sorted(entries, key=lambda entry: entry.sort_key)
            if e.owner_id in owners
        ),
    )
