"""Hears that the screen was locked, or that the computer is about to sleep.

Each system says it in its own way; a system that says nothing is no error, and
`is_following` tells. Then the idle time locks, which also notices a sleep when it is over.
Imported after the vault is open: nobody waits for it in front of the door.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal


class ScreenLockWatch(QObject):
    """Follows this computer's screen lock and sleep.

    Signals:
        locked: the screen was locked, the user switched, or sleep begins.
    """

    locked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._follower = _follower(self)
        self._follower.locked.connect(self.locked)

    @property
    def is_following(self) -> bool:
        """Whether this computer says when its screen is locked; ask again, it may change."""
        return self._follower.is_following


class Follower(QObject):
    """How one system is listened to. This one hears nothing."""

    locked = Signal()

    @property
    def is_following(self) -> bool:
        """Whether somebody is there who would say it."""
        return False


def _follower(parent: QObject) -> Follower:
    if sys.platform == "win32":
        from ui.screen_lock_windows import WindowsFollower

        return WindowsFollower(parent)
    if sys.platform == "darwin":
        from ui.screen_lock_mac import MacFollower

        return MacFollower(parent)
    from ui.screen_lock_bus import BusFollower

    return BusFollower(parent)
