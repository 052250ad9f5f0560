"""Ids that sort, dates of which a part is unknown."""

from __future__ import annotations

import time
import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consul_desk.values import PartialDate, Precision, derived_id, new_id


def test_ids_sort_in_the_order_in_which_they_were_made() -> None:
    made = [new_id() for _ in range(10_000)]
    assert made == sorted(set(made))


def test_an_id_is_a_uuid_of_version_seven_of_now() -> None:
    number = uuid.UUID(new_id())
    assert (number.version, number.variant) == (7, uuid.RFC_4122)
    assert abs((number.int >> 80) - time.time_ns() // 1_000_000) < 60_000


def test_two_laptops_derive_the_same_id_and_parts_do_not_run_together() -> None:
    assert derived_id("ab", "c") == derived_id("ab", "c")
    assert derived_id("ab", "c") != derived_id("a", "bc")


@pytest.mark.parametrize(
    ("typed", "stored", "precision"),
    [
        ("2022", "2022", Precision.YEAR),
        ("03.2022", "2022-03", Precision.MONTH),
        ("2022-03", "2022-03", Precision.MONTH),
        (" 5.3.2022 ", "2022-03-05", Precision.DAY),
        ("2024-02-29", "2024-02-29", Precision.DAY),
    ],
)
def test_a_date_may_be_known_in_part(typed: str, stored: str, precision: Precision) -> None:
    read = PartialDate.parse(typed)
    assert (str(read), read.precision) == (stored, precision)
    assert (read.full is None) == (precision is not Precision.DAY)


@pytest.mark.parametrize(
    "typed",
    ["", "x", "22", "2023-02-29", "31.04.2022", "00.2022", "0.0.2022", "2022-13", "2022-00",
     "1.2.3", "2022-03-05T10", "٢٠٢٢-03", "99999", "2022-3"],
)  # fmt: skip
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"day|month|year|not_a_date"):
        PartialDate.parse(typed)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_back_from_both_spellings(day: date) -> None:
    assert PartialDate.parse(day.isoformat()).full == day
    assert PartialDate.parse(f"{day.day}.{day.month}.{day.year}").full == day


@given(st.dates(min_value=date(1000, 1, 1)), st.dates(min_value=date(1000, 1, 1)))
def test_partial_dates_sort_as_days_do(one: date, other: date) -> None:
    read = [PartialDate.parse(day.isoformat()) for day in (one, other)]
    assert (read[0] < read[1]) == (one < other)
    assert PartialDate(one.year) < PartialDate(one.year, one.month) < read[0]
