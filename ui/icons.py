"""The window's own small icons: lines on a grid of 24, drawn in any colour and size.

One kept set through one function, so that they look the same on the three systems.
A shape is a list of strokes: "M x y" starts one, "L x y" draws on, "O x y r" is a circle,
"R x y w h" a rectangle with soft corners, "A x y r from sweep" an arc in degrees.

Qt's classes are imported late, here and in all that the unlock screen needs: the first
import of `Qt` alone makes 93 Python enums, which costs a fifth of the whole start.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap

SHAPES = {
    "today": "R 4 5 16 15 M 4 10 L 20 10 M 8 3 L 8 6 M 16 3 L 16 6 M 9 15 L 11 17 L 15 13",
    "cases": "R 3 8 18 12 M 4 8 L 4 5 L 10 5 L 12 8",
    "exchange": "M 4 9 L 19 9 M 15 5 L 19 9 L 15 13 M 20 16 L 5 16 M 9 12 L 5 16 L 9 20",
    "guide": "M 12 7 L 12 20 M 12 7 L 9 5 L 3 5 L 3 18 L 9 18 L 12 20 "
    "M 12 7 L 15 5 L 21 5 L 21 18 L 15 18 L 12 20",
    "settings": "M 4 7 L 13 7 M 19 7 L 20 7 O 16 7 2.5 "
    "M 4 17 L 5 17 M 11 17 L 20 17 O 8 17 2.5",
    "lock": "R 5 10 14 10 M 8 10 L 8 7.5 A 12 7.5 4 180 -180 L 16 10",
    "panic": "O 8 15 4 M 11 12 L 20 3 M 16 7 L 19 10 M 3 3 L 21 21",
    "search": "O 11 11 6.5 M 16 16 L 21 21",
    "back": "M 20 12 L 4 12 M 10 6 L 4 12 L 10 18",
    "close": "M 6 6 L 18 18 M 18 6 L 6 18",
    "eye": "M 2 12 L 6 8 L 12 6 L 18 8 L 22 12 L 18 16 L 12 18 L 6 16 L 2 12 O 12 12 3",
    "eye_off": "M 2 12 L 6 8 L 12 6 L 18 8 L 22 12 L 18 16 L 12 18 L 6 16 L 2 12 M 4 4 L 20 20",
    "add": "M 12 5 L 12 19 M 5 12 L 19 12",
    "remove": "M 5 12 L 19 12",
    "bin": "M 4 7 L 20 7 M 9 7 L 9 4 L 15 4 L 15 7 M 6 7 L 7 20 L 17 20 L 18 7 M 10 11 L 10 16 "
    "M 14 11 L 14 16",
    "up": "M 12 19 L 12 5 M 6 11 L 12 5 L 18 11",
    "down": "M 12 5 L 12 19 M 6 13 L 12 19 L 18 13",
    "open": "M 9 6 L 15 12 L 9 18",
    "unfolded": "M 6 9 L 12 15 L 18 9",
    "file": "M 13 3 L 6 3 L 6 21 L 18 21 L 18 8 L 13 3 L 13 8 L 18 8",
    "save": "M 12 3 L 12 15 M 7 10 L 12 15 L 17 10 M 4 19 L 20 19",
    "person": "O 12 8 4 A 12 21 8 0 180",
    "clock": "O 12 12 9 M 12 7 L 12 12 L 16 14",
    "ok": "O 12 12 9 M 8 12 L 11 15 L 16 9",
    "warning": "M 12 3 L 22 20 L 2 20 L 12 3 M 12 9 L 12 14 M 12 17 L 12 17.4",
    "danger": "O 12 12 9 M 12 7 L 12 13 M 12 16.5 L 12 17",
    "info": "O 12 12 9 M 12 11 L 12 17 M 12 7 L 12 7.5",
    "fit": "M 4 5 L 4 19 M 20 5 L 20 19 M 7 12 L 17 12 M 10 9 L 7 12 L 10 15 "
    "M 14 9 L 17 12 L 14 15",
    "empty": "O 12 12 8",
    "partial": "O 12 12 8 M 12 4 L 12 20 M 8 5.5 L 8 18.5",
    "done": "M 5 13 L 10 18 L 20 6",
}
_ARGUMENTS = {"M": 2, "L": 2, "O": 3, "R": 4, "A": 5}


def icon(name: str, ink: QColor, checked_ink: QColor | None = None) -> QIcon:
    """Draw an icon; whoever shows it gives it an accessible name.

    Args:
        name: one of SHAPES.
        ink: the colour of the lines.
        checked_ink: the colour while a button is checked.
    """
    from PySide6.QtGui import QIcon

    result = QIcon()
    for size in (16, 24, 32, 48):
        result.addPixmap(pixmap(name, ink, size))
        if checked_ink is not None:
            chosen = pixmap(name, checked_ink, size)
            result.addPixmap(chosen, QIcon.Mode.Normal, QIcon.State.On)
    return result


def pixmap(name: str, ink: QColor, size: int, ratio: float = 2.0) -> QPixmap:
    """Draw an icon as a picture of `size` logical pixels, sharp on fine screens."""
    from PySide6.QtGui import QColor, QPainter, QPixmap

    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    paint(painter, name, ink, size)
    painter.end()
    return picture


def paint(painter: QPainter, name: str, ink: QColor, size: int) -> None:
    """Draw an icon into the square from (0, 0) to (size, size)."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QPainter, QPen

    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 24, size / 24)
    pen = QPen(ink, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(_path(name))


@cache
def _path(name: str) -> QPainterPath:
    from PySide6.QtGui import QPainterPath

    path, words = QPainterPath(), SHAPES[name].split()
    while words:
        letter = words.pop(0)
        count = _ARGUMENTS[letter]
        _draw(path, letter, [float(word) for word in words[:count]])
        del words[:count]
    return path


def _draw(path: QPainterPath, letter: str, numbers: list[float]) -> None:
    from PySide6.QtCore import QPointF, QRectF

    x, y, *rest = numbers
    if letter == "M":
        path.moveTo(x, y)
    elif letter == "L":
        path.lineTo(x, y)
    elif letter == "O":
        path.addEllipse(QPointF(x, y), rest[0], rest[0])
    elif letter == "R":
        path.addRoundedRect(QRectF(x, y, rest[0], rest[1]), 1.5, 1.5)
    else:
        box = QRectF(x - rest[0], y - rest[0], 2 * rest[0], 2 * rest[0])
        path.arcMoveTo(box, rest[1])
        path.arcTo(box, rest[1], rest[2])
