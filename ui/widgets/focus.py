"""Where the keyboard focus goes, for parts that must know when it leaves them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget


def watch_focus(heard: Callable[[QWidget | None, QWidget | None], None]) -> None:
    """Call a widget's bound method with the old and the new focus, as long as it lives."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("no QApplication yet")
    app.focusChanged.connect(heard)
