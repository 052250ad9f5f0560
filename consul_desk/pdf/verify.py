"""Reading a finished paper back: what does not come out again was never on it.

Comes in: PDF bytes and what should stand in them. Goes out: nothing, or a refusal that names
the field. Text is read by pdfium, which drew none of it; boxes by pikepdf.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pikepdf
import pypdfium2

from consul_desk.errors.casework import PaperRefusedError
from consul_desk.language import N_, Message
from consul_desk.pdf.fields import Box, read_slots

NOT_READABLE = N_("The finished page does not show this value.")
NOT_SWITCHED = N_("The finished page shows this box in another state.")
_SLACK = 1.5


@dataclass(frozen=True, slots=True)
class ExpectedText:
    """A value that a paper must show: within a box, or anywhere if there is none."""

    field: str
    text: str
    box: Box | None = None


def require_text(pdf: bytes, expected: Iterable[ExpectedText]) -> None:
    """Make sure that a paper shows every value.

    Blanks and line ends do not count: a long value may have been wrapped.

    Raises:
        PaperRefusedError: a value is not there; names its field.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage() for page in document]
        whole = _bare("".join(page.get_text_range() for page in pages))
        for item in expected:
            shown = _within(pages[item.box.page], item.box) if item.box else whole
            if _bare(item.text) not in shown:
                raise PaperRefusedError(field=item.field, reason=Message(NOT_READABLE))
    finally:
        document.close()


def require_states(pdf: bytes, expected: Mapping[str, str]) -> None:
    """Make sure that check boxes and radio groups are as they should be.

    Args:
        pdf: the editable copy.
        expected: by field, the name of the state that is on, or "" for none.

    Raises:
        PaperRefusedError: a box shows another state, or the field holds another value.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        slots = read_slots(document)
        for name, state in expected.items():
            wanted = {state} if state else set()
            slot = slots.get(name)
            if slot is None or not wanted == set(slot.states_shown()) == set(
                slot.states_held()
            ):
                raise PaperRefusedError(field=name, reason=Message(NOT_SWITCHED))


def _within(page: pypdfium2.PdfTextPage, box: Box) -> str:
    edges = (box.left - _SLACK, box.bottom - _SLACK, box.right + _SLACK, box.top + _SLACK)
    return _bare(page.get_text_bounded(*edges))


def _bare(text: str) -> str:
    """Drop blanks, and write a hyphen at a line's end as pdfium read it everywhere."""
    hyphens = text.replace("\x02", "-").replace("\ufffe", "-")
    return unicodedata.normalize("NFC", "".join(hyphens.split()))
