"""Attachments: one encrypted file each, under a key of its own that is a row of vault.db.

Comes in: pieces of bytes. Goes out: the same pieces, each verified, or BlobDamagedError.
The file is written and synced before its row is committed: a crash leaves an unreferenced
file of noise, never a row without its file.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, select

from consul_desk.age import open_pieces, seal_pieces
from consul_desk.errors import AgeFileError, BlobDamagedError
from consul_desk.vault.files import private, sync_folder
from consul_desk.vault.keyslots import KEY_BYTES
from consul_desk.vault.tables import BlobTable


@dataclass(frozen=True, slots=True)
class Stored:
    """An encrypted file that no row names yet."""

    id: str
    key: bytes
    sha256: str
    size_bytes: int


class _Measure:
    """Passes pieces through and keeps their length and digest."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._digest = hashlib.sha256()
        self.size_bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._digest.update(piece)
            self.size_bytes += len(piece)
            yield piece

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class Blobs:
    """The `blobs/` folder of a vault."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def storing(self, pieces: Iterable[bytes]) -> Iterator[Stored]:
        """Encrypt pieces into a new file under a new key; take it back if the block fails.

        Commit the row that names it inside the block.
        """
        stored = self._store(pieces)
        try:
            yield stored
        except BaseException:
            self._path(stored.id).unlink(missing_ok=True)
            raise

    def keep(self, session: Session, stored: Stored) -> None:
        """Name a stored file; where the same content is here already, that one serves."""
        if find_blob(session, stored.sha256) is not None:
            self._path(stored.id).unlink(missing_ok=True)
            return
        session.add(
            BlobTable(
                id=stored.id,
                key=stored.key,
                sha256=stored.sha256,
                size_bytes=stored.size_bytes,
            )
        )

    def pieces(self, row: BlobTable) -> Iterator[bytes]:
        """Decrypt a blob piece by piece; once exhausted, it was whole and the right one.

        Raises:
            BlobDamagedError: the file is missing, cut, altered or another one.
        """
        try:
            with self._path(row.id).open("rb") as source:
                measured = _Measure(open_pieces(row.key, source))
                yield from measured
        except (AgeFileError, FileNotFoundError):
            raise BlobDamagedError(name=row.id) from None
        if measured.sha256 != row.sha256:
            raise BlobDamagedError(name=row.id)

    def _store(self, pieces: Iterable[bytes]) -> Stored:
        blob_id, key = os.urandom(16).hex(), os.urandom(KEY_BYTES)
        path = self._path(blob_id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_name(path.name + ".new")
        measured = _Measure(pieces)
        try:
            with open(beside, "xb", opener=private) as target:
                target.writelines(seal_pieces(key, measured))
                target.flush()
                os.fsync(target.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
        sync_folder(self._folder)
        return Stored(blob_id, key, measured.sha256, measured.size_bytes)

    def _path(self, blob_id: str) -> Path:
        return self._folder / blob_id[:2] / blob_id


def find_blob(session: Session, sha256: str) -> BlobTable | None:
    """The blob with this content, if it is here."""
    return session.exec(select(BlobTable).where(BlobTable.sha256 == sha256)).first()
