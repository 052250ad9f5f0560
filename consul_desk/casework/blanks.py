"""Authorities' blanks: empty official forms that a consul adds once.

They are not shipped. A mapping in the packs names each by its SHA-256; a PDF that no
mapping names is refused, because its fields may mean something else.

Comes in: the PDF as the authority publishes it. Goes out: Rows, and the bytes for filling.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from consul_desk.errors.casework import BlankMissingError, BlankUnknownError, BlankUnusableError
from consul_desk.language import N_, Message
from consul_desk.pdf.acroform import inspect
from consul_desk.vault.blobs import find_blob
from consul_desk.vault.journal import author_of
from consul_desk.vault.tables import BlankTable
from consul_desk.vault.vault import Vault
from consul_desk.workflows.blanks import BlankMapping
from consul_desk.workflows.load import Packs


@dataclass(frozen=True, slots=True)
class BlankRow:
    """A blank that is in the vault. `id` is the id of its mapping."""

    id: str
    file_name: str
    sha256: str
    added_at: datetime


def add_blank(vault: Vault, packs: Packs, pdf: bytes, file_name: str) -> str:
    """Keep an authority's blank; adding it again changes nothing.

    Returns:
        The id of the mapping that fills it.
    Raises:
        BlankUnknownError: no mapping names this PDF.
        BlankUnusableError: the PDF lacks a field that the mapping fills.
    """
    mapping = _mapping_of(packs, pdf, file_name)
    names = [field.name for field in inspect(pdf)]
    if unknown := mapping.unknown_fields(names):
        reason = Message(N_("It has no field “{name}”."), {"name": unknown[0]})
        raise BlankUnusableError(reason=reason)
    with vault.blobs.storing((pdf,)) as stored, vault.write() as session:
        vault.blobs.keep(session, stored)
        if (row := session.get(BlankTable, mapping.id)) is None:
            row = BlankTable(id=mapping.id, sha256="", file_name=file_name, added_at="")
        row.sha256 = stored.sha256
        row.added_at = author_of(session).clock().isoformat(timespec="seconds")
        session.add(row)
    return mapping.id


def _mapping_of(packs: Packs, pdf: bytes, file_name: str) -> BlankMapping:
    sha256 = hashlib.sha256(pdf).hexdigest()
    for mapping in packs.blanks.values():
        if mapping.sha256 == sha256:
            return mapping
    raise BlankUnknownError(sha256=sha256, name=file_name)


def list_blanks(vault: Vault) -> tuple[BlankRow, ...]:
    """The blanks that are in the vault."""
    with vault.read() as session:
        found = session.exec(select(BlankTable).order_by(col(BlankTable.id)))
        return tuple(
            BlankRow(b.id, b.file_name, b.sha256, datetime.fromisoformat(b.added_at))
            for b in found
        )


def blank_bytes(vault: Vault, session: Session, mapping: BlankMapping) -> bytes:
    """The PDF that a mapping fills.

    Raises:
        BlankMissingError: nobody has added the edition that the mapping names.
    """
    row = session.get(BlankTable, mapping.id)
    blob = find_blob(session, mapping.sha256)
    if row is None or row.sha256 != mapping.sha256 or blob is None:
        raise BlankMissingError(blank=mapping.title)
    return b"".join(vault.blobs.pieces(blob))
