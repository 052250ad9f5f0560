"""All faults, cut into parts that can run beside one another."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeAlias

from tests.faults import (
    clocks,
    kill,
    locks,
    memory,
    old_journal,
    panic,
    plaintext,
    points,
    shim,
    small_disk,
    tamper,
    wrong_keys,
)
from tests.faults.counts import Count
from tests.faults.homes import Homes
from tests.faults.scenarios import SCENARIOS

Part: TypeAlias = Callable[[Path], list[Count]]
"""Runs some faults in an empty folder of its own."""

SHARES = 4


def parts() -> Iterator[Part]:
    """Everything that `make faults` runs."""
    for name in SCENARIOS:
        yield partial(_kills, name)
    for name in SCENARIOS:
        for share in range(SHARES):
            yield partial(_points, name, share)
    yield _orders
    yield _flipped
    yield _cut_and_swapped
    yield _wrong_passphrases
    yield _several
    yield _two_processes
    for alone in (
        plaintext.command_line,
        plaintext.window,
        memory.after_lock,
        memory.after_close,
        panic.panics,
        old_journal.old_journals,
    ):
        yield partial(_alone, alone)


def name_of(part: Part) -> str:
    """What the part runs, such as "_points edit 0"."""
    if not isinstance(part, partial):
        return part.__name__
    words = (getattr(each, "__qualname__", str(each)) for each in part.args)
    return " ".join((part.func.__name__, *words))


def run_part(part: Part, folder: Path) -> list[Count]:
    """Run one in a new folder, and remove that."""
    folder.mkdir()
    try:
        return part(folder)
    finally:
        shutil.rmtree(folder)


def _kills(name: str, folder: Path) -> list[Count]:
    return [kill.kills(name, kill.RUNS, Homes(folder), Random())]


def _points(name: str, share: int, folder: Path) -> list[Count]:
    if reason := shim.missing():
        return [Count(f"crash at each point, {name}", skipped=reason)]
    return points.every_point(name, folder, share, SHARES)


def _orders(folder: Path) -> list[Count]:
    if reason := shim.missing():
        return [Count("order of writes and syncs", skipped=reason)]
    return [points.orders(Homes(folder))]


def _flipped(folder: Path) -> list[Count]:
    return [tamper.flips(tamper.Victims(folder), tamper.FLIPS, Random())]


def _cut_and_swapped(folder: Path) -> list[Count]:
    victims = tamper.Victims(folder)
    return [
        tamper.cuts(victims, tamper.CUTS, Random()),
        tamper.swaps(victims, tamper.SWAPS, Random()),
        tamper.replays(victims),
        tamper.exchanges(victims),
    ]


def _wrong_passphrases(folder: Path) -> list[Count]:
    return [wrong_keys.wrong_passphrases(folder, wrong_keys.WRONG, Random())]


def _several(folder: Path) -> list[Count]:
    """What takes little time each, every one in a folder of its own."""
    made = []
    for number, run in enumerate(
        (
            wrong_keys.hostile_headers,
            locks.stale_files,
            clocks.clock_cases,
            small_disk.full_disks,
        )
    ):
        (own := folder / str(number)).mkdir()
        made.append(run(own))
    return made


def _two_processes(folder: Path) -> list[Count]:
    return [locks.two_processes(folder, locks.RUNS)]


def _alone(run: Callable[[Path], Count], folder: Path) -> list[Count]:
    return [run(folder)]
