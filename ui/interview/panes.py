"""Steps, questions and what stands beside: next to each other, or one at a time.

Where the window is narrow or the text large, three columns would squeeze the questions;
then a row of buttons chooses the one that is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui import theme

MIDDLE = 1
LEAST_MIDDLE_PX = 360


class Panes(QWidget):
    """A left, a middle and a right pane. The outer two have a width, the middle the rest."""

    def __init__(self, panes: Sequence[QWidget], left_px: int, right_px: int) -> None:
        super().__init__()
        self._panes, self._left_px, self._right_px = tuple(panes), left_px, right_px
        self._chosen = MIDDLE
        self.buttons: list[QToolButton] = []
        self._group = QButtonGroup(self)
        self._choice = QWidget()
        choice = QHBoxLayout(self._choice)
        choice.setContentsMargins(0, 0, 0, 0)
        for number in range(len(self._panes)):
            choice.addWidget(self._button(number))
        choice.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(theme.PAGE_MARGIN)
        for number, pane in enumerate(self._panes):
            across.addWidget(pane, 1 if number == MIDDLE else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(self._choice)
        column.addLayout(across, 1)

    def speak(self, names: Sequence[str]) -> None:
        """Name the panes."""
        for button, name in zip(self.buttons, names, strict=True):
            button.setText(name)

    def show_pane(self, number: int) -> None:
        """Bring one pane into sight; nothing moves where all are."""
        self._chosen = number
        self.buttons[number].setChecked(True)
        self._arrange()

    @property
    def is_narrow(self) -> bool:
        """Whether only one pane fits."""
        needed = theme.scaled(self._left_px + LEAST_MIDDLE_PX + self._right_px)
        return self.width() < needed + 2 * theme.PAGE_MARGIN

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange anew for larger or smaller text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def _arrange(self) -> None:
        is_narrow = self.is_narrow
        self._choice.setVisible(is_narrow)
        widths = (self._left_px, 0, self._right_px)
        for number, (pane, width) in enumerate(zip(self._panes, widths, strict=True)):
            if number != MIDDLE:
                pane.setMinimumWidth(0 if is_narrow else theme.scaled(width))
                pane.setMaximumWidth(_ANY_WIDTH if is_narrow else theme.scaled(width))
            pane.setVisible(not is_narrow or number == self._chosen)

    def _button(self, number: int) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setChecked(number == MIDDLE)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(partial(self.show_pane, number))
        self._group.addButton(button)
        self.buttons.append(button)
        return button


_ANY_WIDTH = 16_777_215  # QWIDGETSIZE_MAX, which PySide6 does not name
