"""Memory, read from outside: after lock nothing of the vault is left in any process."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.faults import canaries as canary
from tests.faults import processes
from tests.faults.counts import Count
from tests.faults.plaintext import SETTLED_S, surroundings
from tests.faults.prepared import Prepared
from tests.faults.trace import ROOT

LONGEST_S = 120.0


def after_lock(folder: Path) -> Count:
    """The real window is unlocked, used and locked; then every process of it is read."""
    count = Count("memory after lock, real window")
    if reason := processes.missing():
        count.skipped = reason
        return count
    prepared = Prepared.make(folder)
    with _running("tests.faults.driver", prepared, "--vault", str(prepared.folder)) as driver:
        _expect(driver, "unlocked")
        count.notes.append(f"unlocked: {_summed(processes.copies(driver.pid, prepared.all))}")
        _say(driver)
        driver.wait(LONGEST_S)
        left = processes.wait_for("ui.app", str(prepared.folder))
        time.sleep(SETTLED_S)
        for pid in processes.with_words(str(prepared.folder)):
            _judge(pid, prepared.all, f"process {pid} of {left} after lock", count)
    return count


def after_close(folder: Path) -> Count:
    """A process that closed its vault and goes on: no key and no passphrase is left."""
    count = Count("memory after closing, same process")
    if reason := processes.missing():
        count.skipped = reason
        return count
    prepared = Prepared.make(folder)
    with _running("tests.faults.closing", prepared, str(prepared.folder)) as closing:
        _say(closing, canary.WORDS)
        _expect(closing, "open")
        count.notes.append(f"open: {_summed(processes.copies(closing.pid, prepared.all))}")
        _say(closing)
        _expect(closing, "closed")
        _judge(closing.pid, {**prepared.keys, **prepared.words}, "after closing", count)
        count.notes.append(f"closed: {_summed(processes.copies(closing.pid, prepared.all))}")
        _say(closing)
        closing.wait(LONGEST_S)
        for pid in processes.with_words(str(prepared.folder)):
            count.leaked(f"process {pid} is still there")
    return count


def _judge(pid: int, needles: Mapping[str, bytes], what: str, count: Count) -> None:
    count.runs += 1
    for name, copies in processes.copies(pid, needles).items():
        if copies:
            count.leaked(f"{what}: {copies} x {name}")


def _summed(copies: Mapping[str, int]) -> str:
    keys = sum(n for name, n in copies.items() if " key" in name)
    words = sum(n for name, n in copies.items() if name.startswith("passphrase"))
    return f"{keys} x keys, {words} x passphrase, {sum(copies.values()) - keys - words} x rows"


@contextmanager
def _running(
    module: str, prepared: Prepared, *arguments: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours; at the end it and what it left behind are gone."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=surroundings(prepared.folder.parent) | prepared.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            processes.end(processes.with_words(str(prepared.folder)))


def _say(process: subprocess.Popen[bytes], text: str = "") -> None:
    if process.stdin is None:
        raise RuntimeError("it does not listen")
    process.stdin.write(text.encode() + b"\n")
    process.stdin.flush()


def _expect(process: subprocess.Popen[bytes], word: str) -> None:
    if process.stdout is None:
        raise RuntimeError("it does not speak")
    if (said := process.stdout.readline().decode().strip()) != word:
        raise RuntimeError(f"it said {said!r} instead of {word!r}")
