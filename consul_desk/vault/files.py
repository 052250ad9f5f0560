"""Files that survive a crash and that nobody else may read.

Comes in: paths and bytes. Goes out: a file that is whole, old or new, whenever the power goes.
"""

from __future__ import annotations

import os
from pathlib import Path


def write_durably(path: Path, data: bytes) -> None:
    """Write beside, fsync, rename, fsync the folder."""
    beside = path.with_name(path.name + ".new")
    with open(beside, "wb", opener=private) as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
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
