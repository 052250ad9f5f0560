"""Screen lock and sleep on Windows: two messages to our window.

Source:
    Microsoft Learn, WTSRegisterSessionNotification, WM_WTSSESSION_CHANGE and
    WM_POWERBROADCAST, checked 2026-11-24.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject

from ui.screen_lock import Follower

WM_POWERBROADCAST = 0x0218
WM_WTSSESSION_CHANGE = 0x02B1
PBT_APMSUSPEND = 0x0004
WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT = 0x2, 0x4
WTS_SESSION_LOGOFF, WTS_SESSION_LOCK = 0x6, 0x7
_AWAY = frozenset(
    {
        (WM_POWERBROADCAST, PBT_APMSUSPEND),
        (WM_WTSSESSION_CHANGE, WTS_CONSOLE_DISCONNECT),
        (WM_WTSSESSION_CHANGE, WTS_REMOTE_DISCONNECT),
        (WM_WTSSESSION_CHANGE, WTS_SESSION_LOGOFF),
        (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK),
    }
)


class WindowsFollower(Follower):
    """Reads the messages of the window once that has been registered for them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._filter = MessageFilter(self)
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self._filter)
        self._is_registered = register_window()

    @property
    def is_following(self) -> bool:
        """Whether Windows tells our window about the session."""
        return self._is_registered


class MessageFilter(QAbstractNativeEventFilter):
    """Looks at every message; keeps none back."""

    def __init__(self, follower: Follower) -> None:
        super().__init__()
        self._follower = follower

    def nativeEventFilter(
        self, eventType: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        """Tell the follower about a lock or a sleep."""
        if QByteArray(eventType).data() == b"windows_generic_MSG" and is_away(int(message)):
            self._follower.locked.emit()
        return False, 0


def is_away(address: int) -> bool:
    """Tell whether the MSG at this address says that nobody is at the screen any more."""
    found = wintypes.MSG.from_address(address)
    return (found.message, found.wParam) in _AWAY


def register_window() -> bool:
    """Ask Windows to tell our window about its session."""
    if sys.platform == "win32":
        from PySide6.QtWidgets import QApplication

        this_session_only = 0
        windows = [window for window in QApplication.topLevelWidgets() if window.isWindow()]
        register = ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification
        return any(register(int(window.winId()), this_session_only) for window in windows)
    return False
