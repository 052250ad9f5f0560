"""Files that survive a crash and that nobody else may read.

Comes in: paths and bytes. Goes out: a file that is whole, old or new, whenever the power goes.
"""

from __future__ import annotations

import os
from pathlib import Path

from consul_desk.vault.disk import disk_told


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
