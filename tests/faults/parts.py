"""All faults, cut into parts that can run beside one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeAlias

from tests.faults import kill, points, shim
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


def _kills(name: str, folder: Path) -> list[Count]:
    return [kill.kills(name, kill.RUNS, Homes(folder), Random())]


def _points(name: str, share: int, folder: Path) -> list[Count]:
    if reason := shim.missing():
        return [Count(f"crash at each point, {name}", skipped=reason)]
    return points.every_point(name, folder, share, SHARES)
