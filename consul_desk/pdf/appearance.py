"""How a filled box looks: what fits, at which size, and the drawing itself.

Comes in: a text and the room of a widget. Goes out: a Layout, or None where the text does
not fit at a legible size; and one PDF with a page per widget, so that one embedded subset of
one font serves the whole form.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from reportlab.lib.colors import CMYKColor, Color
from reportlab.pdfgen.canvas import Canvas

from consul_desk.pdf.fields import Box, Slot, Widget
from consul_desk.pdf.fonts import (
    ASCENT,
    DESCENT,
    REGULAR,
    widest_piece,
    width_of,
    wrap,
)
from consul_desk.pdf.objects import number, sub_dictionary
from consul_desk.pdf.page import new_canvas

SMALLEST = 6.0
"""Points. Below this, an official at a counter cannot read it."""
COMFORTABLE = 8.0
USUAL = 10.0
"""Points, where the form leaves the size to the viewer: one size for the whole page."""
_LEADING = 1.15
_STEP = 0.5
_SELECTED = Color(0.75, 0.84, 0.92)


@dataclass(frozen=True, slots=True)
class Layout:
    """Lines of text that fit their box.

    Attributes:
        cells: number of comb cells, one character each; 0 for running text.
        selected: in a list box, which of the lines are chosen.
    """

    lines: tuple[str, ...]
    size: float
    from_top: bool = False
    cells: int = 0
    selected: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Room:
    """The inside of a widget, turned upright.

    Attributes:
        border: how thick its own line around is; 0 where it has none.
    """

    width: float
    height: float
    border: float

    @classmethod
    def of(cls, widget: Widget) -> Room:
        """Measure a widget; one that is turned by 90 degrees swaps its sides."""
        sides = (widget.box.width, widget.box.height)
        width, height = sides[::-1] if widget.rotation in (90, 270) else sides
        return cls(width, height, _border_width(widget))

    @property
    def margin(self) -> float:
        """Left and right of the text, in points."""
        return min(2.0, self.width * 0.1) + self.border

    @property
    def text_width(self) -> float:
        """What is left for a line, in points."""
        return self.width - 2 * self.margin

    def holds(self, lines: int, size: float) -> bool:
        """Tell whether so many lines of this size fit one above the other."""
        needed = (ASCENT + DESCENT + (lines - 1) * _LEADING) * size
        return needed <= self.height - max(self.border, min(1.0, self.height * 0.1))


def lay_out(slot: Slot, widget: Widget, text: str) -> Layout | None:
    """Find the largest size at which a text fits its box; None where there is none."""
    room = Room.of(widget)
    if slot.field.comb and slot.field.max_length:
        return _in_cells(room, widget, text, slot.field.max_length)
    if slot.field.multiline:
        return _wrapped(room, widget, text) or _wrapped(room, widget, text, breaking=True)
    line = _in_one_line(room, widget, " ".join(text.split()))
    if line and line.size >= COMFORTABLE:
        return line
    wrapped = _wrapped(room, widget, text)
    if line and wrapped:
        return max(line, wrapped, key=lambda layout: layout.size)
    return line or wrapped


def lay_out_list(slot: Slot, widget: Widget, selected: Sequence[int]) -> Layout | None:
    """Show as much of a list as fits, from where the first selected line can be seen."""
    shown = [choice.shown for choice in slot.field.choices]
    room = Room.of(widget)
    for size in _sizes(widget):
        visible = max(1, int(room.height / (size * _LEADING)))
        start = min(selected, default=0)
        if max(selected, default=0) < visible:
            start = 0
        lines = tuple(shown[start : start + visible])
        fits = all(width_of(line, REGULAR, size) <= room.text_width for line in lines)
        if fits and room.holds(1, size) and max(selected, default=0) < start + visible:
            marked = frozenset(place - start for place in selected)
            return Layout(lines, size, from_top=True, selected=marked)
    return None


def _sizes(widget: Widget) -> tuple[float, ...]:
    largest = widget.size or USUAL
    steps = int(max(0.0, largest - SMALLEST) / _STEP)
    return tuple(largest - step * _STEP for step in range(steps + 1))


def _in_cells(room: Room, widget: Widget, text: str, cells: int) -> Layout | None:
    cell = room.width / cells
    for size in _sizes(widget):
        widest = max((width_of(character, REGULAR, size) for character in text), default=0)
        if room.holds(1, size) and widest <= cell:
            return Layout((text,), size, cells=cells)
    return None


def _in_one_line(room: Room, widget: Widget, text: str) -> Layout | None:
    for size in _sizes(widget):
        if room.holds(1, size) and width_of(text, REGULAR, size) <= room.text_width:
            return Layout((text,), size)
    return None


def _wrapped(room: Room, widget: Widget, text: str, *, breaking: bool = False) -> Layout | None:
    for size in _sizes(widget):
        if not breaking and widest_piece(text, REGULAR, size) > room.text_width:
            continue
        lines = wrap(text, REGULAR, size, room.text_width)
        if room.holds(len(lines), size):
            return Layout(lines, size, from_top=len(lines) > 1 or room.height > 3 * size)
    return None


def draw_texts(drawings: Sequence[tuple[Widget, Layout]]) -> bytes:
    """Draw each widget on a page of its own, of exactly its size."""
    target = io.BytesIO()
    canvas = new_canvas(target)
    for widget, layout in drawings:
        canvas.setPageSize((widget.box.width, widget.box.height))
        _turn(canvas, widget)
        room = Room.of(widget)
        _draw_ground(canvas, widget, room)
        if layout.cells:
            _draw_cells(canvas, widget, room, layout)
        else:
            _draw_lines(canvas, widget, room, layout)
        _draw_border(canvas, widget, room, layout)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def draw_mark(box: Box) -> bytes:
    """Draw a cross for a check box whose form brings no picture of its own."""
    inset = min(box.width, box.height) * 0.2
    right, top = box.width - inset, box.height - inset
    strokes = f"{inset:.2f} {inset:.2f} m {right:.2f} {top:.2f} l "
    strokes += f"{inset:.2f} {top:.2f} m {right:.2f} {inset:.2f} l S"
    return f"q 0 G {inset * 0.6:.2f} w 1 J {strokes} Q".encode()


def _turn(canvas: Canvas, widget: Widget) -> None:
    width, height = widget.box.width, widget.box.height
    corner = {90: (width, 0), 180: (width, height), 270: (0, height)}.get(widget.rotation)
    if corner:
        canvas.translate(*corner)
        canvas.rotate(widget.rotation)


def _draw_ground(canvas: Canvas, widget: Widget, room: Room) -> None:
    if ground := _colour_of(sub_dictionary(widget.thing, "/MK").get("/BG")):
        canvas.setFillColor(ground)
        canvas.rect(0, 0, room.width, room.height, stroke=0, fill=1)


def _draw_border(canvas: Canvas, widget: Widget, room: Room, layout: Layout) -> None:
    colour = _colour_of(sub_dictionary(widget.thing, "/MK").get("/BC"))
    if not colour or not room.border:
        return
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(room.border)
    half, width, height = room.border / 2, room.width, room.height
    canvas.rect(half, half, width - room.border, height - room.border, stroke=1, fill=0)
    for cell in range(1, layout.cells):
        canvas.line(cell * width / layout.cells, 0, cell * width / layout.cells, height)


def _border_width(widget: Widget) -> float:
    if not isinstance(sub_dictionary(widget.thing, "/MK").get("/BC"), pikepdf.Array):
        return 0.0
    style = sub_dictionary(widget.thing, "/BS")
    return min(number(style.get("/W")), 4.0) if "/W" in style else 1.0


def _colour_of(parts: object) -> Color | None:
    if not isinstance(parts, pikepdf.Array):
        return None
    numbers = tuple(number(part) for part in list(parts))
    return _colour(numbers) if len(numbers) in (1, 3, 4) else None


def _colour(parts: tuple[float, ...]) -> Color:
    shares = [min(1.0, max(0.0, part)) for part in parts]
    if len(shares) == 4:
        cyan, magenta, yellow, black = shares
        return CMYKColor(cyan, magenta, yellow, black)
    red, green, blue = shares if len(shares) == 3 else shares[:1] * 3
    return Color(red, green, blue)


def _draw_lines(canvas: Canvas, widget: Widget, room: Room, layout: Layout) -> None:
    leading = layout.size * _LEADING
    baseline = _first_baseline(room, layout)
    for place, line in enumerate(layout.lines):
        if place in layout.selected:
            canvas.setFillColor(_SELECTED)
            bottom = baseline - DESCENT * layout.size
            canvas.rect(0, bottom, room.width, leading, stroke=0, fill=1)
        canvas.setFillColor(_colour(widget.colour))
        canvas.setFont(REGULAR, layout.size)
        canvas.drawString(_start(widget, room, line, layout.size), baseline, line)
        baseline -= leading


def _first_baseline(room: Room, layout: Layout) -> float:
    block = (ASCENT + DESCENT + (len(layout.lines) - 1) * _LEADING) * layout.size
    gap = (room.height - block) / 2
    if layout.from_top:
        gap = min(gap, 2.0)
    return room.height - gap - ASCENT * layout.size


def _start(widget: Widget, room: Room, line: str, size: float) -> float:
    spare = room.text_width - width_of(line, REGULAR, size)
    return room.margin + spare * {1: 0.5, 2: 1.0}.get(widget.alignment, 0.0)


def _draw_cells(canvas: Canvas, widget: Widget, room: Room, layout: Layout) -> None:
    text, cell = layout.lines[0], room.width / layout.cells
    spare = layout.cells - len(text)
    first = {1: spare // 2, 2: spare}.get(widget.alignment, 0)
    canvas.setFillColor(_colour(widget.colour))
    canvas.setFont(REGULAR, layout.size)
    for place, character in enumerate(text, first):
        canvas.drawCentredString((place + 0.5) * cell, _first_baseline(room, layout), character)
