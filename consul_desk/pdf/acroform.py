"""Official AcroForms: what a blank asks for, and filling it so that every letter shows.

Comes in: an authority's PDF and values by field name. Goes out: an editable and a flattened
copy, already read back. The recipe: each widget's appearance is drawn by reportlab in one
embedded subset and attached by pikepdf, because the generators of PDF libraries lose
Cyrillic and umlauts without saying so.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import pikepdf

from consul_desk.pdf.appearance import draw_mark, draw_texts
from consul_desk.pdf.blank import clean, flatten, open_blank
from consul_desk.pdf.fields import FieldKind, FormField, Widget
from consul_desk.pdf.objects import drop, integer, raw_name, sub_dictionary
from consul_desk.pdf.plan import Plan, Stored, Switch, Values, make_plan, standing_values
from consul_desk.pdf.verify import require_states, require_text

_PRINT = 1 << 2


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled form, read back and found complete."""

    editable: bytes
    flat: bytes


@dataclass(frozen=True, slots=True)
class FilledSheets:
    """One form filled several times, for instance for a family of three.

    Attributes:
        editable: one copy per sheet that can be corrected by hand.
        flat: all sheets in one file, ready to print.
    """

    editable: tuple[bytes, ...]
    flat: bytes


def inspect(pdf: bytes) -> tuple[FormField, ...]:
    """List the fields of a blank, in page order.

    Raises:
        BlankUnusableError: the file is damaged, locked, too large, or has no fields.
    """
    with open_blank(pdf) as (_, slots):
        return tuple(slot.field for slot in slots.values())


def fill(pdf: bytes, values: Values) -> Filled:
    """Fill a form and read it back.

    Fields that `values` does not name stay as they are; so do signatures and scripts.

    Raises:
        BlankUnusableError: the file is damaged, locked, too large, or has no fields.
        PaperRefusedError: a value does not fit, has a letter that the font lacks, names
            no field or state of this form, or could not be read back.
    """
    with open_blank(pdf) as (blank, slots):
        plan = make_plan(slots, {**standing_values(blank, slots), **values})
        clean(blank, slots)
        with pikepdf.open(_drawn(plan)) as drawn:
            _attach(blank, drawn, plan)
            editable = _saved(blank)
        flatten(blank)
        flat = _saved(blank)
    require_states(editable, plan.states)
    require_text(flat, plan.expected)
    return Filled(editable, flat)


def fill_sheets(pdf: bytes, sheets: Sequence[Values]) -> FilledSheets:
    """Fill one form once per sheet; the flattened sheets become one file.

    Raises:
        BlankUnusableError, PaperRefusedError: as `fill`.
    """
    filled = [fill(pdf, values) for values in sheets]
    return FilledSheets(tuple(f.editable for f in filled), _joined([f.flat for f in filled]))


def _drawn(plan: Plan) -> io.BytesIO:
    drawings = [(drawing.widget, drawing.layout) for drawing in plan.drawings]
    return io.BytesIO(draw_texts(drawings))


def _attach(blank: pikepdf.Pdf, drawn: pikepdf.Pdf, plan: Plan) -> None:
    for drawing, page in zip(plan.drawings, drawn.pages, strict=False):
        picture = blank.copy_foreign(page.as_form_xobject())
        drawing.widget.thing["/AP"] = pikepdf.Dictionary(N=picture)
        _make_printed(drawing.widget)
        if len(drawing.layout.lines) > 1 and drawing.slot.field.kind is FieldKind.TEXT:
            drawing.slot.write_multiline()
    for stored in plan.stored:
        _store(stored)
    for switch in plan.switches:
        _switch(blank, switch)


def _make_printed(widget: Widget) -> None:
    widget.thing["/F"] = integer(widget.thing.get("/F"), 0) | _PRINT


def _store(stored: Stored) -> None:
    texts = [pikepdf.String(text) for text in stored.text.split("\n")]
    several = stored.slot.takes_several and len(texts) > 1
    for owner in stored.slot.owners:
        owner["/V"] = pikepdf.Array(texts) if several else pikepdf.String(stored.text)
        drop(owner, "/RV")
        if stored.slot.field.kind is FieldKind.CHOICE:
            owner["/I"] = pikepdf.Array(sorted(stored.selected))


def _switch(blank: pikepdf.Pdf, switch: Switch) -> None:
    slot, free = switch.slot, True
    on: pikepdf.Object = pikepdf.Name.Off
    for widget in slot.widgets:
        is_on = widget.state == switch.state and (free or slot.in_unison)
        widget.thing["/AS"] = raw_name(widget.raw_state) if is_on else pikepdf.Name.Off
        if is_on:
            free, on = False, raw_name(widget.raw_state)
            _bring_picture(blank, widget)
            _make_printed(widget)
    for owner in slot.owners:
        owner["/V"] = on


def _bring_picture(blank: pikepdf.Pdf, widget: Widget) -> None:
    """Draw a cross where the form has no picture of a box that is on."""
    edges = pikepdf.Array([0, 0, widget.box.width, widget.box.height])
    pictures = sub_dictionary(sub_dictionary(widget.thing, "/AP"), "/N")
    known = dict(pictures.items()).get(widget.raw_state)
    if not isinstance(known, pikepdf.Stream):
        known = blank.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        off = blank.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
        off["/BBox"] = edges
        named = pikepdf.Dictionary(Off=off)
        named[widget.raw_state] = known
        widget.thing["/AP"] = pikepdf.Dictionary(N=named)
    if not known.read_bytes().strip():
        known.write(draw_mark(widget.box))
        known["/BBox"] = edges


def _saved(blank: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    blank.save(target, deterministic_id=True)
    return target.getvalue()


def _joined(parts: Sequence[bytes]) -> bytes:
    if len(parts) == 1:
        return parts[0]
    with ExitStack() as opened:
        first, *others = (
            opened.enter_context(pikepdf.open(io.BytesIO(part))) for part in parts
        )
        for other in others:
            first.pages.extend(other.pages)
        return _saved(first)
