"""A table over a tuple of Rows: one writer, columns as data, Enter opens.

A cell may have two lines, such as a name in both scripts; the second is drawn muted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from consul_desk.language import Language
from ui import theme
from ui.theme import Tone

_Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_BAR_PX = 3
_LETTERS_PER_SHARE = 2
"""What a column of width 1 has at least; a table that is too narrow scrolls."""

_TEXT_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.ToolTipRole,
)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column.

    Attributes:
        heading: msgid of the heading.
        text: what a row shows here; a second line after a line break is muted.
        order: what the column is sorted by; by its text when left out.
        width: its share of the table's width.
    """

    heading: str
    text: Callable[[Any, Language], str]
    order: Callable[[Any], Any] | None = None
    width: int = 1


class TableModel(QAbstractTableModel):
    """Shows rows through columns; `show` is its only writer."""

    def __init__(self, columns: Sequence[TableColumn], language: Language) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._language = language
        self._rows: tuple[Any, ...] = ()

    def show(self, rows: Sequence[Any]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def speak(self, language: Language) -> None:
        """Show the same rows in another language."""
        self._language = language
        self.show(self._rows)
        last = len(self._columns) - 1
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def row_at(self, index: _Index) -> Any:
        """The row under an index."""
        return self._rows[index.row()]

    def rowCount(self, parent: _Index = _TOP) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _TOP) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell."""
        if role not in _TEXT_ROLES:
            return None
        return self._columns[index.column()].text(self._rows[index.row()], self._language)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """The heading of a column."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        return self._language.gettext(self._columns[section].heading)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column, as people order names."""
        if column < 0:
            return
        chosen, language = self._columns[column], self._language

        def _key(row: Any) -> Any:
            if chosen.order is not None:
                return chosen.order(row)
            return language.sort_key(chosen.text(row, language))

        is_down = order == Qt.SortOrder.DescendingOrder
        self.show(sorted(self._rows, key=_key, reverse=is_down))


class Table(QTableView):
    """A calm table: no grid, whole rows, full width.

    Signals:
        opened: the row on which Enter or a double click came.
    """

    opened = Signal(object)

    def __init__(self, columns: Sequence[TableColumn], language: Language) -> None:
        super().__init__()
        self.rows = TableModel(columns, language)
        self.setModel(self.rows)
        self.setItemDelegate(_TwoLines(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self._show_columns(columns)
        self.activated.connect(self._on_activated)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; the same place in the table stays chosen."""
        at = self.currentIndex().row()
        self.rows.show(rows)
        if rows:
            self.selectRow(min(max(at, 0), len(rows) - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for two lines in a new text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._make_room()

    def _show_columns(self, columns: Sequence[TableColumn]) -> None:
        self._shares = [column.width for column in columns]
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        font = QFont(self.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        self.setFont(font)
        self._make_room()

    def _make_room(self) -> None:
        lines = 2 * self.fontMetrics().lineSpacing()
        self.verticalHeader().setDefaultSectionSize(lines + 2 * theme.GRID)
        self._share_width()

    def _share_width(self) -> None:
        width, letter = self.viewport().width(), self.fontMetrics().averageCharWidth()
        for number, share in enumerate(self._shares):
            least = _LETTERS_PER_SHARE * share * letter
            self.setColumnWidth(number, max(least, width * share // sum(self._shares)))

    def _on_activated(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows.row_at(index))


class _TwoLines(QStyledItemDelegate):
    """Paints a cell of one or two lines; the chosen row has a soft ground and a bar."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        area = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(theme.current().hover))
            if index.column() == 0:
                bar = QRect(area.left(), area.top(), _BAR_PX, area.height())
                painter.fillRect(bar, theme.colour(Tone.ACCENT))
        inside = area.adjusted(theme.CARD_MARGIN, theme.GRID, -theme.GRID, -theme.GRID)
        painter.setClipRect(area)
        _paint_lines(painter, option.fontMetrics, inside, str(index.data() or ""))
        painter.setPen(QColor(theme.current().border))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.restore()


def _paint_lines(painter: QPainter, metrics: QFontMetrics, inside: QRect, text: str) -> None:
    """Write two lines, the second muted; a single one may break into two."""
    first, _, second = text.partition("\n")
    left = Qt.AlignmentFlag.AlignLeft
    painter.setPen(theme.colour(Tone.PLAIN))
    if not second:
        flags = left | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        whole = metrics.boundingRect(inside, flags, first)
        if whole.height() > inside.height() or whole.width() > inside.width():
            first = metrics.elidedText(first, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, flags, first)
        return
    right_end = Qt.TextElideMode.ElideRight
    above = metrics.elidedText(first, right_end, inside.width())
    below = metrics.elidedText(second, right_end, inside.width())
    painter.drawText(inside, left | Qt.AlignmentFlag.AlignTop, above)
    painter.setPen(theme.colour(Tone.MUTED))
    painter.drawText(inside, left | Qt.AlignmentFlag.AlignBottom, below)
