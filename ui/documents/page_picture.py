"""The picture of one page, as large as it is to be seen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

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
