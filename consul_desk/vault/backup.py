"""Backups: copies of the vault beside it, and whole ones on another drive.

Comes in: an open vault. Goes out: folders that restore alone, each read back before it
counts. Beside the vault they open with the vault's own header only; on another drive they
open with the recovery sheet only. Destroying the keys reaches the former, never the latter.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from consul_desk.errors import NotFoundError
from consul_desk.errors.vault import BackupDamagedError, BackupNeedsRecoveryError
from consul_desk.language import N_, Message
from consul_desk.paths import BLOB_FOLDER, DATABASE_FILE
from consul_desk.vault.blobs import Blobs
from consul_desk.vault.checks import check_contents, check_files, check_size
from consul_desk.vault.copies import (
    BESIDE,
    Held,
    Source,
    Told,
    damage_of,
    digest_of,
    held_by,
    write_copy,
)
from consul_desk.vault.database import bare_of, connect_to_read, is_in_use
from consul_desk.vault.findings import Finding
from consul_desk.vault.header import SlotKind
from consul_desk.vault.keyslots import Keys
from consul_desk.vault.manifest import BackupManifest, Reason, read_manifest
from consul_desk.vault.rotation import staying
from consul_desk.vault.settings import read_setting, write_setting

if TYPE_CHECKING:
    from consul_desk.vault.vault import Vault

BACKUP_FOLDER = "backups"
BACKED_UP_AT = "backup_at"
BACKED_UP_ROW = "backup_row"
EXTERNAL_AT = "backup_external_at"
_GOING = ".old"


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup, as its own note describes it.

    Attributes:
        number: counts the backups of a vault; later is higher, whatever the clock says.
        damaged: how many attachments were missing or damaged when it was made.
    """

    name: str
    path: Path
    number: int
    made_at: datetime
    reason: Reason
    changes: int
    attachments: int
    damaged: int
    size_bytes: int


def make_backup(
    vault: Vault,
    to: Path | None = None,
    *,
    reason: Reason = Reason.ASKED,
    told: Told | None = None,
) -> BackupRow:
    """Copy the vault, read the copy back in full, then let it count.

    Args:
        to: a folder on another drive. The copy there takes all bytes and a header that
            holds the recovery slot only. Nothing that is done here later reaches it.
        told: hears how many bytes of attachments are done.
    Raises:
        BackupFullError, BackupFailedError: why there is none.
        BackupNeedsRecoveryError: nobody could open a copy that leaves this computer.
    """
    if to is not None and SlotKind.RECOVERY not in {slot.kind for slot in vault.slots}:
        raise BackupNeedsRecoveryError
    vault.checkpoint()
    parent = to or vault.folder / BACKUP_FOLDER
    now = vault.clock()
    with vault.bare() as connection:
        (row,) = connection.execute("SELECT coalesce(max(rowid), 0) FROM change").fetchone()
        note, path = _write(
            Source(connection, vault.blobs, vault.keys),
            parent,
            _Circumstances(vault.vault_id, now, reason),
            is_external=to is not None,
            told=told,
            finish=vault.write_recovery_header if to is not None else None,
        )
    made = _row(path, note)
    with vault.write() as session:
        if to is not None:
            write_setting(session, EXTERNAL_AT, now.isoformat(timespec="seconds"))
        else:
            write_setting(session, BACKED_UP_AT, now.isoformat(timespec="seconds"))
            write_setting(session, BACKED_UP_ROW, str(row))
    if to is None and not note.damaged:
        _rotate(parent, vault.keys)
    return made


def back_up_before_migration(
    folder: Path, connection: Any, keys: Keys, vault_id: str, clock: Callable[[], datetime]
) -> BackupRow:
    """The same for a database that waits for schema steps; nothing of it is changed.

    Raises:
        BackupFullError, BackupFailedError: why there is none. The steps must wait.
    """
    note, path = _write(
        Source(connection, Blobs(folder / BLOB_FOLDER), keys),
        folder / BACKUP_FOLDER,
        _Circumstances(vault_id, clock(), Reason.MIGRATION),
    )
    return _row(path, note)


@dataclass(frozen=True, slots=True)
class _Circumstances:
    """What a database does not say about its own copy."""

    vault_id: str
    made_at: datetime
    reason: Reason


def _write(
    source: Source,
    parent: Path,
    why: _Circumstances,
    *,
    is_external: bool = False,
    told: Told | None = None,
    finish: Callable[[Path], None] | None = None,
) -> tuple[BackupManifest, Path]:
    if not is_external:
        _clear_leftovers(parent)
    target = free_name(parent, f"{why.made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    number = next_number(parent)

    def describe(
        held: Held, size_bytes: int, digest: str, damaged: tuple[str, ...]
    ) -> BackupManifest:
        return BackupManifest(
            vault_id=why.vault_id,
            number=number,
            made_at=why.made_at.astimezone(UTC).replace(microsecond=0),
            reason=why.reason,
            device_id=held.device_id,
            head=held.head,
            schema_version=held.schema_version,
            changes=held.changes,
            attachments=held.attachments,
            damaged=damaged,
            size_bytes=size_bytes,
            database_sha256=digest,
        )

    sharing = not is_external
    note = write_copy(source, target, describe, sharing=sharing, told=told, finish=finish)
    return note, target


def next_number(parent: Path) -> int:
    """The number of the next backup in a folder."""
    return 1 + max((backup.number for backup in _listed(parent)), default=0)


def free_name(parent: Path, stamp: str) -> Path:
    """A name in a folder that nothing has yet."""
    names = (stamp, *(f"{stamp}-{number}" for number in range(2, 1000)))
    return next(path for name in names if not (path := parent / name).exists())


def list_backups(folder: Path) -> tuple[BackupRow, ...]:
    """The backups beside a vault, or in a folder on another drive, newest first.

    Needs no key, so that they are found when the vault does not open.
    """
    inside = folder / BACKUP_FOLDER
    return tuple(sorted(_listed(inside if inside.is_dir() else folder), key=_newest_first))


def _listed(parent: Path) -> Iterator[BackupRow]:
    for path in parent.glob("*/") if parent.is_dir() else ():
        if path.suffix in (BESIDE, _GOING):
            continue
        try:
            yield _row(path, read_manifest(path))
        except BackupDamagedError:
            continue


def _newest_first(row: BackupRow) -> int:
    return -row.number


def _row(path: Path, note: BackupManifest) -> BackupRow:
    return BackupRow(
        name=path.name,
        path=path,
        number=note.number,
        made_at=note.made_at,
        reason=note.reason,
        changes=note.changes,
        attachments=note.attachments,
        damaged=len(note.damaged),
        size_bytes=note.size_bytes,
    )


def find_backup(folder: Path, name: str) -> BackupRow:
    """Find a backup by its name beside the vault, or by its path.

    Raises:
        NotFoundError: there is none.
        BackupDamagedError: it has no readable note.
    """
    for path in (folder / BACKUP_FOLDER / name, folder / name, Path(name)):
        if path.is_dir():
            return _row(path, read_manifest(path))
    raise NotFoundError(kind=Message(N_("backup")), name=name)


def is_backup_due(vault: Vault) -> bool:
    """Tell whether something changed since the last backup of another day.

    A clock that went back makes it due as well.
    """
    with vault.read() as session:
        last = read_setting(session, BACKED_UP_AT)
    rows = list_backups(vault.folder)
    if not rows or not last:
        return True
    if changes_since_backup(vault) == 0:
        return False
    today = vault.clock().astimezone(UTC).date()
    return datetime.fromisoformat(last).astimezone(UTC).date() != today


def changes_since_backup(vault: Vault, at_most: int = 100_000) -> int:
    """How many changes no local backup holds; counts no further than asked."""
    with vault.read() as session:
        last = int(read_setting(session, BACKED_UP_ROW) or 0)
        raw = bare_of(session)
        counted = "SELECT count(*) FROM (SELECT 1 FROM change WHERE rowid > ? LIMIT ?)"
        return int(raw.execute(counted, (last, at_most)).fetchone()[0])


def verify_backup(vault: Vault, backup: BackupRow) -> tuple[Finding, ...]:
    """Read a backup in full, with every attachment.

    Raises:
        BackupDamagedError: its note or database is not what was written.
    """
    return tuple(check_backup(backup.path, vault.keys, vault.vault_id))


def check_backup(
    path: Path, keys: Keys, vault_id: str, database: Path | None = None
) -> Iterator[Finding]:
    """The same with keys; attachments that were damaged when it was made are no finding.

    Args:
        database: a copy of the backup's database, to look at instead.
    Raises:
        BackupDamagedError: its note or database is not what was written.
        VaultDamagedError: the database does not open.
    """
    note = authentic_manifest(path, keys, vault_id)
    database = database or path / DATABASE_FILE
    if note.database_sha256 and (
        not database.is_file() or digest_of(database) != note.database_sha256
    ):
        raise BackupDamagedError(name=path.name, part=DATABASE_FILE)
    held = Held(note.device_id, note.head, note.schema_version, note.changes, note.attachments)
    yield from damage_of(database, keys, held)
    parts = (
        partial(check_size, path=database),
        check_contents,
        partial(check_files, blobs=Blobs(path / BLOB_FOLDER)),
    )
    connection = connect_to_read(database, keys.database)
    try:
        if held_by(connection) != held:
            raise BackupDamagedError(name=path.name, part=DATABASE_FILE)
        for part in parts:
            for step in part(connection):
                if step is not None and step.place not in note.damaged:
                    yield step
    finally:
        connection.close()


def authentic_manifest(path: Path, keys: Keys, vault_id: str) -> BackupManifest:
    """Read a backup's note and make sure that this vault wrote it.

    Raises:
        BackupDamagedError: it is altered, or of another vault.
    """
    note = read_manifest(path)
    if note.vault_id != vault_id or not note.is_authentic(keys.backup):
        raise BackupDamagedError(name=path.name, part=path.name)
    return note


def renew_backups(vault: Vault) -> BackupRow:
    """Make a new backup, then remove every older one beside the vault.

    For an erasure that shall reach the backups too. Copies on other drives it cannot reach.

    Raises:
        BackupFullError, BackupFailedError: why nothing was removed.
    """
    made = make_backup(vault)
    for path in made.path.parent.glob("*/"):
        if path != made.path:
            _remove(path, vault.keys)
    return made


def _rotate(parent: Path, keys: Keys) -> None:
    # What a restore set aside is its owner's to remove.
    rows = [row for row in _listed(parent) if row.reason is not Reason.REPLACED]
    keep = staying(rows)
    for row in rows:
        if row.number not in keep:
            _remove(row.path, keys)


def _remove(path: Path, keys: Keys) -> None:
    """Remove a backup, unless somebody restores it just now. Half of it never counts."""
    database = path / DATABASE_FILE
    if database.is_file() and is_in_use(database, keys.database):
        return
    gone = path.with_name(path.name + _GOING)
    path.replace(gone)
    shutil.rmtree(gone, ignore_errors=True)


def _clear_leftovers(parent: Path) -> None:
    """Remove what a crash left half made or half removed beside the vault."""
    for path in parent.glob("*/") if parent.is_dir() else ():
        if path.suffix in (BESIDE, _GOING):
            shutil.rmtree(path, ignore_errors=True)
