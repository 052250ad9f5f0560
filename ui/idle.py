"""Notices that nobody is there: minutes without a key or the mouse, or a sleep.

Two clocks are asked. The one on the wall goes on while the laptop sleeps, so that it is
locked when it wakes; the other cannot be put back.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal

from ui.inputs import InputWatch
from ui.preferences import Preferences

_LOOK_EVERY_MS = 5_000


class IdleWatch(QObject):
    """Counts the time since the last sign of life.

    Signals:
        idle: nobody has been there for as long as the preferences allow.
    """

    idle = Signal()

    def __init__(self, parent: QObject, inputs: InputWatch, preferences: Preferences) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._seen_at = _clocks()
        inputs.on_life.append(self.see)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def see(self) -> None:
        """Somebody is there."""
        self._seen_at = _clocks()

    def look(self) -> None:
        """Ask the clocks; says `idle` once it is time."""
        passed_s = max(now - then for now, then in zip(_clocks(), self._seen_at, strict=True))
        if passed_s >= self._preferences.idle_minutes * 60:
            self._timer.stop()
            self.idle.emit()


def _clocks() -> tuple[float, float]:
    return time.time(), time.monotonic()
