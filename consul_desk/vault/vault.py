"""The vault: one encrypted folder, the only place where data lives.

Comes in: a folder and a passphrase. Goes out: sessions to read and write with, blobs, and
a notice of which kinds of rows each write touched. One process has a vault open at a time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from consul_desk.errors import (
    OwnerNameError,
    VaultDamagedError,
    VaultExistsError,
    WeakPassphraseError,
)
from consul_desk.paths import HEADER_FILES
from consul_desk.values import Touched, new_id, utc_now
from consul_desk.vault import keyslots
from consul_desk.vault.blobs import Blobs
from consul_desk.vault.database import create_database, open_database
from consul_desk.vault.header import (
    HEADER_FORMAT,
    ChainHead,
    Header,
    KdfParameters,
    next_header,
    read_headers,
    write_header,
)
from consul_desk.vault.journal import Author, JournaledSession, chain_head
from consul_desk.vault.migrations import migrate
from consul_desk.vault.tables import ChangeTable, SettingTable

DATABASE_FILE = "vault.db"
BLOB_FOLDER = "blobs"
SHORTEST_PASSPHRASE = 12
LONGEST_OWNER = 200


class Vault:
    """An open vault. Use `Vault.create` or `Vault.open`, and close it."""

    def __init__(
        self,
        folder: Path,
        engine: Engine,
        header: Header,
        header_key: bytes,
        clock: Callable[[], datetime],
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.blobs = Blobs(folder / BLOB_FOLDER)
        self._engine = engine
        self._header = header
        self._header_key = header_key
        self._turn = threading.RLock()
        self._busy = False
        self._listeners: list[Callable[[Touched], None]] = []
        self._author = Author("", "", clock)

    @classmethod
    def create(
        cls,
        folder: Path,
        passphrase: bytearray,
        *,
        owner: str,
        kdf: KdfParameters | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> Vault:
        """Make a new vault in a new or empty folder.

        Args:
            passphrase: UTF-8, at least 12 characters; wiped before this returns.
            owner: the consul's name as it shall stand in the history.
            kdf: Argon2id costs; calibrated to about one second when left out.
        Raises:
            VaultExistsError: the folder is not empty.
            WeakPassphraseError: the passphrase is too short.
            OwnerNameError: nobody could read the name in the history.
        """
        vault_key, vault_id = os.urandom(keyslots.KEY_BYTES), os.urandom(16).hex()
        keys = keyslots.derive_keys(vault_key)
        with _wiping(passphrase):
            _refuse_nameless(owner)
            _refuse_weak(passphrase)
            _prepare_folder(folder)
            slot = keyslots.wrap(vault_key, vault_id, passphrase, kdf or keyslots.calibrate())
        header = Header(
            magic="CDV1",
            format=HEADER_FORMAT,
            vault_id=vault_id,
            sequence=1,
            slots=(slot,),
            head=ChainHead(),
        ).authenticated(keys.header)
        engine = create_database(folder / DATABASE_FILE, keys.database)
        vault = cls(folder, engine, header, keys.header, clock)
        migrate(engine)
        vault._found(owner)
        # The header comes last: a crash before it leaves a folder that is no vault yet.
        write_header(folder, header)
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
            VaultInUseError: another process has it open.
        """
        with _wiping(passphrase):
            headers = read_headers(folder)
            header, vault_key = keyslots.choose_header(headers, passphrase)
        keys = keyslots.derive_keys(vault_key)
        engine = open_database(folder / DATABASE_FILE, keys.database)
        try:
            migrate(engine)
            vault = cls(folder, engine, header, keys.header, clock)
            vault._recognise()
        except BaseException:
            engine.dispose()
            raise
        if any(copy != header for copy in headers) or len(headers) < len(HEADER_FILES):
            write_header(folder, header)
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
        return self._header.head

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
        if head != self._header.head:
            self._header = next_header(self._header, head, self._header_key)
            write_header(self.folder, self._header)
        return head

    def close(self) -> None:
        """Record the chain's end and let go of the file."""
        try:
            self.checkpoint()
        finally:
            self._engine.dispose()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with self._turn:
            if self._busy:
                msg = "a vault session is open already in this thread"
                raise RuntimeError(msg)
            self._busy = True
            try:
                with JournaledSession(self._engine, expire_on_commit=False) as session:
                    session.info.update(author=self._author, touched=set())
                    yield session
            finally:
                self._busy = False

    def _found(self, owner: str) -> None:
        with self.write() as session:
            session.add(SettingTable(name="owner", value=owner))
            session.add(SettingTable(name="device_id", value=new_id()))
        self._recognise()

    def _recognise(self) -> None:
        with self.read() as session:
            named = session.exec(
                select(SettingTable).where(col(SettingTable.name).in_(("owner", "device_id")))
            )
            settings = {row.name: row.value for row in named}
            self._author = Author(settings["owner"], settings["device_id"], self.clock)
            self._refuse_older_database(session)
            self.blobs.settle(session)

    def _refuse_older_database(self, session: Session) -> None:
        head = self._header.head
        if not head.seq:
            return
        found = session.exec(
            select(ChangeTable.hash).where(
                ChangeTable.device_id == self.device_id, ChangeTable.seq == head.seq
            )
        ).first()
        if found != head.hash:
            raise VaultDamagedError(part="vault.db < head")


@contextmanager
def _wiping(secret: bytearray) -> Iterator[None]:
    try:
        yield
    finally:
        secret[:] = bytes(len(secret))


def _refuse_nameless(owner: str) -> None:
    if len(owner) > LONGEST_OWNER or not any(letter.isalpha() for letter in owner):
        raise OwnerNameError(limit=LONGEST_OWNER)


def _refuse_weak(passphrase: bytearray) -> None:
    characters = len(passphrase.decode())
    if characters < SHORTEST_PASSPHRASE:
        raise WeakPassphraseError(characters=characters)


def _prepare_folder(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise VaultExistsError(path=str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / BLOB_FOLDER).mkdir(mode=0o700)
