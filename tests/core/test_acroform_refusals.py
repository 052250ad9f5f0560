"""Filling official forms: what is left alone, and what is refused."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from consul_desk.errors.casework import BlankUnusableError, PaperRefusedError
from consul_desk.pdf import blank as blank_module
from consul_desk.pdf import fields as fields_module
from consul_desk.pdf.acroform import fill, inspect
from consul_desk.pdf.fields import FieldKind

if TYPE_CHECKING:
    from tests.core.conftest import FormMaker

from tests.core.filled_forms import (
    BOX,
    PUSH,
    RADIO,
    bare,
    readable,
    reason_of,
    refused,
    text_of,
    unusable,
)

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
    assert b"app.alert" in readable(filled.editable)
    assert b"app.alert" not in readable(filled.flat)
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
    refusals = 0
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(dice.randrange(1, 6)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        if dice.random() < 0.3:
            del broken[dice.randrange(len(broken)) :]
        try:
            filled = fill(bytes(broken), {"name": "Щука", "sex": "für"})
        except (BlankUnusableError, PaperRefusedError):
            refusals += 1
        else:
            assert "Щука" in bare(text_of(filled.flat))
    assert refusals > 0
