"""A field for one coordinator's piece, checked word by word while it is typed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from consul_desk.errors.vault import RecoveryPieceError
from consul_desk.language import Message
from consul_desk.vault.shares import WORDS_IN_PIECE, Piece, read_piece
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.form import FormField
from ui.widgets.labels import StateLabel

PAUSE_MS = 200
_LINES = 4


class PieceField(Retranslates, QWidget):
    """One piece and what is to be said about it.

    Signals:
        changed: `piece` may have changed.

    Attributes:
        piece: what was read; None until it is whole and right.
    """

    changed = Signal()

    def __init__(self, desk: Desk, place: int) -> None:
        super().__init__()
        self._desk = desk
        self._place = place
        self._error: Exception | None = None
        self.piece: Piece | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._build()
        self.edit.textChanged.connect(self._on_edit_changed)
        self._pause.timeout.connect(self._ask)
        self.retranslate()

    def text(self) -> str:
        """What is typed."""
        return self.edit.toPlainText().strip()

    def retranslate(self) -> None:
        """Say every word."""
        text = self._desk.language.gettext("Piece {number}")
        self._field.speak(text.format(number=self._place))
        self._show_state()

    def _build(self) -> None:
        self.edit = QPlainTextEdit()
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(_LINES * self.fontMetrics().lineSpacing() + 2 * theme.GRID)
        self._field = FormField(self.edit)
        self.state = StateLabel()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.GRID // 2)
        rows.addWidget(self._field)
        rows.addWidget(self.state)
        self.setFocusProxy(self.edit)

    def _count(self) -> int:
        return len(self.text().split())

    def _on_edit_changed(self) -> None:
        self.piece, self._error = None, None
        self._show_state()
        self._pause.start()
        self.changed.emit()

    def _ask(self) -> None:
        text = self._finished_words()
        if text:
            then = partial(self._on_read, text)
            failed = partial(self._on_read_failed, text)
            self._desk.think(partial(read_piece, text, self._place), self, then, failed)

    def _finished_words(self) -> str:
        """Everything but a word that is just being typed."""
        words, is_between = self.text().split(), self.edit.toPlainText()[-1:].isspace()
        if len(words) < WORDS_IN_PIECE and not is_between:
            words = words[:-1]
        return " ".join(words)

    def _on_read(self, text: str, piece: Piece) -> None:
        if text == self._finished_words():
            self.piece = piece
            self._show_state()
            self.changed.emit()

    def _on_read_failed(self, text: str, error: Exception) -> None:
        if not isinstance(error, RecoveryPieceError):
            self._desk.failed.emit(error)
        elif text == self._finished_words() and not self._is_only_short(error):
            self._error = error
            self._show_state()

    def _is_only_short(self, error: RecoveryPieceError) -> bool:
        problem = error.facts.get("problem")
        is_count = isinstance(problem, Message) and "count" in problem.values
        return is_count and self._count() < WORDS_IN_PIECE

    def _show_state(self) -> None:
        language = self._desk.language
        if self.piece is not None:
            text = language.ngettext(
                "This is piece {number} of set {set}. {needed} piece is needed.",
                "This is piece {number} of set {set}. {needed} pieces are needed.",
                self.piece.needed,
            )
            facts = {"number": self.piece.number, "set": self.piece.set_id}
            self.state.say(text.format(needed=self.piece.needed, **facts), Tone.OK)
        elif self._error is not None:
            from consul_desk.messages import explain

            self.state.say(explain(self._error, language).happened, Tone.DANGER)
        else:
            text = language.gettext("{count} of {all} words are typed.")
            said = text.format(count=self._count(), all=WORDS_IN_PIECE)
            self.state.say(said, Tone.MUTED, "info")
