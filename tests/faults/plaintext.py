"""Fifty canaries through a full story: none may stand in plain in any file, ever."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.faults import processes, trace
from tests.faults.canaries import CANARIES, write_inputs
from tests.faults.canary_story import EXPLICIT, INPUTS
from tests.faults.counts import Count
from tests.faults.prepared import Prepared
from tests.faults.trace import Trace
from tests.story.plaintext import leaks, needles

SETTLED_S = 3.0
_FEWEST_FILES = 4
_HOMES = ("home", "tmp")


def command_line(folder: Path, *, short: bool = False) -> Count:
    """Everything by `consul-desk`, each verb a process of its own."""
    count = Count("50 canaries, command line")
    if reason := trace.missing():
        count.skipped = reason
        return count
    write_inputs(folder / INPUTS)
    options = ["--short"] if short else []
    command = [sys.executable, "-m", "tests.faults.canary_story", str(folder), *options]
    status, found = trace.traced(command, folder / "trace.txt", surroundings(folder))
    _judge(status, found, folder, count)
    copies = [bytes(data) for to, data in found.written.items() if EXPLICIT in to]
    if not any(in_bytes(copy) for copy in copies):
        count.ran("the search finds nothing where something stands", silent=1)
    count.runs = len(CANARIES)
    return count


def window(folder: Path) -> Count:
    """The real window: unlocked, looked through, typed into, locked; its successor too."""
    count = Count("50 canaries, real window")
    if reason := trace.missing():
        count.skipped = reason
        return count
    prepared = Prepared.make(folder)
    command = [sys.executable, "-m", "tests.faults.driver", "--vault", str(prepared.folder)]
    environment = surroundings(folder) | prepared.environment

    def end_successor() -> None:
        left = processes.wait_for("ui.app", str(prepared.folder), longest_s=180)
        time.sleep(SETTLED_S)
        processes.end(left)

    status, found = trace.traced(command, folder / "trace.txt", environment, end_successor)
    _judge(status, found, folder, count)
    count.runs = len(CANARIES)
    return count


def surroundings(folder: Path) -> dict[str, str]:
    """An environment whose settings, caches and temporary files land below a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    for name in _HOMES:
        (folder / name).mkdir(exist_ok=True)
    return kept | {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _judge(status: int, found: Trace, folder: Path, count: Count) -> None:
    """The files as they are, their names, and all that was ever written to any."""
    allowed = (folder / EXPLICIT, folder / INPUTS)
    searched = [path for path in sorted(found.paths) if not _is_in(path, allowed)]
    files = [path for path in searched if path.is_file()]
    for leak in leaks([*files, *(folder / name for name in _HOMES)], CANARIES):
        count.leaked(leak)
    for leak in _names(searched):
        count.leaked(leak)
    for target, content in found.written.items():
        if not _is_in(Path(target), allowed):
            for leak in in_bytes(bytes(content)):
                count.leaked(f"written to {target}: {leak}")
    saw_vault = any(path.name == "vault.db" and str(path) in found.written for path in files)
    if status or len(files) < _FEWEST_FILES or not saw_vault:
        count.ran(f"status {status}, the trace saw {len(files)} files", silent=1)


def _is_in(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _names(paths: Iterable[Path]) -> list[str]:
    return [f"in the name {path}" for path in paths if in_bytes(str(path).encode())]


def in_bytes(content: bytes) -> list[str]:
    """The canaries that stand in some bytes."""
    return [name for needle, name in needles(CANARIES).items() if needle in content]
