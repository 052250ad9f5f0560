"""Keeps the window out of screenshots and shared screens, where the system can.

Windows only: there a remote viewer sees an empty place instead of names. Other systems
have no such call for a window of their own.

Source:
    Microsoft Learn, SetWindowDisplayAffinity, checked 2026-11-24.
"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QWidget

WDA_EXCLUDEFROMCAPTURE = 0x11


def exclude_from_capture(window: QWidget) -> bool:
    """Tell whether this window is kept out of pictures of the screen from now on."""
    if sys.platform == "win32":
        import ctypes

        user32 = ctypes.WinDLL("user32")
        return bool(
            user32.SetWindowDisplayAffinity(int(window.winId()), WDA_EXCLUDEFROMCAPTURE)
        )
    return False
