"""The disk fails at each single call that alters it; then the vault is looked over."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.faults import shim
from tests.faults.child import Request
from tests.faults.counts import Count
from tests.faults.homes import Homes, plain_files
from tests.faults.nursery import Nursery
from tests.faults.order import disorder
from tests.faults.scenarios import SCENARIOS
from tests.faults.shim import CRASHES, Mode, Point

_NEEDS_ROOM = frozenset({"write", "make", "sync", "rename"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One point and what happens there."""

    point: Point
    mode: Mode

    def __str__(self) -> str:
        where = f"{self.point.call} {self.point.path.name}"
        return f"{self.mode.name} at {self.point.number} ({where}, {self.point.size_bytes})"


def points_of(name: str, homes: Homes, nursery: Nursery) -> list[Point]:
    """Run a scenario without a fault; every point that it passes."""
    homes.template(name)
    with homes.copy(name) as home, homes.log() as log:
        request = Request(name, str(home), SCENARIOS[name].rounds, 0, int(Mode.COUNT), str(log))
        told = nursery.run(request)
        if told.status or told.refused or told.unclear or not told.done:
            raise RuntimeError(f"{name} does not run by itself: {told}")
        return list(shim.noted(log))


def orders(homes: Homes) -> Count:
    """In which order every scenario writes and syncs."""
    count = Count("order of writes and syncs")
    with Nursery(shim.library()) as nursery:
        for name in SCENARIOS:
            found = disorder(points_of(name, homes, nursery))
            count.ran(f"{name}: {found}", torn=len(found))
    return count


def faults_at(points: list[Point]) -> list[Fault]:
    """Everything that can happen at these points.

    A crash after one is the crash before the next: only the last needs both.
    """
    last = max(point.number for point in points if point.call not in ("read", "from"))
    return [
        Fault(point, mode)
        for point in points
        for mode in Mode
        if _fits(point, mode) and (mode is not Mode.AFTER or point.number == last)
    ]


def _fits(point: Point, mode: Mode) -> bool:
    if point.call == "from":
        return False
    if point.call == "read" or mode is Mode.EIO_READ:
        return point.call == "read" and mode is Mode.EIO_READ
    if mode in (Mode.HALF, Mode.SHORT):
        return point.call == "write" and point.size_bytes > 1
    if mode in (Mode.ENOSPC_ONCE, Mode.ENOSPC_EVER):
        return point.call in _NEEDS_ROOM
    return mode is not Mode.COUNT


def every_point(name: str, folder: Path, share: int, shares: int) -> list[Count]:
    """Run one share of all faults of a scenario."""
    homes = Homes(folder)
    with Nursery(shim.library()) as nursery:
        faults = faults_at(points_of(name, homes, nursery))
        return strike(name, faults[share::shares], homes, nursery)


def some_points(name: str, size: int, homes: Homes, chance: Random) -> list[Count]:
    """Run a sample of them."""
    with Nursery(shim.library()) as nursery:
        faults = faults_at(points_of(name, homes, nursery))
        return strike(name, sample(faults, size, chance), homes, nursery)


def strike(name: str, faults: list[Fault], homes: Homes, nursery: Nursery) -> list[Count]:
    """Run the scenario once for each fault; crashes and errors are counted apart."""
    crashes, errors = Count(f"crash at each point, {name}"), Count(f"disk error, {name}")
    for fault in faults:
        count = crashes if fault.mode in CRASHES else errors
        with homes.copy(name) as home:
            _strike_once(name, fault, home, nursery, count)
    return [crashes, errors]


def _strike_once(name: str, fault: Fault, home: Path, nursery: Nursery, count: Count) -> None:
    scenario = SCENARIOS[name]
    request = Request(name, str(home), scenario.rounds, fault.point.number, int(fault.mode))
    told = nursery.run(request)
    for file in plain_files(home):
        count.leaked(f"{name}, {fault}: {file}")
    verdict = scenario.verdict(home, told)
    if fault.mode in CRASHES and told.status != -signal.SIGKILL:
        return  # random ids lay pages out differently: this run had fewer points
    silent = [*told.unclear]
    count.ran(
        f"{name}, {fault}: {verdict} {silent}",
        lost=len(verdict.lost),
        torn=len(verdict.torn),
        silent=len(silent),
    )


def sample(faults: list[Fault], size: int, chance: Random) -> list[Fault]:
    """Some of them, of every mode and kind of call."""
    shuffled = chance.sample(faults, len(faults))
    seen: dict[tuple[Mode, str], int] = {}

    def turn(fault: Fault) -> int:
        kind = (fault.mode, fault.point.call)
        seen[kind] = seen.get(kind, 0) + 1
        return seen[kind]

    return sorted(shuffled, key=turn)[:size]
