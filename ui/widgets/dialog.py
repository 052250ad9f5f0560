"""The frame that every dialog shares: heading, body, state, one main action.

Dialogs are for what leaves the vault or comes in. An error is said inside the dialog
that met it, in its three sentences.
"""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from consul_desk.messages import explain
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.busy import BusyBar
from ui.widgets.buttons import MainButton, QuietButton
from ui.widgets.labels import Heading, Label, StateLabel
from ui.widgets.reading_order import focus_next

NARROW = 560
_AROUND_PX = 80


class Dialog(Retranslates, QDialog):
    """Base of all dialogs. A dialog fills `body` and connects `main`.

    Attributes:
        is_final: nothing undoes the main action: neither Enter nor the first press of Space
            does it, one has to go there.
    """

    is_final: ClassVar[bool] = False

    def __init__(self, desk: Desk, parent: QWidget, width: int = NARROW) -> None:
        super().__init__(parent)
        self._desk = desk
        self._error: BaseException | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.heading = Heading()
        self.body = QVBoxLayout()
        self.busy = BusyBar()
        self.error = StateLabel()
        self.code = Label(Tone.MUTED, small=True)
        self.dismiss, self.main = QuietButton(), MainButton()
        self.main.setAutoDefault(not self.is_final)
        self._lay_out(width)
        self.dismiss.clicked.connect(self.reject)
        self.show_error(None)

    def retranslate(self) -> None:
        """Say the frame's words; a dialog calls this first, then says its own."""
        self.dismiss.setText(self._desk.language.gettext("Cancel"))
        self.show_error(self._error)

    def focusNextPrevChild(self, forward: int) -> bool:
        """Let Tab follow the eye."""
        return focus_next(self, is_forward=bool(forward))

    def event(self, event: QEvent) -> bool:
        """Grow with the words: a label that breaks its lines does not ask a window to."""
        if event.type() == QEvent.Type.Show:
            self._take_focus()
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            high = self._column.totalHeightForWidth(self.width())
            self.resize(self.width(), max(high, self.height()))
        return super().event(event)

    def _take_focus(self) -> None:
        """Begin at the first control, unless the dialog has chosen another."""
        if self.focusWidget() in (None, self.dismiss):
            self.focusNextPrevChild(1)
        if self.is_final and self.focusWidget() is self.main:
            self.dismiss.setFocus()

    def show_error(self, error: BaseException | None) -> None:
        """Say what went wrong, what is safe and what to do; None takes it back."""
        self._error = error
        self.busy.stop()
        for part in (self.error, self.code):
            part.setVisible(error is not None)
        if error is not None:
            said = explain(error, self._desk.language)
            self.error.say(f"{said.happened} {said.safe} {said.to_do}", Tone.DANGER)
            self.code.setText(said.code)

    def ask_height(self, height: int) -> None:
        """Take this height at normal text size, more for larger text, never a whole screen."""
        room = self.screen().availableSize().height() - _AROUND_PX
        self.setMinimumHeight(min(theme.scaled(height), max(height, room)))

    def _lay_out(self, width: int) -> None:
        self.body.setSpacing(theme.GRID)
        foot = QHBoxLayout()
        foot.setSpacing(theme.GRID)
        foot.addStretch(1)
        foot.addWidget(self.dismiss)
        foot.addWidget(self.main)
        self._column = column = QVBoxLayout(self)
        margin = theme.PAGE_MARGIN
        column.setContentsMargins(margin, margin, margin, 2 * theme.GRID)
        column.setSpacing(2 * theme.GRID)
        column.addWidget(self.heading)
        column.addLayout(self.body, 1)
        column.addWidget(self.busy)
        column.addWidget(self.error)
        column.addWidget(self.code)
        column.addLayout(foot)
        self.setMinimumWidth(width * self._desk.preferences.font_percent // 100)
