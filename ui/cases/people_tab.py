"""The people of a case: names in both scripts, and every answer about each of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from consul_desk.casework.duplicates import DuplicateRow, find_duplicates
from consul_desk.casework.people import APPLICANT, PersonRow, add_person
from consul_desk.language import N_
from consul_desk.values import Subject, SubjectKind
from consul_desk.vault.vault import Vault
from consul_desk.workflows.interview import QuestionState
from consul_desk.workflows.model import FactField
from consul_desk.workflows.validate import problem_with
from ui import theme
from ui.cases.duplicates import DuplicateList
from ui.cases.subject_dialog import SubjectDataDialog
from ui.cases.view import CaseView
from ui.desk import Desk
from ui.fields.question import QuestionField
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import LinkButton, QuietButton
from ui.widgets.containers import Card, Column, Unfold, clear
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Chip, Heading, Label
from ui.words import role_word

ADD_WORDS = {
    APPLICANT: N_("Add an applicant"),
    "spouse": N_("Add a spouse"),
    "child": N_("Add a child"),
    "other": N_("Add another person"),
}


def _duplicates(person_ids: Sequence[str], vault: Vault) -> dict[str, tuple[DuplicateRow, ...]]:
    return {person_id: find_duplicates(vault, person_id) for person_id in person_ids}


class PeopleTab(Retranslates, Column):
    """One card for each person; buttons to add more.

    Signals:
        wanted: a Place to go to.
    """

    wanted = Signal(object)

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__()
        self._desk = desk
        self._case_id = case_id
        self.cards: dict[str, PersonCard] = {}
        self._build()
        self.retranslate()

    def show_view(self, view: CaseView) -> None:
        """Show these people; a card that is open stays open."""
        ids = [person.id for person in view.details.people]
        if ids != list(self.cards):
            clear(self._list)
            self.cards = {person: PersonCard(self._desk) for person in ids}
            for card in self.cards.values():
                card.duplicates.wanted.connect(self.wanted)
                self._list.addWidget(card)
        for person in view.details.people:
            self.cards[person.id].show_person(person, view)
        self._desk.run(partial(_duplicates, ids), self, self._show_duplicates)

    def retranslate(self) -> None:
        """Say every word."""
        for name, button in self.add.items():
            button.setText(self._desk.language.gettext(ADD_WORDS[name]))

    def _build(self) -> None:
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.GRID)
        self.add = {name: QuietButton("add") for name in ADD_WORDS}
        across = FlowLayout()
        for name, button in self.add.items():
            button.clicked.connect(partial(self._on_add_clicked, name))
            across.addWidget(button)
        self.rows.addLayout(self._list)
        self.rows.addLayout(across)
        self.rows.addStretch(1)

    def _show_duplicates(self, found: dict[str, tuple[DuplicateRow, ...]]) -> None:
        for person_id, rows in found.items():
            if person_id in self.cards:
                self.cards[person_id].duplicates.show_rows(rows)

    def _on_add_clicked(self, role: str) -> None:
        self._desk.run(partial(add_person, case_id=self._case_id, role=role), self)


class PersonCard(Retranslates, Card):
    """A person; "All answers" unfolds what is known and lets it be changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._person: PersonRow | None = None
        self._view: CaseView | None = None
        self.fields: dict[str, QuestionField] = {}
        self._build()
        self.answers.link.toggled.connect(self._on_answers_toggled)
        self.retranslate()

    def show_person(self, person: PersonRow, view: CaseView) -> None:
        """Show this person."""
        self._person, self._view = person, view
        self.retranslate()
        for key, field in self.fields.items():
            field.show_state(self._state(self._desk.packs.vocabulary.field(key)))

    def retranslate(self) -> None:
        """Say the name, the role and the link."""
        language, person = self._desk.language, self._person
        _ = language.gettext
        self.answers.link.setText(_("All answers"))
        self.own_data.setText(_("Data about this person …"))
        if person is None:
            return
        self.name.setText(person.shown_name or _("No name yet"))
        latin = person.name_latin if person.name_cyrillic else ""
        self._latin.setText(latin)
        self._latin.setVisible(bool(latin))
        self._role.setText(role_word(language, person.role))
        named = _("All answers: {name}").format(name=self.name.text())
        self.answers.link.setAccessibleName(named)
        own = _("Data about this person: {name}").format(name=self.name.text())
        self.own_data.setAccessibleName(own)

    def _build(self) -> None:
        self.name, self._role = Heading(), Chip()
        self._latin = Label(Tone.MUTED)
        self.answers = Unfold()
        across = FlowLayout()
        self.name.setWordWrap(False)
        across.addWidget(self.name)
        across.addWidget(self._role)
        self.rows.addLayout(across)
        self.own_data = LinkButton()
        self.own_data.clicked.connect(self._on_own_data_clicked)
        beside = QHBoxLayout()
        beside.addWidget(self.own_data)
        beside.addStretch(1)
        self.duplicates = DuplicateList(self._desk, N_("Possible duplicates"))
        self.rows.addWidget(self._latin)
        self.rows.addWidget(self.duplicates)
        self.rows.addWidget(self.answers)
        self.rows.addLayout(beside)

    def _state(self, field: FactField) -> QuestionState:
        person, view = self._person, self._view
        if person is None or view is None:
            raise TypeError("a person is shown before her answers")
        answer = view.answers.get((person.id, field.key))
        return QuestionState(
            subject=Subject(person.id, SubjectKind.PERSON, person.role),
            field=field,
            answer=answer,
            problem=problem_with(field, answer) if answer else None,
            blocks=False,
            required=False,
            asked_because=None,
        )

    def _on_own_data_clicked(self) -> None:
        if self._person is not None:
            SubjectDataDialog(self._desk, self._person, self).open()

    def _on_answers_toggled(self) -> None:
        if self.fields:
            return
        for field in self._desk.packs.vocabulary.fields_of("person"):
            question = QuestionField(self._desk, self._state(field), ())
            self.fields[field.key] = question
            self.answers.rows.addWidget(question)
