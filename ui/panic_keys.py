"""Panic by keys: Ctrl+Shift+Delete held for three seconds, whatever dialog is open.

Imported after the first picture of the door: nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui import theme
from ui.desk import Desk
from ui.inputs import InputWatch
from ui.panic import HOLD_S, consequence, countdown, destroy, nothing_happened
from ui.theme import Tone
from ui.widgets.announce import announce
from ui.widgets.containers import Card
from ui.widgets.hold import Hold, paint_bar
from ui.widgets.labels import Heading, Label

_WITH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_PARTS = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Control, Qt.Key.Key_Shift})


class PanicKeys(QObject):
    """Counts while the keys are held, in front of everything.

    Args:
        folder: tells which vault's keys are meant now.
    """

    def __init__(
        self,
        window: QWidget,
        inputs: InputWatch,
        desk: Desk,
        folder: Callable[[], Path],
        hold_s: float = HOLD_S,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._folder = folder
        self.card: CountdownCard | None = None
        self.hold = Hold(self, hold_s)
        self.hold.moved.connect(self._on_hold_moved)
        self.hold.let_go.connect(self._on_hold_let_go)
        self.hold.done.connect(self._on_hold_done)
        inputs.on_key.append(self._take_key)

    def _take_key(self, event: QKeyEvent) -> bool:
        is_press = event.type() == QEvent.Type.KeyPress
        if is_press and event.key() == Qt.Key.Key_Delete and event.modifiers() == _WITH:
            self.hold.begin()
            return True
        if self.hold.is_running and not (is_press or event.isAutoRepeat()):
            if event.key() in _PARTS:
                self.hold.stop()
            return True
        return False

    def _on_hold_moved(self, part: float) -> None:
        if self.card is None:
            self.card = CountdownCard(self._desk, QApplication.activeWindow() or self._window)
        if not QApplication.activeWindow():
            self.hold.stop()
        else:
            self.card.show_part(part, self.hold.seconds_left())

    def _on_hold_let_go(self) -> None:
        announce(self._window, nothing_happened(self._desk.language))
        if self.card is not None:
            self.card.hide()
            self.card.deleteLater()
            self.card = None

    def _on_hold_done(self) -> None:
        destroy(self._folder())


class CountdownCard(Card):
    """In the middle of the window: what will happen, when, and a bar that fills."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__()
        self.setParent(window)
        self._under = window
        self._desk = desk
        self._part = 0.0
        self.words = Heading(1)
        self._why = Label(Tone.MUTED)
        self.rows.setSpacing(2 * theme.GRID)
        margin = theme.PAGE_MARGIN
        self.rows.setContentsMargins(margin, margin, margin, margin)
        self.rows.addWidget(self.words)
        self.rows.addWidget(self._why)
        self._why.setText(consequence(desk.language))

    def show_part(self, part: float, left_s: int) -> None:
        """Show how far it is."""
        self._part = part
        text = countdown(self._desk.language, left_s)
        if text != self.words.text():
            self.words.setText(text)
            announce(self, text)
        self._place()
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar under the words."""
        super().paintEvent(event)
        paint_bar(self, self._part)

    def _place(self) -> None:
        window = self._under
        width = min(theme.scaled(520), window.width() - 2 * theme.GRID)
        height = self.rows.totalHeightForWidth(width)
        self.setGeometry(
            (window.width() - width) // 2, (window.height() - height) // 2, width, height
        )
