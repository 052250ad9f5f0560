"""A procedure as a card: what it is, who takes part, how far it is, and "Continue"."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from consul_desk.casework.people import PersonRow
from consul_desk.casework.procedures import ProcedureRow
from consul_desk.workflows.interview import Interview
from ui import theme
from ui.cases.view import CaseView
from ui.desk import Desk
from ui.interview.sources import review_words
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Card
from ui.widgets.labels import Heading, Label
from ui.words import role_word


class ProcedureCard(Retranslates, Card):
    """One procedure.

    Signals:
        continued: the user wants to go on with the interview; its id.
    """

    continued = Signal(str)

    def __init__(self, desk: Desk, procedure: ProcedureRow, view: CaseView) -> None:
        super().__init__()
        self._desk = desk
        self._procedure = procedure
        self._interview: Interview = view.interviews[procedure.id]
        self._people = [p for p in view.details.people if p.id in procedure.people]
        self._build()
        self.go_on.clicked.connect(self._on_go_on_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        language = self._desk.language
        _ = language.gettext
        workflow = self._desk.packs.workflow(self._procedure.workflow_id)
        title = language.text(workflow.title)
        self._title.setText(title)
        self._term.setText(workflow.german_term)
        self._term.setVisible(bool(workflow.german_term) and workflow.german_term != title)
        started = _("Begun on {day}: {people}")
        self._who.setText(
            started.format(
                day=language.long_date(self._procedure.started_on),
                people=", ".join(self._name(person) for person in self._people),
            )
        )
        percent = self._interview.progress_percent
        self._bar.setAccessibleName(_("Progress: {title}").format(title=title))
        self._progress.setText(self._progress_words(percent))
        self._review.setText(review_words(workflow.review, language))
        self.go_on.setText(_("Continue"))
        self.go_on.setAccessibleName(_("Continue: {title}").format(title=title))

    def _progress_words(self, percent: int) -> str:
        language, missing = self._desk.language, len(self._interview.missing)
        if not missing:
            return language.gettext("Nothing is missing.")
        words = language.ngettext(
            "{percent} % done, {count} answer or document is missing",
            "{percent} % done, {count} answers or documents are missing",
            missing,
        )
        return words.format(percent=percent, count=missing)

    def _name(self, person: PersonRow) -> str:
        return person.shown_name or role_word(self._desk.language, person.role)

    def _build(self) -> None:
        self._title = Heading()
        self._term, self._who = Label(Tone.MUTED, small=True), Label(Tone.MUTED)
        self._progress, self._review = Label(), Label(Tone.MUTED, small=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(theme.GRID)
        self._bar.setValue(self._interview.progress_percent)
        self.go_on = QuietButton()
        across = QHBoxLayout()
        across.setSpacing(2 * theme.GRID)
        across.addWidget(self._progress, 1)
        across.addWidget(self.go_on)
        for part in (self._title, self._term, self._who, self._bar):
            self.rows.addWidget(part)
        self.rows.addLayout(across)
        self.rows.addWidget(self._review)

    def _on_go_on_clicked(self) -> None:
        self.continued.emit(self._procedure.id)
