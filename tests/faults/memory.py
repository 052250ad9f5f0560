"""Memory, read from outside: after lock nothing of the vault is left in any process."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.faults import canaries as canary
from tests.faults import processes
from tests.faults.counts import Count
from tests.faults.plaintext import SETTLED_S, surroundings
from tests.faults.prepared import Prepared
from tests.faults.trace import ROOT


def after_lock(folder: Path) -> Count:
    """The real window is unlocked, used and locked; then every process of it is read."""
    count = Count("memory after lock, real window")
    if reason := processes.missing():
        count.skipped = reason
        return count
    prepared = Prepared.make(folder)
    driver = _start("tests.faults.driver", prepared, "--vault", str(prepared.folder))
    try:
        _expect(driver, "unlocked")
        count.notes.append(f"unlocked: {_summed(processes.copies(driver.pid, prepared.all))}")
        _say(driver)
        driver.wait(60)
        left = processes.wait_for("ui.app", str(prepared.folder))
        time.sleep(SETTLED_S)
        for pid in processes.with_words(str(prepared.folder)):
            _judge(pid, prepared.all, f"process {pid} of {left} after lock", count)
    finally:
        processes.end(processes.with_words(str(prepared.folder)))
        driver.wait()
    return count


def after_close(folder: Path) -> Count:
    """A process that closed its vault and goes on: no key and no passphrase is left."""
    count = Count("memory after closing, same process")
    if reason := processes.missing():
        count.skipped = reason
        return count
    prepared = Prepared.make(folder)
    closing = _start("tests.faults.closing", prepared, str(prepared.folder))
    try:
        _say(closing, canary.WORDS)
        _expect(closing, "open")
        count.notes.append(f"open: {_summed(processes.copies(closing.pid, prepared.all))}")
        _say(closing)
        _expect(closing, "closed")
        _judge(closing.pid, {**prepared.keys, **prepared.words}, "after closing", count)
        count.notes.append(f"closed: {_summed(processes.copies(closing.pid, prepared.all))}")
        _say(closing)
        closing.wait(60)
        for pid in processes.with_words(str(prepared.folder)):
            count.leaked(f"process {pid} is still there")
    finally:
        processes.end([closing.pid])
        closing.wait()
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


def _start(module: str, prepared: Prepared, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=surroundings(prepared.folder.parent) | prepared.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


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
