"""A sample of the crashes and disk errors that `make faults` runs in full."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.faults import kill, points, shim
from tests.faults.counts import Count
from tests.faults.homes import Homes
from tests.faults.scenarios import SCENARIOS

pytestmark = [pytest.mark.faults, pytest.mark.slow]

KILLS = 6
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


@pytest.mark.skipif(bool(shim.missing()), reason=shim.missing() or "there is a shim")
@pytest.mark.parametrize("name", SCENARIOS)
def test_no_crash_or_disk_error_at_any_point_loses_or_tears(name: str, tmp_path: Path) -> None:
    size = -(-SAMPLED_POINTS // len(SCENARIOS))
    counts = points.some_points(name, size, Homes(tmp_path), Random(name))
    assert sum(count.runs for count in counts) > size * 0.8
    assert_clean(counts)
