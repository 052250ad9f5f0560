"""The panic button as the rail has it: narrow with an icon, its countdown in a line below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent

from ui import theme
from ui.desk import Desk
from ui.icons import icon
from ui.panic import HOLD_S, PanicButton, countdown
from ui.theme import Tone
from ui.widgets.notice import Notice


class RailPanicButton(PanicButton):
    """Keeps its width while it is held; a line at the foot of the window counts instead."""

    def __init__(self, desk: Desk, folder: Path, hold_s: float = HOLD_S) -> None:
        self._is_narrow = False
        self._notice: Notice | None = None
        super().__init__(desk, folder, hold_s)
        self._draw()

    def show_narrow(self, *, is_narrow: bool) -> None:
        """Show only the icon, or the words too."""
        self._is_narrow = is_narrow
        self.say()

    def say(self) -> None:
        """Say what it does; while it is held, the line below counts."""
        words = self._desk.language.gettext("Destroy the keys")
        self.setText("" if self._is_narrow else words)
        if self.hold.is_running:
            if self._notice is None:
                self._notice = Notice(self.window())
            text = countdown(self._desk.language, self.hold.seconds_left())
            if text != self._notice.text() or self._notice.isHidden():
                self._notice.say(text, Tone.DANGER)
        elif self._notice is not None:
            self._notice.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new look."""
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        self.setIcon(icon("panic", theme.colour(Tone.DANGER)))
