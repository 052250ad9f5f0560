"""Filling official forms: boxes, groups of buttons, lists."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from consul_desk.pdf.acroform import fill

if TYPE_CHECKING:
    from tests.core.conftest import FormMaker

from tests.core.filled_forms import (
    BOX,
    COMBO,
    EDIT,
    RADIO,
    SEVERAL,
    field_of,
    readable,
    reason_of,
    refused,
    states_of,
    text_of,
)

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
    assert b"/AS /f#fcr" in readable(fill(blank, {"box": True}).editable)


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
