"""The first tab of a case: its dates, what is missing, its procedures, its people."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from consul_desk.casework.people import PersonRow
from consul_desk.workflows.interview import Interview, Missing
from ui import theme
from ui.cases.dates_card import DatesCard
from ui.cases.erase_dialog import EraseDialog
from ui.cases.procedure_card import ProcedureCard
from ui.cases.view import CaseView
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.today.deadline import DeadlineCard
from ui.widgets.containers import Column, clear
from ui.widgets.labels import Heading, Label, StateLabel
from ui.widgets.link import WrappedLink
from ui.widgets.page import Place
from ui.words import missing_words, role_word

MOST_MISSING = 8


class OverviewTab(Retranslates, Column):
    """What matters about a case, in the order in which it matters, and how it ends.

    Signals:
        wanted: a Place to go to.
    """

    wanted = Signal(object)

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__()
        self._desk = desk
        self._case_id = case_id
        self.is_erasing = False
        self._view: CaseView | None = None
        self._build()
        self.retranslate()

    def show_view(self, view: CaseView) -> None:
        """Show this case."""
        self._view = view
        self._fill(view)
        self.dates.reload()

    def erase(self) -> None:
        """Show what would go and what would stay; nothing is erased yet."""
        self.is_erasing = True
        dialog = EraseDialog(self._desk, self._case_id, self)
        dialog.finished.connect(self._on_dialog_finished)
        dialog.erased.connect(self._on_dialog_erased)
        dialog.open()

    def retranslate(self) -> None:
        """Say the headings, and what is missing, in the screen's language."""
        _ = self._desk.language.gettext
        self._dates_heading.setText(_("Deadlines"))
        self._no_dates.setText(_("No deadline yet: the day that it counts from is not known."))
        self._missing_heading.setText(_("What is missing"))
        self._procedures_heading.setText(_("Procedures"))
        self._people_heading.setText(_("People"))
        if self._view is not None:
            self._say_missing(self._view)
            self._say_people(self._view)

    def _build(self) -> None:
        self._dates_heading, self._missing_heading = Heading(), Heading()
        self._procedures_heading, self._people_heading = Heading(), Heading()
        self._no_dates = Label(Tone.MUTED)
        self._dates, self._missing = QVBoxLayout(), QVBoxLayout()
        self._procedures, self._people = QVBoxLayout(), QVBoxLayout()
        for heading, part in (
            (self._dates_heading, self._dates),
            (self._missing_heading, self._missing),
            (self._procedures_heading, self._procedures),
            (self._people_heading, self._people),
        ):
            part.setSpacing(theme.GRID)
            self.rows.addWidget(heading)
            if part is self._dates:
                self.rows.addWidget(self._no_dates)
            self.rows.addLayout(part)
        self._missing.setSpacing(0)
        self.dates = DatesCard(self._desk, self._case_id)
        self.dates.erase_wanted.connect(self.erase)
        self.rows.addWidget(self.dates)
        self.rows.addStretch(1)

    def _fill(self, view: CaseView) -> None:
        clear(self._dates)
        for row in view.deadlines:
            self._dates.addWidget(DeadlineCard(self._desk, row, names_case=False))
        self._no_dates.setVisible(not view.deadlines)
        clear(self._procedures)
        for procedure in view.details.procedures:
            card = ProcedureCard(self._desk, procedure, view)
            card.continued.connect(self._on_card_continued)
            self._procedures.addWidget(card)
        self._procedures_heading.setVisible(bool(view.details.procedures))
        self._say_missing(view)
        self._say_people(view)

    def _say_missing(self, view: CaseView) -> None:
        clear(self._missing)
        self._missing_heading.setVisible(bool(view.interviews))
        for procedure_id, interview in view.interviews.items():
            for missing in interview.missing[:MOST_MISSING]:
                self._missing.addWidget(self._link(procedure_id, interview, missing))
            self._say_more(len(interview.missing) - MOST_MISSING)
        if not any(interview.missing for interview in view.interviews.values()):
            state = StateLabel()
            state.say(self._desk.language.gettext("Nothing is missing."), Tone.OK)
            self._missing.addWidget(state)

    def _say_more(self, count: int) -> None:
        if count > 0:
            words = self._desk.language.ngettext("and {count} more", "and {count} more", count)
            more = Label(Tone.MUTED, small=True)
            more.setText(words.format(count=count))
            self._missing.addWidget(more)

    def _link(self, procedure_id: str, interview: Interview, missing: Missing) -> WrappedLink:
        vocabulary = self._desk.packs.vocabulary
        link = WrappedLink(missing_words(self._desk.language, vocabulary, interview, missing))
        place = Place("interview", procedure_id, missing=missing)
        link.clicked.connect(partial(self.wanted.emit, place))
        return link

    def _say_people(self, view: CaseView) -> None:
        clear(self._people)
        for person in view.details.people:
            label = Label()
            label.setText(self._person_words(person))
            self._people.addWidget(label)

    def _person_words(self, person: PersonRow) -> str:
        names = [name for name in (person.name_cyrillic, person.name_latin) if name]
        role = role_word(self._desk.language, person.role)
        return f"{' · '.join(names)} ({role})" if names else role

    def _on_dialog_finished(self) -> None:
        self.is_erasing = False

    def _on_dialog_erased(self) -> None:
        self.wanted.emit(Place("cases"))

    def _on_card_continued(self, procedure_id: str) -> None:
        self.wanted.emit(Place("interview", procedure_id))
