"""strace: every file that a program and its children wrote, and every byte of it.

A file that was removed again is still found, because what was written to it stands in the
trace itself. Pipes are left out: they lead to the terminal, or to whoever reads the output.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_CALLS = (
    "openat,open,creat,openat2,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,"
    "mkdirat,write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg,mmap,memfd_create"
)
_WRITES = frozenset(
    {"write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "sendmmsg"}
)
_LINE = re.compile(r"^\d+\s+(\w+)\((.*)")
_TARGET = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_MOST_BYTES = 1 << 24


@cache
def missing() -> str:
    """Why nothing can be traced here; empty where it can."""
    if shutil.which("strace") is None:
        return "no strace"
    tried = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True)
    return "strace may not trace here" if tried.returncode else ""


@dataclass(slots=True)
class Trace:
    """What was written.

    Attributes:
        paths: files and folders that were opened to write, made or renamed to.
        written: by where it went, everything that was written there, in order.
    """

    paths: set[Path] = field(default_factory=set)
    written: dict[str, bytearray] = field(default_factory=dict)


def traced(
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str],
    meanwhile: Callable[[], None] | None = None,
) -> tuple[int, Trace]:
    """Run a program under strace; its exit status and what it wrote.

    Args:
        meanwhile: ends what the program leaves behind, which strace waits for.
    """
    options = ("-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", str(_MOST_BYTES))
    running = subprocess.Popen(
        ["strace", *options, "-e", f"trace={_CALLS}", "-o", log, "--", *command],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    if meanwhile is not None:
        meanwhile()
    return running.wait(), read(log)


def read(log: Path) -> Trace:
    """Read strace's output."""
    trace = Trace()
    with log.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            if match := _LINE.match(line):
                _take_in(trace, match[1], match[2])
    return trace


def _take_in(trace: Trace, call: str, rest: str) -> None:
    if call in _WRITES:
        target = _bytes(match[1]).decode() if (match := _TARGET.match(rest)) else "?"
        if not target.startswith("pipe:"):
            for text in _TEXT.findall(rest):
                trace.written.setdefault(target, bytearray()).extend(_bytes(text))
        return
    texts = [_bytes(text).decode(errors="replace") for text in _TEXT.findall(rest)]
    if call == "mmap":
        if "PROT_WRITE" in rest and "MAP_SHARED" in rest:
            trace.paths.update(_mapped(rest))
    elif not call.startswith("open") or re.search(r"O_(WRONLY|RDWR|CREAT)", rest):
        trace.paths.update(Path(text) for text in texts)


def _mapped(rest: str) -> Iterator[Path]:
    for text in re.findall(r"\d+<((?:\\x[0-9a-f]{2})*)>", rest):
        yield Path(_bytes(text).decode(errors="replace"))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
