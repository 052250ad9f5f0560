"""Procedures: a case goes through a workflow.

Comes in: a vault, the packs, today. Goes out: Rows, the state of the interview and all
deadlines with their derivation. What a procedure needs is worked out by `workflows`; this
module only brings the facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from consul_desk.casework.cases import CaseRow, case_rows, names_of, required_case
from consul_desk.casework.documents import DocumentRow, document_rows
from consul_desk.casework.facts import case_facts, facts_of_all, required_procedure
from consul_desk.casework.people import PersonRow, people_of
from consul_desk.errors import NotFoundError
from consul_desk.language import N_, Message
from consul_desk.values import CaseId, ProcedureId, derived_id, new_id
from consul_desk.vault.journal import author_of
from consul_desk.vault.tables import CaseTable, ParticipantTable, PersonTable, ProcedureTable
from consul_desk.vault.vault import Vault
from consul_desk.workflows.deadlines import Deadline, deadline_keys, deadlines_of
from consul_desk.workflows.interview import Interview, interview
from consul_desk.workflows.load import Packs


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """A workflow that a case goes through."""

    id: ProcedureId
    case_id: CaseId
    workflow_id: str
    revision: int
    started_on: date
    status: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseDetails:
    """Everything that the page of a case shows first."""

    row: CaseRow
    people: tuple[PersonRow, ...]
    procedures: tuple[ProcedureRow, ...]
    documents: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A deadline and whose it is."""

    case_id: CaseId
    case_number: str
    case_title: str
    person: str
    procedure_id: ProcedureId
    workflow_id: str
    deadline: Deadline


def start_procedure(
    vault: Vault, packs: Packs, case_id: str, workflow_id: str, people: Sequence[str] = ()
) -> ProcedureId:
    """Begin a workflow for people of a case; for everybody in it when none are named."""
    with vault.write() as session:
        return insert_procedure(session, packs, case_id, workflow_id, people)


def insert_procedure(
    session: Session, packs: Packs, case_id: str, workflow_id: str, people: Sequence[str]
) -> ProcedureId:
    """Begin a workflow inside a larger write.

    Raises:
        NotFoundError: no such workflow, case, or person in this case.
    """
    workflow = packs.workflow(workflow_id)
    required_case(session, case_id)
    session.flush()
    in_case = session.exec(
        select(PersonTable.id)
        .where(PersonTable.case_id == case_id)
        .order_by(col(PersonTable.role) != "applicant", col(PersonTable.sort_key))
    ).all()
    if strangers := sorted(set(people) - set(in_case)):
        raise NotFoundError(kind=Message(N_("person")), name=strangers[0])
    procedure = ProcedureTable(
        id=new_id(),
        case_id=case_id,
        workflow_id=workflow.id,
        revision=workflow.revision,
        started_on=author_of(session).clock().astimezone().date().isoformat(),
    )
    session.add(procedure)
    taking_part = [person for person in in_case if not people or person in people]
    for position, person_id in enumerate(taking_part):
        session.add(_participant(procedure, person_id, position))
    return ProcedureId(procedure.id)


def _participant(procedure: ProcedureTable, person_id: str, position: int) -> ParticipantTable:
    return ParticipantTable(
        id=derived_id(procedure.id, person_id),
        case_id=procedure.case_id,
        procedure_id=procedure.id,
        person_id=person_id,
        sort_key=f"{position:04d}",
    )


def find_procedure(vault: Vault, procedure_id: str) -> ProcedureRow:
    """Find one procedure.

    Raises:
        NotFoundError: there is none.
    """
    with vault.read() as session:
        return _row(session, required_procedure(session, procedure_id))


def list_procedures(vault: Vault, case_id: str) -> tuple[ProcedureRow, ...]:
    """The procedures of a case, oldest first."""
    with vault.read() as session:
        required_case(session, case_id)
        return _rows(session, case_id)


def show_case(vault: Vault, case_id: str) -> CaseDetails:
    """Everything that the page of a case shows first.

    Raises:
        NotFoundError: there is no such case.
    """
    with vault.read() as session:
        case = required_case(session, case_id)
        return CaseDetails(
            row=case_rows(session, [case])[0],
            people=people_of(session, case_id),
            procedures=_rows(session, case_id),
            documents=document_rows(session, case_id),
        )


def procedure_interview(
    vault: Vault, packs: Packs, procedure_id: str, today: date
) -> Interview:
    """Where the interview of a procedure stands."""
    workflow = packs.workflow(find_procedure(vault, procedure_id).workflow_id)
    return interview(workflow, packs.vocabulary, case_facts(vault, procedure_id), today)


def list_deadlines(
    vault: Vault, packs: Packs, today: date, case_id: str | None = None
) -> tuple[DeadlineRow, ...]:
    """All deadlines of open procedures, the earliest first, missed ones included."""
    with vault.read() as session:
        wanted = (
            select(ProcedureTable, CaseTable)
            .join(CaseTable, col(CaseTable.id) == ProcedureTable.case_id)
            .where(ProcedureTable.status == "open")
        )
        if case_id is not None:
            wanted = wanted.where(ProcedureTable.case_id == case_id)
        found = session.exec(wanted).all()
        names = names_of(session, [case.lead_person_id for _, case in found])
        keys = {key for workflow in packs.workflows.values() for key in deadline_keys(workflow)}
        facts = facts_of_all(session, [procedure for procedure, _ in found], keys)
    rows = [
        _deadline_row(procedure, case, names[case.lead_person_id].shown, deadline)
        for procedure, case in found
        for deadline in deadlines_of(
            packs.workflow(procedure.workflow_id), facts[procedure.id], today
        )
    ]
    return tuple(sorted(rows, key=lambda row: (row.deadline.last_on, row.case_number)))


def _deadline_row(
    procedure: ProcedureTable, case: CaseTable, person: str, deadline: Deadline
) -> DeadlineRow:
    return DeadlineRow(
        case_id=CaseId(case.id),
        case_number=case.number,
        case_title=case.title,
        person=person,
        procedure_id=ProcedureId(procedure.id),
        workflow_id=procedure.workflow_id,
        deadline=deadline,
    )


def _rows(session: Session, case_id: str) -> tuple[ProcedureRow, ...]:
    found = session.exec(
        select(ProcedureTable)
        .where(ProcedureTable.case_id == case_id)
        .order_by(col(ProcedureTable.id))
    ).all()
    return tuple(_row(session, procedure) for procedure in found)


def _row(session: Session, procedure: ProcedureTable) -> ProcedureRow:
    people = session.exec(
        select(ParticipantTable.person_id)
        .where(ParticipantTable.procedure_id == procedure.id)
        .order_by(col(ParticipantTable.sort_key))
    )
    return ProcedureRow(
        id=ProcedureId(procedure.id),
        case_id=CaseId(procedure.case_id),
        workflow_id=procedure.workflow_id,
        revision=procedure.revision,
        started_on=date.fromisoformat(procedure.started_on),
        status=procedure.status,
        people=tuple(people),
    )
