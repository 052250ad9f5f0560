"""A button that must be held: by mouse, Space or Enter, to the end of its time.

A click does nothing. Letting go, moving away and leaving with Tab stop it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ui import theme
from ui.theme import Tone

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QFocusEvent,
        QHideEvent,
        QKeyEvent,
        QMouseEvent,
        QPaintEvent,
    )

_STEP_MS = 40
_BAR_PX = 6


class Hold(QObject):
    """Counts how long something is held.

    Signals:
        moved: the part of the time that has passed, 0 to 1; 0 again when it was let go.
        let_go: it was not held to the end.
        done: it was.
    """

    moved = Signal(float)
    let_go = Signal()
    done = Signal()

    def __init__(self, parent: QObject, hold_s: float) -> None:
        super().__init__(parent)
        self._hold_s = hold_s
        self._begun_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MS)
        self._timer.timeout.connect(self._on_timer)

    @property
    def is_running(self) -> bool:
        """Whether something is held."""
        return self._timer.isActive()

    def begin(self) -> None:
        """Count from now, unless it counts already."""
        if not self.is_running:
            self._begun_at = time.monotonic()
            self._timer.start()
            self.moved.emit(0.0)

    def stop(self) -> None:
        """Forget what was held so far."""
        if self.is_running:
            self._timer.stop()
            self.moved.emit(0.0)
            self.let_go.emit()

    def seconds_left(self) -> int:
        """How many seconds are left, rounded up."""
        return max(1, -int(-(self._hold_s - self._passed_s()) // 1))

    def _passed_s(self) -> float:
        return time.monotonic() - self._begun_at

    def _on_timer(self) -> None:
        part = self._passed_s() / self._hold_s
        self.moved.emit(min(1.0, part))
        if part >= 1.0:
            self._timer.stop()
            self.done.emit()


class HoldButton(QPushButton):
    """Fills a bar under its words while it is held."""

    def __init__(self, hold_s: float) -> None:
        super().__init__()
        self._part = 0.0
        self.hold = Hold(self, hold_s)
        self.setAutoDefault(False)
        self.hold.moved.connect(self._on_hold_moved)

    def say(self) -> None:
        """Say the words of the moment; called whenever the time moves on."""

    def event(self, event: QEvent) -> bool:
        """Stop when the window is left."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self.hold.stop()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin by the left button."""
        from PySide6.QtCore import Qt

        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.hold.begin()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Stop when the pointer leaves the button."""
        super().mouseMoveEvent(event)
        if not self.rect().contains(event.position().toPoint()):
            self.hold.stop()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop."""
        super().mouseReleaseEvent(event)
        self.hold.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin by Space or Enter; a key that repeats itself is still held."""
        if not _presses(event):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.hold.begin()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Stop, unless the key only repeats itself."""
        if not _presses(event):
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self.hold.stop()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop."""
        super().focusOutEvent(event)
        self.hold.stop()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop."""
        super().hideEvent(event)
        self.hold.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw how far it is, under the words."""
        super().paintEvent(event)
        if self._part:
            paint_bar(self, self._part)

    def _on_hold_moved(self, part: float) -> None:
        self._part = part
        self.say()
        self.update()


def paint_bar(widget: QWidget, part: float) -> None:
    """Fill a bar along the lower edge of a widget."""
    from PySide6.QtGui import QPainter

    painter = QPainter(widget)
    bar = widget.rect().adjusted(3, widget.height() - _BAR_PX - 3, -3, -3)
    bar.setWidth(round(bar.width() * part))
    painter.fillRect(bar, theme.colour(Tone.DANGER))
    painter.end()


def _presses(event: QKeyEvent) -> bool:
    from PySide6.QtCore import Qt

    return event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
