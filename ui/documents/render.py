"""Pages as pictures, in memory only.

Comes in: the bytes of a PDF, PNG or JPEG. Goes out: page sizes and a QImage. Runs in the
worker thread; pdfium is never called from two threads at once. Strangers made these
files, so everything has a cap.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from consul_desk.errors.casework import DocumentUnshowableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfDocument

MAX_BYTES = 256 * 1024 * 1024
MAX_PAGES = 2000
MAX_PIXELS = 40_000_000
MAX_SIDE_PX = 20_000
POINTS_PER_PIXEL = 72 / 96


@dataclass(frozen=True, slots=True)
class PageSize:
    """How large a page is on paper, in points (1/72 inch)."""

    width_pt: float
    height_pt: float


def page_sizes(data: bytes) -> tuple[PageSize, ...]:
    """Look into a file without drawing it.

    Returns:
        Shape: one PageSize per page; a picture has one page.
    Raises:
        DocumentUnshowableError: no PDF, PNG or JPEG, protected, damaged or too large.
    """
    if len(data) > MAX_BYTES:
        raise DocumentUnshowableError
    if not _is_pdf(data):
        size = _picture_size(data)
        return (PageSize(size.width() * POINTS_PER_PIXEL, size.height() * POINTS_PER_PIXEL),)
    with _opened(data) as pdf:
        if not 0 < len(pdf) <= MAX_PAGES:
            raise DocumentUnshowableError
        return tuple(PageSize(*pdf.get_page_size(number)) for number in range(len(pdf)))


def render_page(data: bytes, number: int, width_px: int) -> QImage:
    """Draw one page as wide as asked, or as wide as the cap on pixels allows.

    Raises:
        DocumentUnshowableError: as `page_sizes`, or the page cannot be drawn.
    """
    return _draw_pdf(data, number, width_px) if _is_pdf(data) else _draw_picture(data, width_px)


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


@contextmanager
def _opened(data: bytes) -> Iterator[PdfDocument]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
        try:
            pdf.init_forms()
            yield pdf
        finally:
            pdf.close()
    except pypdfium2.PdfiumError as error:
        raise DocumentUnshowableError from error


def _draw_pdf(data: bytes, number: int, width_px: int) -> QImage:
    with _opened(data) as pdf:
        page = pdf[number]
        width_pt, height_pt = page.get_size()
        scale = _capped(width_px / width_pt, width_pt, height_pt)
        drawn = page.render(scale=scale, prefer_bgrx=True)
        return QImage(
            drawn.buffer, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32
        ).copy()


def _capped(scale: float, width: float, height: float) -> float:
    """Keep the picture under MAX_PIXELS."""
    return min(scale, sqrt(MAX_PIXELS / max(width * height, 1.0)))


def _reader(data: bytes) -> tuple[QImageReader, QBuffer]:
    device = QBuffer()
    device.setData(QByteArray(data))
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(device)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    return reader, device


def _picture_size(data: bytes) -> QSize:
    reader, _device = _reader(data)
    size = reader.size()
    known = reader.format().data() in (b"png", b"jpeg")
    if not known or not size.isValid() or max(size.width(), size.height()) > MAX_SIDE_PX:
        raise DocumentUnshowableError
    turned = QImageIOHandler.Transformation.TransformationRotate90
    return size.transposed() if turned in reader.transformation() else size


def _draw_picture(data: bytes, width_px: int) -> QImage:
    shown = _picture_size(data)
    reader, _device = _reader(data)
    scale = _capped(min(1.0, width_px / shown.width()), shown.width(), shown.height())
    size = reader.size()
    reader.setScaledSize(
        QSize(max(1, round(size.width() * scale)), max(1, round(size.height() * scale)))
    )
    picture = reader.read()
    if picture.isNull():
        raise DocumentUnshowableError
    return picture
