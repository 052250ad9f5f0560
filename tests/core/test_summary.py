"""Data sheets: complete, legible, the same each time."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pikepdf
import pypdfium2
import pytest

from consul_desk.errors.casework import PaperRefusedError
from consul_desk.language import language
from consul_desk.pdf import summary as summary_module
from consul_desk.pdf.page import HEIGHT, Block, paginate
from consul_desk.pdf.summary import Line, Section, Sheet, draw_summary
from consul_desk.values import LanguageCode

SHEET = Sheet(
    title="Datenblatt: Anmeldung einer Wohnung",
    subtitle="Für Iuliia Shcheglova",
    case_number="2026-0007",
    made_on=date(2026, 11, 23),
    sections=(
        Section("Neue Wohnung", (Line("Einzugsdatum", "14.11.2026"),)),
        Section("Person 1", (Line("Familienname", "SHCHEGLOVA"), Line("Geburtsname", ""))),
    ),
    notes=("Die rechtlichen Inhalte hat niemand geprüft.",),
    sources=("§ 17 Abs. 1 BMG, eingesehen am 19.08.2026",),
)


def with_lines(*lines: Line) -> Sheet:
    return replace(SHEET, sections=(Section("Person 1", lines),))


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def bare(text: str) -> str:
    return "".join(text.replace("\ufffe", "-").split())


def test_everything_on_the_sheet_can_be_read_back() -> None:
    (page,) = pages_of(draw_summary(SHEET, language("de")))
    for text in ("Datenblatt", "2026-0007", "23.11.2026", "SHCHEGLOVA", "§ 17 Abs. 1 BMG", "–"):
        assert text in page
    assert "niemand geprüft" in page


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert draw_summary(SHEET, language("de")) == draw_summary(SHEET, language("de"))


@pytest.mark.parametrize("code", ["de", "ru"])
def test_the_file_names_title_language_and_no_other_day(code: LanguageCode) -> None:
    with pikepdf.open(io.BytesIO(draw_summary(SHEET, language(code)))) as pdf:
        assert str(pdf.Root.Lang) == code
        assert str(pdf.docinfo.Title) == SHEET.title
        assert str(pdf.docinfo.CreationDate) == "D:20261123"


def test_all_fonts_are_embedded() -> None:
    with pikepdf.open(io.BytesIO(draw_summary(SHEET, language("de")))) as pdf:
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                assert "/FontFile2" in font.FontDescriptor


def test_a_reading_copy_shows_the_german_term_too() -> None:
    sheet = with_lines(Line("Фамилия", "SHCHEGLOVA", german_term="Familienname (lt. Pass)"))
    page = pages_of(draw_summary(sheet, language("ru")))[0]
    assert "Фамилия" in page
    assert "Familienname (lt. Pass)" in page


def test_every_page_of_a_sample_says_so() -> None:
    lines = tuple(Line(f"Frage {n}", f"Antwort {n}") for n in range(60))
    marked = pages_of(draw_summary(replace(with_lines(*lines), is_sample=True), language("en")))
    assert len(marked) > 1
    assert all("Sample data" in page for page in marked)
    assert "Sample data" not in pages_of(draw_summary(SHEET, language("en")))[0]


def test_pages_are_counted_and_a_section_that_goes_on_says_so() -> None:
    lines = tuple(Line(f"Frage {n}", f"Antwort {n}") for n in range(60))
    pages = pages_of(draw_summary(with_lines(*lines), language("en")))
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
    assert "Person 1 (continued)" in pages[1]


def test_a_long_value_runs_over_pages_and_loses_nothing() -> None:
    value = " ".join(f"Müßiggangstraße{n}" for n in range(900))
    pages = pages_of(draw_summary(with_lines(Line("Gründe", value)), language("de")))
    assert len(pages) > 2
    found = bare("".join(pages))
    assert all(f"Müßiggangstraße{n}" in found for n in range(900))


def test_a_word_longer_than_its_column_is_broken_not_cut() -> None:
    value = "SHCHEGLOVA" * 12
    (page,) = pages_of(draw_summary(with_lines(Line("Name", value)), language("de")))
    assert value in bare(page)


def test_line_ends_of_a_value_are_kept() -> None:
    (page,) = pages_of(
        draw_summary(
            with_lines(Line("Anschrift", "Kurze Str. 1\n10115 Berlin")), language("de")
        )
    )
    assert "Kurze Str. 1\r\n10115 Berlin" in page


def test_a_letter_without_glyph_names_the_line() -> None:
    with pytest.raises(PaperRefusedError) as caught:
        draw_summary(with_lines(Line("Familienname", "Юля 🙂")), language("de"))
    assert caught.value.facts["field"] == "Familienname"


def test_a_value_that_cannot_be_read_back_names_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blank = draw_summary(with_lines(Line("Anderes", "nichts")), language("de"))
    monkeypatch.setattr(summary_module, "draw", lambda *_: blank)
    with pytest.raises(PaperRefusedError) as caught:
        draw_summary(with_lines(Line("Familienname", "SHCHEGLOVA")), language("de"))
    assert caught.value.facts["field"] == "Familienname"


def test_a_heading_is_never_the_last_thing_on_a_page() -> None:
    heading = Block(20, keep_with_next=True)
    first, row = Block(HEIGHT - 30), Block(30)
    assert paginate([first, heading, row]) == ((first,), (heading, row))


def test_a_block_that_begins_a_page_brings_its_heading_along() -> None:
    again = Block(20)
    first, row = Block(HEIGHT - 30), Block(50, repeat=again)
    assert paginate([first, row]) == ((first,), (again, row))


def test_a_block_higher_than_a_page_is_still_drawn() -> None:
    tall = Block(HEIGHT * 2, keep_with_next=True)
    assert paginate([tall, tall]) == ((tall,), (tall,))
