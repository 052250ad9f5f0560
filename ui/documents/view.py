"""What the documents and papers of a case show, read in one go by the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from consul_desk.casework.blanks import list_blanks
from consul_desk.casework.documents import PAPER_PREFIX, DocumentRow, list_documents
from consul_desk.casework.facts import list_facts
from consul_desk.casework.procedures import (
    ProcedureRow,
    list_procedures,
    procedure_interview,
)
from consul_desk.vault.vault import Vault
from consul_desk.workflows.checklist import ChecklistItem
from consul_desk.workflows.interview import Interview
from consul_desk.workflows.load import Packs
from consul_desk.workflows.model import Workflow


@dataclass(frozen=True, slots=True)
class ProcedureFiles:
    """One procedure: what it needs, and where its interview stands."""

    row: ProcedureRow
    workflow: Workflow
    interview: Interview


@dataclass(frozen=True, slots=True)
class CaseFiles:
    """The files of a case.

    Attributes:
        blanks: ids of the authorities' blanks that are in the vault.
        answered_at: when the last answer of the case was recorded.
    """

    documents: tuple[DocumentRow, ...]
    procedures: tuple[ProcedureFiles, ...]
    blanks: frozenset[str]
    answered_at: datetime | None

    def files_of(self, procedure: ProcedureFiles, item: ChecklistItem) -> list[DocumentRow]:
        """The files of one checklist item; those of no procedure count for each."""
        owners = ("", procedure.row.id)
        found = self.documents
        return [d for d in found if d.kind == item.id and d.procedure_id in owners]

    def other_files(self) -> list[DocumentRow]:
        """Files that belong to no checklist item and are no papers."""
        items = {item.id for p in self.procedures for item in p.interview.checklist}
        found = self.documents
        return [d for d in found if d.kind not in items and not is_paper(d)]

    def paper(self, procedure: ProcedureFiles, paper_id: str) -> DocumentRow | None:
        """The newest edition of a paper."""
        kind, owner = PAPER_PREFIX + paper_id, procedure.row.id
        made = [d for d in self.documents if d.kind == kind and d.procedure_id == owner]
        return made[-1] if made else None

    def is_outdated(self, paper: DocumentRow) -> bool:
        """Whether any answer of the case is newer than the paper."""
        return self.answered_at is not None and self.answered_at > paper.added_at


def is_paper(document: DocumentRow) -> bool:
    """Whether the program made this file."""
    return document.kind.startswith(PAPER_PREFIX)


def view_files(packs: Packs, today: date, case_id: str, vault: Vault) -> CaseFiles:
    """Read everything that the two tabs show."""
    rows = list_procedures(vault, case_id)
    answered = (fact.recorded_at for fact in list_facts(vault, case_id))
    return CaseFiles(
        documents=list_documents(vault, case_id),
        procedures=tuple(_procedure(packs, today, row, vault) for row in rows),
        blanks=frozenset(blank.id for blank in list_blanks(vault)),
        answered_at=max(answered, default=None),
    )


def _procedure(packs: Packs, today: date, row: ProcedureRow, vault: Vault) -> ProcedureFiles:
    found = procedure_interview(vault, packs, row.id, today)
    return ProcedureFiles(row, packs.workflow(row.workflow_id), found)
