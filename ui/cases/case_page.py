"""The page of one case: who it is, its next date, and a tab for each side of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QTabWidget, QWidget

from consul_desk.errors import NotFoundError
from consul_desk.language import N_
from ui import theme
from ui.cases.history_tab import HistoryTab
from ui.cases.overview import OverviewTab
from ui.cases.people_tab import PeopleTab
from ui.cases.procedures_tab import ProceduresTab
from ui.cases.view import CaseView, view_case
from ui.desk import Desk
from ui.documents.page import DocumentsTab
from ui.documents.papers import PapersTab
from ui.theme import Tone
from ui.widgets.labels import Label, StateLabel
from ui.widgets.page import Page, Place
from ui.words import due, due_tone

TABS = {
    "overview": N_("Overview"),
    "people": N_("People"),
    "procedures": N_("Procedures"),
    "documents": N_("Documents"),
    "papers": N_("Papers"),
    "history": N_("History"),
}


class CasePage(Page):
    """A case. Its main action leads on with the procedure, or begins the first one."""

    shows = frozenset(
        {"case", "person", "fact", "entry", "procedure", "participant", "document"}
    )

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__(desk)
        self._case_id = case_id
        self.view: CaseView | None = None
        self._build()
        self._connect()
        self.retranslate()
        self.reload()

    def reload(self) -> None:
        """Ask the core for the case."""
        desk = self._desk
        work = partial(view_case, packs=desk.packs, today=desk.today(), case_id=self._case_id)
        desk.run(work, self, self.show_view, self._on_failed)

    def enter(self, place: Place) -> None:
        """Show the tab that the user came for."""
        if place.part in TABS:
            self.tabs.setCurrentIndex(list(TABS).index(place.part))
        self.tabs.setFocus()

    def show_view(self, view: CaseView) -> None:
        """Show this case in the header and in the tabs."""
        self.view = view
        for tab in (self.overview, self.people, self.procedures):
            tab.show_view(view)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        for at, text in enumerate(TABS.values()):
            self.tabs.setTabText(at, _(text))
        self.tabs.tabBar().setAccessibleName(_("Sides of the case"))
        if self.view is None:
            return
        self._say_header(self.view)
        has_procedure = bool(self.view.details.procedures)
        self.main.setText(_("Continue") if has_procedure else _("Begin a procedure"))
        self.main.show()

    def _say_header(self, view: CaseView) -> None:
        language, row = self._desk.language, view.details.row
        self.title.setText(row.name_cyrillic or row.name_latin or row.title)
        names = (row.name_latin if row.name_cyrillic else "", row.title, row.number)
        self.under.setText(" · ".join(name for name in names if name))
        self.next.setVisible(bool(view.deadlines))
        if view.deadlines:
            deadline = view.deadlines[0].deadline
            when = due(language, deadline.days_left, deadline.last_on)
            text = f"{language.text(deadline.title)}: {when}"
            self.next.say(text, due_tone(deadline.days_left), "clock")

    def _build(self) -> None:
        self.under, self.next = Label(Tone.MUTED), StateLabel()
        self.next.hide()
        self.body.addWidget(self.under)
        self.body.addWidget(self.next)
        self.overview = OverviewTab(self._desk, self._case_id)
        self.people = PeopleTab(self._desk, self._case_id)
        self.procedures = ProceduresTab(self._desk)
        self.documents = DocumentsTab(self._desk, self._case_id)
        self.papers = PapersTab(self._desk, self._case_id)
        self.history = HistoryTab(self._desk, self._case_id)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for column in (self.overview, self.people, self.procedures):
            column.rows.setContentsMargins(0, 2 * theme.GRID, 0, 2)
        for tab in self._all_tabs():
            self.tabs.addTab(tab, "")
        self.body.addWidget(self.tabs, 1)

    def _all_tabs(self) -> tuple[QWidget, ...]:
        return (
            self.overview,
            self.people,
            self.procedures,
            self.documents,
            self.papers,
            self.history,
        )

    def _connect(self) -> None:
        self.main.clicked.connect(self._on_main_clicked)
        for tab in (self.overview, self.people, self.procedures, self.documents, self.papers):
            tab.wanted.connect(self.wanted)

    def _on_failed(self, error: Exception) -> None:
        """Leave a case that was erased, here or by a bundle; nothing is wrong then."""
        if not isinstance(error, NotFoundError):
            self._desk.failed.emit(error)
        elif not self.overview.is_erasing:
            self.wanted.emit(Place("cases"))

    def _on_main_clicked(self) -> None:
        if self.view is not None and (found := self.view.details.procedures):
            self.wanted.emit(Place("interview", found[0].id))
        else:
            self.procedures.begin_procedure()
