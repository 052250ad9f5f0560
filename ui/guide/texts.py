"""A scrolling column of read-only texts, said anew in whatever language the screen speaks."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.containers import Column, clear
from ui.widgets.labels import Heading, Label


class TextColumn(Column):
    """Base of the guide's tabs; a tab says its words in `fill`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._texts = QVBoxLayout()
        self._texts.setSpacing(theme.GRID)
        self.rows.addLayout(self._texts)
        self.rows.addStretch(1)

    def say(self) -> None:
        """Say every word in the language of the screen."""
        clear(self._texts)
        self.fill()

    def fill(self) -> None:
        """Add the texts."""

    def add(self, part: QWidget) -> None:
        """Put something under what is there."""
        self._texts.addWidget(part)

    def add_heading(self, text: str) -> None:
        """Begin a part."""
        heading = Heading()
        heading.setText(text)
        self.add(heading)

    def add_text(self, text: str, tone: Tone = Tone.PLAIN, *, small: bool = False) -> None:
        """Add a paragraph."""
        label = Label(tone, small=small)
        label.setText(text)
        self.add(label)
