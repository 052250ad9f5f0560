"""The list of cases: search while typing, Enter opens, new cases begin here."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedLayout

from consul_desk.casework.cases import CaseRow, list_cases, search_cases
from consul_desk.casework.intake import take_in
from consul_desk.casework.procedures import DeadlineRow, list_deadlines
from consul_desk.vault.vault import Vault
from ui import theme
from ui.cases.model import COLUMNS, CaseLine, case_lines, first_of_each_case
from ui.cases.new_case import NewCaseDialog
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.empty import EmptyState
from ui.widgets.files import choose_file
from ui.widgets.labels import Label
from ui.widgets.live_search import LiveSearch
from ui.widgets.page import Page, Place
from ui.widgets.table import Table

MOST_FOUND = 200
"""Whoever looks for somebody types on instead of reading more."""


def _find(text: str, vault: Vault) -> tuple[CaseRow, ...]:
    return search_cases(vault, text, MOST_FOUND) if text else list_cases(vault)


class CaseListPage(Page):
    """All cases of the vault, newest first."""

    shows = frozenset({"case", "person", "fact", "procedure", "participant"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._cases: tuple[CaseRow, ...] = ()
        self._next_dates: dict[str, DeadlineRow] = {}
        self._build()
        self._connect()
        self.retranslate()
        self.reload()

    def reload(self) -> None:
        """Ask the core for the cases, then for their dates, which takes longer."""
        self._search.look_now(self.line.text())
        dates = partial(list_deadlines, packs=self._desk.packs, today=self._desk.today())
        self._desk.run(dates, self, self._show_dates)

    def enter(self, place: Place) -> None:
        """Begin a case at once where the user asked for that."""
        self.line.setFocus()
        if place.part == "new":
            self.new_case()
        elif place.part == "intake":
            self.take_in_file()

    def search(self) -> bool:
        """Put the focus into the search."""
        self.line.setFocus()
        self.line.selectAll()
        return True

    def new_case(self) -> None:
        """Ask for a name and begin a case."""
        dialog = NewCaseDialog(self._desk, self)
        dialog.wanted.connect(self.wanted)
        dialog.open()

    def take_in_file(self) -> None:
        """Make a case of a file that somebody wrote."""
        title = self._desk.language.gettext("Take in a file")
        path = choose_file(self, title, "YAML (*.yaml *.yml)")
        if path is not None:
            self._take_in(path)

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.title.setText(_("Cases"))
        self.line.setPlaceholderText(_("Name in either script, or case number"))
        self.line.setAccessibleName(_("Search the cases"))
        self.intake.setText(_("Take in a file"))
        self.main.setText(_("New case"))
        self.table.setAccessibleName(_("Cases"))
        self.table.rows.speak(self._desk.language)
        self._show_count()
        self._speak_empty()

    def _build(self) -> None:
        self.line = QLineEdit()
        self.line.setClearButtonEnabled(True)
        self.line.setMaximumWidth(theme.FORM_WIDTH // 2)
        self.intake = QuietButton("file")
        self._count = Label(Tone.MUTED)
        across = QHBoxLayout()
        across.setSpacing(2 * theme.GRID)
        across.addWidget(self.line, 1)
        across.addWidget(self._count, 1)
        across.addWidget(self.intake)
        self.table = Table(COLUMNS, self._desk.language)
        self.empty = EmptyState("cases")
        self._switch = QStackedLayout()
        self._switch.addWidget(self.table)
        self._switch.addWidget(self.empty)
        self.body.addLayout(across)
        self.body.addLayout(self._switch, 1)
        self.main.show()
        self._search = LiveSearch(self._desk, _find, self)

    def _connect(self) -> None:
        self.line.textChanged.connect(self._search.look_for)
        self._search.found.connect(self._show_cases)
        self.line.returnPressed.connect(self._on_line_return)
        self.table.opened.connect(self._on_table_opened)
        self.intake.clicked.connect(self.take_in_file)
        self.main.clicked.connect(self.new_case)
        self.empty.button.clicked.connect(self._on_empty_clicked)

    def _show_cases(self, _text: str, cases: tuple[CaseRow, ...]) -> None:
        self._cases = cases
        self._show_lines()

    def _show_dates(self, deadlines: tuple[DeadlineRow, ...]) -> None:
        self._next_dates = first_of_each_case(deadlines)
        self._show_lines()

    def _show_lines(self) -> None:
        lines = case_lines(self._cases, self._next_dates, self._desk.packs)
        self.table.show_rows(lines)
        self._switch.setCurrentIndex(0 if lines else 1)
        self._show_count()
        self._speak_empty()

    def _show_count(self) -> None:
        count = len(self._cases)
        text = self._desk.language.ngettext("{count} case", "{count} cases", count)
        self._count.setText(text.format(count=count) if count else "")

    def _speak_empty(self) -> None:
        _ = self._desk.language.gettext
        if self.line.text().strip():
            self.empty.speak(
                _("Nothing found"),
                _("No case has this name or number."),
                _("Show all cases"),
            )
        else:
            self.empty.speak(
                _("No cases yet"),
                _("A case begins with a name. A prepared file can be taken in as well."),
                _("New case"),
            )

    def _on_empty_clicked(self) -> None:
        if self.line.text().strip():
            self.line.clear()
        else:
            self.new_case()

    def _on_line_return(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self._on_table_opened(self.table.rows.row_at(index))

    def _on_table_opened(self, line: CaseLine) -> None:
        self.wanted.emit(Place("case", line.case.id))

    def _take_in(self, path: Path) -> None:
        work = partial(take_in, packs=self._desk.packs, path=path)
        self._desk.run(work, self, self._on_taken_in)

    def _on_taken_in(self, case_id: str) -> None:
        self.wanted.emit(Place("case", case_id))
