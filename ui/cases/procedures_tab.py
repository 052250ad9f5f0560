"""The procedures of a case, and a new one: choose what, tick for whom."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QVBoxLayout, QWidget

from consul_desk.casework.people import PersonRow
from consul_desk.casework.procedures import start_procedure
from ui import theme
from ui.cases.procedure_card import ProcedureCard
from ui.cases.view import CaseView
from ui.desk import Desk
from ui.interview.sources import law_words, review_words
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Column, clear
from ui.widgets.dialog import Dialog
from ui.widgets.labels import Label
from ui.widgets.page import Place
from ui.words import role_word


class ProceduresTab(Retranslates, Column):
    """Every procedure with its progress; the button begins another.

    Signals:
        wanted: a Place to go to.
    """

    wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._view: CaseView | None = None
        self._none = Label(Tone.MUTED)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.GRID)
        self.begin = QuietButton("add")
        self.rows.addWidget(self._none)
        self.rows.addLayout(self._cards)
        self.rows.addWidget(self.begin)
        self.rows.addStretch(1)
        self.begin.clicked.connect(self.begin_procedure)
        self.retranslate()

    def show_view(self, view: CaseView) -> None:
        """Show the procedures of this case."""
        self._view = view
        clear(self._cards)
        for procedure in view.details.procedures:
            card = ProcedureCard(self._desk, procedure, view)
            card.continued.connect(self._on_card_continued)
            self._cards.addWidget(card)
        self._none.setVisible(not view.details.procedures)

    def begin_procedure(self) -> None:
        """Ask which procedure, and for whom."""
        if self._view is not None:
            dialog = BeginProcedureDialog(self._desk, self, self._view)
            dialog.wanted.connect(self.wanted)
            dialog.open()

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._none.setText(_("No procedure has been begun for this case."))
        self.begin.setText(_("Begin a procedure"))

    def _on_card_continued(self, procedure_id: str) -> None:
        self.wanted.emit(Place("interview", procedure_id))


class BeginProcedureDialog(Dialog):
    """Chooses a workflow and the people who take part.

    Signals:
        wanted: a Place, the interview of the new procedure.
    """

    wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget, view: CaseView) -> None:
        super().__init__(desk, parent)
        self._view = view
        self._build()
        self.main.clicked.connect(self._on_main_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        language = self._desk.language
        _ = language.gettext
        self.setWindowTitle(_("Begin a procedure"))
        self.heading.setText(_("Begin a procedure"))
        for name, button in self.workflows.items():
            workflow = self._desk.packs.workflow(name)
            title = language.text(workflow.title)
            is_german = workflow.german_term in ("", title)
            button.setText(title if is_german else f"{title} ({workflow.german_term})")
            about = (
                language.text(workflow.summary),
                law_words(workflow.law, language),
                review_words(workflow.review, language),
            )
            self._about[name].setText("\n".join(about))
        self._who.setText(_("Who takes part?"))
        for person in self._view.details.people:
            name = person.shown_name
            word = role_word(language, person.role)
            self.people[person.id].setText(f"{name} ({word})" if name else word)
        self.main.setText(_("Begin"))

    def _build(self) -> None:
        self.workflows: dict[str, QRadioButton] = {}
        self._about: dict[str, Label] = {}
        self._group = QButtonGroup(self)
        for name in self._desk.packs.workflows:
            button = QRadioButton()
            about = Label(Tone.MUTED, small=True)
            about.setContentsMargins(3 * theme.GRID, 0, 0, 0)
            self.workflows[name], self._about[name] = button, about
            self._group.addButton(button)
            button.setChecked(len(self.workflows) == 1)
            self.body.addWidget(button)
            self.body.addWidget(about)
        self._who = Label()
        self.body.addSpacing(theme.GRID)
        self.body.addWidget(self._who)
        self.people: dict[str, QCheckBox] = {}
        for person in self._view.details.people:
            self._add_person(person)
        self.main.setDefault(True)

    def _add_person(self, person: PersonRow) -> None:
        box = QCheckBox()
        box.setChecked(True)
        box.toggled.connect(self._on_box_toggled)
        self.people[person.id] = box
        self.body.addWidget(box)

    def _chosen_people(self) -> list[str]:
        return [person for person, box in self.people.items() if box.isChecked()]

    def _on_box_toggled(self) -> None:
        self.main.setEnabled(bool(self._chosen_people()))

    def _on_main_clicked(self) -> None:
        self.main.setEnabled(False)
        chosen = next(name for name, b in self.workflows.items() if b.isChecked())
        work = partial(
            start_procedure,
            packs=self._desk.packs,
            case_id=self._view.details.row.id,
            workflow_id=chosen,
            people=self._chosen_people(),
        )
        self._desk.run(work, self, self._on_begun, self._on_failed)

    def _on_begun(self, procedure_id: str) -> None:
        self.wanted.emit(Place("interview", procedure_id))
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.main.setEnabled(True)
        self.show_error(error)
