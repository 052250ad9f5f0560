"""Texts with a part to play: headings, quiet words, chips, words with an icon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.icons import paint
from ui.theme import Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

TONE_ICONS = {Tone.OK: "ok", Tone.WARNING: "warning", Tone.DANGER: "danger"}
_PLAIN_TEXT = 0
_SELECTABLE_BY_MOUSE = 1
_TOP_LEFT = 0x21
"""Qt's enums as numbers, set by property name: `icons.py` says why `Qt` is not imported."""


class Label(QLabel):
    """Plain text that wraps and can be copied; never interprets markup."""

    def __init__(self, tone: Tone = Tone.PLAIN, *, small: bool = False) -> None:
        super().__init__()
        self.setProperty("textFormat", _PLAIN_TEXT)
        self.setWordWrap(True)
        self.setProperty("tone", tone.value)
        self.setProperty("small", small)
        self.setProperty("textInteractionFlags", _SELECTABLE_BY_MOUSE)

    def set_tone(self, tone: Tone) -> None:
        """Change what the text means."""
        theme.mark(self, "tone", tone.value)


class Heading(QLabel):
    """A heading: level 1 names the page, level 2 a part of it, level 3 a card."""

    def __init__(self, level: int = 2) -> None:
        super().__init__()
        self.setProperty("textFormat", _PLAIN_TEXT)
        self.setWordWrap(True)
        self.setProperty("heading", str(level))


class Chip(QLabel):
    """One short word on a soft ground, such as a procedure or a state."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setProperty("textFormat", _PLAIN_TEXT)
        from PySide6.QtWidgets import QSizePolicy

        self.setProperty("chip", "true")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class Sign(QWidget):
    """A small icon beside words that say the same; it is silent for a screen reader."""

    def __init__(self, name: str, tone: Tone = Tone.PLAIN, size: int = 20) -> None:
        super().__init__()
        self._name, self._tone = name, tone
        self.setFixedSize(size, size)

    def show_sign(self, name: str, tone: Tone) -> None:
        """Change shape and colour."""
        self._name, self._tone = name, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw in the colours of the present look."""
        from PySide6.QtGui import QPainter

        painter = QPainter(self)
        paint(painter, self._name, theme.colour(self._tone), self.width())
        painter.end()


class StateLabel(QWidget):
    """Icon, word and colour together: a state is never told by colour alone."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = Sign("info")
        self._words = Label()
        self._words.setProperty("alignment", _TOP_LEFT)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        top = QVBoxLayout()
        top.addWidget(self._sign)
        top.addStretch(1)
        row.addLayout(top)
        row.addWidget(self._words, 1)

    def say(self, text: str, tone: Tone, icon_name: str = "") -> None:
        """Show a state; the icon follows the tone unless one is named."""
        self._sign.show_sign(icon_name or TONE_ICONS.get(tone, "info"), tone)
        self._words.setText(text)
        self._words.set_tone(tone)

    def text(self) -> str:
        """The words that are shown."""
        return self._words.text()
