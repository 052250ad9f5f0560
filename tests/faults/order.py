"""Whether what must be on the disk first was put there first.

A killed process loses nothing that it has written; a power cut loses what was not synced. So
the order of writes and syncs is checked itself, in the notes of a run without any fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from consul_desk.paths import BLOB_FOLDER, DATABASE_FILE
from tests.faults.shim import Point

_JOURNAL = f"{DATABASE_FILE}-journal"


@dataclass(slots=True)
class _Disk:
    """What a power cut would take now."""

    files: set[Path] = field(default_factory=set)
    folders: set[Path] = field(default_factory=set)

    def unsynced_blobs(self) -> Iterator[Path]:
        return (path for path in self.files if BLOB_FOLDER in path.parts)


def disorder(points: Iterable[Point]) -> list[str]:
    """Everything that came too early, or was never synced."""
    disk = _Disk()
    found: list[str] = []
    moved = Path()
    for point in points:
        if point.call == "from":
            moved = point.path
            continue
        found += _too_early(point, moved, disk)
        _happens(point, moved, disk)
    found += [f"{path.name} was never synced" for path in sorted(disk.files)]
    found += [f"what was moved into {path.name} was never synced" for path in disk.folders]
    return found


def _too_early(point: Point, moved: Path, disk: _Disk) -> Iterator[str]:
    if point.call == "rename" and moved in disk.files:
        yield f"{moved.name} was moved before it was synced"
    if point.path.name != DATABASE_FILE or point.call != "write":
        return
    for path in disk.files:
        if path.name == _JOURNAL:
            yield "a page was overwritten before the journal was synced"
    for path in disk.unsynced_blobs():
        yield f"a row was committed before {path.name} was synced"


def _happens(point: Point, moved: Path, disk: _Disk) -> None:
    match point.call:
        case "write" | "cut":
            disk.files.add(point.path)
        case "sync":
            disk.files.discard(point.path)
            disk.folders.discard(point.path)
        case "rename":
            disk.files.discard(moved)
            disk.folders.add(point.path.parent)
        case "unlink":
            disk.files.discard(point.path)
