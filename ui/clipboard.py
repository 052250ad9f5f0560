"""What was copied from our windows does not stay in the clipboard.

After ten seconds it is cleared, if it still is ours, and at every lock and end. Meanwhile
it carries the hints that clipboard histories and cloud clipboards look for.

Source:
    Microsoft Learn, "Clipboard Formats", cloud clipboard and clipboard history formats;
    nspasteboard.org; Klipper's x-kde-passwordManagerHint. Checked 2026-11-24.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

CLEAR_AFTER_MS = 10_000
MARK = "application/x-consul-desk-copy"
"""A format of our own with a random value: it tells our copy from everything else."""

_NO = bytes(4)
_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
HINTS = {
    "x-kde-passwordManagerHint": b"secret",
    "org.nspasteboard.ConcealedType": b"",
    _WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"): b"\x01\x00\x00\x00",
    _WINDOWS.format("CanIncludeInClipboardHistory"): _NO,
    _WINDOWS.format("CanUploadToCloudClipboard"): _NO,
}


class ClipboardGuard(QObject):
    """Watches the clipboard for what comes from us.

    Signals:
        copied: something of ours is in the clipboard, and will be cleared.

    Args:
        is_ours: asks the platform whether this process put it there.
    """

    copied = Signal()

    def __init__(
        self,
        parent: QObject,
        clear_after_ms: int = CLEAR_AFTER_MS,
        is_ours: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(parent)
        self._clipboard = QApplication.clipboard()
        self._is_ours = is_ours or self._clipboard.ownsClipboard
        self._mark = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(clear_after_ms)
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._on_clipboard_changed)

    def clear(self) -> None:
        """Empty the clipboard, if what we put there is still in it."""
        self._timer.stop()
        if self._holds_ours():
            self._mark = b""
            self._clipboard.clear()

    def _holds_ours(self) -> bool:
        data = self._held()
        return bool(self._mark) and data is not None and data.data(MARK).data() == self._mark

    def _on_clipboard_changed(self) -> None:
        data = self._held()
        if data is None or not data.formats() or data.hasFormat(MARK) or not self._is_ours():
            return
        self._mark = os.urandom(16).hex().encode()
        self._clipboard.setMimeData(_guarded(data, self._mark))
        self._timer.start()
        self.copied.emit()

    def _held(self) -> QMimeData | None:
        return self._clipboard.mimeData()


def _guarded(data: QMimeData, mark: bytes) -> QMimeData:
    """The same content with hints and our mark."""
    copy = QMimeData()
    for name in data.formats():
        copy.setData(name, data.data(name))
    if data.hasImage():
        copy.setImageData(data.imageData())
    for name, value in HINTS.items():
        copy.setData(name, value)
    copy.setData(MARK, mark)
    return copy
