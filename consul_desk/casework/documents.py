"""Documents: files of a case, encrypted, and every copy that left the vault.

Comes in: a file or bytes. Goes out: Rows and bytes in memory. A copy on disk is made on
request only, and the journal says so.
"""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import IO

from sqlmodel import Session, col, select

from consul_desk.age import pieces_of
from consul_desk.casework.cases import required_case
from consul_desk.errors import NotFoundError, UnreadableFileError, UnwritableFileError
from consul_desk.errors.casework import EmptyFileError
from consul_desk.errors.vault import BlobDamagedError
from consul_desk.language import N_, Message
from consul_desk.values import CaseId, DocumentId, new_id
from consul_desk.vault.blobs import PIECE_BYTES, Stored, find_blob
from consul_desk.vault.journal import author_of
from consul_desk.vault.tables import BlobTable, DisclosureTable, DocumentTable, content_tables
from consul_desk.vault.vault import Vault

PAPER_PREFIX = "paper:"
_SNIFFED_BYTES = 16
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What is known about a file before it is in the vault.

    Attributes:
        kind: the checklist item it belongs to, "paper:<id>" for a paper, or empty.
    """

    case_id: str
    file_name: str
    kind: str = ""
    procedure_id: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is encrypted already and that no row names yet."""

    blob: Stored
    media_type: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A file in a case."""

    id: DocumentId
    case_id: CaseId
    procedure_id: str
    kind: str
    title: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    added_at: datetime


def add_document(
    vault: Vault,
    case_id: str,
    source: Path | bytes,
    *,
    kind: str = "",
    procedure_id: str = "",
    title: str = "",
    file_name: str = "",
) -> DocumentId:
    """Encrypt a file into a case.

    Raises:
        UnreadableFileError, EmptyFileError: about the file.
        NotFoundError: there is no such case.
    """
    name = file_name or (source.name if isinstance(source, Path) else title)
    new = NewDocument(case_id, name, kind, procedure_id, title)
    with stored_file(vault, source, name) as file, vault.write() as session:
        return insert_document(vault, session, new, file)


@contextmanager
def stored_file(vault: Vault, source: Path | bytes, name: str) -> Iterator[StoredFile]:
    """Encrypt a file for a write inside the block; it is taken back if the block fails.

    Raises:
        UnreadableFileError, EmptyFileError: about the file.
    """
    with _opened(source) as stream:
        first = stream.read(PIECE_BYTES)
        if not first:
            raise EmptyFileError(path=name)
        with vault.blobs.storing(chain((first,), pieces_of(stream, PIECE_BYTES))) as blob:
            yield StoredFile(blob, media_type(first[:_SNIFFED_BYTES], name))


def insert_document(
    vault: Vault, session: Session, new: NewDocument, file: StoredFile
) -> DocumentId:
    """Name a stored file as a document inside a larger write."""
    required_case(session, new.case_id)
    document_id = new_id()
    vault.blobs.keep(session, file.blob)
    session.add(
        DocumentTable(
            id=document_id,
            case_id=new.case_id,
            procedure_id=new.procedure_id,
            kind=new.kind,
            title=new.title or Path(new.file_name).stem,
            file_name=new.file_name,
            media_type=file.media_type,
            size_bytes=file.blob.size_bytes,
            sha256=file.blob.sha256,
            added_at=author_of(session).clock().isoformat(timespec="seconds"),
        )
    )
    return DocumentId(document_id)


def _opened(source: Path | bytes) -> IO[bytes]:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return source.open("rb")
    except OSError:
        raise UnreadableFileError(path=str(source)) from None


def media_type(head: bytes, file_name: str) -> str:
    """Tell what a file is by its first bytes, else by its name."""
    for magic, media in _MAGIC:
        if head.startswith(magic):
            return media
    return mimetypes.guess_type(file_name)[0] or "application/octet-stream"


def list_documents(vault: Vault, case_id: str) -> tuple[DocumentRow, ...]:
    """The files of a case, oldest first."""
    with vault.read() as session:
        required_case(session, case_id)
        return document_rows(session, case_id)


def document_rows(session: Session, case_id: str) -> tuple[DocumentRow, ...]:
    """The same inside a larger read."""
    found = session.exec(
        select(DocumentTable)
        .where(DocumentTable.case_id == case_id)
        .order_by(col(DocumentTable.id))
    )
    return tuple(_row(document) for document in found)


def _row(document: DocumentTable) -> DocumentRow:
    return DocumentRow(
        id=DocumentId(document.id),
        case_id=CaseId(document.case_id),
        procedure_id=document.procedure_id,
        kind=document.kind,
        title=document.title,
        file_name=document.file_name,
        media_type=document.media_type,
        size_bytes=document.size_bytes,
        sha256=document.sha256,
        added_at=datetime.fromisoformat(document.added_at),
    )


def find_document(vault: Vault, document_id: str) -> DocumentRow:
    """Find one document.

    Raises:
        NotFoundError: there is none.
    """
    with vault.read() as session:
        return _row(_required(session, document_id))


def read_document(vault: Vault, document_id: str) -> bytes:
    """Decrypt a document into memory.

    Raises:
        NotFoundError: there is none.
        BlobDamagedError: its file is missing or altered.
    """
    with vault.read() as session:
        return b"".join(vault.blobs.pieces(_blob(session, _required(session, document_id))))


def document_pieces(vault: Vault, document_id: str) -> Iterator[bytes]:
    """Decrypt a document piece by piece, however large; once exhausted, it was whole.

    Raises:
        NotFoundError: there is none.
        BlobDamagedError: its file is missing or altered, perhaps after some good pieces.
    """
    with vault.read() as session:
        blob = _blob(session, _required(session, document_id))
    return vault.blobs.pieces(blob)


def remove_document(vault: Vault, document_id: str) -> None:
    """Take a document out of its case. Final: its key is destroyed first, then its file.

    The history keeps that it was there and who removed it. The content stays where another
    document of this vault has the same; backups made before keep it until they are rotated.

    Raises:
        NotFoundError: there is none.
    """
    with vault.write() as session:
        document = _required(session, document_id)
        session.delete(document)
        session.flush()
        drop_content(vault, session, document.sha256)


def drop_content(vault: Vault, session: Session, sha256: str) -> None:
    """Destroy a content that no row names any more, inside a larger write."""
    for table in content_tables():
        named = select(table.columns.id).where(table.columns.sha256 == sha256)
        if session.exec(named).first():
            return
    blob = find_blob(session, sha256)
    if blob is not None:
        vault.blobs.remove(session, blob)


def save_copy(vault: Vault, document_id: str, target: Path) -> None:
    """Write a plain copy to disk, on the user's request. The journal keeps that it left.

    Raises:
        UnwritableFileError: the target exists or cannot be written.
    """
    with vault.write() as session:
        document = _required(session, document_id)
        blob = _blob(session, document)
        session.add(
            DisclosureTable(
                id=new_id(),
                case_id=document.case_id,
                kind="copy",
                what=document.title,
                receiver=target.name,
                disclosed_at=author_of(session).clock().isoformat(timespec="seconds"),
            )
        )
        session.flush()
        _write_out(vault, blob, target)


def _write_out(vault: Vault, blob: BlobTable, target: Path) -> None:
    try:
        stream = target.open("xb")
    except OSError:
        raise UnwritableFileError(path=str(target)) from None
    try:
        with stream:
            stream.writelines(vault.blobs.pieces(blob))
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _required(session: Session, document_id: str) -> DocumentTable:
    document = session.get(DocumentTable, document_id)
    if document is None:
        raise NotFoundError(kind=Message(N_("document")), name=document_id)
    return document


def _blob(session: Session, document: DocumentTable) -> BlobTable:
    blob = find_blob(session, document.sha256)
    if blob is None:
        raise BlobDamagedError(name=document.title)
    return blob
