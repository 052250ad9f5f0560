"""What the window watches from its first picture on: keys, clipboard, the panic keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from ui.capture import exclude_from_capture
from ui.clipboard import CLEAR_AFTER_MS, ClipboardGuard
from ui.desk import Desk
from ui.inputs import InputWatch
from ui.panic_keys import PanicKeys
from ui.widgets.notice import Notice


class Guards:
    """Belongs to the window, in front of the vault and inside.

    Attributes:
        inputs: offers keys and signs of life to those who must hear them.
        clipboard: clears what was copied from our windows.
        panic: destroys the keys while Ctrl+Shift+Delete is held.
        notice: says quietly what was done.
    """

    def __init__(self, window: QWidget, desk: Desk, folder: Callable[[], Path]) -> None:
        self._desk = desk
        self.inputs = InputWatch(window)
        self.panic = PanicKeys(window, self.inputs, desk, folder)
        self.notice = Notice(window)
        self.clipboard = ClipboardGuard(window)
        self.clipboard.copied.connect(self._on_clipboard_copied)
        app = QApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.clipboard.clear)
        exclude_from_capture(window)

    def stop(self) -> None:
        """Let go: the window is closed."""
        self.inputs.stop()
        self.panic.hold.stop()
        self.clipboard.clear()

    def _on_clipboard_copied(self) -> None:
        text = self._desk.language.gettext(
            "Copied. The clipboard is cleared after {seconds} seconds."
        )
        self.notice.say(text.format(seconds=CLEAR_AFTER_MS // 1000))
