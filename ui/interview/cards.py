"""Questions put together: about one subject, about a person, about something that repeats.

A field that was shown once is kept, hidden when nobody asks for it: what somebody typed
into it and could not be saved yet must not go with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from consul_desk.values import Subject, SubjectKind
from consul_desk.workflows.interview import QuestionState, Repeat
from ui import theme
from ui.desk import Desk
from ui.fields.question import QuestionField
from ui.theme import Tone
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.containers import Card
from ui.widgets.labels import Heading, Label
from ui.words import person_title, role_word


class QuestionGroup(QWidget):
    """The questions about one subject, in the order in which the step asks them.

    Signals:
        field_made: a QuestionField; it is new on the screen.
    """

    field_made = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.fields: dict[str, QuestionField] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2 * theme.GRID)

    def show_questions(
        self, questions: Sequence[QuestionState], people: Sequence[Subject]
    ) -> None:
        """Show these questions; the others are hidden and keep what they hold."""
        place = 0
        for question in questions:
            field = self.fields.get(question.field.key)
            if field is None:
                field = self._make(question, people, place)
            field.show_state(question)
            field.show_people(people)
            place = self._rows.indexOf(field) + 1
        asked = {question.field.key for question in questions}
        for key, field in self.fields.items():
            field.setVisible(key in asked)

    def _make(
        self, question: QuestionState, people: Sequence[Subject], place: int
    ) -> QuestionField:
        field = QuestionField(self._desk, question, people)
        self.fields[question.field.key] = field
        self._rows.insertWidget(place, field)
        self.field_made.emit(field)
        return field


class EntryCard(Card):
    """One of something that repeats, with a button that removes it.

    Signals:
        remove_wanted: the id of the entry.
    """

    remove_wanted = Signal(str)

    def __init__(self, desk: Desk, entry: Subject) -> None:
        super().__init__()
        self.group = QuestionGroup(desk)
        self.heading = Label()
        self.remove = IconButton("close")
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.remove)
        self.rows.addLayout(head)
        self.rows.addWidget(self.group)
        self.remove.clicked.connect(partial(self.remove_wanted.emit, entry.id))

    def speak(self, desk: Desk, repeat: Repeat, number: int) -> None:
        """Name the card by its kind and place."""
        _ = desk.language.gettext
        title = desk.language.text(repeat.title)
        self.heading.setText(_("{title} {number}").format(title=title, number=number))
        self.remove.name(_("Remove “{title} {number}”").format(title=title, number=number))


class Repeats(QWidget):
    """Everything of one kind that one owner has, and a button that adds one more.

    Signals:
        add_wanted: the owner's id and the kind.
        remove_wanted: the id of an entry.
        field_made: a QuestionField; it is new on the screen.
    """

    add_wanted = Signal(str, str)
    remove_wanted = Signal(str)
    field_made = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._repeat: Repeat | None = None
        self.cards: dict[str, EntryCard] = {}
        self.add = QuietButton("add")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.CARD_MARGIN)
        self._rows.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.add.clicked.connect(self._on_add_clicked)

    def show_repeat(
        self, repeat: Repeat, questions: Sequence[QuestionState], people: Sequence[Subject]
    ) -> None:
        """Show a card for each entry, in order."""
        self._repeat = repeat
        ids = [entry.id for entry in repeat.entries]
        for entry_id in self.cards.keys() - set(ids):
            self.cards[entry_id].hide()
            self.cards.pop(entry_id).deleteLater()
        for place, entry in enumerate(repeat.entries):
            card = self.cards.get(entry.id) or self._make(entry, place)
            of_entry = [q for q in questions if q.subject.id == entry.id]
            card.group.show_questions(of_entry, people)
        self.speak()

    def speak(self) -> None:
        """Name the cards and the button."""
        if self._repeat is None:
            self.add.setText(self._desk.language.gettext("Add"))
            return
        for number, entry in enumerate(self._repeat.entries, start=1):
            self.cards[entry.id].speak(self._desk, self._repeat, number)
        words = self._desk.language.gettext("Add: {title}")
        title = self._desk.language.text(self._repeat.title)
        self.add.setText(words.format(title=title))

    def _make(self, entry: Subject, place: int) -> EntryCard:
        card = EntryCard(self._desk, entry)
        card.group.field_made.connect(self.field_made)
        card.remove_wanted.connect(self.remove_wanted)
        self.cards[entry.id] = card
        self._rows.insertWidget(place, card)
        return card

    def _on_add_clicked(self) -> None:
        if self._repeat is not None:
            self.add_wanted.emit(self._repeat.owner.id, self._repeat.kind)


class OwnerCard(Card):
    """A person (or, without a frame, the procedure): her questions and what she has."""

    def __init__(self, desk: Desk, owner: Subject) -> None:
        super().__init__()
        self._desk, self._owner = desk, owner
        self.heading, self.role = Heading(), Label(Tone.MUTED, small=True)
        self.group = QuestionGroup(desk)
        self.repeats = Repeats(desk)
        for part in (self.heading, self.role, self.group, self.repeats):
            self.rows.addWidget(part)
        is_person = owner.kind is SubjectKind.PERSON
        self.heading.setVisible(is_person)
        self.role.setVisible(is_person)
        if not is_person:
            self.setProperty("card", "false")
            self.rows.setContentsMargins(0, 0, 0, 0)

    def show_owner(
        self,
        owner: Subject,
        questions: Sequence[QuestionState],
        repeat: Repeat | None,
        people: Sequence[Subject],
    ) -> None:
        """Show what a step asks about this owner and her entries."""
        self._owner = owner
        own = [q for q in questions if q.subject.id == owner.id]
        self.group.show_questions(own, people)
        self.group.setVisible(bool(own))
        self.repeats.setVisible(repeat is not None)
        if repeat is not None:
            self.repeats.show_repeat(repeat, questions, people)
        self.speak()

    def speak(self) -> None:
        """Name the person and what she has."""
        self.heading.setText(person_title(self._desk.language, self._owner))
        self.role.setText(role_word(self._desk.language, self._owner.role))
        self.repeats.speak()

    def fields(self) -> Iterator[QuestionField]:
        """Every field that is asked for now, from top to bottom."""
        groups = [self.group, *(card.group for card in self.repeats.cards.values())]
        for group in groups:
            yield from (field for field in group.fields.values() if not field.isHidden())
