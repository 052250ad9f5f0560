"""The picture of one page, as large as it is to be seen, and the area it is moved in."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from ui import theme


class PagePicture(QWidget):
    """White paper with a thin border; until a sharp picture comes, the old one stretched."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def resize_page(self, size: QSize) -> None:
        """Make room for a page of this size."""
        self.setFixedSize(size)
        self.update()

    def show_picture(self, picture: QImage) -> None:
        """Put the picture of the page in; an empty one shows blank paper."""
        self.picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint paper, page and border."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor("white"))
        if not self.picture.isNull():
            painter.drawImage(QRectF(self.rect()), self.picture)
        painter.setPen(QColor(theme.current().border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class PageArea(QScrollArea):
    """Scrolls a page; Page Up and Page Down go on to the next page at its ends.

    Signals:
        page_wanted: so many pages on, or back.
        zoom_wanted: so many steps larger, or smaller.
    """

    page_wanted = Signal(int)
    zoom_wanted = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll first; turn the page where there is nothing left to scroll."""
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        before = self.verticalScrollBar().value()
        super().keyPressEvent(event)
        if event.key() in steps and self.verticalScrollBar().value() == before:
            self.page_wanted.emit(steps[Qt.Key(event.key())])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom while Ctrl is held, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_wanted.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)
