"""What came of an act, where it was done: done, or what went wrong in three sentences."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

from consul_desk.messages import explain
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.announce import announce
from ui.widgets.labels import Label, StateLabel


class Outcome(Retranslates, QWidget):
    """Hidden until something was done or failed; a screen reader says it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._error: Exception | None = None
        self._said = ""
        self._values: Mapping[str, object] = {}
        self._tone = Tone.OK
        self._words, self._code = StateLabel(), Label(Tone.MUTED, small=True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.GRID // 2)
        rows.addWidget(self._words)
        rows.addWidget(self._code)
        self.hide()

    @property
    def code(self) -> str:
        """The code of the error that is shown."""
        return self._code.text()

    def say(self, text: str, tone: Tone = Tone.OK, **values: object) -> None:
        """Say what was done.

        Args:
            text: msgid of a sentence, with `{name}` places for `values`.
        """
        self._error, self._said, self._values, self._tone = None, text, values, tone
        self._appear()

    def show_error(self, error: Exception) -> None:
        """Say what went wrong, what is safe and what to do."""
        self._error = error
        self._appear()

    def clear(self) -> None:
        """Take it back."""
        self._error, self._said = None, ""
        self.hide()

    def text(self) -> str:
        """The words that are shown."""
        return self._words.text()

    def retranslate(self) -> None:
        """Say the same in another language."""
        language = self._desk.language
        self._code.setVisible(self._error is not None)
        if self._error is not None:
            said = explain(self._error, language)
            self._words.say(f"{said.happened} {said.safe} {said.to_do}", Tone.DANGER)
            self._code.setText(said.code)
        elif self._said:
            words = language.gettext(self._said).format(**self._values)
            self._words.say(words, self._tone)

    def _appear(self) -> None:
        self.retranslate()
        self.show()
        announce(self, self.text())
