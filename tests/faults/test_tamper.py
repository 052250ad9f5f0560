"""A sample of damage, malice, wrong keys and odd clocks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.faults import clocks, locks, old_journal, shim, tamper, wrong_keys
from tests.faults.counts import Count
from tests.faults.tamper import Victims

pytestmark = [pytest.mark.faults]

_CHANCE = 20261124


@pytest.fixture(scope="module")
def victims(tmp_path_factory: pytest.TempPathFactory) -> Victims:
    return Victims(tmp_path_factory.mktemp("victims"))


def assert_clean(count: Count, least: int) -> None:
    """Run often enough, and nothing went wrong."""
    assert count.details == []
    assert count.is_clean
    assert count.runs >= least


def test_nothing_is_noticed_where_nothing_was_altered(victims: Victims) -> None:
    assert tamper.whole_vault_is_clean(victims)


DAMAGES: dict[str, tuple[Callable[[Victims], Count], int]] = {
    "flipped bits": (lambda v: tamper.flips(v, 40, Random(_CHANCE)), 40),
    "cut files": (lambda v: tamper.cuts(v, 12, Random(_CHANCE)), 11),
    "swapped pages": (lambda v: tamper.swaps(v, 5, Random(_CHANCE)), 5),
    "old pages": (tamper.replays, 10),
    "files of another time or vault": (tamper.exchanges, 9),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_noticed(name: str, victims: Victims) -> None:
    make, least = DAMAGES[name]
    assert_clean(make(victims), least)


@pytest.mark.skipif(bool(shim.missing()), reason=shim.missing() or "there is a shim")
def test_a_journal_of_yesterday_beside_the_vault_of_today_is_noticed(tmp_path: Path) -> None:
    assert_clean(old_journal.old_journals(tmp_path), 2)


def test_wrong_passphrases_open_nothing_and_change_nothing(tmp_path: Path) -> None:
    assert_clean(wrong_keys.wrong_passphrases(tmp_path, 20, Random(_CHANCE)), 20)


def test_hostile_headers_are_refused_before_any_work(tmp_path: Path) -> None:
    assert_clean(wrong_keys.hostile_headers(tmp_path), 65)


def test_who_comes_second_hears_so_and_gets_in_after_a_kill(tmp_path: Path) -> None:
    assert_clean(locks.two_processes(tmp_path, 3), 3)


def test_what_a_dead_process_left_keeps_nobody_out(tmp_path: Path) -> None:
    assert_clean(locks.stale_files(tmp_path), 10)


@pytest.mark.skipif(bool(shim.missing()), reason=shim.missing() or "there is a shim")
def test_odd_clocks_change_no_order_and_no_deadline(tmp_path: Path) -> None:
    assert_clean(clocks.clock_cases(tmp_path), 12)
