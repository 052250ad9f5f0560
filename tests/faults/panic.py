"""Panic under bad conditions: the vault is in use, the disk is full, somebody watches."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from consul_desk.errors import ConsulDeskError
from consul_desk.paths import HEADER_FILES
from consul_desk.vault.destroy import destroy_keys
from tests.faults import small_disk
from tests.faults.child import Request
from tests.faults.counts import Count
from tests.faults.homes import Homes
from tests.faults.nursery import Nursery
from tests.faults.scenario import VAULT
from tests.faults.scenario_panic import header_files, opens

RUNS = 10
LIMIT_S = 2.0


def panics(folder: Path, runs: int = RUNS) -> Count:
    """So many times under each condition."""
    count = Count("panic")
    homes = Homes(folder / "homes")
    with Nursery() as nursery:
        for number in range(runs):
            for condition in (_locked, _in_use, _full):
                with homes.copy("edit") as home:
                    condition(home, nursery, f"{condition.__name__} {number}", count)
    return count


def _locked(home: Path, _nursery: Nursery, what: str, count: Count) -> None:
    _judge(home, what, count)


def _in_use(home: Path, nursery: Nursery, what: str, count: Count) -> None:
    """Another process has it open, goes on, and closes it as it always does."""

    def destroy() -> None:
        _judge(home, what, count)

    nursery.run(Request("edit", str(home), 30), meanwhile=destroy)
    if header_files(home) or opens(home):
        count.ran(f"{what}: the open program brought the header back", lost=1)


def _full(home: Path, _nursery: Nursery, what: str, count: Count) -> None:
    if small_disk.missing():
        return
    with small_disk.mounted(home / "disk") as disk:
        shutil.copytree(home / VAULT, disk / VAULT)
        small_disk.fill(disk, 0)
        _judge(disk, what, count)


def _judge(home: Path, what: str, count: Count) -> None:
    """Quick, for ever, and what lay in the headers' pages is overwritten, not just unlinked."""
    slots = {name: (home / VAULT / name).read_bytes() for name in HEADER_FILES}
    with _watched(home) as contents:
        begun = time.monotonic()
        try:
            destroy_keys(home / VAULT)
            said = ""
        except ConsulDeskError as error:
            said = str(error)
        took_s = time.monotonic() - begun
        readable = [name for name, read in contents.items() if _shares(read(), slots[name])]
    lost = bool(said or readable or took_s > LIMIT_S or header_files(home))
    count.ran(f"{what}: {said}, {took_s:.2f} s, still readable: {readable}", lost=lost)


@contextmanager
def _watched(home: Path) -> Iterator[dict[str, Callable[[], bytes]]]:
    """Somebody holds the headers open, and so sees their pages after the names are gone."""
    held = {name: os.open(home / VAULT / name, os.O_RDONLY) for name in HEADER_FILES}
    try:
        yield {name: partial(os.pread, number, 1 << 16, 0) for name, number in held.items()}
    finally:
        for descriptor in held.values():
            os.close(descriptor)


def _shares(now: bytes, before: bytes) -> bool:
    """Whether any 12 bytes of a header are still there."""
    return any(before[at : at + 12] in now for at in range(len(before) - 12))
