"""Panes next to each other, or one at a time where the window is narrow.

Two or three columns would squeeze each other there, and with large text; then a row of
buttons chooses the one that is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui import theme

REST_PX = 360
_ANY_WIDTH = 16_777_215  # QWIDGETSIZE_MAX, which PySide6 does not name


class Panes(QWidget):
    """Panes from left to right.

    Args:
        panes: each with its width at normal text size; 0 takes the rest.
    """

    def __init__(self, *panes: tuple[QWidget, int]) -> None:
        super().__init__()
        self._panes = panes
        self._chosen = next(n for n, (_pane, width) in enumerate(panes) if not width)
        self.buttons: list[QToolButton] = []
        self._group = QButtonGroup(self)
        self._choice = QWidget()
        choice = QHBoxLayout(self._choice)
        choice.setContentsMargins(0, 0, 0, 0)
        for number in range(len(panes)):
            choice.addWidget(self._button(number))
        choice.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(theme.PAGE_MARGIN)
        for pane, width in panes:
            across.addWidget(pane, 0 if width else 1)
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
        widths = [theme.scaled(width or REST_PX) for _pane, width in self._panes]
        return self.width() < sum(widths) + theme.PAGE_MARGIN * (len(widths) - 1)

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
        for number, (pane, width) in enumerate(self._panes):
            is_fixed = bool(width) and not is_narrow
            pane.setMinimumWidth(theme.scaled(width) if is_fixed else 0)
            pane.setMaximumWidth(theme.scaled(width) if is_fixed else _ANY_WIDTH)
            pane.setVisible(not is_narrow or number == self._chosen)

    def _button(self, number: int) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setChecked(number == self._chosen)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(partial(self.show_pane, number))
        self._group.addButton(button)
        self.buttons.append(button)
        return button
