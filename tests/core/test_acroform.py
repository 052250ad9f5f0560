"""Filling official forms: any AcroForm, however it was made."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from consul_desk.errors import BlankUnusableError, PaperRefusedError
from consul_desk.language import Message, language
from consul_desk.pdf import blank as blank_module
from consul_desk.pdf import fields as fields_module
from consul_desk.pdf.acroform import fill, fill_sheets, inspect
from consul_desk.pdf.fields import FieldKind, FormField

if TYPE_CHECKING:
    from tests.core.conftest import FormMaker

BOX = (50.0, 700.0, 300.0, 720.0)
RADIO, PUSH, COMBO, EDIT, SEVERAL, COMB = 1 << 15, 1 << 16, 1 << 17, 1 << 18, 1 << 21, 1 << 24
MULTILINE = 1 << 12


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
        return text.replace("\ufffe", "-")
    finally:
        document.close()


def bare(text: str) -> str:
    return "".join(text.split())


def field_of(pdf: bytes, name: str) -> FormField:
    return next(field for field in inspect(pdf) if field.name == name)


def reason_of(error: PaperRefusedError | BlankUnusableError) -> str:
    reason = error.facts["reason"]
    assert isinstance(reason, Message)
    return language("en").say(reason)


def states_of(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [str(widget.AS) for widget in document.pages[0].Annots]


def refused(pdf: bytes, values: dict[str, str | bool]) -> PaperRefusedError:
    with pytest.raises(PaperRefusedError) as caught:
        fill(pdf, values)
    return caught.value


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


# Boxes, groups and lists


def test_a_check_box_uses_the_state_that_the_form_knows(new_form: FormMaker) -> None:
    new_form.field("yes", (50, 700, 60, 710), FT=Name.Btn, AP=new_form.states("Off", "Ja"))
    blank = new_form.bytes()
    assert field_of(blank, "yes").states == ("Ja",)
    assert field_of(fill(blank, {"yes": True}).editable, "yes").value == "Ja"
    assert field_of(fill(blank, {"yes": "Ja"}).editable, "yes").value == "Ja"
    assert states_of(fill(blank, {"yes": True}).editable) == ["/Ja"]
    assert field_of(fill(blank, {"yes": False}).editable, "yes").value == ""


def test_a_state_may_be_named_in_latin_1(new_form: FormMaker) -> None:
    new_form.field("box", (50, 700, 60, 710), FT=Name.Btn, AP=new_form.states("Off", "f#fcr"))
    blank = new_form.bytes()
    assert field_of(blank, "box").states == ("für",)
    assert b"/AS /f#fcr" in pikepdf_qdf(fill(blank, {"box": True}).editable)


def pikepdf_qdf(pdf: bytes) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(target, qdf=True)
    return target.getvalue()


def test_a_box_without_a_picture_gets_a_cross(new_form: FormMaker) -> None:
    new_form.field("box", (50, 700, 70, 720), FT=Name.Btn)
    new_form.field("empty", (80, 700, 100, 720), FT=Name.Btn, AP=Dictionary(N=Dictionary()))
    filled = fill(new_form.bytes(), {"box": True, "empty": True})
    document = pypdfium2.PdfDocument(filled.flat)
    picture = document[0].render(scale=2).to_pil().convert("L")
    document.close()
    assert picture.getpixel((2 * 60, 2 * (842 - 710))) < 100
    assert picture.getpixel((2 * 90, 2 * (842 - 710))) < 100
    assert picture.getpixel((2 * 60, 2 * (842 - 702))) > 200


def radio_form(new_form: FormMaker, flags: int = RADIO, *names: str) -> bytes:
    group = new_form.parent("sex", FT=Name.Btn, Ff=flags)
    for place, name in enumerate(names or ("m", "f", "d")):
        rect = (50.0 + 20 * place, 700.0, 60.0 + 20 * place, 710.0)
        new_form.kid(group, rect, AP=new_form.states("Off", name), AS=Name.Off)
    return new_form.bytes()


def test_exactly_one_radio_button_is_on(new_form: FormMaker) -> None:
    filled = fill(radio_form(new_form), {"sex": "f"})
    assert states_of(filled.editable) == ["/Off", "/f", "/Off"]
    assert field_of(filled.editable, "sex").value == "f"
    again = fill(filled.editable, {"sex": "d"})
    assert states_of(again.editable) == ["/Off", "/Off", "/d"]


def test_two_radio_buttons_of_one_name_are_not_both_on(new_form: FormMaker) -> None:
    filled = fill(radio_form(new_form, RADIO, "ja", "ja", "nein"), {"sex": "ja"})
    assert states_of(filled.editable) == ["/ja", "/Off", "/Off"]


def test_radio_buttons_in_unison_switch_together(new_form: FormMaker) -> None:
    blank = radio_form(new_form, RADIO | 1 << 25, "ja", "ja", "nein")
    states = states_of(fill(blank, {"sex": "ja"}).editable)
    assert states == ["/ja", "/ja", "/Off"]


def test_radio_buttons_may_have_their_names_in_a_list(new_form: FormMaker) -> None:
    group = new_form.parent(
        "sex", FT=Name.Btn, Ff=RADIO, Opt=Array([String("männlich"), String("weiblich")])
    )
    for place in (0, 1):
        new_form.kid(group, (50.0 + 20 * place, 700.0, 60.0 + 20 * place, 710.0))
    filled = fill(new_form.bytes(), {"sex": "weiblich"})
    assert field_of(filled.editable, "sex").value == "1"


@pytest.mark.parametrize("value", [True, "x"])
def test_a_group_is_not_switched_by_guessing(new_form: FormMaker, value: str | bool) -> None:
    error = refused(radio_form(new_form), {"sex": value})
    assert "m, f, d" in reason_of(error)


def test_a_list_shows_the_words_and_stores_the_code(new_form: FormMaker) -> None:
    options = Array([Array([String("DE"), String("Deutschland")]), String("andere")])
    new_form.field("country", BOX, FT=Name.Ch, Ff=COMBO, Opt=options)
    blank = new_form.bytes()
    for value in ("DE", "Deutschland"):
        filled = fill(blank, {"country": value})
        assert "Deutschland" in text_of(filled.flat)
        assert field_of(filled.editable, "country").value == "DE"
    assert "andere" in text_of(fill(blank, {"country": "andere"}).flat)
    assert "does not offer" in reason_of(refused(blank, {"country": "Österreich"}))


def test_a_list_that_takes_own_text_takes_it(new_form: FormMaker) -> None:
    new_form.field("x", BOX, FT=Name.Ch, Ff=COMBO | EDIT, Opt=Array([String("a")]))
    assert "Ёж" in text_of(fill(new_form.bytes(), {"x": "Ёж"}).flat)


def test_a_list_box_is_scrolled_to_what_is_selected(new_form: FormMaker) -> None:
    options = Array([String(f"Zeile {n}") for n in range(40)])
    new_form.field("x", (50, 600, 150, 640), FT=Name.Ch, Opt=options)
    filled = fill(new_form.bytes(), {"x": "Zeile 31"})
    shown = text_of(filled.flat)
    assert "Zeile 31" in shown
    assert "Zeile 3\r" not in shown
    with pikepdf.open(io.BytesIO(filled.editable)) as editable:
        assert [int(place) for place in editable.pages[0].Annots[0].I] == [31]


def test_a_list_box_may_take_several(new_form: FormMaker) -> None:
    options = Array([String("rot"), String("grün"), String("blau")])
    new_form.field("x", (50, 600, 150, 660), FT=Name.Ch, Ff=SEVERAL, Opt=options)
    filled = fill(new_form.bytes(), {"x": "rot\nblau"})
    assert field_of(filled.editable, "x").value == "rot\nblau"
    assert "one" not in reason_of(refused(new_form.bytes(), {"x": "rot\ngelb"}))


def test_a_list_box_too_small_for_its_lines_is_refused(new_form: FormMaker) -> None:
    options = Array([String("eine sehr lange Zeile, die nicht passt"), String("b")])
    new_form.field("x", (50, 600, 90, 640), FT=Name.Ch, Opt=options)
    assert "too long" in reason_of(refused(new_form.bytes(), {"x": "b"}))


# What is left alone, and what is refused


def test_signatures_buttons_and_scripts_are_left_alone(new_form: FormMaker) -> None:
    new_form.field("sign", BOX, FT=Name.Sig)
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    new_form.field("print", (50, 600, 90, 620), FT=Name.Btn, Ff=PUSH, A=script)
    new_form.field("plz", (50, 500, 90, 520), AA=Dictionary(K=script))
    new_form.pdf.Root.OpenAction = script
    blank = new_form.bytes()
    fields = {field.name: field for field in inspect(blank)}
    assert fields["sign"].kind is FieldKind.SIGNATURE
    assert fields["print"].kind is FieldKind.BUTTON
    assert fields["print"].scripted
    assert fields["plz"].scripted
    filled = fill(blank, {"plz": "10115"})
    assert b"app.alert" in pikepdf_qdf(filled.editable)
    assert b"app.alert" not in pikepdf_qdf(filled.flat)
    for name in ("sign", "print"):
        assert "cannot be filled" in reason_of(refused(blank, {name: "x"}))


def test_a_signature_of_the_unfilled_form_is_removed(new_form: FormMaker) -> None:
    new_form.field("sign", BOX, FT=Name.Sig, V=Dictionary(Type=Name.Sig))
    new_form.field("name", (50, 600, 300, 620))
    new_form.form.SigFlags = 3
    new_form.pdf.Root.Perms = Dictionary(UR3=Dictionary())
    with pikepdf.open(io.BytesIO(fill(new_form.bytes(), {"name": "A"}).editable)) as editable:
        assert "/Perms" not in editable.Root
        assert "/SigFlags" not in editable.Root.AcroForm
        assert "/V" not in editable.pages[0].Annots[0]


def test_a_hybrid_form_loses_its_second_copy_of_the_data(new_form: FormMaker) -> None:
    new_form.field("name", BOX)
    new_form.form.XFA = Array([String("datasets"), new_form.pdf.make_stream(b"<x/>")])
    new_form.form.NeedAppearances = True
    with pikepdf.open(io.BytesIO(fill(new_form.bytes(), {"name": "A"}).editable)) as editable:
        assert "/XFA" not in editable.Root.AcroForm
        assert not bool(editable.Root.AcroForm.NeedAppearances)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"unheard": "x"}, "no such field"),
        ({"name": True}, "takes text"),
        ({"box": "maybe"}, "only the states Yes"),
    ],
)
def test_a_value_that_means_nothing_here_names_its_field(
    new_form: FormMaker, values: dict[str, str | bool], told: str
) -> None:
    new_form.field("name", BOX)
    new_form.field("box", (50, 600, 60, 610), FT=Name.Btn)
    error = refused(new_form.bytes(), values)
    assert error.facts["field"] == next(iter(values))
    assert told in reason_of(error)


@pytest.mark.filterwarnings("ignore:This document has 2 form widget")
def test_fields_that_the_form_has_lost_can_be_filled(new_form: FormMaker) -> None:
    new_form.widget(BOX, FT=Name.Tx)
    new_form.widget((50, 600, 300, 620), FT=Name.Tx)
    blank = new_form.bytes()
    assert [field.name for field in inspect(blank)] == ["#1", "#2"]
    filled = fill(blank, {"#2": "zwei"})
    assert "zwei" in text_of(filled.flat)
    with pikepdf.open(io.BytesIO(filled.editable)) as editable:
        assert len(editable.Root.AcroForm.Fields) == 2


def test_parents_in_a_circle_do_no_harm(new_form: FormMaker) -> None:
    first = new_form.parent("a", FT=Name.Tx)
    second = new_form.parent("b", Parent=first)
    first.Parent = second
    new_form.kid(second, BOX)
    (field,) = inspect(new_form.bytes())
    assert "Щ" in text_of(fill(new_form.bytes(), {field.name: "Щ"}).flat)


@pytest.mark.parametrize(
    "entries",
    [
        {"MaxLen": -3},
        {"MaxLen": String("viel")},
        {"Q": Name.Center},
        {"DA": Name.Helv},
        {"DA": String("/Helv 1e9 Tf 3 4 rg")},
        {"MK": Array([1]), "BS": Name.S},
        {"MK": Dictionary(BG=Array([String("x")]), BC=Array([9, -9, 2]), R=Name.x)},
        {"Ff": 10**12},
        {"TU": 5, "AP": Name.N},
        {"Opt": Array([Array([]), 3])},
        {"V": Array([1, 2])},
    ],
)
def test_nonsense_in_a_field_does_no_harm(
    new_form: FormMaker, entries: dict[str, pikepdf.Object]
) -> None:
    new_form.field("name", BOX, **entries)
    assert "Щука" in text_of(fill(new_form.bytes(), {"name": "Щука"}).flat)


@pytest.mark.parametrize("rect", [[], [1, 2, 3], [String("a"), 0, 0, 0]])
def test_a_widget_without_a_place_does_no_harm(new_form: FormMaker, rect: list[object]) -> None:
    new_form.field("name", BOX)
    new_form.field("lost", BOX).Rect = Array(rect)
    assert "Щ" in text_of(fill(new_form.bytes(), {"name": "Щ"}).flat)


def unusable(pdf: bytes) -> str:
    with pytest.raises(BlankUnusableError) as caught:
        inspect(pdf)
    return reason_of(caught.value)


def test_a_pure_xfa_form_is_refused_with_the_reason(new_form: FormMaker) -> None:
    new_form.form.XFA = new_form.pdf.make_stream(b"<xdp/>")
    assert "XFA" in unusable(new_form.bytes())


def test_a_pdf_without_fields_is_refused(new_form: FormMaker) -> None:
    assert "no fields" in unusable(new_form.bytes())
    del new_form.pdf.Root.AcroForm
    assert "no fields" in unusable(new_form.bytes())


def test_a_pdf_without_pages_is_refused(new_form: FormMaker) -> None:
    del new_form.pdf.pages[0]
    assert "no pages" in unusable(new_form.bytes())


def test_a_locked_pdf_is_refused(new_form: FormMaker) -> None:
    new_form.field("name", BOX)
    locked = new_form.bytes(encryption=pikepdf.Encryption(owner="o", user="u"))
    assert "password" in unusable(locked)


def test_a_protected_pdf_is_filled_if_its_author_allows_it(new_form: FormMaker) -> None:
    new_form.field("name", BOX)
    for allowed in (True, False):
        rules = pikepdf.Permissions(modify_form=allowed, modify_other=False)
        pdf = new_form.bytes(encryption=pikepdf.Encryption(owner="o", user="", allow=rules))
        if allowed:
            assert "Щ" in text_of(fill(pdf, {"name": "Щ"}).flat)
        else:
            assert "does not allow" in unusable(pdf)


def test_sizes_have_a_limit(new_form: FormMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    for row in range(3):
        new_form.field(f"f{row}", BOX)
        new_form.pdf.add_blank_page()
    blank = new_form.bytes()
    with monkeypatch.context() as patch:
        patch.setattr(blank_module, "MOST_BYTES", 1000)
        assert "larger than" in unusable(blank)
    with monkeypatch.context() as patch:
        patch.setattr(blank_module, "MOST_PAGES", 3)
        assert "more than 3" in unusable(blank)
    monkeypatch.setattr(fields_module, "MOST_FIELDS", 2)
    assert "more than 2 fields" in unusable(blank)


@pytest.mark.parametrize("pdf", [b"", b"hello", b"%PDF-1.7\n", b"\x00" * 4096])
def test_what_is_no_pdf_is_refused(pdf: bytes) -> None:
    assert "damaged" in unusable(pdf)


def test_damaged_files_are_refused_or_filled_but_never_crash(new_form: FormMaker) -> None:
    group = new_form.parent("sex", FT=Name.Btn, Ff=RADIO)
    new_form.kid(group, (50, 600, 60, 610), AP=new_form.states("Off", "f#fcr"))
    new_form.field("name", BOX, V=String("a"), MK=Dictionary(R=90, BG=Array([0.5])))
    whole = new_form.bytes(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    dice = random.Random(2)
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(dice.randrange(1, 6)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        if dice.random() < 0.3:
            del broken[dice.randrange(len(broken)) :]
        try:
            fill(bytes(broken), {"name": "Щука", "sex": "für"})
        except (BlankUnusableError, PaperRefusedError):
            continue


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
