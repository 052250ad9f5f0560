"""The vault: one encrypted folder, the only place where data lives.

Comes in: a folder and a passphrase. Goes out: sessions to read and write with, blobs, and
a notice of which kinds of rows each write touched. One process has a vault open at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from consul_desk.errors.vault import OwnerNameError, VaultDamagedError
from consul_desk.paths import BLOB_FOLDER, DATABASE_FILE
from consul_desk.values import Touched, ids_follow, new_id, utc_now
from consul_desk.vault import keyslots
from consul_desk.vault.access import Access
from consul_desk.vault.backup import back_up_before_migration
from consul_desk.vault.blobs import Blobs
from consul_desk.vault.database import (
    bare_connection,
    connect_to_read,
    create_database,
    open_database,
    reconnect,
)
from consul_desk.vault.disk import disk_told
from consul_desk.vault.findings import Finding
from consul_desk.vault.founding import finish_founding, prepare_folder
from consul_desk.vault.header import (
    ChainHead,
    KdfParameters,
    SlotKind,
    heal_header,
    read_headers,
    write_header,
)
from consul_desk.vault.integrity import quick_check
from consul_desk.vault.journal import (
    Author,
    JournaledSession,
    chain_head,
    newest_change_id,
    remember_chain,
)
from consul_desk.vault.memory import wiping
from consul_desk.vault.migrations import is_behind, migrate
from consul_desk.vault.passphrases import require_strong
from consul_desk.vault.recovery import RecoveryCode
from consul_desk.vault.slots import Slots
from consul_desk.vault.tables import ChangeTable, SettingTable

LONGEST_OWNER = 200


class Vault(Access):
    """An open vault. Use `Vault.create` or `Vault.open`, and close it."""

    def __init__(
        self, folder: Path, engine: Engine, slots: Slots, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(slots, clock)
        self.folder = folder
        self.blobs = Blobs(folder / BLOB_FOLDER)
        self._engine = engine
        self.findings: tuple[Finding, ...] = ()
        self._turn = threading.RLock()
        self._busy = False
        self._is_closed = False
        self._listeners: list[Callable[[Touched], None]] = []
        self._author = Author("", "", clock)

    @classmethod
    @disk_told()
    def create(
        cls,
        folder: Path,
        passphrase: bytearray,
        *,
        owner: str,
        kdf: KdfParameters | None = None,
        recovery: RecoveryCode | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> Vault:
        """Make a new vault in a new or empty folder.

        Args:
            passphrase: UTF-8, at least 12 characters; wiped before this returns.
            owner: the consul's name as it shall stand in the history.
            kdf: Argon2id costs; calibrated to about one second when left out.
            recovery: the code on the sheet that she has copied; None leaves no way back.
        Raises:
            VaultExistsError: the folder is not empty.
            WeakPassphraseError: the passphrase is too easy to guess.
            OwnerNameError: nobody could read the name in the history.
        """
        with wiping(passphrase):
            _refuse_nameless(owner)
            require_strong(passphrase, (owner,))
            prepare_folder(folder)
            slots = Slots.found(folder, passphrase, kdf, recovery)
        engine = create_database(folder / DATABASE_FILE, slots.database_key)
        vault = cls(folder, engine, slots, clock)
        migrate(engine)
        vault._found(owner)
        # The header comes last: a crash before it leaves a folder that is no vault yet.
        write_header(folder, slots.header, is_first=True)
        finish_founding(folder)
        return vault

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: bytearray,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> Vault:
        """Open a vault.

        Args:
            passphrase: wiped before this returns.
        Raises:
            NotAVaultError, VaultTooNewError, VaultDamagedError: what the folder holds.
            WrongPassphraseError: no slot opens.
            KeystoreMissingError: the keystore does not give its part.
            HeaderRolledBackError: an old header was put back; only recovery opens it now.
            VaultInUseError: another process has it open.
        """
        return cls._opened(folder, passphrase, SlotKind.PASSPHRASE, clock)

    @classmethod
    def open_with_code(
        cls,
        folder: Path,
        code: bytearray,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> Vault:
        """Open a vault with its recovery code. A new passphrase can be set then.

        Args:
            code: `parse_code(...).secret()`; wiped before this returns.
        Raises:
            WrongRecoveryError: the code is whole, but of another vault or replaced.
            RecoveryMissingError: the vault has no recovery code.
            NotAVaultError, VaultTooNewError, VaultDamagedError, VaultInUseError: as `open`.
        """
        return cls._opened(folder, code, SlotKind.RECOVERY, clock)

    @classmethod
    def open_with_pieces(
        cls,
        folder: Path,
        secret: bytearray,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> Vault:
        """Open a vault with what coordinators kept. A new passphrase can be set then.

        Args:
            secret: `shares.join(...)`; wiped before this returns.
        Raises:
            WrongRecoveryError: the pieces are of another vault or replaced.
            RecoveryMissingError: the vault has no shared recovery.
            NotAVaultError, VaultTooNewError, VaultDamagedError, VaultInUseError: as `open`.
        """
        return cls._opened(folder, secret, SlotKind.SHARED, clock)

    @classmethod
    @disk_told()
    def _opened(
        cls, folder: Path, secret: bytearray, kind: SlotKind, clock: Callable[[], datetime]
    ) -> Vault:
        with wiping(secret):
            header, vault_key = keyslots.choose_header(read_headers(folder), secret, kind)
        slots = Slots(folder, header, vault_key, kind)
        engine: Engine | None = None
        try:
            engine = open_database(folder / DATABASE_FILE, slots.database_key)
            if is_behind(engine):
                with bare_connection(engine) as connection:
                    back_up_before_migration(
                        folder, connection, slots.keys, header.vault_id, clock
                    )
            migrate(engine)
            vault = cls(folder, engine, slots, clock)
            vault._recognise()
            vault._compare_slots()
            vault.findings = quick_check(vault)
        except BaseException:
            slots.wipe()
            if engine is not None:
                engine.dispose()
            raise
        heal_header(folder, header)
        finish_founding(folder)
        return vault

    @property
    def owner(self) -> str:
        """The consul's name as it stands in the history."""
        return self._author.actor

    @property
    def device_id(self) -> str:
        """This vault's own name in the journal."""
        return self._author.device_id

    @property
    def checkpointed(self) -> ChainHead:
        """Where the chain stood at the last checkpoint."""
        return self._slots.header.head

    @property
    def vault_id(self) -> str:
        """This vault's own name in its header."""
        return self._slots.header.vault_id

    @property
    def database(self) -> Path:
        """The database file. Never open it while the vault is open: that drops its lock."""
        return self.folder / DATABASE_FILE

    @property
    def keys(self) -> keyslots.Keys:
        """The keys of the database and of its copies; zeros once the vault is closed."""
        return self._slots.keys

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to look things up. What it changes is thrown away."""
        with self._session() as session:
            yield session

    @contextmanager
    def write(self, *, replaying: bool = False) -> Iterator[Session]:
        """A session whose edits are committed together at the end, with their Changes.

        Args:
            replaying: rows are rebuilt from imported Changes, so none are recorded.
        """
        with self._session() as session:
            session.info["replaying"] = replaying
            yield session
            session.commit()
            remember_chain(session)
            self.blobs.after_commit(session)
            touched = frozenset(session.info["touched"])
        if touched:
            for listener in self._listeners:
                listener(Touched(touched))

    def on_touched(self, listener: Callable[[Touched], None]) -> None:
        """Be told, in the writing thread, which kinds of rows each write changed."""
        self._listeners.append(listener)

    def checkpoint(self) -> ChainHead:
        """Record in the header where the chain stands, so that an old database is noticed."""
        with self.read() as session:
            head = chain_head(session, self.device_id)
        self._slots.checkpoint(head)
        return head

    def write_recovery_header(self, folder: Path) -> None:
        """Write a header for a copy that leaves this computer.

        Raises:
            BackupNeedsRecoveryError: the vault has no recovery code.
        """
        self._slots.write_recovery_header(folder)

    @contextmanager
    def bare(self) -> Iterator[Any]:
        """The bare connection outside any transaction, for copies of the whole database."""
        with self._occupied(), bare_connection(self._engine) as connection:
            yield connection

    @contextmanager
    def resting(self) -> Iterator[Callable[[], Any]]:
        """Let go of the database, so that a check reads it afresh. Nobody writes meanwhile.

        Returns:
            Shape: what opens one more connection that only reads.
        Raises:
            VaultInUseError: another process took the vault in between.
        """
        fresh = partial(connect_to_read, self.database, self._slots.database_key)
        with self._occupied():
            self._engine.dispose()
            try:
                with ExitStack() as held:
                    # As long as one connection reads, no other process can take the file.
                    with suppress(VaultDamagedError):
                        held.enter_context(closing(fresh()))
                    yield fresh
            finally:
                # For a moment nobody held the file: another process may have written.
                self._author.chain.is_known = False
                reconnect(self._engine)

    def close(self) -> None:
        """Record the chain's end, let go of the file and forget the keys. Once is enough."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            self.checkpoint()
        finally:
            self._engine.dispose()
            self._slots.wipe()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with (
            self._occupied(),
            JournaledSession(self._engine, expire_on_commit=False) as session,
        ):
            session.info.update(author=self._author, touched=set())
            yield session

    @contextmanager
    def _occupied(self) -> Iterator[None]:
        with disk_told(), self._turn:
            if self._busy:
                msg = "a vault session is open already in this thread"
                raise RuntimeError(msg)
            self._busy = True
            try:
                yield
            finally:
                self._busy = False

    def _found(self, owner: str) -> None:
        with self.write() as session:
            session.add(SettingTable(name="owner", value=owner))
            session.add(SettingTable(name="device_id", value=new_id()))
        self._record_slots(*(slot.kind for slot in self._slots.header.slots))
        self._recognise()

    def recognise(self) -> None:
        """Read again who the owner is, after a write that restored another name."""
        self._recognise()

    def _recognise(self) -> None:
        with self.read() as session:
            named = session.exec(
                select(SettingTable).where(col(SettingTable.name).in_(("owner", "device_id")))
            )
            settings = {row.name: row.value for row in named}
            self._author = Author(settings["owner"], settings["device_id"], self.clock)
            if last_id := newest_change_id(session, self.device_id):
                ids_follow(last_id)
            self._refuse_older_database(session)
            self.blobs.settle(session)

    def _refuse_older_database(self, session: Session) -> None:
        head = self._slots.header.head
        if not head.seq:
            return
        found = session.exec(
            select(ChangeTable.hash).where(
                ChangeTable.device_id == self.device_id, ChangeTable.seq == head.seq
            )
        ).first()
        if found != head.hash:
            raise VaultDamagedError(part="vault.db < head")


def _refuse_nameless(owner: str) -> None:
    if len(owner) > LONGEST_OWNER or not any(letter.isalpha() for letter in owner):
        raise OwnerNameError(limit=LONGEST_OWNER)
