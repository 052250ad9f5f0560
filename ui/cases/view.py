"""Everything that the page of one case shows, read in one go on the worker thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from consul_desk.casework.facts import list_facts
from consul_desk.casework.procedures import (
    CaseDetails,
    DeadlineRow,
    list_deadlines,
    procedure_interview,
    show_case,
)
from consul_desk.values import Answer
from consul_desk.vault.vault import Vault
from consul_desk.workflows.interview import Interview
from consul_desk.workflows.load import Packs


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case, its dates, where its interviews stand, its answers by subject and key."""

    details: CaseDetails
    deadlines: tuple[DeadlineRow, ...]
    interviews: Mapping[str, Interview]
    answers: Mapping[tuple[str, str], Answer]


def view_case(vault: Vault, packs: Packs, today: date, case_id: str) -> CaseView:
    """Read what the page needs."""
    details = show_case(vault, case_id)
    return CaseView(
        details=details,
        deadlines=list_deadlines(vault, packs, today, case_id),
        interviews={
            procedure.id: procedure_interview(vault, packs, procedure.id, today)
            for procedure in details.procedures
        },
        answers={(row.subject_id, row.key): row.answer for row in list_facts(vault, case_id)},
    )
