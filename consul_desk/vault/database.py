"""The encrypted database file: opening, settings, canary.

Comes in: a path and the database key. Goes out: a SQLAlchemy engine over one SQLCipher
connection that holds the file exclusively.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2
from sqlmodel import Session

from consul_desk.errors.vault import VaultDamagedError, VaultInUseError
from consul_desk.vault.disk import disk_error

APPLICATION_ID = 0x43444B31  # "CDK1"
PAGE_BYTES = 4096
CANARY = "a canary sings in every whole vault"

# Source: SQLCipher API manual; the reasons stand in ARCHITECTURE.md, "Database settings".
SETTINGS = (
    "locking_mode = EXCLUSIVE",
    "journal_mode = DELETE",
    "synchronous = EXTRA",
    "foreign_keys = ON",
    "trusted_schema = OFF",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "cache_size = -32768",
    "mmap_size = 0",
    "cell_size_check = ON",
)

READ_SETTINGS = ("trusted_schema = OFF", "mmap_size = 0")


def create_database(path: Path, key: bytes | bytearray) -> Engine:
    """Make an empty database. The file must not exist."""
    path.touch(mode=0o600, exist_ok=False)
    engine = _engine(path, key)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql("CREATE TABLE canary (song TEXT NOT NULL)")
        connection.exec_driver_sql("INSERT INTO canary VALUES (?)", (CANARY,))
    return engine


def open_database(path: Path, key: bytes | bytearray) -> Engine:
    """Open an existing database and make sure that it is ours and whole enough to use.

    Raises:
        VaultDamagedError: missing, empty, cut, or encrypted with another key.
        VaultInUseError: another process holds it.
    """
    if not path.is_file() or path.stat().st_size < PAGE_BYTES:
        raise VaultDamagedError(part="vault.db")
    engine = _engine(path, key)
    _require_ours(engine)
    # Only now: a crash may have left half a page, which opening has just rolled back.
    if not _has_whole_pages(path):
        engine.dispose()
        raise VaultDamagedError(part="vault.db")
    return engine


def _require_ours(engine: Engine) -> None:
    try:
        with engine.begin() as connection:
            found = connection.exec_driver_sql("PRAGMA application_id").scalar()
            song = connection.exec_driver_sql("SELECT song FROM canary").scalar()
    except Exception as error:
        engine.dispose()
        raise _translated(getattr(error, "orig", error)) from None
    if found != APPLICATION_ID or song != CANARY:
        engine.dispose()
        raise VaultDamagedError(part="vault.db")


def _has_whole_pages(path: Path) -> bool:
    size_bytes = path.stat().st_size
    return size_bytes >= PAGE_BYTES and size_bytes % PAGE_BYTES == 0


def _translated(error: BaseException) -> Exception:
    if isinstance(error, dbapi2.OperationalError) and "locked" in str(error):
        return VaultInUseError()
    if (told := disk_error(error)) is not None:
        return told
    if isinstance(error, dbapi2.DatabaseError):
        return VaultDamagedError(part="vault.db")
    if isinstance(error, Exception):
        return error
    raise error


def _engine(path: Path, key: bytes | bytearray) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: connect(path, key),
        poolclass=StaticPool,
        pool_reset_on_return=None,  # a session ends its transaction itself
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin_immediate)
    return engine


@contextmanager
def bare_connection(engine: Engine) -> Iterator[Any]:
    """The one connection of an engine, outside any transaction."""
    pooled = engine.raw_connection()
    try:
        yield pooled.driver_connection
    finally:
        pooled.close()


def bare_of(session: Session) -> Any:
    """The bare connection inside a session's transaction, for queries that must be quick."""
    return session.connection().connection.driver_connection


def reconnect(engine: Engine) -> None:
    """Open a disposed engine's file again and hold it.

    Raises:
        VaultInUseError: another process took it.
        VaultDamagedError: it cannot be read any more.
    """
    _require_ours(engine)


def _begin_immediate(connection: Any) -> None:
    driver = connection.connection.driver_connection
    if driver.in_transaction:  # a commit failed: SQLAlchemy takes its transaction for ended
        driver.rollback()
    driver.execute("BEGIN IMMEDIATE")


def connect(path: Path, key: bytes | bytearray) -> Any:
    """Open one raw SQLCipher connection; the key never appears in SQL text."""
    connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=0,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _unlock(connection, key)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path, key: bytes | bytearray) -> Any:
    """Open one raw connection that only reads; it works on a write-protected medium too.

    It holds a read transaction: nobody can write to the file, or take it, until it closes.

    Raises:
        VaultDamagedError: missing, empty, cut, or encrypted with another key.
        VaultInUseError: another process holds it.
    """
    if not path.is_file() or not _has_whole_pages(path):
        raise VaultDamagedError(part=path.name)
    connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=0,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        _set_key(connection, key)
        for setting in READ_SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.DatabaseError as error:
        connection.close()
        raise _translated(error) from None
    except BaseException:
        connection.close()
        raise
    return connection


def is_in_use(path: Path, key: bytes | bytearray) -> bool:
    """Tell whether somebody reads or holds a database."""
    try:
        connect(path, key).close()
    except dbapi2.DatabaseError as error:
        return isinstance(_translated(error), VaultInUseError)
    return False


def _set_key(connection: Any, key: bytes | bytearray) -> None:
    # Logging goes to stderr otherwise: a wrong key is our own sentence to say.
    connection.execute("PRAGMA cipher_log_level = NONE")
    spelled = _spelled(key)
    connection.set_key(spelled)
    spelled[:] = bytes(len(spelled))


def _unlock(connection: Any, key: bytes | bytearray) -> None:
    _set_key(connection, key)
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    # Takes the exclusive lock now, so that a second process hears at once that it is second.
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")


def _spelled(key: bytes | bytearray) -> bytearray:
    """Write a raw key as SQLCipher wants it, in a buffer that can be wiped."""
    digits = b"0123456789abcdef"
    spelled = bytearray(2 * len(key) + 3)
    spelled[:2], spelled[-1:] = b"x'", b"'"
    for place, byte in enumerate(key):
        spelled[2 + 2 * place] = digits[byte >> 4]
        spelled[3 + 2 * place] = digits[byte & 15]
    return spelled
