"""One question on the screen: label, German term, editor, help, problem, "saved".

Comes in: a QuestionState. Goes out: `set_fact` or `clear_fact`, when the user leaves the
field or pauses. What does not fit is kept in the editor with its problem and saved by
nobody; what is typed while the page reloads stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from consul_desk.casework.facts import clear_fact, set_fact
from consul_desk.errors.casework import InvalidAnswerError
from consul_desk.language import Language, Message
from consul_desk.values import Answer, AnswerStatus, Subject
from consul_desk.vault.vault import Vault
from consul_desk.workflows.interview import QuestionState
from consul_desk.workflows.model import Vocabulary
from consul_desk.workflows.validate import problem_with
from ui import theme
from ui.desk import Desk
from ui.fields.make import editor_for
from ui.fields.marks import OfferRow, SavedMark, WithoutValue
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.labels import Label, StateLabel

PAUSE_MS = 1500
EMPTY = Answer(None)


def _save(
    vocabulary: Vocabulary, subject_id: str, key: str, answer: Answer, vault: Vault
) -> None:
    if answer == EMPTY:
        clear_fact(vault, subject_id, key)
    else:
        set_fact(vault, vocabulary, subject_id, key, answer)


class QuestionField(Retranslates, QWidget):
    """A question that saves its own answer.

    Args:
        language: what it is asked in, where that is not the screen's language.

    Signals:
        typed: the editor holds another text than before.
        offer_taken: the text of an offered spelling that the user chose.
    """

    typed = Signal()
    offer_taken = Signal(str)

    def __init__(
        self,
        desk: Desk,
        state: QuestionState,
        people: Sequence[Subject],
        language: Language | None = None,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._own_language = language
        self._state = state
        self._stored = state.answer or EMPTY
        self._is_dirty = False
        self._own_problem: Message | None = None
        self.editor = editor_for(state.field, people)
        self._build()
        self._connect()
        self.retranslate()
        self._show_stored()
        self.show_draft()

    @property
    def _language(self) -> Language:
        return self._own_language or self._desk.language

    @property
    def state(self) -> QuestionState:
        """What the interview last said about this question."""
        return self._state

    def _build(self) -> None:
        self.label, self.term = Label(), Label(Tone.MUTED, small=True)
        font = self.label.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.label.setFont(font)
        self.label.setBuddy(self.editor)
        self.help = Label(Tone.MUTED, small=True)
        self.saved = SavedMark()
        self.offers = OfferRow()
        self.problem = StateLabel()
        self.without = WithoutValue()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.GRID)
        column.setSpacing(theme.GRID // 2)
        column.addWidget(self.label)
        column.addWidget(self.term)
        column.addWidget(self.editor)
        column.addLayout(_beside(self.help, self.saved))
        column.addWidget(self.offers)
        column.addWidget(self.problem)
        column.addWidget(self.without)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)

    def _connect(self) -> None:
        self.editor.edited.connect(self._on_editor_edited)
        self.editor.finished.connect(self.finish)
        self.without.chosen.connect(self._on_without_chosen)
        self.offers.taken.connect(self.offer_taken)
        self._pause.timeout.connect(self._on_pause_timeout)

    def retranslate(self) -> None:
        """Say the question in the screen's language, with the German term under it."""
        language, asked = self._language, self._state.field
        label = language.text(asked.label)
        self.label.setText(label)
        self.term.setText(asked.german_term)
        self.term.setVisible(bool(asked.german_term) and asked.german_term != label)
        help_text = language.text(asked.help) if asked.help else ""
        self.help.setText(help_text)
        self.help.setVisible(bool(help_text))
        self.editor.speak(language)
        self.editor.introduce(_spoken(label, asked.german_term), help_text)
        for part in (self.saved, self.offers, self.without):
            part.speak(language)
        self._show_problem()

    def show_state(self, state: QuestionState) -> None:
        """Take the vault's answer over, unless the user is in the middle of another."""
        self._state = state
        self._stored = state.answer or EMPTY
        if not self._is_dirty and self._typed() != self._stored:
            self._show_stored()
        self._show_problem()

    def show_people(self, people: Sequence[Subject]) -> None:
        """Hear who takes part in the procedure, for questions about people."""
        self.editor.show_people(people)

    def show_draft(self) -> None:
        """Put back what was typed here before and could not be saved."""
        draft = self._desk.drafts.get(self._place())
        if draft is not None:
            self.editor.show_draft(draft)
            self._is_dirty = True
            self._own_problem = self._problem_of_typed()
            self._show_problem()

    def finish(self) -> None:
        """Save what stands here, or say why it cannot be saved."""
        self._commit(is_final=True)

    def put(self, text: str) -> None:
        """Type this for the user, who asked for it, and save it."""
        self.editor.show_value(text)
        self._on_editor_edited()
        self.finish()

    def shown_text(self) -> str:
        """What is typed now, where it is a text."""
        answer = self._typed()
        return str(answer.value) if answer and isinstance(answer.value, str) else ""

    def _show_stored(self) -> None:
        self.editor.show_value(self._stored.value)
        self.without.show_status(self._stored.status)

    def _typed(self) -> Answer | None:
        """The answer in the editor; None while it is no answer yet."""
        status = self.without.status()
        if status is not AnswerStatus.KNOWN:
            return Answer(None, status)
        try:
            return Answer(self.editor.value())
        except InvalidAnswerError:
            return None

    def _problem_of_typed(self) -> Message | None:
        try:
            answer = Answer(self.editor.value(), self.without.status())
        except InvalidAnswerError as error:
            problem = error.facts["problem"]
            return problem if isinstance(problem, Message) else None
        return None if answer == EMPTY else problem_with(self._state.field, answer)

    def _on_editor_edited(self) -> None:
        self._is_dirty = True
        self.without.show_status(AnswerStatus.KNOWN)
        self.saved.hide()
        self._pause.start()
        self.typed.emit()

    def _on_without_chosen(self) -> None:
        self._is_dirty = True
        self.editor.show_value(None)
        self.finish()
        self.typed.emit()

    def _on_pause_timeout(self) -> None:
        self._commit(is_final=False)

    def _commit(self, *, is_final: bool) -> None:
        """Save; while the user only pauses, an unfinished answer is not yet a problem."""
        self._pause.stop()
        if not self._is_dirty:
            return
        problem, answer = self._problem_of_typed(), self._typed()
        if is_final or problem is None:
            self._own_problem = problem
            self._show_problem()
        if problem is not None or answer is None:
            self._desk.keep_draft(self._place(), self.editor.draft())
            return
        self._desk.drop_draft(self._place())
        if answer == self._stored:
            self._is_dirty = False
            return
        work = partial(_save, self._desk.packs.vocabulary, *self._place(), answer)
        self._desk.run(work, self, partial(self._on_saved, answer), self._on_save_failed)

    def _place(self) -> tuple[str, str]:
        return self._state.subject.id, self._state.field.key

    def _on_saved(self, answer: Answer, _nothing: None) -> None:
        self._stored = answer
        if self._typed() == answer:
            self._is_dirty = False
            self.saved.show()

    def _on_save_failed(self, error: BaseException) -> None:
        problem = getattr(error, "facts", {}).get("problem")
        if isinstance(error, InvalidAnswerError) and isinstance(problem, Message):
            self._own_problem = problem
            self._show_problem()
        else:
            self._desk.failed.emit(error)

    def _show_problem(self) -> None:
        problem = self._own_problem or (None if self._is_dirty else self._state.problem)
        if problem is not None:
            self.problem.say(self._language.say(problem), Tone.DANGER)
        self.problem.setVisible(problem is not None)


def _beside(words: QWidget, mark: QWidget) -> QHBoxLayout:
    """Put a small mark at the end of a line of words, whether these are shown or not."""
    row = QHBoxLayout()
    row.setSpacing(theme.GRID)
    row.addWidget(words, 100)
    row.addStretch(1)
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    return row


def _spoken(label: str, german_term: str) -> str:
    return f"{label} ({german_term})" if german_term and german_term != label else label
