"""Copies of a whole vault: made beside, read back in full, and only then given a name.

Comes in: a bare connection to the database and the folder of its blobs. Goes out: a folder
that restores alone. Blobs never change once written, so a copy on the same drive shares
them by hard links; an external copy takes the bytes. Copies carry no key slots.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from consul_desk.errors.vault import (
    BackupFailedError,
    BackupFullError,
    BlobDamagedError,
    DiskError,
    VaultDamagedError,
)
from consul_desk.paths import BLOB_FOLDER, DATABASE_FILE
from consul_desk.vault.blobs import Blobs
from consul_desk.vault.checks import Steps, check_history, check_pages, check_structure
from consul_desk.vault.database import connect_to_read
from consul_desk.vault.files import private, sync_folder, write_durably
from consul_desk.vault.findings import Finding
from consul_desk.vault.header import ChainHead
from consul_desk.vault.keyslots import Keys
from consul_desk.vault.manifest import MANIFEST_FILE, BackupManifest

BESIDE = ".new"
_PIECE_BYTES = 1 << 20
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

Told = Callable[[int], None]
"""Hears how many bytes of attachments are done."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a database holds, by its own account."""

    device_id: str
    head: ChainHead
    schema_version: int
    changes: int
    attachments: int


@dataclass(frozen=True, slots=True)
class Source:
    """A vault to copy.

    Attributes:
        connection: bare, and outside any transaction.
    """

    connection: Any
    blobs: Blobs
    keys: Keys


def held_by(connection: Any) -> Held:
    """Ask a database, of whatever schema, what it holds."""
    device_id = connection.execute(
        "SELECT value FROM setting WHERE name = 'device_id'"
    ).fetchone()[0]
    head = connection.execute(
        "SELECT seq, hash FROM change WHERE device_id = ? ORDER BY seq DESC LIMIT 1",
        (device_id,),
    ).fetchone()
    (changes,) = connection.execute("SELECT count(*) FROM change").fetchone()
    (attachments,) = connection.execute("SELECT count(*) FROM blob").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    found = ChainHead(seq=head[0], hash=head[1]) if head else ChainHead()
    return Held(device_id, found, version, changes, attachments)


def write_copy(
    source: Source,
    target: Path,
    describe: Callable[[Held, int, str, tuple[str, ...]], BackupManifest],
    *,
    sharing: bool,
    told: Told | None = None,
    finish: Callable[[Path], None] | None = None,
) -> BackupManifest:
    """Copy a vault into a new folder, which gets its name only after it was read back.

    Args:
        describe: makes the note of what is held, size, the database's digest, and which
            attachments were damaged before.
        sharing: take hard links for the attachments where the drive can.
        finish: adds files of its own to the folder before it counts.
    Raises:
        BackupFullError, BackupFailedError: why there is no copy. Nothing is left of it.
    """
    folder = target.with_name(target.name + BESIDE)
    with _cleaning(folder):
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for made in (folder, folder / BLOB_FOLDER):
            made.mkdir(mode=0o700)
        database = folder / DATABASE_FILE
        _copy_database(source.connection, database)
        held = _read_back(database, source)
        damaged = _copy_blobs(source, folder, sharing=sharing, told=told)
        size_bytes = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        note = describe(held, size_bytes, digest_of(database), damaged)
        note = note.authenticated(source.keys.backup)
        if finish is not None:
            finish(folder)
        write_durably(folder / MANIFEST_FILE, note.to_bytes())
        folder.replace(target)
        sync_folder(target.parent)
    return note


@contextmanager
def _cleaning(folder: Path) -> Iterator[None]:
    """Leave nothing of a copy that failed, and say why it did."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if is_full(error):
            raise BackupFullError(path=str(folder.parent)) from None
        if isinstance(error, OSError):
            part = os.strerror(error.errno) if error.errno else type(error).__name__
            raise BackupFailedError(part=part) from None
        if isinstance(error, dbapi2.Error | VaultDamagedError | DiskError):
            raise BackupFailedError(part=str(error)) from None
        raise


def is_full(error: BaseException) -> bool:
    """Tell whether a drive has no room."""
    cause = error.__cause__ if isinstance(error, DiskError) else error
    if isinstance(cause, OSError):
        return cause.errno in _NO_ROOM
    cause = getattr(cause, "orig", cause)  # SQLAlchemy keeps SQLite's error there
    return isinstance(cause, dbapi2.OperationalError) and "full" in str(cause)


def _copy_database(connection: Any, target: Path) -> None:
    target.touch(mode=0o600, exist_ok=False)
    connection.execute("VACUUM INTO ?", (str(target),))
    with target.open("r+b") as stream:
        os.fsync(stream.fileno())
    sync_folder(target.parent)


def _read_back(database: Path, source: Source) -> Held:
    """Open the copy as a stranger would and hold it against the original."""
    wanted = held_by(source.connection)
    for finding in damage_of(database, source.keys, wanted):
        raise BackupFailedError(part=f"{finding.kind}: {finding.place}")
    copied = connect_to_read(database, source.keys.database)
    try:
        if held_by(copied) != wanted:
            raise BackupFailedError(part=DATABASE_FILE)
    finally:
        copied.close()
    return wanted


def damage_of(database: Path, keys: Keys, held: Held) -> Iterator[Finding]:
    """Check the pages, the trees and the whole history of a copy.

    Raises:
        VaultDamagedError: it cannot even be opened.
    """
    own = {held.device_id: held.head.seq}
    parts: tuple[Callable[[Any], Steps], ...] = (
        check_pages,
        check_structure,
        partial(check_history, own=own),
    )
    for part in parts:
        connection = connect_to_read(database, keys.database)
        try:
            yield from (step for step in part(connection) if step is not None)
        finally:
            connection.close()


def _copy_blobs(
    source: Source, folder: Path, *, sharing: bool, told: Told | None
) -> tuple[str, ...]:
    """Copy every attachment and decrypt the copy with the copied keys.

    Returns:
        Shape: ids of those that were missing or damaged in the vault already; the copy goes
        without them, because the rest must not stay without a backup on their account.
    """
    copies = Blobs(folder / BLOB_FOLDER)
    connection = connect_to_read(folder / DATABASE_FILE, source.keys.database)
    damaged: list[str] = []
    done_bytes = 0
    try:
        for blob_id, key, sha256, size_bytes in connection.execute(
            "SELECT id, key, sha256, size_bytes FROM blob ORDER BY id"
        ):
            found = source.blobs.find(blob_id)
            if found is not None:
                take_file(found, copies.path(blob_id), sharing=sharing)
            if not is_blob_whole(copies, blob_id, key, sha256):
                if is_blob_whole(source.blobs, blob_id, key, sha256):
                    raise BackupFailedError(part=blob_id)
                copies.path(blob_id).unlink(missing_ok=True)
                damaged.append(blob_id)
            done_bytes += size_bytes
            if told is not None:
                told(done_bytes)
    finally:
        connection.close()
    for made in (*copies.folder.glob("*/"), copies.folder):
        sync_folder(made)
    return tuple(damaged)


def is_blob_whole(blobs: Blobs, blob_id: str, key: bytes, sha256: str) -> bool:
    """Decrypt an attachment to its end and tell whether it is the right one."""
    try:
        for _ in blobs.open(blob_id, key, sha256):
            pass
    except BlobDamagedError:
        return False
    return True


def take_file(source: Path, target: Path, *, sharing: bool) -> None:
    """Make a file appear at another place too: by a hard link where allowed, else copied."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sharing:
        try:
            target.hardlink_to(source)
        except OSError as error:
            if is_full(error):
                raise
        else:
            return
    with source.open("rb") as plain, open(target, "xb", opener=private) as copy:
        shutil.copyfileobj(plain, copy, _PIECE_BYTES)
        copy.flush()
        os.fsync(copy.fileno())


def digest_of(path: Path) -> str:
    """SHA-256 of a file that no connection of this process holds.

    Closing any handle of a file lets go of all locks that a process has on it.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
