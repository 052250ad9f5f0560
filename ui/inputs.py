"""The one filter over all events of the program.

Every event of Qt passes through it, so there is one and it does little: it tells of signs
of life, and offers keys to those who must hear them whatever dialog is open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

KeyListener: TypeAlias = Callable[[QKeyEvent], bool]
"""Gets a key that was pressed or released; True keeps it from everybody else."""

_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_SIGNS_OF_LIFE = _KEYS | {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}


class InputWatch(QObject):
    """Filters the application's events.

    Attributes:
        on_life: called when somebody uses keys, mouse or screen.
        on_key: asked in turn about each key.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.on_life: list[Callable[[], None]] = []
        self.on_key: list[KeyListener] = []
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def stop(self) -> None:
        """Hear nothing any more."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice keys and mouse."""
        kind = event.type()
        if kind not in _SIGNS_OF_LIFE:
            return False
        for heard in self.on_life:
            heard()
        if kind in _KEYS and isinstance(event, QKeyEvent):
            return any(takes(event) for takes in self.on_key)
        return False
