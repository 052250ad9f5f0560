"""Boxes: a card with a thin border, a column for forms, a part that unfolds."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import LinkButton


class Card(QFrame):
    """A surface with a thin border; `rows` takes what is inside."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.rows = QVBoxLayout(self)
        margin = theme.CARD_MARGIN
        self.rows.setContentsMargins(margin, margin, margin, margin)
        self.rows.setSpacing(theme.GRID)


class Column(QScrollArea):
    """Scrolling column of a form; `rows` takes what is inside.

    Args:
        width: the most that it takes at normal text size; larger text gets more.
    """

    def __init__(self, width: int = theme.FORM_WIDTH) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        _plain_scrolling(self)
        self._width = width
        inside, self._column = QWidget(), QWidget()
        self._column.setMaximumWidth(theme.scaled(width))
        across = QHBoxLayout(inside)
        across.setContentsMargins(0, 0, theme.GRID, 0)
        across.addWidget(self._column, 1)
        across.addStretch(0)
        self.rows = QVBoxLayout(self._column)
        self.rows.setContentsMargins(0, 2, 0, 2)
        self.rows.setSpacing(2 * theme.GRID)
        self.setWidget(inside)

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the text."""
        if event.type() == QEvent.Type.FontChange:
            self._column.setMaximumWidth(theme.scaled(self._width))
        super().changeEvent(event)


class Unfold(QWidget):
    """A link such as "why?" that shows and hides what is under it; `rows` is inside."""

    def __init__(self) -> None:
        super().__init__()
        self.link = LinkButton()
        self.link.setCheckable(True)
        self.body = QWidget()
        self.body.hide()
        self.rows = QVBoxLayout(self.body)
        self.rows.setContentsMargins(2 * theme.GRID, 0, 0, theme.GRID)
        self.rows.setSpacing(theme.GRID // 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        beside = QHBoxLayout()
        beside.addWidget(self.link)
        beside.addStretch(1)
        column.addLayout(beside)
        column.addWidget(self.body)
        self.link.toggled.connect(self.body.setVisible)


def _plain_scrolling(area: QScrollArea) -> None:
    """Scroll down only, and leave the focus to what is inside."""
    from PySide6.QtCore import Qt

    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
