"""Small files on the way in and out: cards, blanks, papers."""

from __future__ import annotations

from pathlib import Path

from consul_desk.errors import UnreadableFileError, UnwritableFileError

MAX_BYTES = 64 * 1024 * 1024


def read_whole(path: Path) -> bytes:
    """Read a file into memory.

    Raises:
        UnreadableFileError: it cannot be read, or is too large to be one of these.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        raise UnreadableFileError(path=str(path)) from None
    if len(data) > MAX_BYTES:
        raise UnreadableFileError(path=str(path))
    return data


def write_new(path: Path, data: bytes) -> None:
    """Write a file that does not exist yet.

    Raises:
        UnwritableFileError: it exists, or the folder takes no files.
    """
    try:
        with path.open("xb") as file:
            file.write(data)
    except OSError:
        raise UnwritableFileError(path=str(path)) from None
