"""The data sheet for the authority, and its reading copy in the applicant's language.

Comes in: labels and values, already in words. Goes out: A4 pages, read back. On a reading
copy each line shows the German term under its label, because the authority's letter uses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from consul_desk.errors.casework import PaperRefusedError
from consul_desk.language import N_, Language, Message
from consul_desk.pdf.fonts import BOLD, printable, unprintable
from consul_desk.pdf.page import (
    ACCENT,
    MUTED,
    SMALL,
    SMALL_BOLD,
    SOFT,
    WIDTH,
    Block,
    Frame,
    Rule,
    Run,
    Style,
    draw,
    paragraph,
)
from consul_desk.pdf.verify import ExpectedText, require_text

_TITLE = Style(20, 25, BOLD)
_SUBTITLE = Style(10.5, 15, colour=MUTED)
_HEADING = Style(12.5, 16, BOLD, ACCENT)
_LABEL = Style(9.5, 12.5, colour=SOFT)
_TERM = Style(8, 10.5, colour=MUTED)
_VALUE = Style(10.5, 13.5)

_LABEL_WIDTH = WIDTH * 0.36
_VALUE_LEFT = WIDTH * 0.39
_VALUE_WIDTH = WIDTH - _VALUE_LEFT
_PADDING = 2.5
_BEFORE = 13.0
_MOST_LINES = 30
"""A longer value is dealt out to several blocks, so that it can run over pages."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact.

    Attributes:
        german_term: shown under the label where that is in another language.
        value: what was answered, in words; "" prints a dash.
    """

    label: str
    value: str
    german_term: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts about one person or one topic."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on a data sheet.

    Attributes:
        subtitle: whose sheet it is and what for, one line or two.
        made_on: the day whose facts it shows.
        notes: sentences at the end, above all whether a lawyer has reviewed the content.
        sources: laws and where they were read, one per line.
        is_sample: marks every page as being about nobody.
    """

    title: str
    subtitle: str
    case_number: str
    made_on: date
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    is_sample: bool = False


def draw_summary(sheet: Sheet, language: Language) -> bytes:
    """Draw a sheet and read it back.

    Args:
        sheet: its words must be in `language` already.
        language: of the page numbers and fixed words; an authority's sheet is German.

    Returns:
        Shape: PDF bytes; the same for the same input.

    Raises:
        PaperRefusedError: a value has a character that the font lacks, or could not be read
            back; names the line's label.
    """
    require_glyphs(_words(sheet))
    frame = Frame(
        title=sheet.title,
        footer=f"{sheet.title} · {_number_and_day(sheet, language)}",
        mark=language.gettext("Sample data") if sheet.is_sample else "",
        made_on=sheet.made_on,
    )
    pdf = draw(tuple(_blocks(sheet, language)), frame, language)
    require_text(pdf, expected(sheet.sections))
    return pdf


def _words(sheet: Sheet) -> Iterator[tuple[str, str]]:
    yield from ((sheet.title, text) for text in (sheet.title, sheet.subtitle))
    yield from ((sheet.title, text) for text in sheet.notes + sheet.sources)
    for section in sheet.sections:
        yield section.title, section.title
        for line in section.lines:
            yield from (
                (line.label, text) for text in (line.label, line.german_term, line.value)
            )


def require_glyphs(words: Iterable[tuple[str, str]]) -> None:
    """Make sure that the font has every letter.

    Args:
        words: what a text is called, and the text.
    Raises:
        PaperRefusedError: it lacks one; names the text.
    """
    for name, text in words:
        if missing := unprintable(printable(text)):
            told = N_("The letters of the paper do not include {characters}.")
            raise PaperRefusedError(field=name, reason=Message(told, {"characters": missing}))


def expected(sections: Iterable[Section]) -> Iterator[ExpectedText]:
    """What must be read back of these sections."""
    for section in sections:
        for line in section.lines:
            for chunk in _chunks(line):
                yield ExpectedText(line.label, " ".join(chunk))


def _number_and_day(sheet: Sheet, language: Language) -> str:
    told = language.gettext("Case {number}, as of {day}")
    return told.format(number=sheet.case_number, day=language.short_date(sheet.made_on))


def _blocks(sheet: Sheet, language: Language) -> Iterator[Block]:
    yield stack((sheet.title, _TITLE), after=2)
    yield stack((sheet.subtitle, _SUBTITLE), (_number_and_day(sheet, language), _SUBTITLE))
    for section in sheet.sections:
        yield from section_blocks(section, language)
    if sheet.notes or sheet.sources:
        yield Block(18, rules=(Rule(14, ACCENT, 0.8),), keep_with_next=True)
    for note in sheet.notes:
        yield stack((note, SMALL), after=3)
    if sheet.sources:
        yield stack((language.gettext("Sources"), SMALL_BOLD), keep_with_next=True)
    for source in sheet.sources:
        yield stack((source, SMALL))


def section_blocks(section: Section, language: Language) -> Iterator[Block]:
    """A heading and its lines; where they go on overleaf, the heading says so again."""
    yield heading(section.title)
    goes_on = language.gettext("{section} (continued)").format(section=section.title)
    drawn = [row for line in section.lines for row in _rows(line, heading(goes_on))]
    alone = {0, 1, len(drawn) - 2} - {len(drawn) - 1}
    yield from (replace(row, keep_with_next=i in alone) for i, row in enumerate(drawn))


def heading(title: str) -> Block:
    """The heading of a section, with a line below."""
    runs = paragraph(title, _HEADING, top=_BEFORE)
    height = _BEFORE + len(runs) * _HEADING.leading + 3
    return Block(height, runs, (Rule(height, ACCENT, 0.8),), keep_with_next=True)


def stack(*texts: tuple[str, Style], after: float = 0, keep_with_next: bool = False) -> Block:
    """Texts one under the other, over the whole width."""
    runs: list[Run] = []
    height = 0.0
    for text, style in texts:
        lines = paragraph(printable(text), style, top=height)
        runs += lines
        height += len(lines) * style.leading
    return Block(height + after, tuple(runs), keep_with_next=keep_with_next)


def _chunks(line: Line) -> list[tuple[str, ...]]:
    lines = _VALUE.wrap(printable(line.value) or "–", _VALUE_WIDTH)
    return [lines[at : at + _MOST_LINES] for at in range(0, len(lines), _MOST_LINES)]


def _rows(line: Line, goes_on: Block) -> Iterator[Block]:
    label = paragraph(printable(line.label), _LABEL, width=_LABEL_WIDTH, top=_PADDING)
    height = _PADDING + len(label) * _LABEL.leading
    if line.german_term:
        term = paragraph(printable(line.german_term), _TERM, width=_LABEL_WIDTH, top=height)
        label, height = label + term, height + len(term) * _TERM.leading
    for chunk in _chunks(line):
        value = paragraph("\n".join(chunk), _VALUE, left=_VALUE_LEFT, top=_PADDING - 0.75)
        height = max(height, _PADDING + len(chunk) * _VALUE.leading) + _PADDING
        yield Block(height, label + value, (Rule(height),), repeat=goes_on)
        label, height = (), 0.0
