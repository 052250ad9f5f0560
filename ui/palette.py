"""The palette (Ctrl+K): every action with its key, and every case, by typing part of a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QColor, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from consul_desk.casework.cases import CaseRow, search_cases
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.live_search import LiveSearch
from ui.widgets.page import Place

MOST_CASES = 8
ROLE_BESIDE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PaletteRow:
    """One line: what it is called, what stands beside it, what Enter does."""

    text: str
    beside: str
    run: Callable[[], None]


def _find(text: str, vault: Vault) -> tuple[CaseRow, ...]:
    return search_cases(vault, text, MOST_CASES) if text else ()


class PaletteModel(QAbstractListModel):
    """The lines that fit what is typed."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[PaletteRow, ...] = ()

    def show(self, rows: Sequence[PaletteRow]) -> None:
        """Show these lines."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """How many lines there are."""
        return len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words and icon of a line."""
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.text
        return row.beside if role == ROLE_BESIDE else None


class _PaletteDelegate(QStyledItemDelegate):
    """Words at the left, keys or case number at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(theme.current().hover))
        inside = option.rect.adjusted(theme.CARD_MARGIN, 0, -theme.CARD_MARGIN, 0)
        middle, flag = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag
        painter.setPen(theme.colour(Tone.PLAIN))
        beside, metrics = index.data(ROLE_BESIDE), option.fontMetrics
        room = inside.width() - metrics.horizontalAdvance(beside) - theme.CARD_MARGIN
        words = metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, middle | flag.AlignLeft, words)
        painter.setPen(theme.colour(Tone.MUTED))
        painter.drawText(inside, middle | flag.AlignRight, beside)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, option.fontMetrics.lineSpacing() + 2 * theme.GRID)


class CommandPalette(QDialog):
    """A field and the lines under it; Enter does the chosen one.

    Signals:
        wanted: a Place to go to.
    """

    wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget, actions: Sequence[QAction]) -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint)
        self._desk = desk
        self._parent = parent
        self._actions = [action for action in actions if action.text() and action.isEnabled()]
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build()
        self._place()
        self._search = LiveSearch(desk, _find, self)
        self._search.found.connect(self._show_cases)
        self._on_line_edited()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys of the field move in the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self._choose(self.list.currentIndex().row() + step)
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        _ = self._desk.language.gettext
        name = _("Search or do something (Ctrl+K)")
        self.setAccessibleName(name)
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(_("Name, case number or command"))
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._on_line_edited)
        self.line.returnPressed.connect(self._on_return_pressed)
        self.model = PaletteModel()
        self.list = QListView()
        self.list.setAccessibleName(name)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_PaletteDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.clicked.connect(self._on_list_clicked)
        column = QVBoxLayout(self)
        margin = theme.CARD_MARGIN
        column.setContentsMargins(margin, margin, margin, margin)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.line.setFocus()

    def _place(self) -> None:
        window = self._parent.window()
        width = min(640, window.width() - 4 * theme.GRID)
        self.setFixedSize(width, min(440, window.height() - 12 * theme.GRID))
        left = (window.width() - width) // 2
        self.move(window.mapToGlobal(QPoint(left, 6 * theme.GRID)))

    def _on_line_edited(self) -> None:
        text = self.line.text().strip()
        self._show(self._fitting(text))
        self._search.look_for(text)

    def _fitting(self, text: str) -> list[PaletteRow]:
        return [_row(a) for a in self._actions if text.casefold() in a.text().casefold()]

    def _show_cases(self, text: str, cases: tuple[CaseRow, ...]) -> None:
        self._show([*(self._case(case) for case in cases), *self._fitting(text)])

    def _case(self, case: CaseRow) -> PaletteRow:
        names = [name for name in (case.name_cyrillic, case.name_latin) if name]
        place = Place("case", case.id)
        words = " · ".join(names) or case.title
        return PaletteRow(words, case.number, partial(self.wanted.emit, place))

    def _show(self, rows: list[PaletteRow]) -> None:
        self.model.show(rows)
        self._choose(0)

    def _choose(self, row: int) -> None:
        if self.model.rows:
            self.list.setCurrentIndex(self.model.index(row % len(self.model.rows)))

    def _on_list_clicked(self, index: QModelIndex) -> None:
        row = self.model.rows[index.row()]
        self.close()
        row.run()

    def _on_return_pressed(self) -> None:
        if self.model.rows:
            self._on_list_clicked(self.list.currentIndex())


def _row(action: QAction) -> PaletteRow:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return PaletteRow(action.text(), keys, action.trigger)
