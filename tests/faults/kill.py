"""kill -9 at a random moment while edits go on; then the vault is opened and looked over."""

from __future__ import annotations

from random import Random

from tests.faults.child import Request
from tests.faults.counts import Count
from tests.faults.homes import Homes, plain_files
from tests.faults.nursery import Nursery
from tests.faults.scenarios import SCENARIOS

RUNS = 100
_FOR_EVER = 10_000


def kills(name: str, runs: int, homes: Homes, chance: Random) -> Count:
    """Kill one scenario so many times."""
    count = Count(f"kill -9 during {name}")
    homes.template(name)
    with Nursery() as nursery:
        for number in range(runs):
            after_s = chance.uniform(0, SCENARIOS[name].kill_within_s)
            _kill_once(name, homes, nursery, after_s, f"{name}, run {number}", count)
    return count


def _kill_once(
    name: str, homes: Homes, nursery: Nursery, after_s: float, what: str, count: Count
) -> None:
    with homes.copy(name) as home:
        told = nursery.run(Request(name, str(home), _FOR_EVER), kill_after_s=after_s)
        for file in plain_files(home):
            count.leaked(f"{what}: {file}")
        verdict = SCENARIOS[name].verdict(home, told)
        said = [*told.refused, *told.unclear]
        count.ran(
            f"{what} after {after_s:.3f} s: {verdict} {said}",
            lost=len(verdict.lost),
            torn=len(verdict.torn),
            silent=len(said),
        )
