"""Filling official forms: texts, sheets, official blanks."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from consul_desk.pdf.acroform import fill, fill_sheets, inspect
from consul_desk.pdf.fields import FieldKind, FormField

if TYPE_CHECKING:
    from tests.core.conftest import FormMaker

from tests.core.filled_forms import (
    BOX,
    COMB,
    MULTILINE,
    bare,
    field_of,
    reason_of,
    refused,
    text_of,
    unusable,
)

# Text


def test_cyrillic_umlauts_and_quotes_show_in_both_copies(new_form: FormMaker) -> None:
    new_form.field("name", BOX)
    filled = fill(new_form.bytes(), {"name": "Щеглова-Müßig „Юля“"})
    assert "Щеглова-Müßig „Юля“" in text_of(filled.flat)
    assert field_of(filled.editable, "name").value == "Щеглова-Müßig „Юля“"


def test_the_flattened_copy_has_no_form_left(new_form: FormMaker) -> None:
    new_form.field("name", BOX)
    with pikepdf.open(io.BytesIO(fill(new_form.bytes(), {"name": "A"}).flat)) as flat:
        assert "/AcroForm" not in flat.Root
        assert "/Annots" not in flat.pages[0].obj


def test_one_embedded_subset_serves_the_whole_form(new_form: FormMaker) -> None:
    for row in range(20):
        new_form.field(f"f{row}", (50, 40 + row * 30, 300, 60 + row * 30))
    filled = fill(new_form.bytes(), {f"f{row}": f"Щука {row}" for row in range(20)})
    with pikepdf.open(io.BytesIO(filled.flat)) as flat:
        fonts = [o for o in flat.objects if isinstance(o, Dictionary) and "/FontFile2" in o]
    assert len(fonts) == 1
    assert str(fonts[0].FontName).startswith("/AAAAAA+SourceSansPro")


def test_the_same_values_give_the_same_bytes(new_form: FormMaker) -> None:
    new_form.field("name", BOX)
    blank = new_form.bytes()
    assert fill(blank, {"name": "Ю"}) == fill(blank, {"name": "Ю"})


def test_a_field_inherits_from_its_parents(new_form: FormMaker) -> None:
    top = new_form.parent("person", FT=Name.Tx, MaxLen=5, Q=2, DA=String("/Helv 9 Tf 1 0 0 rg"))
    name = new_form.pdf.make_indirect(Dictionary(T=String("name"), Parent=top, Kids=Array()))
    top.Kids.append(name)
    new_form.kid(name, BOX)
    blank = new_form.bytes()
    field = field_of(blank, "person.name")
    assert (field.kind, field.max_length) == (FieldKind.TEXT, 5)
    assert "Щукин" in text_of(fill(blank, {"person.name": "Щукин"}).flat)
    assert "6 characters; the form allows 5" in reason_of(
        refused(blank, {"person.name": "Щукина"})
    )


def test_every_widget_of_a_field_shows_the_value(new_form: FormMaker) -> None:
    name = new_form.parent("name", FT=Name.Tx)
    for rect in (BOX, BOX, (50.0, 600.0, 300.0, 620.0)):
        new_form.kid(name, rect)
    filled = fill(new_form.bytes(), {"name": "Ёлкин"})
    assert text_of(filled.flat).count("Ёлкин") >= 2
    assert len(field_of(filled.editable, "name").boxes) == 3


def test_two_fields_of_one_name_are_one_field(new_form: FormMaker) -> None:
    new_form.field("name", BOX)
    new_form.field("name", (50, 600, 300, 620))
    filled = fill(new_form.bytes(), {"name": "Ёлкин"})
    assert text_of(filled.flat).count("Ёлкин") == 2
    with pikepdf.open(io.BytesIO(filled.editable)) as editable:
        assert [str(a.V) for a in editable.pages[0].Annots] == ["Ёлкин", "Ёлкин"]


def test_one_character_per_comb_cell(new_form: FormMaker) -> None:
    new_form.field("date", (50, 700, 210, 720), MaxLen=8, Ff=COMB)
    flat = fill(new_form.bytes(), {"date": "05031990"}).flat
    document = pypdfium2.PdfDocument(flat)
    page = document[0].get_textpage()
    lefts = [
        page.get_charbox(n)[0]
        for n in range(page.count_chars())
        if page.get_text_range(n, 1).strip()
    ]
    document.close()
    assert [int((left - 50) // 20) for left in lefts] == list(range(8))


@pytest.mark.parametrize("rect", [(50, 700, 82, 720), (50, 700, 210, 704)])
def test_a_comb_too_small_for_its_letters_is_refused(
    new_form: FormMaker, rect: tuple[float, float, float, float]
) -> None:
    new_form.field("date", rect, MaxLen=8, Ff=COMB)
    assert "too long" in reason_of(refused(new_form.bytes(), {"date": "ЩЩЩЩЩЩЩЩ"}))


def test_long_text_wraps_in_a_multiline_field(new_form: FormMaker) -> None:
    new_form.field("why", (50, 600, 300, 720), Ff=MULTILINE)
    text = "Die Wohnung in der Müßiggangstraße wurde zum Monatsende gekündigt.\n" * 4
    flat = fill(new_form.bytes(), {"why": text}).flat
    assert bare(text) in bare(text_of(flat))


def test_a_single_line_field_shrinks_and_then_wraps(new_form: FormMaker) -> None:
    new_form.field("name", (50, 700, 200, 730))
    long_name = "von und zu Hohenlohe-Waldenburg-Schillingsfürst Ёлкина"
    filled = fill(new_form.bytes(), {"name": long_name})
    assert bare(long_name) in bare(text_of(filled.flat))
    assert field_of(filled.editable, "name").multiline


@pytest.mark.parametrize(
    ("rect", "flags", "text"),
    [
        ((50, 700, 110, 712), 0, "Eine Antwort, die hier beim besten Willen nicht hineinpasst"),
        ((50, 700, 110, 712), 0, "Donaudampfschifffahrt"),
        ((50, 690, 150, 720), MULTILINE, "Wort " * 2000),
        ((50, 700, 300, 704), 0, "zu niedrig"),
    ],
)
def test_text_that_does_not_fit_is_refused_not_cut(
    new_form: FormMaker, rect: tuple[float, float, float, float], flags: int, text: str
) -> None:
    new_form.field("small", rect, Ff=flags)
    error = refused(new_form.bytes(), {"small": text})
    assert error.facts["field"] == "small"
    assert "too long" in reason_of(error)


def test_a_letter_without_glyph_is_refused_and_told(new_form: FormMaker) -> None:
    new_form.field("name", BOX)
    error = refused(new_form.bytes(), {"name": "Юля 🙂"})
    assert error.facts["field"] == "name"
    assert "🙂" in reason_of(error)


def test_colour_and_alignment_of_the_form_are_kept(new_form: FormMaker) -> None:
    new_form.field("name", BOX, Q=2, DA=String("/Helv 9 Tf 1 0 0 rg"))
    document = pypdfium2.PdfDocument(fill(new_form.bytes(), {"name": "rechts"}).flat)
    page = document[0].get_textpage()
    assert page.get_charbox(page.count_chars() - 1)[2] == pytest.approx(298, abs=1.5)
    pixels = document[0].render(scale=2).to_pil().convert("RGB").get_flattened_data()
    document.close()
    assert any(r > 200 and g < 60 and b < 60 for r, g, b in pixels)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_widgets_are_drawn_turned(new_form: FormMaker, turn: int) -> None:
    new_form.field("side", (50, 400, 80, 600), MK=Dictionary(R=turn))
    if turn == 180:
        new_form.field("flat", BOX, MK=Dictionary(R=180))
    flat = fill(new_form.bytes(), {"side": "Щука"}).flat
    assert "Щука" in bare(text_of(flat))


def test_ground_and_border_of_the_form_are_kept(new_form: FormMaker) -> None:
    looks = Dictionary(BG=Array([1, 1, 0]), BC=Array([0, 0, 1, 0]))
    new_form.field("name", BOX, MK=looks, BS=Dictionary(W=3))
    document = pypdfium2.PdfDocument(fill(new_form.bytes(), {"name": "A"}).flat)
    picture = document[0].render(scale=1).to_pil().convert("RGB")
    document.close()
    assert picture.getpixel((250, 842 - 710)) == (255, 255, 0)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_values_are_found_on_turned_and_shifted_pages(new_form: FormMaker, rotate: int) -> None:
    new_form.pdf.pages[0].obj.Rotate = rotate
    new_form.pdf.pages[0].obj.MediaBox = Array([-100, -50, 495, 792])
    new_form.field("name", (-50, 700, 200, 720))
    new_form.field("next", (-50, 660, 200, 680))
    filled = fill(new_form.bytes(), {"name": "Щука", "next": "Ёлка"})
    assert "Щука" in text_of(filled.flat)


def test_a_value_on_the_second_page_is_found_there(new_form: FormMaker) -> None:
    new_form.pdf.add_blank_page(page_size=(595, 842))
    new_form.field("late", BOX, page=1)
    assert field_of(new_form.bytes(), "late").boxes[0].page == 1
    assert "Щ" in text_of(fill(new_form.bytes(), {"late": "Щ"}).flat)


def test_hidden_widgets_take_the_value_without_showing_it(new_form: FormMaker) -> None:
    new_form.field("name", BOX).F = 2
    new_form.field("nothing", (50, 700, 50, 700))
    filled = fill(new_form.bytes(), {"name": "geheim", "nothing": "leer"})
    assert field_of(filled.editable, "name").value == "geheim"
    assert "geheim" not in text_of(filled.flat)


def test_a_value_may_stand_in_a_stream(new_form: FormMaker) -> None:
    new_form.field("name", BOX, V=new_form.pdf.make_stream("Straße".encode()))
    assert field_of(new_form.bytes(), "name").value == "Straße"


def test_values_that_the_form_brings_along_are_drawn_too(new_form: FormMaker) -> None:
    new_form.field("city", BOX, V=String("Köln Щ"))
    new_form.field("name", (50, 600, 300, 620), V=String("alt"), RV=String("<b>alt</b>"))
    flat = text_of(fill(new_form.bytes(), {"name": "neu"}).flat)
    assert "Köln Щ" in flat
    assert "neu" in flat
    assert "alt" not in flat


# Sheets


def test_a_single_sheet_is_its_own_file(new_form: FormMaker) -> None:
    new_form.field("name", BOX)
    blank = new_form.bytes()
    assert fill_sheets(blank, [{"name": "Щ"}]).flat == fill(blank, {"name": "Щ"}).flat


def test_sheets_are_joined_for_printing_and_apart_for_editing(new_form: FormMaker) -> None:
    new_form.field("name", BOX)
    sheets = fill_sheets(new_form.bytes(), [{"name": "Щука"}, {"name": "Ёлка"}])
    assert [field_of(pdf, "name").value for pdf in sheets.editable] == ["Щука", "Ёлка"]
    with pikepdf.open(io.BytesIO(sheets.flat)) as flat:
        assert len(flat.pages) == 2
    assert text_of(sheets.flat).index("Щука") < text_of(sheets.flat).index("Ёлка")


# Official blanks


def every_text(field: FormField, number: int) -> str:
    """A token that fits the field and is found nowhere else on the form."""
    room = int(min(box.width for box in field.boxes) / 6)
    token = f"{number}Щюß"
    return token if room >= len(token) else "Щ"


@pytest.mark.reference
@pytest.mark.parametrize("name", ["anmeldung-berlin", "wohnungsgeberbestaetigung-berlin"])
def test_every_field_of_an_official_blank_can_be_filled(
    reference_folder: Path, tmp_path: Path, name: str
) -> None:
    blank = (reference_folder / "blanks" / f"{name}.pdf").read_bytes()
    values: dict[str, str | bool] = {}
    for number, field in enumerate(inspect(blank)):
        is_text = field.kind is FieldKind.TEXT
        values[field.name] = every_text(field, number) if is_text else True
    filled = fill(blank, values)
    for copy in (filled.flat, filled.editable):
        path = tmp_path / "copy.pdf"
        path.write_bytes(copy)
        if shutil.which("qpdf"):
            checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True)
            assert checked.returncode == 0, checked.stderr


@pytest.mark.reference
def test_a_flat_form_is_told_from_one_with_fields(reference_folder: Path) -> None:
    flat = reference_folder / "blanks" / "aufenthaltstitel-antrag-berlin-2021.pdf"
    assert "no fields" in unusable(flat.read_bytes())
