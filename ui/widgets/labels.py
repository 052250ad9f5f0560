"""Texts with a part to play: headings, quiet words, chips, words with an icon."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui import theme
from ui.icons import pixmap
from ui.theme import Tone

TONE_ICONS = {Tone.OK: "ok", Tone.WARNING: "warning", Tone.DANGER: "danger"}


class Label(QLabel):
    """Plain text that wraps and can be copied; never interprets markup."""

    def __init__(self, tone: Tone = Tone.PLAIN, *, small: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("tone", tone.value)
        self.setProperty("small", small)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def set_tone(self, tone: Tone) -> None:
        """Change what the text means."""
        theme.mark(self, "tone", tone.value)


class Heading(QLabel):
    """A heading: level 1 names the page, level 2 a part of it."""

    def __init__(self, level: int = 2) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setProperty("heading", str(level))


class Chip(QLabel):
    """One short word on a soft ground, such as a procedure or a state."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("chip", "true")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class Sign(QLabel):
    """A small icon beside words that say the same; it is silent for a screen reader."""

    def __init__(self, name: str, tone: Tone = Tone.PLAIN, size: int = 20) -> None:
        super().__init__()
        self._name, self._tone, self._size = name, tone, size
        self.setFixedSize(size, size)
        self._draw()

    def show_sign(self, name: str, tone: Tone) -> None:
        """Change shape and colour."""
        self._name, self._tone = name, tone
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new look."""
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        self.setPixmap(pixmap(self._name, theme.colour(self._tone), self._size))


class StateLabel(QWidget):
    """Icon, word and colour together: a state is never told by colour alone."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = Sign("info")
        self._words = Label()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)

    def say(self, text: str, tone: Tone, icon_name: str = "") -> None:
        """Show a state; the icon follows the tone unless one is named."""
        self._sign.show_sign(icon_name or TONE_ICONS.get(tone, "info"), tone)
        self._words.setText(text)
        self._words.set_tone(tone)

    def text(self) -> str:
        """The words that are shown."""
        return self._words.text()
