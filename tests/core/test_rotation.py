"""Rotation keeps days and weeks, and loses nothing to a clock that goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from consul_desk.vault.rotation import staying

START = datetime(2026, 11, 23, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    number: int
    made_at: datetime


def kept_after(moments: list[datetime]) -> list[datetime]:
    """Make one backup after the other, rotating each time, as the vault does."""
    here: list[Made] = []
    for number, moment in enumerate(moments, 1):
        here.append(Made(number, moment))
        stays = staying(here)
        assert number in stays
        here = [made for made in here if made.number in stays]
    return [made.made_at for made in here]


def test_three_days_and_four_weeks_stay_of_a_year_of_daily_backups() -> None:
    kept = kept_after([START + timedelta(days=day) for day in range(365)])
    last = START + timedelta(days=364)
    assert [(last - made).days for made in kept] == [15, 8, 2, 1, 0]
    assert len({made.isocalendar()[:2] for made in kept}) == 4


def test_many_backups_of_one_day_do_not_push_out_the_days_before() -> None:
    days = [START + timedelta(days=day) for day in range(3)]
    kept = kept_after(days + [days[-1] + timedelta(minutes=n) for n in range(1, 20)])
    assert set(days[:2]) <= set(kept)
    assert len(kept) == 5


@pytest.mark.parametrize(
    "wrong",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
        START - timedelta(days=3650),
        START + timedelta(days=3650),
    ],
)
def test_a_clock_that_was_wrong_for_a_while_costs_no_good_backup(wrong: datetime) -> None:
    days = [START + timedelta(days=day) for day in range(30)]
    kept = kept_after([*days, wrong, wrong + timedelta(minutes=5)])
    assert set(days[-2:]) <= set(kept)
    again = kept_after([*days, wrong, *(days[-1] + timedelta(days=n) for n in range(1, 4))])
    assert {days[-1] + timedelta(days=n) for n in range(1, 4)} <= set(again)


def test_a_clock_that_stands_still_leaves_three() -> None:
    assert len(kept_after([datetime(1970, 1, 1, tzinfo=UTC)] * 10)) == 3


def test_a_clock_that_goes_backwards_keeps_the_newest_made() -> None:
    moments = [START - timedelta(days=day) for day in range(40)]
    kept = kept_after(moments)
    assert set(moments[-3:]) <= set(kept)
