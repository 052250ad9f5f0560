"""Locking: every reason for it as one signal, and the act itself.

    idle time, screen lock, sleep, Ctrl+L  ->  save what is typed, close, start anew

Nothing may stand in the way of a lock: no open dialog, no running work, no error.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from ui import relaunch
from ui.desk import Desk
from ui.idle import IdleWatch
from ui.inputs import InputWatch
from ui.preferences import Preferences
from ui.screen_lock import ScreenLockWatch

GRACE_S = 1.5
"""What work that has begun may still take; with the rest, a lock takes less than 2 s."""


class LockWatch(QObject):
    """Listens for reasons to lock while the vault is open.

    Signals:
        wanted: lock now.

    Attributes:
        screen: tells whether this computer says when its screen is locked.
    """

    wanted = Signal()

    def __init__(self, parent: QObject, inputs: InputWatch, preferences: Preferences) -> None:
        super().__init__(parent)
        self._idle = IdleWatch(self, inputs, preferences)
        self.screen = ScreenLockWatch(self)
        self._idle.idle.connect(self.wanted)
        self.screen.locked.connect(self.wanted)
        inputs.on_key.append(self._take_key)

    def _take_key(self, event: QKeyEvent) -> bool:
        """Lock by Ctrl+L from inside a dialog too, where the shell's own action rests."""
        held = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        is_wanted = held and event.key() == Qt.Key.Key_L
        if is_wanted and event.type() == QEvent.Type.KeyPress:
            self.wanted.emit()
        return is_wanted


def lock(desk: Desk, folder: Path, farewell: Callable[[], None]) -> None:
    """Save what is being typed, close the vault, start anew in front of it, and end.

    Does not return: the process is over, also where one of these steps failed.

    Args:
        farewell: what the window does before, such as clearing the clipboard.
    """
    try:
        farewell()
        _finish_typing()
        for window in QApplication.topLevelWidgets():
            window.hide()
        desk.close(GRACE_S)
    finally:
        relaunch.relaunch(folder)
        relaunch.leave()


def _finish_typing() -> None:
    """Let the field that is typed in save itself; it does so when it loses the focus."""
    if (typing := QApplication.focusWidget()) is not None:
        typing.clearFocus()
