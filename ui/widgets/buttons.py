"""Buttons: one filled for the main action, the others quiet, some only an icon."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ui import theme
from ui.icons import icon
from ui.theme import Tone


class MainButton(QPushButton):
    """The one main action of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("main", "true")


class QuietButton(QPushButton):
    """Any other action."""

    def __init__(self, icon_name: str = "") -> None:
        super().__init__()
        self._icon_name = icon_name
        self.setAutoDefault(False)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new look."""
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        if self._icon_name:
            self.setIcon(icon(self._icon_name, theme.colour(Tone.PLAIN)))


class LinkButton(QPushButton):
    """An action that reads like a part of the text, such as "why?"."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("link", "true")
        self.setAutoDefault(False)


class IconButton(QToolButton):
    """An icon with a name: `name()` sets tooltip and accessible name together."""

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setIconSize(QSize(20, 20))
        self._draw()

    def name(self, words: str, keys: str = "") -> None:
        """Say what the button does, and by which key."""
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({keys})" if keys else words)

    def show_icon(self, icon_name: str) -> None:
        """Change the icon."""
        self._icon_name = icon_name
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new look."""
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        plain, accent = theme.colour(Tone.PLAIN), theme.colour(Tone.ACCENT)
        self.setIcon(icon(self._icon_name, plain, accent))
