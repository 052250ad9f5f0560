"""Files that survive a crash and that nobody else may read.

Comes in: paths and bytes. Goes out: a file that is whole, old or new, whenever the power goes.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consul_desk.vault.disk import disk_told

_PAUSE_S = 0.005


def write_durably(path: Path, data: bytes) -> None:
    """Write beside, fsync, rename, fsync the folder."""
    write_beside(path, data)
    replace_durably(path)


def beside(path: Path) -> Path:
    """Where the next version of a file is made."""
    return path.with_name(path.name + ".new")


@disk_told()
def write_beside(path: Path, data: bytes) -> None:
    """Lay the next version of a file beside it, on the disk itself."""
    with open(beside(path), "wb", opener=private) as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


@disk_told()
def replace_durably(path: Path) -> None:
    """Move the version that was laid beside a file into its place."""
    beside(path).replace(path)
    sync_folder(path.parent)


def private(path: str, flags: int) -> int:
    """Open a new file that nobody else may read; an `opener` for `open`."""
    return os.open(path, flags, 0o600)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut. Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def turn_in(folder: Path, wait_s: float) -> Iterator[bool]:
    """Have a folder's headers to oneself, among the processes that ask for a turn.

    Whoever waits longer than `wait_s` goes on without: gives False. Windows has no such
    lock; there, a file that somebody has open cannot be replaced at all.
    """
    if sys.platform == "win32":
        yield True
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield _locked(descriptor, time.monotonic() + wait_s)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, until: float) -> bool:
    import fcntl

    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > until:
                return False
            time.sleep(_PAUSE_S)
        else:
            return True
