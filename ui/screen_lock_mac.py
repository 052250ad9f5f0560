"""Screen lock on a Mac: a notification that the system sends to everybody.

Sleep needs no message of its own: macOS locks the screen with it, and the idle time
notices on waking where that is switched off.

Source:
    CFNotificationCenterAddObserver, Core Foundation; "com.apple.screenIsLocked" is sent by
    loginwindow and not documented. Checked 2026-11-24.
"""

from __future__ import annotations

import ctypes
from ctypes import c_char_p, c_long, c_uint32, c_void_p

from PySide6.QtCore import QObject

from ui.screen_lock import Follower

CORE_FOUNDATION = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
LOCKED = b"com.apple.screenIsLocked"
_UTF8 = 0x08000100
_DELIVER_IMMEDIATELY = 4
_Callback = ctypes.CFUNCTYPE(None, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)


class MacFollower(Follower):
    """Stays subscribed as long as the process lives, which a lock ends."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._callback = _Callback(self._on_locked)
        self._subscribe(ctypes.CDLL(CORE_FOUNDATION))

    @property
    def is_following(self) -> bool:
        """Whether we are subscribed; macOS always has somebody who sends."""
        return True

    def _on_locked(self, *_nothing: object) -> None:
        self.locked.emit()

    def _subscribe(self, foundation: ctypes.CDLL) -> None:
        text, centre = (
            foundation.CFStringCreateWithCString,
            foundation.CFNotificationCenterGetDistributedCenter,
        )
        text.restype, text.argtypes = c_void_p, (c_void_p, c_char_p, c_uint32)
        centre.restype, centre.argtypes = c_void_p, ()
        add = foundation.CFNotificationCenterAddObserver
        add.restype = None
        add.argtypes = (c_void_p, c_void_p, _Callback, c_void_p, c_void_p, c_long)
        name = text(None, LOCKED, _UTF8)
        add(centre(), None, self._callback, name, None, _DELIVER_IMMEDIATELY)
