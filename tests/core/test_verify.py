"""Reading back must be able to fail: what is not on the page is not believed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Name
from reportlab.pdfgen.canvas import Canvas

from consul_desk.errors.casework import PaperRefusedError
from consul_desk.pdf import acroform
from consul_desk.pdf.acroform import fill
from consul_desk.pdf.appearance import Layout
from consul_desk.pdf.fields import Box, Widget
from consul_desk.pdf.verify import ExpectedText, require_states, require_text

if TYPE_CHECKING:
    from tests.core.conftest import FormMaker

BOX = (50.0, 700.0, 300.0, 720.0)


def page_with(text: str, font: str = "Helvetica") -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.setFont(font, 12)
    canvas.drawString(60, 705, text)
    canvas.save()
    return target.getvalue()


def test_a_value_on_the_page_is_found() -> None:
    expected = [ExpectedText("a", "Müller  Mei er"), ExpectedText("b", "")]
    require_text(page_with("Müller Meier"), expected)


def test_a_value_that_is_not_there_names_its_field() -> None:
    with pytest.raises(PaperRefusedError) as caught:
        require_text(page_with("Müller"), [ExpectedText("Geburtsname", "Meier")])
    assert caught.value.facts["field"] == "Geburtsname"


@pytest.mark.parametrize(
    ("box", "found"),
    [
        (Box(0, 50, 700, 300, 720), True),
        (Box(0, 50, 500, 300, 520), False),
        (Box(0, 50, 700, 80, 720), False),
    ],
)
def test_a_value_counts_only_within_its_box(box: Box, found: bool) -> None:
    expected = [ExpectedText("name", "Müller-Lüdenscheidt", box)]
    if found:
        require_text(page_with("Müller-Lüdenscheidt"), expected)
        return
    with pytest.raises(PaperRefusedError):
        require_text(page_with("Müller-Lüdenscheidt"), expected)


def drawn_without_cyrillic(drawings: Sequence[tuple[Widget, Layout]]) -> bytes:
    """What PDF libraries do by themselves: Helvetica, whatever the letters."""
    target = io.BytesIO()
    canvas = Canvas(target)
    for widget, layout in drawings:
        canvas.setPageSize((widget.box.width, widget.box.height))
        for line in layout.lines:
            canvas.drawString(2, 5, line.encode("latin-1", "replace").decode("latin-1"))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def drawn_too_far_right(drawings: Sequence[tuple[Widget, Layout]]) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target)
    for widget, layout in drawings:
        canvas.setPageSize((widget.box.width, widget.box.height))
        canvas.drawString(widget.box.width - 20, 5, layout.lines[0])
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_a_paper_whose_letters_are_lost_is_refused(
    new_form: FormMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_form.field("name", BOX)
    monkeypatch.setattr(acroform, "draw_texts", drawn_without_cyrillic)
    with pytest.raises(PaperRefusedError) as caught:
        fill(new_form.bytes(), {"name": "Щукина"})
    assert caught.value.facts["field"] == "name"


def test_a_paper_whose_values_are_cut_is_refused(
    new_form: FormMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_form.field("name", BOX)
    monkeypatch.setattr(acroform, "draw_texts", drawn_too_far_right)
    with pytest.raises(PaperRefusedError):
        fill(new_form.bytes(), {"name": "Schtschukina"})


def box_form(new_form: FormMaker, shown: str, held: str) -> bytes:
    new_form.field(
        "box",
        (50, 700, 60, 710),
        FT=Name.Btn,
        AP=new_form.states("Off", "Ja"),
        AS=Name(f"/{shown}"),
        V=Name(f"/{held}"),
    )
    return new_form.bytes()


def test_states_are_compared_in_widget_and_field(new_form: FormMaker) -> None:
    require_states(box_form(new_form, "Ja", "Ja"), {"box": "Ja"})


@pytest.mark.parametrize(
    ("shown", "held", "expected"),
    [
        ("Off", "Ja", "Ja"),
        ("Ja", "Off", "Ja"),
        ("Off", "Off", "Ja"),
        ("Ja", "Ja", ""),
        ("Ja", "Ja", "Nein"),
    ],
)
def test_a_box_in_another_state_is_refused(
    new_form: FormMaker, shown: str, held: str, expected: str
) -> None:
    with pytest.raises(PaperRefusedError) as caught:
        require_states(box_form(new_form, shown, held), {"box": expected})
    assert caught.value.facts["field"] == "box"


def test_a_box_that_is_gone_is_refused(new_form: FormMaker) -> None:
    with pytest.raises(PaperRefusedError):
        require_states(box_form(new_form, "Ja", "Ja"), {"other": "Ja"})


def test_two_widgets_on_at_once_are_refused(new_form: FormMaker) -> None:
    group = new_form.parent("sex", FT=Name.Btn, Ff=1 << 15, V=Name.m)
    for name in ("m", "f"):
        states = new_form.states("Off", name)
        new_form.kid(group, (50, 700, 60, 710), AP=states, AS=Name(f"/{name}"))
    with pytest.raises(PaperRefusedError):
        require_states(new_form.bytes(), {"sex": "m"})


def test_a_switch_that_did_not_take_refuses_the_paper(
    new_form: FormMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    blank = box_form(new_form, "Off", "Off")
    monkeypatch.setattr(acroform, "raw_name", lambda _: pikepdf.Name.Off)
    with pytest.raises(PaperRefusedError) as caught:
        fill(blank, {"box": True})
    assert caught.value.facts["field"] == "box"
