"""One question on the whole screen, in large Russian type, for the person across the table.

She reads Russian while the consul's screen speaks German. Nothing else can be reached:
not the case, not other people's answers, until the consul presses Esc.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from consul_desk.language import language
from consul_desk.values import LanguageCode, Subject
from consul_desk.workflows.interview import QuestionState
from ui import theme
from ui.desk import Desk
from ui.fields.question import QuestionField
from ui.theme import Tone
from ui.widgets.buttons import MainButton, QuietButton
from ui.widgets.containers import Column
from ui.widgets.labels import Label

APPLICANTS_LANGUAGE: LanguageCode = "ru"
WIDTH = 900


class Presentation(QDialog):
    """Shows the questions of a step one by one; each saves itself as on the page."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._language = language(APPLICANTS_LANGUAGE)
        self._questions: dict[tuple[str, str], QuestionState] = {}
        self._people: tuple[Subject, ...] = ()
        self._fields: dict[tuple[str, str], QuestionField] = {}
        self._columns: dict[tuple[str, str], Column] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self._build()
        self._speak()

    def _build(self) -> None:
        self.setProperty("large", "true")
        self.place, self._hint = Label(Tone.MUTED), Label(Tone.MUTED, small=True)
        self._stack = QStackedWidget()
        self.back, self.next = QuietButton(), MainButton()
        foot = QHBoxLayout()
        foot.setSpacing(2 * theme.GRID)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        column = QVBoxLayout(self)
        margin = 3 * theme.PAGE_MARGIN
        column.setContentsMargins(margin, margin, margin, theme.PAGE_MARGIN)
        column.setSpacing(theme.PAGE_MARGIN)
        column.addWidget(self.place)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
        self.back.clicked.connect(self._on_back_clicked)
        self.next.clicked.connect(self._on_next_clicked)

    def _speak(self) -> None:
        _ = self._language.gettext
        self.setWindowTitle(_("Question"))
        self.back.setText(_("Back"))
        self.next.setText(_("Next"))
        self._hint.setText(_("Esc ends this view."))

    def show_questions(
        self, questions: Sequence[QuestionState], people: Sequence[Subject]
    ) -> None:
        """Show these, one at a time; the one in sight stays where it is still asked."""
        self._questions = {_key(question): question for question in questions}
        self._people = tuple(people)
        for key in self._questions.keys() & self._fields.keys():
            self._fields[key].show_state(self._questions[key])
        if self._questions and self._now() not in self._questions:
            self.go_to(next(iter(self._questions)))
        self._say_place()

    def go_to(self, key: tuple[str, str]) -> None:
        """Show one question and put the cursor into it."""
        if key not in self._questions:
            return
        if key not in self._fields:
            self._make(self._questions[key])
        self._stack.setCurrentWidget(self._columns[key])
        self._fields[key].editor.setFocus(Qt.FocusReason.TabFocusReason)
        self._say_place()

    @property
    def field(self) -> QuestionField:
        """The question that is in sight."""
        return self._fields[self._now()]

    def _make(self, question: QuestionState) -> None:
        column = Column(WIDTH)
        who = Label(Tone.MUTED)
        who.setText(question.subject.label)
        who.setVisible(bool(question.subject.label))
        field = QuestionField(self._desk, question, self._people, self._language)
        column.rows.addWidget(who)
        column.rows.addWidget(field)
        column.rows.addStretch(1)
        self._stack.addWidget(column)
        self._fields[_key(question)] = field
        self._columns[_key(question)] = column

    def _now(self) -> tuple[str, str]:
        shown = self._stack.currentWidget()
        return next((key for key, column in self._columns.items() if column is shown), ("", ""))

    def _say_place(self) -> None:
        order, now = [*self._questions], self._now()
        at = order.index(now) if now in order else 0
        words = self._language.gettext("Question {number} of {count}")
        self.place.setText(words.format(number=at + 1, count=len(order)))
        self.back.setEnabled(at > 0)

    def _step(self, by: int) -> None:
        self.field.finish()
        order = [*self._questions]
        at = order.index(self._now()) + by
        if at < 0:
            return
        if at < len(order):
            self.go_to(order[at])
        else:
            self.accept()

    def _on_back_clicked(self) -> None:
        self._step(-1)

    def _on_next_clicked(self) -> None:
        self._step(1)


def _key(question: QuestionState) -> tuple[str, str]:
    return question.subject.id, question.field.key
