"""A key's fingerprint for people: 12 groups of 5 digits, and a QR code of the same."""

from __future__ import annotations

import segno
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from consul_desk.language import Language
from ui import theme

GROUPS = 12
ACROSS = 3
QUIET_MODULES = 4
QR_SIDE_PX = 200


def groups_of(digits: str) -> tuple[str, ...]:
    """Split 60 digits, with or without spaces, into groups of five."""
    plain = "".join(digits.split())
    return tuple(plain[at : at + 5] for at in range(0, len(plain), 5))


def qr_picture(text: str) -> QImage:
    """Draw a QR code, one pixel per module, with the quiet zone around it.

    Source:
        ISO/IEC 18004:2015, 6.3.8: the quiet zone is four modules wide.
    """
    rows = list(segno.make(text, error="m").matrix_iter(border=QUIET_MODULES))
    picture = QImage(len(rows), len(rows), QImage.Format.Format_RGB32)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            picture.setPixelColor(x, y, QColor("black" if is_dark else "white"))
    return picture


class QrCode(QWidget):
    """A QR code, black on white in every look, drawn in whole pixels."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QImage()
        self.setFixedSize(QSize(QR_SIDE_PX, QR_SIDE_PX))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str, name: str) -> None:
        """Draw this text; `name` is what a screen reader says."""
        self._picture = qr_picture(text)
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint without smoothing: blurred edges are hard to scan."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        if not self._picture.isNull():
            side = self._picture.width() * max(1, self.width() // self._picture.width())
            at = (self.width() - side) // 2
            painter.drawImage(QRect(at, at, side, side), self._picture)
        painter.end()


class Digits(QWidget):
    """The 12 groups in four rows of three, to be read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self._digits = ""
        self.labels: list[QLabel] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID)
        for number in range(GROUPS):
            label = QLabel()
            label.setProperty("heading", "2")
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, number // ACROSS, number % ACROSS)
            self.labels.append(label)
        grid.setColumnStretch(ACROSS, 1)

    def show_digits(self, digits: str) -> None:
        """Show a fingerprint."""
        self._digits = digits
        for label, group in zip(self.labels, groups_of(digits), strict=True):
            label.setText(group)

    def speak(self, language: Language) -> None:
        """Name the whole for assistive technology."""
        name = language.gettext("Fingerprint: {digits}").format(digits=self._digits)
        self.setAccessibleName(name)
