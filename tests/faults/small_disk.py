"""A real file system with hardly any room: a tmpfs of 8 MiB, filled to the last block."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.child import Request
from tests.faults.counts import Count
from tests.faults.homes import Homes, plain_files
from tests.faults.nursery import Nursery
from tests.faults.scenarios import ALL

SIZE = 8 << 20
_LEFT = tuple(range(0, 320 * 1024, 32 * 1024))
_NAMES = ("edit", "import", "slot rewrite", "set-up")


def missing() -> str:
    """Why there can be no such file system here; empty where there can."""
    if sys.platform != "linux":
        return "tmpfs is Linux's"
    return "" if os.geteuid() == 0 else "only root may mount a tmpfs"


def full_disks(folder: Path, *, every: int = 1) -> Count:
    """Edits with ever less room: refused in words, nothing acknowledged is lost.

    Args:
        every: 1 for all steps of room, more for fewer.
    """
    count = Count("full disk, tmpfs of 8 MiB")
    if reason := missing():
        count.skipped = reason
        return count
    homes = Homes(folder / "homes")
    with Nursery() as nursery:
        for name in _NAMES:
            for left in _LEFT[::every]:
                with homes.copy(name) as made, mounted(folder / "disk") as disk:
                    shutil.copytree(made, disk / "home")
                    fill(disk, left)
                    _edit_until_full(name, disk, nursery, f"{name}, {left} bytes left", count)
    return count


@contextmanager
def mounted(place: Path) -> Iterator[Path]:
    """A file system of 8 MiB, for a while."""
    place.mkdir(exist_ok=True)
    options = f"size={SIZE},mode=700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def fill(disk: Path, left: int) -> None:
    """Use up its room but for some bytes."""
    room = shutil.disk_usage(disk).free - left
    with (disk / "filling").open("wb") as stream:
        stream.write(bytes(max(0, room)))


def _edit_until_full(name: str, disk: Path, nursery: Nursery, what: str, count: Count) -> None:
    home = disk / "home"
    told = nursery.run(Request(name, str(home), 6))
    for file in plain_files(home):
        count.leaked(f"{what}: {file}")
    first = ALL[name].verdict(home, told) if name != "set-up" or told.done else None
    (disk / "filling").unlink()
    verdict = ALL[name].verdict(home, told)
    lost = verdict.lost + (first.lost if first else [])
    torn = verdict.torn + (first.torn if first else [])
    count.ran(
        f"{what}: {lost} {torn} {told.unclear}",
        lost=len(lost),
        torn=len(torn),
        silent=len(told.unclear),
    )
