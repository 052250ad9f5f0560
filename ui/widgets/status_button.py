"""A state that is also a way: icon, words and colour together, as many lines as needed."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui import theme
from ui.icons import paint
from ui.theme import Tone

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_EDGE = 4
_LEFT = 12
"""In line with the icons of the buttons above and below."""
_SIGN_PX = 20


class StatusButton(QAbstractButton):
    """Says a state; pressed, it leads to where the state is settled."""

    def __init__(self) -> None:
        super().__init__()
        self._icon_name, self._tone = "info", Tone.PLAIN
        self._words, self._count = "", 0
        self._is_compact = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, words: str, count: int, icon_name: str, tone: Tone) -> None:
        """Show a state; in little room only the icon and the number are seen."""
        self._words, self._count = words, count
        self._icon_name, self._tone = icon_name, tone
        self.setAccessibleName(words)
        self.setToolTip(words)
        self._show()

    def show_compact(self, *, is_compact: bool) -> None:
        """Show the number only, or the whole phrase."""
        self._is_compact = is_compact
        self._show()

    def hasHeightForWidth(self) -> bool:
        """Say that a narrow button is a high one."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Tell how high the lines are in this width."""
        room = QRect(0, 0, max(1, width - self._indent() - _EDGE), 10_000)
        lines = QFontMetrics(self.font()).boundingRect(room, _WRAP, self.text() or " ")
        return max(lines.height(), _SIGN_PX) + 2 * _EDGE

    def sizeHint(self) -> QSize:
        """Ask for no more width than there is: the rail has its own."""
        return QSize(self._indent(), self.heightForWidth(max(self.width(), self._indent())))

    def minimumSizeHint(self) -> QSize:
        """An icon has room everywhere."""
        return QSize(self._indent(), _SIGN_PX + 2 * _EDGE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon and words, a ground under the pointer, a ring while focused."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        painter.setPen(theme.colour(self._tone))
        inside = self.rect().adjusted(self._indent(), _EDGE, -_EDGE, -_EDGE)
        painter.drawText(inside, _WRAP, self.text())
        painter.translate(_LEFT, (self.height() - _SIGN_PX) / 2)
        paint(painter, self._icon_name, theme.colour(self._tone), _SIGN_PX)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        edge = theme.colour(Tone.ACCENT) if self.hasFocus() else Qt.GlobalColor.transparent
        painter.setPen(QPen(edge, 2))
        if self.underMouse():
            painter.setBrush(theme.current().hover)
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)

    def _show(self) -> None:
        number = str(self._count) if self._count else ""
        self.setText(number if self._is_compact else self._words)
        self.updateGeometry()
        self.update()

    def _indent(self) -> int:
        return _LEFT + _SIGN_PX + theme.GRID
