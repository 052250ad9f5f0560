"""The disk that fails on demand: compiles shim.c, arms it, reads what it noted."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
BUILD = Path(__file__).resolve().parents[2] / "build" / "faults"


class Mode(IntEnum):
    """What happens at the chosen point. The order is that of `enum mode` in shim.c."""

    COUNT = 0
    BEFORE = 1
    HALF = 2
    AFTER = 3
    EIO_ONCE = 4
    EIO_EVER = 5
    ENOSPC_ONCE = 6
    ENOSPC_EVER = 7
    SHORT = 8
    EIO_READ = 9


CRASHES = (Mode.BEFORE, Mode.HALF, Mode.AFTER)


@dataclass(frozen=True, slots=True)
class Point:
    """One call that alters the disk, or reads it.

    Attributes:
        number: counted from 1; reads are counted apart.
        call: write, sync, rename, unlink, cut, make or read; "from" names what the rename
            of the same number moves.
    """

    number: int
    call: str
    size_bytes: int
    path: Path


@cache
def missing() -> str:
    """Why there is no shim here; empty where there is one."""
    if os.uname().sysname != "Linux":
        return "the shim is made for Linux"
    return "" if shutil.which("gcc") else "no gcc"


@cache
def library() -> Path:
    """The compiled shim; made anew when its source is newer."""
    made = BUILD / "shim.so"
    if made.is_file() and made.stat().st_mtime >= SOURCE.stat().st_mtime:
        return made
    BUILD.mkdir(parents=True, exist_ok=True)
    beside = BUILD / f"shim-{os.getpid()}.so"
    options = ("-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC")
    subprocess.run(["gcc", *options, "-o", beside, SOURCE, "-ldl"], check=True)
    beside.replace(made)
    return made


def arm(folder: Path, number: int, mode: Mode, log: Path | None = None) -> None:
    """Let the disk fail in this process, which was started with the shim in front of libc."""
    descriptor = -1
    if log is not None:
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    shim = ctypes.CDLL(None)
    shim.fault_arm(os.fsencode(folder.resolve()), ctypes.c_long(number), int(mode), descriptor)


def set_clock(at_s: int, *, stands: bool) -> None:
    """Move the clock of this process, and let it go on from there or stand still."""
    ctypes.CDLL(None).fault_set_clock(ctypes.c_longlong(at_s), int(stands))


def noted(log: Path) -> Iterator[Point]:
    """The points of a run that was only counted."""
    for line in log.read_text().splitlines():
        number, call, size, path = line.split(" ", 3)
        yield Point(int(number), call, int(size), Path(path))
