"""Looking into filled forms: their text, their states, why they were refused."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest

from consul_desk.errors.casework import BlankUnusableError, PaperRefusedError
from consul_desk.language import Message, language
from consul_desk.pdf.acroform import fill, inspect
from consul_desk.pdf.fields import FormField

if TYPE_CHECKING:
    pass

BOX = (50.0, 700.0, 300.0, 720.0)
RADIO, PUSH, COMBO, EDIT, SEVERAL, COMB = 1 << 15, 1 << 16, 1 << 17, 1 << 18, 1 << 21, 1 << 24
MULTILINE = 1 << 12


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
        return text.replace("\ufffe", "-")
    finally:
        document.close()


def bare(text: str) -> str:
    return "".join(text.split())


def field_of(pdf: bytes, name: str) -> FormField:
    return next(field for field in inspect(pdf) if field.name == name)


def reason_of(error: PaperRefusedError | BlankUnusableError) -> str:
    reason = error.facts["reason"]
    assert isinstance(reason, Message)
    return language("en").say(reason)


def states_of(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [str(widget.AS) for widget in document.pages[0].Annots]


def refused(pdf: bytes, values: dict[str, str | bool]) -> PaperRefusedError:
    with pytest.raises(PaperRefusedError) as caught:
        fill(pdf, values)
    return caught.value


def readable(pdf: bytes) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(target, qdf=True)
    return target.getvalue()


def unusable(pdf: bytes) -> str:
    with pytest.raises(BlankUnusableError) as caught:
        inspect(pdf)
    return reason_of(caught.value)
