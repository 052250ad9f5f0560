"""One error for what a full, failing or read-only disk does to calls.

Comes in: whatever SQLite or the system raised. Goes out: DiskError or VaultDamagedError,
which have sentences; everything else passes as it is.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from consul_desk.errors import ConsulDeskError
from consul_desk.errors.vault import DiskError, VaultDamagedError

_NO_ROOM_OR_BROKEN = frozenset(
    {errno.ENOSPC, errno.EIO, errno.EROFS, errno.EFBIG, errno.ENXIO, errno.ENODEV}
)

# Source: sqlite.org/rescode.html, primary result codes, checked 2026-11-24.
_READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 8, 10, 11, 13, 14, 26
_DISK_CODES = frozenset({_READONLY, _IOERR, _FULL, _CANTOPEN})
_DAMAGE_CODES = frozenset({_CORRUPT, _NOTADB})


@contextmanager
def disk_told() -> Iterator[None]:
    """Turn what the disk did to the block into an error with a sentence.

    Raises:
        DiskError: full, failing or read-only. Whether the last commit arrived, only the
            next opening can tell.
        VaultDamagedError: a page of the database is not what was written.
    """
    try:
        yield
    except Exception as error:
        told = disk_error(error)
        if told is None:
            raise
        raise told from error


def disk_error(error: BaseException) -> ConsulDeskError | None:
    """The error that says it, if it is the disk's."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM_OR_BROKEN:
        return DiskError()
    if isinstance(error, MemoryError):
        # What SQLCipher answers on a connection that has met a page it could not read.
        return DiskError()
    # SQLAlchemy keeps SQLite's error in `orig`.
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0) & 0xFF
    if code in _DISK_CODES:
        return DiskError()
    if code in _DAMAGE_CODES:
        return VaultDamagedError(part="vault.db")
    return None
