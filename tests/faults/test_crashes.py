"""A sample of the crashes and disk errors that `make faults` runs in full."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.faults import kill, points, shim
from tests.faults.counts import Count
from tests.faults.homes import Homes
from tests.faults.nursery import Nursery
from tests.faults.scenarios import SCENARIOS
from tests.faults.shim import Mode

pytestmark = [pytest.mark.faults, pytest.mark.slow]

needs_shim = pytest.mark.skipif(bool(shim.missing()), reason=shim.missing() or "-")

KILLS = 4
SAMPLED_POINTS = 150


def assert_clean(counts: list[Count]) -> None:
    """Nothing lost, torn, silent or plain; the details say how to run it again."""
    assert [detail for count in counts for detail in count.details] == []
    assert all(count.is_clean for count in counts)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_killed_process_loses_nothing_it_acknowledged(name: str, tmp_path: Path) -> None:
    count = kill.kills(name, KILLS, Homes(tmp_path), Random(name))
    assert count.runs == KILLS
    assert_clean([count])


@needs_shim
@pytest.mark.parametrize("name", SCENARIOS)
def test_no_crash_or_disk_error_at_any_point_loses_or_tears(name: str, tmp_path: Path) -> None:
    size = -(-SAMPLED_POINTS // len(SCENARIOS))
    counts = points.some_points(name, size, Homes(tmp_path), Random(name))
    assert sum(count.runs for count in counts) > size * 0.8
    assert_clean(counts)


@needs_shim
def test_what_must_be_on_the_disk_first_is_put_there_first(tmp_path: Path) -> None:
    count = points.orders(Homes(tmp_path))
    assert count.runs == len(SCENARIOS)
    assert_clean([count])


@needs_shim
def test_a_commit_in_doubt_keeps_its_attachment(tmp_path: Path) -> None:
    homes = Homes(tmp_path)
    with Nursery(shim.library()) as nursery:
        faults = points.faults_at(points.points_of("edit", homes, nursery))
        doubtful = [
            fault
            for fault in faults
            if fault.mode is Mode.EIO_ONCE and fault.point.path.name == "vault.db-journal"
            if fault.point.call == "sync"
        ]
        assert doubtful
        assert_clean(points.strike("edit", doubtful, homes, nursery))
