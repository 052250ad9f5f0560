"""Two dates of a case: each makes a list, neither does anything by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.casework.history import history
from consul_desk.casework.retention import (
    CaseDates,
    case_dates,
    list_due_reviews,
    list_past_retention,
    set_dates,
)
from consul_desk.errors import NotFoundError
from consul_desk.vault.vault import Vault

TODAY = date(2026, 11, 24)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def test_a_new_case_has_neither_date(vault: Vault) -> None:
    case_id = open_case(vault, "one")
    assert case_dates(vault, case_id) == CaseDates(None, None)
    assert list_due_reviews(vault, date.max) == ()
    assert list_past_retention(vault, date.max) == ()


def test_each_date_is_set_moved_and_taken_away_alone(vault: Vault) -> None:
    case_id = open_case(vault, "one")
    both = set_dates(vault, case_id, date(2028, 1, 31), date(2027, 1, 31))
    assert case_dates(vault, case_id) == both == CaseDates(date(2028, 1, 31), date(2027, 1, 31))
    assert set_dates(vault, case_id, None, both.review_on) == CaseDates(None, both.review_on)
    assert case_dates(vault, case_id).review_on == date(2027, 1, 31)
    assert [row.op for row in history(vault, case_id)] == ["insert", "update", "update"]
    assert history(vault, case_id)[-1].before == {"retain_until": "2028-01-31"}


@pytest.mark.parametrize(("offset", "over"), [(1, None), (0, 0), (-1, 1), (-400, 400)])
def test_a_review_is_due_from_its_day_on(vault: Vault, offset: int, over: int | None) -> None:
    case_id = open_case(vault, "one")
    set_dates(vault, case_id, None, TODAY + days(offset))
    found = [(due.row.id, due.days_over) for due in list_due_reviews(vault, TODAY)]
    assert found == ([] if over is None else [(case_id, over)])
    assert list_past_retention(vault, TODAY) == ()


@pytest.mark.parametrize(("offset", "over"), [(1, None), (0, None), (-1, 1)])
def test_the_last_day_of_retention_is_still_allowed(
    vault: Vault, offset: int, over: int | None
) -> None:
    case_id = open_case(vault, "one")
    set_dates(vault, case_id, TODAY + days(offset), None)
    found = [(due.row.id, due.days_over) for due in list_past_retention(vault, TODAY)]
    assert found == ([] if over is None else [(case_id, over)])
    assert list_due_reviews(vault, TODAY) == ()


def test_the_longest_overdue_comes_first_and_nothing_is_erased(vault: Vault) -> None:
    cases = [open_case(vault, name) for name in "abc"]
    for case_id, offset in zip(cases, (-5, -50, -20), strict=True):
        set_dates(vault, case_id, TODAY + days(offset), TODAY + days(offset))
    wanted = [cases[1], cases[2], cases[0]]
    assert [due.row.id for due in list_past_retention(vault, TODAY)] == wanted
    assert [due.row.id for due in list_due_reviews(vault, TODAY)] == wanted
    assert len(list_cases(vault)) == 3


def test_dates_of_no_case_are_refused(vault: Vault) -> None:
    with pytest.raises(NotFoundError):
        set_dates(vault, "nowhere", None, None)
    with pytest.raises(NotFoundError):
        case_dates(vault, "nowhere")
