"""The case list: which columns it has, and the next date of every case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consul_desk.casework.cases import CaseRow
from consul_desk.casework.procedures import DeadlineRow
from consul_desk.language import N_, Language
from consul_desk.workflows.load import Packs
from ui.widgets.table import TableColumn
from ui.words import days_left

STATUS_WORDS = {"open": N_("open"), "closed": N_("closed")}


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as the list shows it: the row, its next date, the titles of its workflows."""

    case: CaseRow
    next_date: DeadlineRow | None
    packs: Packs

    @property
    def next_on(self) -> date:
        """For the order: cases without a date come last."""
        return self.next_date.deadline.last_on if self.next_date else date.max


def case_lines(
    cases: Sequence[CaseRow], next_dates: Mapping[str, DeadlineRow], packs: Packs
) -> tuple[CaseLine, ...]:
    """Put cases and dates together."""
    return tuple(CaseLine(case, next_dates.get(case.id), packs) for case in cases)


def first_of_each_case(deadlines: Sequence[DeadlineRow]) -> dict[str, DeadlineRow]:
    """The next date of every case; they come the earliest first."""
    found: dict[str, DeadlineRow] = {}
    for row in deadlines:
        found.setdefault(row.case_id, row)
    return found


def _name(line: CaseLine, _language: Language) -> str:
    case = line.case
    first = case.name_cyrillic or case.name_latin or case.title
    second = case.name_latin if case.name_cyrillic else case.title
    return f"{first}\n{second}" if second != first else first


def _procedures(line: CaseLine, language: Language) -> str:
    workflows = line.packs.workflows
    titles = [
        language.text(workflows[name].title) if name in workflows else name
        for name in line.case.workflows
    ]
    return ", ".join(titles)


def _next_date(line: CaseLine, language: Language) -> str:
    if line.next_date is None:
        return ""
    deadline = line.next_date.deadline
    return f"{days_left(language, deadline.days_left)}\n{language.long_date(deadline.last_on)}"


def _status(line: CaseLine, language: Language) -> str:
    return language.gettext(STATUS_WORDS.get(line.case.status, line.case.status))


def _number(line: CaseLine, _language: Language) -> str:
    return line.case.number


def _consul(line: CaseLine, _language: Language) -> str:
    return line.case.consul


def _by_next_on(line: CaseLine) -> date:
    return line.next_on


COLUMNS = (
    TableColumn(N_("Name"), _name, width=11),
    TableColumn(N_("Number"), _number, width=6),
    TableColumn(N_("Procedures"), _procedures, width=8),
    TableColumn(N_("Next date"), _next_date, order=_by_next_on, width=10),
    TableColumn(N_("Consul"), _consul, width=6),
    TableColumn(N_("Status"), _status, width=5),
)
