"""Attachments: one encrypted file each, under a key of its own that is a row of vault.db.

Comes in: pieces of bytes. Goes out: the same pieces, each verified, or BlobDamagedError.

Whether a file lives is decided by one thing, whether a committed row names it. A file whose
row is about to come or to go waits in `unsettled/`; after the commit it moves to its place
or is destroyed. What a crash leaves there, the next opening settles by the same rule, and
looks at that one folder only. So neither a row without its file nor a lost file can arise.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from sqlmodel import Session, select

from consul_desk.age import open_pieces, seal_pieces
from consul_desk.errors.exchange import AgeFileError
from consul_desk.errors.vault import BlobDamagedError, DiskError
from consul_desk.vault.disk import disk_told
from consul_desk.vault.files import private, sync_folder
from consul_desk.vault.keyslots import KEY_BYTES
from consul_desk.vault.tables import BlobTable

UNSETTLED = "unsettled"
PIECE_BYTES = 1 << 20
"""How much of a file is best handed over at once."""

_ZEROS = bytes(1 << 20)


@dataclass(frozen=True, slots=True)
class Stored:
    """An encrypted file that no row names yet."""

    id: str
    key: bytes
    sha256: str
    size_bytes: int


@dataclass(slots=True)
class _Pending:
    """Files whose rows come or go with the commit of a session."""

    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


class _Measure:
    """Passes pieces through and keeps their length and digest.

    Large pieces are digested by a second thread while the first encrypts and writes: both
    let go of Python meanwhile.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._digest = hashlib.sha256()
        self.size_bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        with ThreadPoolExecutor(1) as second:
            digested: Future[None] | None = None
            for piece in self._pieces:
                if digested is not None:
                    digested.result()
                    digested = None
                if len(piece) < PIECE_BYTES:
                    self._digest.update(piece)
                else:
                    digested = second.submit(self._digest.update, piece)
                self.size_bytes += len(piece)
                yield piece

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


class Blobs:
    """The `blobs/` folder of a vault, or of a backup."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unsettled = folder / UNSETTLED
        self._named: set[str] = set()

    @contextmanager
    def storing(self, pieces: Iterable[bytes]) -> Iterator[Stored]:
        """Encrypt pieces into a new file under a new key, for a row made inside the block.

        Where no committed row names it in the end, the file is taken back.
        """
        stored = self._store(pieces)
        try:
            yield stored
        except DiskError:
            # Whether the row was committed, only the next opening can tell.
            raise
        except BaseException:
            self._take_back(stored)
            raise
        self._take_back(stored)

    def keep(self, session: Session, stored: Stored) -> None:
        """Name a stored file; where the same content is here already, that one serves."""
        if find_blob(session, stored.sha256) is not None:
            return
        session.add(
            BlobTable(
                id=stored.id,
                key=stored.key,
                sha256=stored.sha256,
                size_bytes=stored.size_bytes,
            )
        )
        _pending(session).kept.append(stored.id)

    def remove(self, session: Session, row: BlobTable) -> None:
        """Destroy a key, and its file once the session has committed that.

        The caller makes sure that no document and no blank needs the content.
        """
        session.delete(row)
        place = self.path(row.id)
        if place.exists():
            self._unsettled.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.replace(self._unsettled / row.id)
            sync_folder(self._unsettled)
            sync_folder(place.parent)
        _pending(session).removed.append(row.id)

    def after_commit(self, session: Session) -> None:
        """Move or destroy the files whose rows a session has just committed."""
        pending = _pending(session)
        self._named.update(pending.kept)
        for blob_id in pending.kept:
            self._settle(blob_id, is_named=True)
        for blob_id in pending.removed:
            self._settle(blob_id, is_named=False)

    def settle(self, session: Session) -> None:
        """Finish what a crash interrupted. Only while nobody else writes."""
        if not self._unsettled.is_dir():
            return
        for path in self._unsettled.iterdir():
            is_named = session.get(BlobTable, path.name) is not None
            self._settle(path.name, is_named=is_named)

    def pieces(self, row: BlobTable) -> Iterator[bytes]:
        """Decrypt a blob piece by piece; once exhausted, it was whole and the right one.

        Raises:
            BlobDamagedError: the file is missing, cut, altered or another one.
        """
        return self.open(row.id, row.key, row.sha256)

    def open(self, blob_id: str, key: bytes, sha256: str) -> Iterator[bytes]:
        """The same for whoever reads the row in another way."""
        try:
            with self._opened(blob_id) as source:
                measured = _Measure(open_pieces(key, source))
                yield from measured
        except (AgeFileError, OSError):
            raise BlobDamagedError(name=blob_id) from None
        if measured.sha256 != sha256:
            raise BlobDamagedError(name=blob_id)

    def path(self, blob_id: str) -> Path:
        """Where the file of a blob has its place."""
        return self.folder / blob_id[:2] / blob_id

    def find(self, blob_id: str) -> Path | None:
        """Where the file of a blob is."""
        for path in (self.path(blob_id), self._unsettled / blob_id):
            if path.is_file():
                return path
        return None

    def files(self) -> Iterator[Path]:
        """Every file that has its place here, whether a row names it or not."""
        for folder in sorted(self.folder.glob("*/")):
            if folder.name != UNSETTLED:
                yield from sorted(path for path in folder.iterdir() if path.is_file())

    def _opened(self, blob_id: str) -> IO[bytes]:
        try:
            return self.path(blob_id).open("rb")
        except FileNotFoundError:
            return (self._unsettled / blob_id).open("rb")

    @disk_told()
    def _store(self, pieces: Iterable[bytes]) -> Stored:
        blob_id, key = os.urandom(16).hex(), os.urandom(KEY_BYTES)
        self._unsettled.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._unsettled / blob_id
        measured = _Measure(pieces)
        try:
            with open(path, "xb", opener=private) as target:
                target.writelines(seal_pieces(key, measured))
                target.flush()
                os.fsync(target.fileno())
            sync_folder(self._unsettled)
            sync_folder(self.folder)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Stored(blob_id, key, measured.sha256, measured.size_bytes)

    def _settle(self, blob_id: str, *, is_named: bool) -> None:
        # The row is committed: whatever stands in the way now, the next opening tries again,
        # and until then the file is read where it is.
        with suppress(OSError):
            if is_named:
                self._move_in(blob_id)
            else:
                destroy_file(self._unsettled / blob_id)

    def _take_back(self, stored: Stored) -> None:
        if stored.id in self._named:
            self._named.remove(stored.id)
        else:
            (self._unsettled / stored.id).unlink(missing_ok=True)

    def _move_in(self, blob_id: str) -> None:
        place = self.path(blob_id)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        (self._unsettled / blob_id).replace(place)
        sync_folder(place.parent)
        sync_folder(self._unsettled)


def _pending(session: Session) -> _Pending:
    pending: _Pending = session.info.setdefault("blobs", _Pending())
    return pending


def destroy_file(path: Path) -> None:
    """Overwrite a file whose key is gone already, then remove it.

    A backup beside the vault shares the file by a hard link: then this only takes the name
    away, and the backup keeps its content until rotation removes it.
    """
    found = path.stat()
    if found.st_nlink == 1:
        with path.open("r+b") as stream:
            for left in range(found.st_size, 0, -len(_ZEROS)):
                stream.write(_ZEROS[:left])
            stream.flush()
            os.fsync(stream.fileno())
    path.unlink()
    sync_folder(path.parent)


def find_blob(session: Session, sha256: str) -> BlobTable | None:
    """The blob with this content, if it is here."""
    return session.exec(select(BlobTable).where(BlobTable.sha256 == sha256)).first()
