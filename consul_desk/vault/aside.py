"""Setting today's vault aside before a backup takes its place.

Comes in: a vault's folder and its held database, if that opens. Goes out: a folder among the
backups that restores like one, or at least keeps every byte of what was damaged.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from consul_desk.paths import BLOB_FOLDER, DATABASE_FILE
from consul_desk.vault.backup import BACKUP_FOLDER, free_name, next_number
from consul_desk.vault.blobs import Blobs
from consul_desk.vault.copies import Held, held_by, take_file
from consul_desk.vault.database import connect_to_read
from consul_desk.vault.files import sync_folder, write_durably
from consul_desk.vault.keyslots import Keys
from consul_desk.vault.manifest import MANIFEST_FILE, BackupManifest, Reason

REPLACED = "replaced-"


class Aside:
    """What lies in a vault's folder now, and where it goes."""

    def __init__(
        self, folder: Path, vault_id: str, keys: Keys, clock: Callable[[], datetime]
    ) -> None:
        self._folder = folder
        self._vault_id = vault_id
        self._keys = keys
        self._clock = clock
        self._database = folder / DATABASE_FILE
        self._blobs = Blobs(folder / BLOB_FOLDER)

    def keep(self, live: Any | None, *, sharing: bool = True) -> Path | None:
        """Keep today's database and attachments as a backup of their own.

        Args:
            sharing: by a hard link where the live one goes away; else it stays in use.
        """
        journal = self._folder / f"{DATABASE_FILE}-journal"
        if not self._database.exists() and not journal.exists():
            return None
        target = self._free_name()
        target.parent.mkdir(mode=0o700, exist_ok=True)
        for made in (target, target / BLOB_FOLDER):
            made.mkdir(mode=0o700)
        size_bytes = 0
        if self._database.exists():
            take_file(self._database, target / DATABASE_FILE, sharing=sharing)
            size_bytes += self._database.stat().st_size
        if live is None and journal.exists():
            # It belongs to the damaged database; beside the restored one it would spoil it.
            journal.replace(target / journal.name)
        for path in self._blobs.files():
            take_file(path, Blobs(target / BLOB_FOLDER).path(path.name), sharing=True)
            size_bytes += path.stat().st_size
        if live is not None:
            with suppress(dbapi2.DatabaseError, TypeError):
                note = self._note(held_by(live), size_bytes)
                write_durably(target / MANIFEST_FILE, note.to_bytes())
        for made in (*target.rglob("*/"), target, target.parent, self._folder):
            sync_folder(made)
        return target

    def _note(self, held: Held, size_bytes: int) -> BackupManifest:
        note = BackupManifest(
            vault_id=self._vault_id,
            number=next_number(self._folder / BACKUP_FOLDER),
            made_at=self._clock().astimezone(UTC).replace(microsecond=0),
            reason=Reason.REPLACED,
            device_id=held.device_id,
            head=held.head,
            schema_version=held.schema_version,
            changes=held.changes,
            attachments=held.attachments,
            size_bytes=size_bytes,
        )
        return note.authenticated(self._keys.backup)

    def _free_name(self) -> Path:
        stamp = f"{REPLACED}{self._clock().astimezone(UTC):%Y%m%dT%H%M%SZ}"
        return free_name(self._folder / BACKUP_FOLDER, stamp)

    def drop_moved(self, replaced: Path) -> None:
        """Attachments that only the replaced database names lie with it now."""
        with closing(connect_to_read(self._database, self._keys.database)) as connection:
            named = {row[0] for row in connection.execute("SELECT id FROM blob")}
        kept = Blobs(replaced / BLOB_FOLDER)
        for path in self._blobs.files():
            if path.name not in named and kept.path(path.name).exists():
                path.unlink()
