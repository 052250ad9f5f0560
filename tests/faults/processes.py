"""Processes of the program, found and read from outside by /proc."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

_PROC = Path("/proc")
_RANGE = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (....) \S+ \S+ (\d+)\s*(.*)$")
_AT_ONCE = 64 << 20
_OVERLAP = 4096


@cache
def missing() -> str:
    """Why other processes' memory cannot be read here; empty where it can."""
    if sys.platform != "linux":
        return "reads /proc"
    return "" if os.geteuid() == 0 else "only root may read other processes' memory"


def with_words(*words: str) -> list[int]:
    """Processes on whose command line all these words stand, this one aside."""
    found = []
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            line = _command_line(entry)
            if line and all(word.encode() in line for word in words):
                found.append(int(entry.name))
    return found


def _command_line(entry: Path) -> bytes:
    try:
        if "\nState:\tZ" in (entry / "status").read_text():
            return b""
        return (entry / "cmdline").read_bytes()
    except OSError:
        return b""  # it has ended meanwhile


def wait_for(*words: str, longest_s: float = 60.0) -> list[int]:
    """Wait until such a process is there."""
    last = time.monotonic() + longest_s
    while time.monotonic() < last:
        if found := with_words(*words):
            return found
        time.sleep(0.05)
    raise TimeoutError(words)


def end(pids: Iterable[int]) -> None:
    """Kill processes that a test started, by their ids."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def copies(pid: int, needles: Mapping[str, bytes]) -> dict[str, int]:
    """How often each needle stands in the memory that a process has written."""
    found = dict.fromkeys(needles, 0)
    for piece in _memory(pid):
        for name, needle in needles.items():
            found[name] += piece.count(needle)
    return found


def _memory(pid: int) -> Iterator[bytes]:
    """Writable memory in large pieces; pieces of one range overlap a little."""
    with (_PROC / str(pid) / "mem").open("rb", buffering=0) as memory:
        for line in (_PROC / str(pid) / "maps").read_text().splitlines():
            match = _RANGE.match(line)
            if match is None or "w" not in match[3] or "r" not in match[3]:
                continue
            if match[5].startswith(("[vvar", "[vsyscall", "/dev/")):
                continue
            yield from _pieces(memory.fileno(), int(match[1], 16), int(match[2], 16))


def _pieces(descriptor: int, begin: int, end_: int) -> Iterator[bytes]:
    at = begin
    while at < end_:
        try:
            piece = os.pread(descriptor, min(_AT_ONCE, end_ - at), at)
        except OSError:
            return  # a range that nobody may read, such as a guard page
        if not piece:
            return
        yield piece
        at += max(1, len(piece) - _OVERLAP) if at + len(piece) < end_ else len(piece)
