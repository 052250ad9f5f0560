"""Locks when nobody is there: five minutes without a key or the mouse, or a sleep.

A timer compares clock times, so that a laptop which slept is locked when it wakes.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

IDLE_S = 5 * 60
_LOOK_EVERY_MS = 5_000
_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Watches the windows for signs of life.

    Signals:
        idle: nobody has been there for five minutes.
    """

    idle = Signal()

    def __init__(self, parent: QObject, idle_s: float = IDLE_S) -> None:
        super().__init__(parent)
        self._idle_s = idle_s
        self._seen_at = time.time()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def look(self) -> None:
        """Ask the clock; says `idle` once it is time."""
        if time.time() - self._seen_at >= self._idle_s:
            self._timer.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice keys and mouse; hides nothing from anybody."""
        if event.type() in _SIGNS_OF_LIFE:
            self._seen_at = time.time()
        return False
