"""The history of a case: who changed what and when, before and after, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from consul_desk.casework.history import HAPPENED, HistoryRow, history
from consul_desk.casework.people import list_people
from consul_desk.language import N_, Language
from consul_desk.values import Answer, AnswerStatus, JsonValue
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import Packs
from consul_desk.workflows.validate import show_value
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.widgets.reloads import Reloads
from ui.widgets.table import Table, TableColumn


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A change with everything that is needed to put it into words."""

    row: HistoryRow
    packs: Packs
    people: Mapping[str, str]


def _read(vault: Vault, packs: Packs, case_id: str) -> tuple[HistoryLine, ...]:
    people = {str(person.id): person.shown_name for person in list_people(vault, case_id)}
    rows = history(vault, case_id)
    return tuple(HistoryLine(row, packs, people) for row in reversed(rows))


def _when(line: HistoryLine, language: Language) -> str:
    at = line.row.at.astimezone()
    return f"{language.short_date(at.date())}\n{at:%H:%M}"


def _at(line: HistoryLine) -> datetime:
    return line.row.at


def _who(line: HistoryLine, _language: Language) -> str:
    return line.row.actor


def _what(line: HistoryLine, language: Language) -> str:
    """Name the question or the event; whom it is about stands in the second line."""
    row, fields = line.row, line.packs.vocabulary.fields
    if row.kind == "fact":
        what = language.text(fields[row.key].label) if row.key in fields else row.key
    else:
        happened = HAPPENED.get((row.kind, row.op), N_("Something else changed"))
        what = language.gettext(happened)
    return f"{what}\n{row.subject}" if row.subject else what


def _before(line: HistoryLine, language: Language) -> str:
    return _held(line, language, line.row.before)


def _after(line: HistoryLine, language: Language) -> str:
    return _held(line, language, line.row.after)


def _held(line: HistoryLine, language: Language, values: Mapping[str, JsonValue]) -> str:
    """Say what stood there: an answer as papers print it, else the title of the thing."""
    row = line.row
    if row.kind == "fact":
        return _answer(line, language, values)
    if workflow_id := values.get("workflow_id"):
        workflow = line.packs.workflows.get(str(workflow_id))
        return language.text(workflow.title) if workflow else str(workflow_id)
    for column in ("title", "file_name", "receiver", "what", "status"):
        if named := values.get(column):
            return str(named)
    return ""


def _answer(line: HistoryLine, language: Language, values: Mapping[str, JsonValue]) -> str:
    field = line.packs.vocabulary.fields.get(line.row.key)
    if field is None or not values:
        return ""
    known = {status.value for status in AnswerStatus}
    status = str(values.get("status", AnswerStatus.KNOWN))
    if status not in known:
        return language.gettext("taken back")
    answer = Answer(values.get("value"), AnswerStatus(status))
    return show_value(field, answer, language, line.people)


COLUMNS = (
    TableColumn(N_("When"), _when, order=_at, width=3),
    TableColumn(N_("Who"), _who, width=4),
    TableColumn(N_("What"), _what, width=8),
    TableColumn(N_("Before"), _before, width=5),
    TableColumn(N_("After"), _after, width=5),
)


class HistoryTab(Retranslates, Reloads, QWidget):
    """Every change, the newest first."""

    shows = frozenset({"change"})

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__()
        self._desk = desk
        self._case_id = case_id
        self.table = Table(COLUMNS, desk.language)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * theme.GRID, 0, 0)
        column.addWidget(self.table)
        self.listen(desk)
        self.retranslate()
        self.reload()

    def reload(self) -> None:
        """Ask the core for the changes."""
        work = partial(_read, packs=self._desk.packs, case_id=self._case_id)
        self._desk.run(work, self, self.table.show_rows)

    def retranslate(self) -> None:
        """Say every word."""
        self.table.setAccessibleName(self._desk.language.gettext("History"))
        self.table.rows.speak(self._desk.language)
