"""The middle of the interview: one step with its questions, cards and documents.

Comes in: a StepState. Goes out: wishes (add, remove, attach); the page does them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from consul_desk.values import Subject
from consul_desk.workflows.interview import StepState, StepStatus
from ui import theme
from ui.desk import Desk
from ui.fields.question import QuestionField
from ui.interview.cards import OwnerCard
from ui.interview.latin import LatinOffers
from ui.interview.step_documents import StepDocuments
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.labels import Heading, Label


class StepView(Retranslates, QWidget):
    """One step. Made once, then brought up to date in place.

    Signals:
        add_wanted: an owner's id and a kind of entry.
        remove_wanted: the id of an entry.
        file_wanted: the id of a checklist item that a file is to be added for.
    """

    add_wanted = Signal(str, str)
    remove_wanted = Signal(str)
    file_wanted = Signal(str)

    def __init__(self, desk: Desk, step: StepState) -> None:
        super().__init__()
        self._desk, self._step = desk, step
        self._cards: dict[str, OwnerCard] = {}
        self._latin = LatinOffers(self.field)
        self.title = Heading()
        self.not_needed = Label(Tone.MUTED)
        self.documents = StepDocuments(desk)
        self.documents.file_wanted.connect(self.file_wanted)
        self._owners = QVBoxLayout()
        self._owners.setSpacing(2 * theme.GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.GRID)
        column.addWidget(self.title)
        column.addWidget(self.not_needed)
        column.addLayout(self._owners)
        column.addWidget(self.documents)
        column.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the title and the names of all cards."""
        _ = self._desk.language.gettext
        self.title.setText(self._desk.language.text(self._step.title))
        self.not_needed.setText(_("After the answers so far, this step is not needed."))
        for card in self._cards.values():
            card.speak()

    def show_step(self, step: StepState, people: Sequence[Subject]) -> None:
        """Bring the step up to date; fields keep focus and what is typed in them."""
        self._step = step
        repeats = {repeat.owner.id: repeat for repeat in step.repeats}
        owners = _owners(step)
        for owner_id in self._cards.keys() - owners.keys():
            self._cards[owner_id].hide()
        for place, owner in enumerate(owners.values()):
            card = self._cards.get(owner.id) or self._make(owner, place)
            card.show_owner(owner, step.questions, repeats.get(owner.id), people)
            card.show()
        self.not_needed.setVisible(step.status is StepStatus.INACTIVE)
        self.documents.show_items(step.documents)
        self.documents.setVisible(bool(step.documents))
        for field in self.fields():
            self._latin.offer(field)

    def fields(self) -> Iterator[QuestionField]:
        """Every field that is asked for now, from top to bottom."""
        for card in self._cards.values():
            if not card.isHidden():
                yield from card.fields()

    def field(self, subject_id: str, key: str) -> QuestionField | None:
        """Find one field."""
        places = {(f.state.subject.id, f.state.field.key): f for f in self.fields()}
        return places.get((subject_id, key))

    def card(self, owner_id: str) -> OwnerCard:
        """The card of one owner."""
        return self._cards[owner_id]

    def adder(self, owner_id: str) -> QWidget | None:
        """The button that adds an entry to an owner."""
        return self._cards[owner_id].repeats.add if owner_id in self._cards else None

    def _make(self, owner: Subject, place: int) -> OwnerCard:
        card = OwnerCard(self._desk, owner)
        card.group.field_made.connect(self._latin.watch)
        card.repeats.field_made.connect(self._latin.watch)
        card.repeats.add_wanted.connect(self.add_wanted)
        card.repeats.remove_wanted.connect(self.remove_wanted)
        self._cards[owner.id] = card
        self._owners.insertWidget(place, card)
        return card


def _owners(step: StepState) -> dict[str, Subject]:
    """Whose cards a step has, in order: whoever has entries, else whoever is asked about."""
    if step.repeats:
        return {repeat.owner.id: repeat.owner for repeat in step.repeats}
    return {question.subject.id: question.subject for question in step.questions}
