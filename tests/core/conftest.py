"""Vaults in temporary folders, and small forms as authorities' programs make them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from consul_desk.paths import forms_folder
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import load_vocabulary
from consul_desk.workflows.model import Vocabulary

Rect = tuple[float, float, float, float]


class FormMaker:
    """Builds a PDF with an AcroForm, object by object."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()
        self.pdf.add_blank_page(page_size=(595, 842))
        self.pdf.Root.AcroForm = Dictionary(Fields=Array(), DA=String("/Helv 0 Tf 0 g"))

    @property
    def form(self) -> pikepdf.Object:
        return self.pdf.Root.AcroForm

    def widget(self, rect: Rect, *, page: int = 0, **entries: Any) -> pikepdf.Object:
        """Put a widget on a page, beside whatever field tree there is."""
        thing = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, Rect=Array(list(rect)), F=4, **entries
            )
        )
        page_object = self.pdf.pages[page].obj
        if "/Annots" not in page_object:
            page_object.Annots = Array()
        page_object.Annots.append(thing)
        return thing

    def field(self, name: str, rect: Rect, **entries: Any) -> pikepdf.Object:
        """A field and its only widget in one object: text unless `FT` says otherwise."""
        entries.setdefault("FT", Name.Tx)
        thing = self.widget(rect, T=String(name), **entries)
        self.form.Fields.append(thing)
        return thing

    def parent(self, name: str, **entries: Any) -> pikepdf.Object:
        """A field whose widgets are its kids."""
        thing = self.pdf.make_indirect(Dictionary(T=String(name), Kids=Array(), **entries))
        self.form.Fields.append(thing)
        return thing

    def kid(self, parent: pikepdf.Object, rect: Rect, **entries: Any) -> pikepdf.Object:
        """One more widget of a field."""
        thing = self.widget(rect, Parent=parent, **entries)
        parent.Kids.append(thing)
        return thing

    def states(self, *names: str) -> pikepdf.Object:
        """An /AP with a picture for each state; names are written as in a PDF file."""
        parts = b" ".join(b"/" + name.encode() + b" 0" for name in names)
        normal = pikepdf.Object.parse(b"<< " + parts + b" >>")
        for key in list(normal.keys()):
            picture = self.pdf.make_stream(b"0 0 10 10 re f" if key != "/Off" else b"")
            picture.Type, picture.Subtype = Name.XObject, Name.Form
            picture.BBox = Array([0, 0, 10, 10])
            normal[key] = picture
        return Dictionary(N=normal)

    def bytes(self, **how: Any) -> bytes:
        target = io.BytesIO()
        self.pdf.save(target, **how)
        return target.getvalue()


@pytest.fixture
def new_form() -> FormMaker:
    return FormMaker()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """A new vault of an invented consul."""
    secret = bytearray(b"words for tests only")
    made = Vault.create(tmp_path / "vault", secret, owner="Vera Muster", kdf=KDF_FLOOR)
    yield made
    made.close()


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The vocabulary that is shipped."""
    return load_vocabulary(forms_folder())
