"""An empty page tells the next step and offers it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.labels import Heading, Label, Sign


class EmptyState(QWidget):
    """A sign, what is not there yet, and a button for the next step."""

    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self._heading = Heading()
        self._words = Label(Tone.MUTED)
        self.button = QuietButton()
        self.button.hide()
        middle = QVBoxLayout()
        middle.setSpacing(theme.GRID)
        middle.addStretch(1)
        middle.addWidget(Sign(icon_name, Tone.MUTED, 48), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._heading, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            middle.addWidget(label)
        middle.addSpacing(theme.GRID)
        middle.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(2)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addLayout(middle, 3)
        row.addStretch(1)

    def speak(self, heading: str, words: str, button: str = "") -> None:
        """Say what is missing and what comes next."""
        self._heading.setText(heading)
        self._words.setText(words)
        self.button.setText(button)
        self.button.setVisible(bool(button))
