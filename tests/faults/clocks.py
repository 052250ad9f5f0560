"""Clocks that are wrong, jump, or live by odd rules: what was done keeps its order."""

from __future__ import annotations

from pathlib import Path

from tests.faults import shim
from tests.faults.child import Request
from tests.faults.counts import Count
from tests.faults.homes import Homes
from tests.faults.nursery import Nursery
from tests.faults.scenario_clock import Clock, Step

NOW = Step("2026-11-24T10:00:00+01:00", reopens=True)

CASES: dict[str, tuple[Step, ...]] = {
    "1970": (Step("1970-01-01T00:00:00+00:00"), NOW),
    "2038, past 31 bits": (NOW, Step("2038-01-19T03:14:07+00:00"), NOW),
    "2100, no leap year": (NOW, Step("2100-02-28T23:59:59+00:00")),
    "ten years ahead, then right": (Step("2036-11-24T10:00:00+00:00"), NOW),
    "ten years behind, then right": (Step("2016-11-24T10:00:00+00:00"), NOW),
    "back an hour in a session": (NOW, Step("2026-11-24T09:00:00+01:00")),
    "summer time begins": (
        Step("2027-03-28T01:59:59+01:00"),
        Step("2027-03-28T03:00:00+02:00"),
    ),
    "summer time ends": (Step("2026-10-25T02:59:59+02:00"), Step("2026-10-25T02:00:00+01:00")),
    "another time zone": (
        Step("2026-11-24T10:00:00+01:00", zone="Asia/Kamchatka"),
        Step("2026-11-24T10:00:10+01:00", zone="America/Los_Angeles"),
    ),
    "the same tick": (Step("2026-11-24T10:00:00+01:00", stands=True),),
    "leap day": (Step("2028-02-28T23:59:59+01:00"), Step("2028-02-29T23:59:59+01:00")),
    "the year ends": (Step("2026-12-31T23:59:59+01:00"),),
}


def clock_cases(folder: Path) -> Count:
    """All of them, each in a vault of its own, with the system's clock as it is then."""
    count = Count("clock cases")
    if reason := shim.missing():
        count.skipped = reason
        return count
    homes, scenario = Homes(folder), Clock()
    with Nursery(shim.library()) as nursery:
        for name, steps in CASES.items():
            with homes.copy("clock") as home:
                scenario.plan(home, steps)
                told = nursery.run(Request("clock", str(home), 1))
                verdict = scenario.verdict(home, told)
                said = [*told.refused, *told.unclear] + ["nothing done"] * (not told.done)
                count.ran(
                    f"{name}: {verdict} {said}",
                    lost=len(verdict.lost),
                    torn=len(verdict.torn),
                    silent=len(said),
                )
    return count
