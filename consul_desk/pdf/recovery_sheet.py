"""The recovery sheet: one page of paper that opens the vault when the passphrase is lost.

Comes in: the groups of a code, and whose vault it is. Goes out: one A4 page that was read
back, with the groups in large type, a QR code of the same text, how to keep the sheet and what
it cannot do.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from consul_desk.errors.casework import PaperRefusedError
from consul_desk.language import N_, Language, Message
from consul_desk.pdf.fonts import BOLD, printable, unprintable, width_of
from consul_desk.pdf.page import (
    ACCENT,
    HAIR,
    INK,
    LEFT,
    MUTED,
    SOFT,
    TOP,
    WIDTH,
    Run,
    Style,
    new_canvas,
    paragraph,
)
from consul_desk.pdf.verify import ExpectedText, require_text

_TITLE = Style(22, 27, BOLD)
_SUBTITLE = Style(11, 15, colour=MUTED)
_BODY = Style(11, 15.5, colour=SOFT)
_HEADING = Style(12.5, 17, BOLD, ACCENT)
_NUMBER = Style(9, 11, colour=MUTED)
_LETTER = Style(24, 30, BOLD)

_COLUMNS = 3
_CELL = 21.5
"""Every letter stands in the middle of a cell of its own, as on a typewriter."""
_GROUP_WIDTH, _GROUP_HEIGHT = 150.0, 52.0
_BOX = HexColor("#f4f6f8")

_QR_WIDTH = 116.0
_INDENT = 12.0

# The words stand here once; the sheet is drawn in the language that it is asked for.
_HEAD = N_("Recovery code")
_WHAT = N_(
    "This sheet opens the vault of Consul Desk named above when the passphrase is forgotten "
    "or the keystore of the computer has lost its part. Whoever holds the sheet and the "
    "laptop, or a copy of the vault, can read everything in it."
)
_KEEP_HEAD = N_("How to keep it")
_KEEP = (
    N_("Print it twice and keep the two sheets in two places that you trust."),
    N_("Never beside the laptop, and not in the same bag."),
    N_("Never as a photo, a scan, in a cloud or in a message. Then delete this file."),
    N_("Do not take it over a border."),
)
_USE_HEAD = N_("How to use it")
_USE = N_(
    "On the unlock screen choose the recovery code and type the nine groups, or run "
    "“consul-desk key recover”. Then set a new passphrase. The code has no letters I, L, O "
    "and U; case does not matter."
)
_LIMITS_HEAD = N_("What it cannot do")
_LIMITS = N_(
    "It brings back no deleted data and no vault whose keys were destroyed. A newer recovery "
    "code makes this sheet worthless: then destroy it."
)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What stands on the sheet.

    Attributes:
        label: what its owner calls the vault; her name is as good as any.
        groups: of the code, in order.
        text: the whole code, for the QR code.
    """

    label: str
    made_on: date
    groups: tuple[str, ...]
    text: str


def draw_recovery_sheet(sheet: RecoverySheet, language: Language) -> bytes:
    """Draw the sheet and read it back.

    Returns:
        Shape: PDF bytes of one A4 page.

    Raises:
        PaperRefusedError: the label has a character that the font lacks.
    """
    label = printable(sheet.label)
    if missing := unprintable(label):
        told = N_("The letters of the paper do not include {characters}.")
        raise PaperRefusedError(field=label, reason=Message(told, {"characters": missing}))
    target = io.BytesIO()
    canvas = new_canvas(target, lang=language.code)
    title = language.gettext(_HEAD)
    canvas.setTitle(title)
    canvas.setAuthor("Consul Desk")
    canvas.setCreator("Consul Desk")
    canvas.setDateFormatter(lambda *_: f"D:{sheet.made_on:%Y%m%d}")
    _draw_page(canvas, sheet, label, language)
    canvas.showPage()
    canvas.save()
    pdf = target.getvalue()
    require_text(pdf, [ExpectedText(title, group) for group in sheet.groups])
    return pdf


def _draw_page(canvas: Canvas, sheet: RecoverySheet, label: str, language: Language) -> None:
    say = language.gettext
    named = say("Vault of {label}, sheet made on {day}")
    day = language.short_date(sheet.made_on)
    down = _draw(canvas, TOP, say(_HEAD), _TITLE)
    down = _draw(canvas, down + 2, named.format(label=label, day=day), _SUBTITLE)
    down = _draw(canvas, down + 12, say(_WHAT), _BODY)
    down = _draw_groups(canvas, down + 16, sheet.groups)
    down = _draw_picture(canvas, down + 18, sheet.text, language)
    for heading, texts in _below(language):
        down = _draw(canvas, down + 14, heading, _HEADING)
        for text in texts:
            down = _draw(canvas, down + 3, text, _BODY)


def _below(language: Language) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield language.gettext(_USE_HEAD), (language.gettext(_USE),)
    yield language.gettext(_LIMITS_HEAD), (language.gettext(_LIMITS),)


def _draw(
    canvas: Canvas,
    down: float,
    text: str,
    style: Style,
    *,
    left: float = 0,
    width: float = WIDTH,
) -> float:
    """Set a text and tell where it ends."""
    runs = paragraph(text, style, left=left, width=width)
    for run in runs:
        _draw_run(canvas, down, run)
    return down + len(runs) * style.leading


def _draw_run(canvas: Canvas, down: float, run: Run) -> None:
    canvas.setFont(run.style.font, run.style.size)
    canvas.setFillColor(run.style.colour)
    canvas.drawString(LEFT + run.left, A4[1] - down - run.down, run.text)


def _draw_groups(canvas: Canvas, down: float, groups: tuple[str, ...]) -> float:
    gap = (WIDTH - _COLUMNS * _GROUP_WIDTH) / (_COLUMNS - 1)
    for place, group in enumerate(groups):
        row, column = divmod(place, _COLUMNS)
        left = column * (_GROUP_WIDTH + gap)
        _draw_group(canvas, left, down + row * (_GROUP_HEIGHT + 10), place + 1, group)
    rows = -(-len(groups) // _COLUMNS)
    return down + rows * (_GROUP_HEIGHT + 10) - 10


def _draw_group(canvas: Canvas, left: float, down: float, number: int, group: str) -> None:
    canvas.setFillColor(_BOX)
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.6)
    bottom = A4[1] - down - _GROUP_HEIGHT
    canvas.roundRect(LEFT + left, bottom, _GROUP_WIDTH, _GROUP_HEIGHT, 4, fill=1)
    _draw_run(canvas, down, Run(left + 9, 15, str(number), _NUMBER))
    start = left + (_GROUP_WIDTH - len(group) * _CELL) / 2
    for place, letter in enumerate(group):
        inset = (_CELL - width_of(letter, _LETTER.font, _LETTER.size)) / 2
        _draw_run(canvas, down, Run(start + place * _CELL + inset, 39, letter, _LETTER))


def _draw_picture(canvas: Canvas, down: float, code: str, language: Language) -> float:
    """The QR code at the right, how to keep the sheet at its left; tells where both end."""
    left = WIDTH - _QR_WIDTH
    _draw_qr(canvas, left, down, code)
    lowest = _draw(canvas, down, language.gettext(_KEEP_HEAD), _HEADING)
    for text in _KEEP:
        lowest += 3
        _draw(canvas, lowest, "•", _BODY)
        room = left - 26 - _INDENT
        said = language.gettext(text)
        lowest = _draw(canvas, lowest, said, _BODY, left=_INDENT, width=room)
    return max(lowest, down + _QR_WIDTH)


def _draw_qr(canvas: Canvas, left: float, down: float, code: str) -> None:
    """Draw the modules as squares: sharp at every size, and no picture file anywhere."""
    rows = [list(row) for row in segno.make_qr(code, error="q").matrix]
    module = _QR_WIDTH / len(rows)
    canvas.setFillColor(INK)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                bottom = A4[1] - down - (y + 1) * module
                canvas.rect(LEFT + left + x * module, bottom, module, module, stroke=0, fill=1)
