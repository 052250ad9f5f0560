"""The list of steps at the left: number, title, and the state as shape, colour and word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from consul_desk.language import N_, Language
from consul_desk.workflows.interview import StepState, StepStatus
from ui import theme
from ui.desk import Desk
from ui.icons import pixmap
from ui.retranslate import Retranslates
from ui.theme import Tone

ROLE_STATUS = Qt.ItemDataRole.UserRole
ROLE_WORD = Qt.ItemDataRole.UserRole + 1
ICON_PX = 20
SCROLL_BAR_PX = 12

_SIGNS = {
    StepStatus.DONE: ("ok", Tone.OK, N_("done")),
    StepStatus.PARTIAL: ("partial", Tone.ACCENT, N_("partly done")),
    StepStatus.EMPTY: ("empty", Tone.MUTED, N_("open")),
    StepStatus.PROBLEM: ("danger", Tone.DANGER, N_("has a problem")),
    StepStatus.INACTIVE: ("remove", Tone.MUTED, N_("not needed")),
}
_EDGE = 6
_GAP = 2
_FRAME = 1
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
_Index = QModelIndex | QPersistentModelIndex


class StepModel(QAbstractListModel):
    """The steps of one interview."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[StepState, ...] = ()
        self._language: Language | None = None

    def show(self, rows: Sequence[StepState], language: Language) -> None:
        """Show these steps; where they are the same ones, the selection stays."""
        same = [row.id for row in rows] == [row.id for row in self.rows]
        if not same:
            self.beginResetModel()
        self.rows, self._language = tuple(rows), language
        if same:
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        else:
            self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        """Count the steps."""
        return len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Title, status, and the whole in words for a screen reader."""
        if not index.isValid() or self._language is None:
            return None
        step = self.rows[index.row()]
        title = f"{index.row() + 1}. {self._language.text(step.title)}"
        word = self._language.gettext(_SIGNS[step.status][2])
        answers: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: title,
            Qt.ItemDataRole.ToolTipRole: f"{title}: {word}",
            Qt.ItemDataRole.AccessibleTextRole: f"{title}: {word}",
            ROLE_STATUS: step.status,
            ROLE_WORD: word,
        }
        return answers.get(role)


class _StepDelegate(QStyledItemDelegate):
    """Paints a sign, the title and, small, the state's word."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Make room for the title, however many lines it needs, and the word."""
        view = option.widget
        outside = SCROLL_BAR_PX + 2 * _GAP + 2 * _FRAME
        width = view.width() - outside if isinstance(view, QListView) else 0
        room = QRect(0, 0, max(1, width - _before_words() - 2 * theme.GRID), 1000)
        title = option.fontMetrics.boundingRect(room, _WRAP, str(index.data()))
        word = QFontMetrics(_small(option.font)).height()
        return QSize(width, title.height() + word + 2 * _EDGE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one step."""
        painter.save()
        _paint_ground(painter, option)
        name, tone, _word = _SIGNS[index.data(ROLE_STATUS)]
        box = option.rect.adjusted(theme.GRID, _EDGE, -theme.GRID, -_EDGE)
        sign = pixmap(name, theme.colour(tone), theme.scaled(ICON_PX))
        painter.drawPixmap(box.topLeft(), sign)
        words = box.adjusted(_before_words(), 0, 0, 0)
        painter.setFont(option.font)
        painter.setPen(theme.colour(Tone.PLAIN))
        painter.drawText(words, _WRAP, str(index.data()))
        painter.setFont(_small(option.font))
        painter.setPen(theme.colour(Tone.MUTED))
        painter.drawText(words, Qt.AlignmentFlag.AlignBottom, str(index.data(ROLE_WORD)))
        painter.restore()


def _before_words() -> int:
    return theme.scaled(ICON_PX) + theme.GRID


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    tokens = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
    ground = QColor(tokens.hover) if is_chosen else Qt.GlobalColor.transparent
    edge = QPen(QColor(tokens.accent), 2) if has_focus else Qt.PenStyle.NoPen
    painter.setBrush(ground)
    painter.setPen(edge)
    painter.drawRoundedRect(option.rect.adjusted(1, 1, -1, -1), 6, 6)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.85)
    return small


class StepList(Retranslates, QListView):
    """The steps; choosing one shows its questions.

    Signals:
        chosen: the id of a step.
    """

    chosen = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._steps = StepModel()
        self.setModel(self._steps)
        self.setItemDelegate(_StepDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSpacing(_GAP)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        self.clicked.connect(self._on_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the titles and states again."""
        self.setAccessibleName(self._desk.language.gettext("Steps"))
        self._steps.show(self._steps.rows, self._desk.language)

    def show_steps(self, rows: Sequence[StepState]) -> None:
        """Show these steps; the chosen one stays chosen."""
        self._steps.show(rows, self._desk.language)

    def rows(self) -> tuple[StepState, ...]:
        """The steps that are shown."""
        return self._steps.rows

    def choose(self, step_id: str) -> None:
        """Mark a step as the one that is shown."""
        row = next((n for n, step in enumerate(self._steps.rows) if step.id == step_id), -1)
        if row >= 0 and row != self.currentIndex().row():
            self.setCurrentIndex(self._steps.index(row))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the titles anew in another width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _on_clicked(self, index: QModelIndex) -> None:
        self.chosen.emit(self._steps.rows[index.row()].id)

    def _on_current_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self._steps.rows[now.row()].id)
