"""A4 sheets: blocks of text, put onto pages that know how many they are.

Comes in: blocks measured in points. Goes out: PDF bytes, the same for the same input. No
block is ever cut: one that does not fit begins the next page.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from consul_desk.language import Language
from consul_desk.pdf.fonts import BOLD, DESCENT, REGULAR, use_fonts, width_of, wrap

INK = HexColor("#1a1a1a")
MUTED = HexColor("#595959")
SOFT = HexColor("#3a3a3a")
ACCENT = HexColor("#1f4e79")
HAIR = HexColor("#c9c9c9")

LEFT, RIGHT = 24 * mm, 18 * mm
TOP, BOTTOM = 20 * mm, 20 * mm
WIDTH = A4[0] - LEFT - RIGHT
HEIGHT = A4[1] - TOP - BOTTOM


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks; sizes in points."""

    size: float
    leading: float
    font: str = REGULAR
    colour: Color = INK

    def wrap(self, text: str, width: float) -> tuple[str, ...]:
        """Break a text into lines of at most this width."""
        return wrap(text, self.font, self.size, width)


SMALL = Style(8.5, 11, colour=MUTED)
SMALL_BOLD = Style(8.5, 11, BOLD, MUTED)


@dataclass(frozen=True, slots=True)
class Run:
    """One line of text: `left` from the margin, `down` from the block's top to its baseline."""

    left: float
    down: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line."""

    down: float
    colour: Color = HAIR
    width: float = 0.5


@dataclass(frozen=True, slots=True)
class Block:
    """What stays together on one page.

    Attributes:
        keep_with_next: a heading: never the last thing on a page.
        repeat: shown again on top of a page that this block begins, such as the heading
            of a section that goes on.
    """

    height: float
    runs: tuple[Run, ...] = ()
    rules: tuple[Rule, ...] = ()
    keep_with_next: bool = False
    repeat: Block | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the text of every page.

    Attributes:
        mark: a word at the upper right, such as "Sample data"; empty for none.
        footer: at the lower left, beside the page number.
        made_on: the only date that the file carries.
    """

    title: str
    footer: str
    mark: str
    made_on: date


def paragraph(
    text: str, style: Style, *, left: float = 0, width: float = WIDTH, top: float = 0
) -> tuple[Run, ...]:
    """Set a text in lines, the first directly below `top`."""
    first = top + style.leading - DESCENT * style.size
    lines = style.wrap(text, width)
    return tuple(
        Run(left, first + place * style.leading, line, style)
        for place, line in enumerate(lines)
    )


def paginate(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], ...]:
    """Deal blocks out to pages, top to bottom."""
    pages: list[list[Block]] = [[]]
    left = HEIGHT
    for place, block in enumerate(blocks):
        if pages[-1] and _needed(blocks, place) > left:
            pages.append([block.repeat] if block.repeat else [])
            left = HEIGHT - sum(b.height for b in pages[-1])
        pages[-1].append(block)
        left -= block.height
    return tuple(tuple(page) for page in pages)


def _needed(blocks: Sequence[Block], place: int) -> float:
    """How high a block is, together with those that it must not be parted from."""
    height = 0.0
    for block in blocks[place:]:
        height += block.height
        if not block.keep_with_next:
            break
    return height


def draw(blocks: Sequence[Block], frame: Frame, language: Language) -> bytes:
    """Draw all pages.

    Returns:
        Shape: PDF bytes; the same for the same input. Title and language are set, fonts
        are embedded subsets.
    """
    target = io.BytesIO()
    canvas = new_canvas(target, lang=language.code)
    canvas.setTitle(frame.title)
    canvas.setSubject(frame.footer)
    canvas.setAuthor("Consul Desk")
    canvas.setCreator("Consul Desk")
    canvas.setDateFormatter(lambda *_: f"D:{frame.made_on:%Y%m%d}")
    pages = paginate(blocks)
    for number, page in enumerate(pages, 1):
        down = TOP
        for block in page:
            _draw_block(canvas, block, down)
            down += block.height
        told = language.gettext("Page {page} of {count}").format(page=number, count=len(pages))
        _draw_frame(canvas, frame, told)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def new_canvas(target: io.BytesIO, **settings: Any) -> Canvas:
    """Start a PDF that is the same each time and holds no font but ours."""
    use_fonts()
    ours: dict[str, Any] = {"pagesize": A4, "invariant": 1, "initialFontName": REGULAR}
    return Canvas(target, **ours, **settings)


def _draw_block(canvas: Canvas, block: Block, down: float) -> None:
    for rule in block.rules:
        _draw_rule(canvas, rule, down)
    for run in block.runs:
        _draw_text(canvas, LEFT + run.left, down + run.down, run.text, run.style)


def _draw_frame(canvas: Canvas, frame: Frame, page: str) -> None:
    foot = A4[1] - BOTTOM + 21
    _draw_rule(canvas, Rule(0), foot - 12)
    room = WIDTH - width_of(page, REGULAR, SMALL.size) - 12
    for place, line in enumerate(SMALL.wrap(frame.footer, room)):
        _draw_text(canvas, LEFT, foot + place * SMALL.leading, line, SMALL)
    _draw_right(canvas, foot, page, SMALL)
    if frame.mark:
        _draw_mark(canvas, frame.mark)


def _draw_mark(canvas: Canvas, text: str) -> None:
    style = Style(10, 12, BOLD, ACCENT)
    width = width_of(text, style.font, style.size) + 12
    canvas.setStrokeColor(ACCENT)
    canvas.setLineWidth(0.8)
    canvas.roundRect(LEFT + WIDTH - width, A4[1] - TOP + 9, width, 17, 3)
    _draw_text(canvas, LEFT + WIDTH - width + 6, TOP - 14, text, style)


def _draw_rule(canvas: Canvas, rule: Rule, down: float) -> None:
    canvas.setStrokeColor(rule.colour)
    canvas.setLineWidth(rule.width)
    height = A4[1] - down - rule.down
    canvas.line(LEFT, height, LEFT + WIDTH, height)


def _draw_right(canvas: Canvas, down: float, text: str, style: Style) -> None:
    left = LEFT + WIDTH - width_of(text, style.font, style.size)
    _draw_text(canvas, left, down, text, style)


def _draw_text(canvas: Canvas, left: float, down: float, text: str, style: Style) -> None:
    canvas.setFont(style.font, style.size)
    canvas.setFillColor(style.colour)
    canvas.drawString(left, A4[1] - down, text)
