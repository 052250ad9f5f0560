"""Frames: what of a vault goes into a bundle or a capsule, and how it is read for that.

Comes in: a session and ids. Goes out: frames whose bytes are decrypted piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from sqlmodel import Session, col, select

from consul_desk.casework.documents import document_rows
from consul_desk.errors.vault import BlobDamagedError
from consul_desk.exchange.bundle import Frame, bytes_frame
from consul_desk.exchange.records import BLOB, CHANGES, write_changes
from consul_desk.vault.blobs import Stored, find_blob
from consul_desk.vault.tables import ChangeTable, shared_tables
from consul_desk.vault.vault import Vault


def case_changes(session: Session, case_ids: Sequence[str]) -> Sequence[ChangeTable]:
    """What travels of these cases, in the order of the clock."""
    return session.exec(
        select(ChangeTable)
        .where(
            col(ChangeTable.case_id).in_(case_ids),
            col(ChangeTable.table_name).in_(shared_tables()),
        )
        .order_by(col(ChangeTable.hlc), col(ChangeTable.id))
    ).all()


def changes_frame(changes: Iterable[ChangeTable]) -> Frame:
    """Changes as a frame of a bundle or a capsule."""
    return bytes_frame(CHANGES, write_changes(changes))


def document_frames(vault: Vault, session: Session, case_ids: Sequence[str]) -> Iterator[Frame]:
    """The documents of cases, each content once.

    Raises:
        BlobDamagedError: an attachment is missing.
    """
    documents = {d.sha256: d.title for c in case_ids for d in document_rows(session, c)}
    for sha256, title in documents.items():
        yield blob_frame(vault, session, sha256, title)


def blob_frame(
    vault: Vault, session: Session, sha256: str, name: str, kind: str = BLOB
) -> Frame:
    """A blob as a frame; its bytes are decrypted piece by piece, when asked for.

    Raises:
        BlobDamagedError: it is missing.
    """
    blob = find_blob(session, sha256)
    if blob is None:
        raise BlobDamagedError(name=name)
    return Frame(kind, blob.sha256, blob.size_bytes, partial(vault.blobs.pieces, blob))


def stored_frame(vault: Vault, stored: Stored, kind: str) -> Frame:
    """The same of a file that no row names."""
    opened = partial(vault.blobs.open, stored.id, stored.key, stored.sha256)
    return Frame(kind, stored.sha256, stored.size_bytes, opened)
