"""A sample of panics: quick, for ever, under bad conditions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import panic, small_disk

pytestmark = [pytest.mark.faults]


def test_panic_leaves_no_key_that_anybody_could_read(tmp_path: Path) -> None:
    count = panic.panics(tmp_path, runs=2)
    assert count.details == []
    assert count.is_clean
    assert count.runs >= 4


@pytest.mark.slow
@pytest.mark.skipif(bool(small_disk.missing()), reason=small_disk.missing() or "-")
def test_a_small_disk_that_is_full_is_said_and_loses_nothing(tmp_path: Path) -> None:
    count = small_disk.full_disks(tmp_path, every=4)
    assert count.details == []
    assert count.is_clean
    assert count.runs >= 8
