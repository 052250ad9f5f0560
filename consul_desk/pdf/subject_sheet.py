"""A person's own data on paper: everything that is kept about her, and her rights.

Comes in: labels and values, already in words. Goes out: A4 pages, read back. A letter that
the font lacks is spelled by its number: nobody's access to her data ends at a pictogram.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from consul_desk.language import N_, Language
from consul_desk.pdf.fonts import BOLD, printable, unprintable
from consul_desk.pdf.page import MUTED, Block, Frame, Style, draw
from consul_desk.pdf.summary import Line, Section, expected, heading, section_blocks, stack
from consul_desk.pdf.verify import ExpectedText, require_text

_TITLE = Style(20, 25, BOLD)
_SUBTITLE = Style(10.5, 15, colour=MUTED)
_TEXT = Style(10, 14)
_QUESTION = Style(10, 14, BOLD)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One thing that she is told.

    Attributes:
        title: what it is about; empty for plain text.
    """

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SubjectSheet:
    """Everything on the paper.

    Attributes:
        subtitle: whose data it is.
        introduction: below the title.
        information: at the end under `information_title`, what the law says she is told.
        is_sample: marks every page as being about nobody.
    """

    title: str
    subtitle: str
    case_number: str
    made_on: date
    introduction: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    information_title: str
    information: tuple[Paragraph, ...]
    is_sample: bool = False


def draw_subject_sheet(sheet: SubjectSheet, language: Language) -> bytes:
    """Draw the paper and read it back.

    Args:
        sheet: its words must be in `language` already.
    Returns:
        Shape: PDF bytes; the same for the same input.
    Raises:
        PaperRefusedError: something could not be read back; names it.
    """
    sections = tuple(_spelled_section(section) for section in sheet.sections)
    told = language.gettext(N_("Case {number}, as of {day}"))
    line = told.format(number=sheet.case_number, day=language.short_date(sheet.made_on))
    frame = Frame(
        title=sheet.title,
        footer=f"{sheet.title} · {line}",
        mark=language.gettext("Sample data") if sheet.is_sample else "",
        made_on=sheet.made_on,
    )
    blocks = [
        stack((sheet.title, _TITLE), after=2),
        stack((spelled(sheet.subtitle), _SUBTITLE), (line, _SUBTITLE), after=6),
        *_paragraphs(sheet.introduction),
        *(block for section in sections for block in section_blocks(section, language)),
        heading(sheet.information_title),
        Block(6, keep_with_next=True),
        *_paragraphs(sheet.information),
    ]
    pdf = draw(blocks, frame, language)
    require_text(pdf, (*expected(sections), *_expected(sheet)))
    return pdf


def spelled(text: str) -> str:
    """A text with each letter that the font lacks spelled by its number: "[U+1F642]"."""
    plain = printable(text)
    for letter in unprintable(plain):
        plain = plain.replace(letter, f"[U+{ord(letter):04X}]")
    return plain


def _spelled_section(section: Section) -> Section:
    lines = tuple(
        Line(spelled(line.label), spelled(line.value), spelled(line.german_term))
        for line in section.lines
    )
    return Section(spelled(section.title), lines)


def _paragraphs(paragraphs: tuple[Paragraph, ...]) -> Iterator[Block]:
    for paragraph in paragraphs:
        text = (spelled(paragraph.text), _TEXT)
        titled = ((spelled(paragraph.title), _QUESTION), text) if paragraph.title else (text,)
        yield stack(*titled, after=5)


def _expected(sheet: SubjectSheet) -> Iterator[ExpectedText]:
    for paragraph in (*sheet.introduction, *sheet.information):
        yield ExpectedText(paragraph.title or sheet.title, spelled(paragraph.text))
