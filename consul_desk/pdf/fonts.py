"""Source Sans Pro for everything that is drawn, and what it cannot draw.

Comes in: text as people typed or pasted it. Goes out: reportlab font names, text that can
be drawn, its width, and its lines. Latin, Cyrillic and ☐☑ are all in the one family.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import font_source_sans_pro
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "SourceSansPro-Regular"
BOLD = "SourceSansPro-Semibold"
FACES = (REGULAR, BOLD)

ASCENT = 0.85
"""From the baseline to the top of Ü and Й, as a part of the font size."""
DESCENT = 0.25

_PIECE = re.compile(r" ?[^ ]+?(?:[-–/](?=[^ ])|(?= )|$)")


def font_file(name: str) -> Path:
    """Where the font lies, in the source tree's venv and in the packaged program alike."""
    return Path(font_source_sans_pro.font_directory) / f"{name}.ttf"


@cache
def _face(name: str) -> TTFont:
    face = TTFont(name, str(font_file(name)))
    pdfmetrics.registerFont(face)
    return face


def use_fonts() -> None:
    """Make the faces known to reportlab. Reads the files once; repeating costs nothing."""
    for name in FACES:
        _face(name)


def printable(text: str) -> str:
    """Bring pasted text into the form that is drawn and read back.

    Accents are composed (Й is one letter), line ends are line feeds, tabs and wide or narrow
    blanks are plain blanks, and invisible marks (zero width, direction, soft hyphen) go.
    """
    lines = "\n".join(text.splitlines()).replace("\t", " ")
    kinds = ((c, unicodedata.category(c)) for c in lines)
    seen = "".join(" " if kind == "Zs" else c for c, kind in kinds if kind != "Cf")
    return unicodedata.normalize("NFC", seen).strip()


def unprintable(text: str) -> str:
    """Tell which characters of a text have no glyph; each once, in their order."""
    known = _face(REGULAR).face.charToGlyph
    missing = (c for c in text if c != "\n" and not known.get(ord(c)))
    return "".join(dict.fromkeys(missing))


def width_of(text: str, font: str, size: float) -> float:
    """How wide a line of text is, in points."""
    return float(_face(font).stringWidth(text, size))


def wrap(text: str, font: str, size: float, width: float) -> tuple[str, ...]:
    """Break a text into lines that fit: at blanks, after hyphens, within a word if it must.

    Line ends of the text itself are kept. Nothing is left out: joined without blanks, the
    lines are the text.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if width_of(line + piece, font, size) <= width:
                line += piece
                continue
            lines += [line] if line else []
            *full, line = _break_word(piece.lstrip(), font, size, width)
            lines += full
        lines.append(line)
    return tuple(lines)


def widest_piece(text: str, font: str, size: float) -> float:
    """How wide the widest part is that `wrap` would rather not break, in points."""
    pieces = (piece.lstrip() for line in text.split("\n") for piece in _pieces(line))
    return max((width_of(piece, font, size) for piece in pieces), default=0.0)


def _pieces(paragraph: str) -> list[str]:
    return _PIECE.findall(" ".join(paragraph.split()))


def _break_word(word: str, font: str, size: float, width: float) -> list[str]:
    lines = [""]
    for character in word:
        longer = lines[-1] + character
        if lines[-1] and width_of(longer, font, size) > width:
            lines.append(character)
        else:
            lines[-1] = longer
    return lines
