"""Pages are drawn in memory, from bytes that strangers made."""

from __future__ import annotations

from io import BytesIO

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter
from reportlab.pdfgen.canvas import Canvas

from consul_desk.errors.casework import DocumentUnshowableError
from ui.documents import render

EXIF_TURNED = "ffe100224578696600004d4d002a000000080001011200030000000100060000" + 8 * "0"


def _pdf(pages: int = 2, password: str | None = None) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(200, 300), encrypt=password)
    for number in range(pages):
        canvas.rect(0, 0, 100, 300, fill=1)
        canvas.drawString(120, 100, str(number))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _picture(kind: bytes = b"PNG", width: int = 40, height: int = 20) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#205090"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(kind)).write(image)
    return bytes(buffer.data().data())


def test_every_page_of_a_pdf_is_counted_and_drawn() -> None:
    data = _pdf(2)
    assert render.page_sizes(data) == (render.PageSize(200, 300),) * 2
    page = render.render_page(data, 1, 400)
    assert (page.width(), page.height()) == (400, 600)
    assert page.pixelColor(50, 300) == QColor("black")
    assert page.pixelColor(390, 300) == QColor("white")


@pytest.mark.parametrize("kind", [b"PNG", b"JPEG"])
def test_pictures_have_one_page_and_are_never_blown_up(kind: bytes) -> None:
    data = _picture(kind)
    assert render.page_sizes(data) == (render.PageSize(30, 15),)
    assert render.render_page(data, 0, 400).width() == 40
    assert render.render_page(data, 0, 20).height() == 10


def test_a_photograph_taken_upright_is_shown_upright() -> None:
    data = _picture(b"JPEG")
    turn = bytes.fromhex(EXIF_TURNED)
    turned = data[:2] + turn + data[2:]
    (size,) = render.page_sizes(turned)
    assert size.height_pt > size.width_pt
    shown = render.render_page(turned, 0, 400)
    assert (shown.width(), shown.height()) == (20, 40)


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"%PDF-1.7 broken", b"GIF89a", _pdf(1, password="secret")],
    ids=["empty", "text", "broken", "gif", "protected"],
)
def test_other_files_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(DocumentUnshowableError):
        render.page_sizes(data)


def test_a_truncated_picture_is_refused_when_drawn() -> None:
    with pytest.raises(DocumentUnshowableError):
        render.render_page(_picture(b"PNG", 400, 400)[:200], 0, 100)


def test_a_file_over_the_cap_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "MAX_BYTES", 10)
    with pytest.raises(DocumentUnshowableError):
        render.page_sizes(_pdf())


def test_a_huge_zoom_stays_under_the_cap_on_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "MAX_PIXELS", 10_000)
    page = render.render_page(_pdf(), 0, 100_000)
    assert page.width() * page.height() <= 10_000 * 1.1
