"""The recovery sheet: one page that people and machines read, in three languages."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from consul_desk.errors.casework import PaperRefusedError
from consul_desk.language import CODES, language
from consul_desk.pdf.recovery_sheet import RecoverySheet, draw_recovery_sheet
from consul_desk.values import LanguageCode
from consul_desk.vault.recovery import new_code, parse_code

CODE = new_code()


def sheet(label: str = "Вера Щеглова") -> RecoverySheet:
    return RecoverySheet(label, date(2026, 11, 24), CODE.groups, CODE.text)


def page_of(pdf: bytes) -> tuple[str, Image.Image]:
    """The only page, as text and as a printer would show it at 150 dots per inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert len(document) == 1
        width, height = document[0].get_size()
        assert (round(width), round(height)) == (595, 842)
        picture: Image.Image = document[0].render(scale=150 / 72).to_pil()
        return document[0].get_textpage().get_text_range(), picture
    finally:
        document.close()


@pytest.mark.parametrize("code", CODES)
def test_the_code_can_be_read_by_people_and_by_a_reader(code: LanguageCode) -> None:
    text, picture = page_of(draw_recovery_sheet(sheet(), language(code)))
    for group in CODE.groups:
        assert group in "".join(text.split())
    assert "Вера Щеглова" in text
    assert "24.11.2026" in text
    (found,) = zxingcpp.read_barcodes(picture)
    assert parse_code(found.text).secret() == CODE.secret()


def test_a_bad_copy_of_the_picture_is_still_read() -> None:
    _, picture = page_of(draw_recovery_sheet(sheet(), language("en")))
    (found,) = zxingcpp.read_barcodes(picture)
    corner = found.position.bottom_right
    stain = Image.new("RGB", (24, 24), "white")
    picture.paste(stain, (corner.x - 60, corner.y - 60))
    (again,) = zxingcpp.read_barcodes(picture)
    assert again.text == CODE.text


@pytest.mark.parametrize("label", ["x", "Ж" * 200, "Very Long Name " * 13, "Zoë Ñandú (ÄÖÜß)"])
def test_it_stays_one_page_whatever_the_vault_is_called(label: str) -> None:
    text, picture = page_of(draw_recovery_sheet(sheet(label), language("de")))
    assert CODE.groups[8] in "".join(text.split())
    bottom = picture.crop((0, picture.height - 100, picture.width, picture.height))
    assert bottom.convert("L").getextrema() == (255, 255)


def test_a_label_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(PaperRefusedError):
        draw_recovery_sheet(sheet("維權"), language("de"))


def test_the_same_sheet_gives_the_same_bytes() -> None:
    first, second = (draw_recovery_sheet(sheet(), language("ru")) for _ in range(2))
    assert first == second
