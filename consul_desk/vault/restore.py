"""Going back to a backup: today's database is set aside, never deleted.

Comes in: the folder of a vault, or an empty one, a backup and the secret that opens either.
Goes out: a vault that opens. Whenever the power goes, the old or the new one opens.

Order: read the backup in full; prepare its database beside the live one; keep today's
database and attachments in a folder of their own; let the header forget the chain, because
it is ahead of the backup; then one rename. The restored vault goes on under a new device id:
its next changes would otherwise claim places in a chain that bundles may have carried away,
and a coordinator would refuse them as a fork.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2
from sqlmodel import col, select

from consul_desk.errors.vault import (
    BackupDamagedError,
    BackupFailedError,
    BackupFullError,
    DiskError,
    NotAVaultError,
    RecoveryMissingError,
    VaultDamagedError,
    VaultInUseError,
    WrongRecoveryError,
)
from consul_desk.paths import BLOB_FOLDER, DATABASE_FILE, HEADER_FILES
from consul_desk.values import new_id, utc_now
from consul_desk.vault import keyslots
from consul_desk.vault.aside import Aside
from consul_desk.vault.backup import (
    BACKED_UP_AT,
    BACKED_UP_ROW,
    authentic_manifest,
    check_backup,
)
from consul_desk.vault.blobs import UNSETTLED, Blobs
from consul_desk.vault.copies import is_blob_whole, is_full, take_file
from consul_desk.vault.database import connect, connect_to_read, open_database
from consul_desk.vault.disk import disk_told
from consul_desk.vault.files import sync_folder
from consul_desk.vault.header import ChainHead, Header, SlotKind, read_headers, write_header
from consul_desk.vault.integrity import VERIFIED_AT
from consul_desk.vault.journal import Author, JournaledSession
from consul_desk.vault.keyslots import Keys
from consul_desk.vault.manifest import BackupManifest, read_manifest
from consul_desk.vault.memory import wipe, wiping
from consul_desk.vault.migrations import migrate
from consul_desk.vault.tables import RestoreTable, SettingTable

_BESIDE = ".restoring"


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What a restore did.

    Attributes:
        replaced: where what was here before lies now; None in a fresh folder.
    """

    made_at: datetime
    changes: int
    attachments: int
    damaged: int
    replaced: Path | None


def restore_backup(
    folder: Path,
    backup: Path,
    secret: bytearray,
    kind: SlotKind = SlotKind.PASSPHRASE,
    *,
    clock: Callable[[], datetime] = utc_now,
) -> RestoreReport:
    """Put a backup in the place of a vault's database and attachments.

    Args:
        folder: the vault; it may have lost its database. Or an empty folder, for a backup
            that brings its own header.
        secret: the passphrase, or `parse_code(...).secret()`; wiped before this returns.
        kind: which of the two it is.
    Raises:
        BackupDamagedError: it is altered, cut or of another vault. Nothing was touched.
        BackupFullError, BackupFailedError: the drive. Nothing was touched.
        WrongPassphraseError, WrongRecoveryError, RecoveryMissingError: about the secret.
        NotAVaultError: neither the folder nor the backup has a header.
        VaultInUseError: somebody has the vault open.
    """
    with wiping(secret):
        header, vault_key, is_fresh = _unlocked(folder, backup, secret, kind)
    with _working(folder, vault_key) as keys:
        return _Restore(folder, backup, header, keys, clock, is_fresh=is_fresh).run()


def accept_present(
    folder: Path,
    secret: bytearray,
    kind: SlotKind = SlotKind.PASSPHRASE,
    *,
    clock: Callable[[], datetime] = utc_now,
) -> RestoreReport:
    """Go on with a database that is older than the header says, where no backup is newer.

    Its owner knows that she put it there. It is set aside as a backup and restored.

    Raises:
        VaultDamagedError: it cannot be opened.
        BackupDamagedError: it is not whole.
        BackupFullError, BackupFailedError, WrongPassphraseError, WrongRecoveryError,
        RecoveryMissingError, NotAVaultError, VaultInUseError: as `restore_backup`.
    """
    with wiping(secret):
        header, vault_key = keyslots.choose_header(read_headers(folder), secret, kind)
    with _working(folder, vault_key) as keys:
        kept = _Restore(folder, folder, header, keys, clock).keep_present()
        return _Restore(folder, kept, header, keys, clock).run(replaced=kept)


@contextmanager
def _working(folder: Path, vault_key: bytearray) -> Iterator[Keys]:
    keys = keyslots.derive_keys(vault_key)
    try:
        with disk_told():
            yield keys
    except (OSError, dbapi2.OperationalError, DiskError) as error:
        if is_full(error):
            raise BackupFullError(path=str(folder)) from None
        raise BackupFailedError(part=str(error)) from None
    finally:
        keys.wipe()
        wipe(vault_key)


def _unlocked(
    folder: Path, backup: Path, secret: bytearray, kind: SlotKind
) -> tuple[Header, bytearray, bool]:
    """The vault's own header opens its backups; a backup from elsewhere brings one along.

    Returns:
        Shape: header, vault key, and whether the header is the backup's.
    """
    try:
        copies = read_headers(folder)
    except (NotAVaultError, VaultDamagedError):
        if not _has_header(backup):
            raise
        return *keyslots.choose_header(read_headers(backup), secret, kind), True
    if read_manifest(backup).vault_id not in {header.vault_id for header in copies.known}:
        raise BackupDamagedError(name=backup.name, part="vault_id")
    try:
        return *keyslots.choose_header(copies, secret, kind), False
    except (WrongRecoveryError, RecoveryMissingError):
        if not _has_header(backup):
            raise
    # An older sheet opens the backup; the vault's own header knows the newer one.
    _, vault_key = keyslots.choose_header(read_headers(backup), secret, kind)
    keys = keyslots.derive_keys(vault_key)
    try:
        return copies.newest(keys.header), vault_key, False
    finally:
        keys.wipe()


def _has_header(folder: Path) -> bool:
    return any((folder / name).is_file() for name in HEADER_FILES)


class _Restore:
    """One restore, step by step."""

    def __init__(
        self,
        folder: Path,
        backup: Path,
        header: Header,
        keys: Keys,
        clock: Callable[[], datetime],
        *,
        is_fresh: bool = False,
    ) -> None:
        self._folder = folder
        self._backup = backup
        self._header = header
        self._keys = keys
        self._clock = clock
        self._is_fresh = is_fresh
        self._live = folder / DATABASE_FILE
        self._beside = folder / f"{DATABASE_FILE}{_BESIDE}"
        self._blobs = Blobs(folder / BLOB_FOLDER)
        self._aside = Aside(folder, header.vault_id, keys, clock)

    def run(self, replaced: Path | None = None) -> RestoreReport:
        """Do it.

        The connection to the backup keeps rotation away from it, the one to the vault keeps
        other processes out until the rename.

        Args:
            replaced: where today's database was set aside already.
        """
        note = authentic_manifest(self._backup, self._keys, self._header.vault_id)
        with self._holding() as live, self._tidying():
            self._take_database()
            with closing(self._source()):
                self._require_whole()
                self._bring_blobs()
            self._prepare(note)
            replaced = replaced or self._aside.keep(live)
            had_database = self._live.exists()
            if had_database:
                self._forget_head()
            if os.name == "nt" and live is not None:
                live.close()
            self._beside.replace(self._live)
            sync_folder(self._folder)
            if not had_database:
                # No header is written beside a missing database: it could be one that is
                # being destroyed.
                self._forget_head()
        self._finish(replaced)
        return RestoreReport(
            made_at=note.made_at,
            changes=note.changes,
            attachments=note.attachments,
            damaged=len(note.damaged),
            replaced=replaced,
        )

    def keep_present(self) -> Path:
        """Set the live database aside as a backup of its own.

        Raises:
            VaultDamagedError: it cannot be opened.
        """
        with self._holding() as live:
            kept = self._aside.keep(live, sharing=False) if live is not None else None
        if kept is None:
            raise VaultDamagedError(part=DATABASE_FILE)
        return kept

    @contextmanager
    def _tidying(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._blobs.folder.mkdir(mode=0o700, exist_ok=True)
        beside = [self._beside, self._folder / f"{self._beside.name}-journal"]
        try:
            for path in beside:
                path.unlink(missing_ok=True)
            yield
        finally:
            for path in beside:
                path.unlink(missing_ok=True)

    def _take_database(self) -> None:
        try:
            take_file(self._backup / DATABASE_FILE, self._beside, sharing=False)
        except FileNotFoundError:
            raise BackupDamagedError(name=self._backup.name, part=DATABASE_FILE) from None

    def _source(self) -> Any:
        try:
            return connect_to_read(self._backup / DATABASE_FILE, self._keys.database)
        except VaultDamagedError:
            raise BackupDamagedError(name=self._backup.name, part=DATABASE_FILE) from None

    def _require_whole(self) -> None:
        vault_id = self._header.vault_id
        try:
            for finding in check_backup(self._backup, self._keys, vault_id, self._beside):
                raise BackupDamagedError(name=self._backup.name, part=finding.place)
        except (VaultDamagedError, dbapi2.DatabaseError) as error:
            raise BackupDamagedError(name=self._backup.name, part=str(error)) from None

    @contextmanager
    def _holding(self) -> Iterator[Any | None]:
        """Hold the live database, if it can be opened at all.

        Opening it also rolls back what a crash left half written.
        """
        connection = None
        if self._live.is_file() and self._live.stat().st_size:
            try:
                connection = connect(self._live, self._keys.database)
            except dbapi2.DatabaseError as error:
                if "locked" in str(error):
                    raise VaultInUseError from None
        try:
            yield connection
        finally:
            if connection is not None:
                connection.close()

    def _prepare(self, note: BackupManifest) -> None:
        """Lay the backup's database beside the live one, ready to go on from there."""
        engine = open_database(self._beside, self._keys.database)
        try:
            migrate(engine)
            with JournaledSession(engine) as session:
                self._go_on(session, note)
                session.commit()
        finally:
            engine.dispose()
        sync_folder(self._folder)

    def _go_on(self, session: JournaledSession, note: BackupManifest) -> None:
        named = session.exec(
            select(SettingTable).where(
                col(SettingTable.name).in_(
                    ("owner", "device_id", BACKED_UP_AT, BACKED_UP_ROW, VERIFIED_AT)
                )
            )
        )
        settings = {row.name: row for row in named}
        for name in (BACKED_UP_AT, BACKED_UP_ROW, VERIFIED_AT):
            if name in settings:
                session.delete(settings[name])
        device_id = settings["device_id"].value = new_id()
        author = Author(settings["owner"].value, device_id, self._clock)
        session.info.update(author=author, touched=set())
        session.add(
            RestoreTable(
                id=new_id(),
                source=self._backup.name,
                made_at=note.made_at.isoformat(timespec="seconds"),
                restored_at=self._clock().isoformat(timespec="seconds"),
                device_before=note.device_id,
                seq_before=note.head.seq,
            )
        )

    def _bring_blobs(self) -> None:
        """Lay missing and damaged attachments among the unsettled files.

        There the opening after the rename takes them to their places, and an opening before
        it removes what the old database does not name.
        """
        stored = Blobs(self._backup / BLOB_FOLDER)
        unsettled = self._blobs.folder / UNSETTLED
        for blob_id, key, sha256 in self._rows():
            source = stored.find(blob_id)
            if source is None or is_blob_whole(self._blobs, blob_id, key, sha256):
                continue
            (unsettled / blob_id).unlink(missing_ok=True)
            take_file(source, unsettled / blob_id, sharing=True)
        if unsettled.is_dir():
            sync_folder(unsettled)

    def _rows(self) -> list[tuple[str, bytes, str]]:
        with closing(connect_to_read(self._beside, self._keys.database)) as connection:
            return list(connection.execute("SELECT id, key, sha256 FROM blob"))

    def _forget_head(self) -> None:
        """Let the header, which is ahead of the backup, not say where the chain is."""
        if not self._is_fresh:
            self._header = self._header.with_head(ChainHead(), self._keys.header)
            write_header(self._folder, self._header)

    def _finish(self, replaced: Path | None) -> None:
        if self._is_fresh:
            # The header comes last: a crash before it leaves a folder that is no vault yet.
            header = self._header.with_head(ChainHead(), self._keys.header)
            write_header(self._folder, header, is_first=True)
        if replaced is not None:
            self._aside.drop_moved(replaced)
