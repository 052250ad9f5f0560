"""A link that takes as many lines as it needs, for narrow columns."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui import theme
from ui.theme import Tone

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_EDGE = 4


class WrappedLink(QAbstractButton):
    """A button that looks like a line of text and leads somewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Say that a narrow link is a high one."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Tell how high the lines are in this width."""
        room = QRect(0, 0, max(1, width - 2 * _EDGE), 10_000)
        lines = QFontMetrics(self.font()).boundingRect(room, _WRAP, self.text())
        return lines.height() + 2 * _EDGE

    def sizeHint(self) -> QSize:
        """Ask for a narrow column's width."""
        width = 200
        return QSize(width, self.heightForWidth(width))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Underline under the pointer."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the underline away."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, and a ring while the link has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = theme.colour(Tone.ACCENT)
        if self.hasFocus():
            painter.setPen(QPen(accent, 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
        font = self.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.setPen(accent)
        inside = self.rect().adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        painter.drawText(inside, _WRAP, self.text())
        painter.end()
