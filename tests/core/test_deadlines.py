"""Last days, checked against a calendar that was written a second time, by hand."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consul_desk.language import CODES, language
from consul_desk.paths import forms_folder
from consul_desk.values import Answer, AnswerStatus, CaseFacts, JsonValue, LanguageCode
from consul_desk.workflows.deadlines import (
    HOLIDAYS,
    Deadline,
    deadlines_of,
    end_of_period,
    next_working_day,
    rest_day,
    said,
    work_out,
)
from consul_desk.workflows.load import load_packs
from consul_desk.workflows.model import DeadlineRule, Duration

FIRST, LAST = date(2024, 1, 1), date(2028, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
PACKS = load_packs(forms_folder())
WORKFLOW = PACKS.workflow("address-registration")
LAENDER = [choice.id for choice in PACKS.vocabulary.field("procedure.land").choices]


# The independent check


def easter(year: int) -> date:
    """Easter Sunday by Butcher's method."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    m = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    n = h + m - 7 * ((a + 11 * h + 22 * m) // 451) + 114
    return date(year, n // 31, n % 31 + 1)


def repentance_day(year: int) -> date:
    """The Wednesday before 23 November."""
    day = date(year, 11, 22)
    while day.weekday() != 2:
        day -= timedelta(days=1)
    return day


def by_hand(year: int, land: str) -> set[date]:
    """The holidays of a whole Land, from the Länder's own laws."""
    sunday = easter(year)
    days = {sunday + timedelta(days=n) for n in (-2, 1, 39, 50)}
    days |= {date(year, m, d) for m, d in ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))}
    regional = {
        date(year, 1, 6): "BW BY ST",
        date(year, 3, 8): "BE MV",
        sunday: "BB",
        sunday + timedelta(days=49): "BB",
        sunday + timedelta(days=60): "BW BY HE NW RP SL",
        date(year, 8, 15): "SL",
        date(year, 9, 20): "TH",
        date(year, 10, 31): "BB HB HH MV NI SH SN ST TH",
        date(year, 11, 1): "BW BY NW RP SL",
        repentance_day(year): "SN",
    }
    once = {date(2025, 5, 8): "BE", date(2028, 6, 17): "BE"}
    regional |= {day: where for day, where in once.items() if day.year == year}
    return days | {day for day, where in regional.items() if land in where.split()}


def next_by_hand(day: date, land: str) -> date:
    while day.isoweekday() > 5 or day in by_hand(day.year, land):
        day = date.fromordinal(day.toordinal() + 1)
    return day


def same_number(day: date, months: int) -> date:
    """The day with the same number so many months later, or the last one of that month."""
    month = day.replace(day=1)
    for _ in range(months):
        month = (month + timedelta(days=32)).replace(day=1)
    found = month + timedelta(days=day.day - 1)
    while found.month != month.month:
        found -= timedelta(days=1)
    return found


def test_there_are_sixteen_laender() -> None:
    assert len(set(LAENDER)) == 16


@pytest.mark.parametrize("land", LAENDER)
def test_rest_days_are_right_on_every_day_of_five_years(land: str) -> None:
    wrong = [d for d in EVERY_DAY if next_working_day(d, land) != next_by_hand(d, land)]
    assert wrong == []


def test_without_a_land_only_nationwide_holidays_count() -> None:
    common = [
        day for day in EVERY_DAY if all(next_by_hand(day, land) != day for land in LAENDER)
    ]
    assert [day for day in EVERY_DAY if rest_day(day, "")] == common


def test_every_holiday_has_a_name_of_ours() -> None:
    holidays = [
        reason
        for land in LAENDER
        for day in EVERY_DAY
        if (reason := rest_day(day, land)) and reason.values
    ]
    names = {getattr(reason.values["holiday"], "text", "") for reason in holidays}
    assert names <= set(HOLIDAYS.values())


@given(st.dates(FIRST, LAST), st.integers(1, 120))
def test_months_end_on_the_same_number_or_the_last_day(event: date, months: int) -> None:
    assert end_of_period(event, Duration(months=months)) == same_number(event, months)


@given(st.dates(FIRST, LAST), st.integers(1, 30))
def test_a_year_is_twelve_months(event: date, years: int) -> None:
    by_years = end_of_period(event, Duration(years=years))
    assert by_years == same_number(event, 12 * years)


@given(st.dates(FIRST, LAST), st.integers(1, 140))
def test_weeks_end_on_the_weekday_of_the_event(event: date, weeks: int) -> None:
    end = end_of_period(event, Duration(weeks=weeks))
    assert end.weekday() == event.weekday()
    assert end == end_of_period(event, Duration(days=7 * weeks))


@given(st.dates(FIRST, LAST), st.sampled_from(["", *LAENDER]), st.dates(FIRST, LAST))
def test_a_deadline_is_consistent_with_its_derivation(
    event: date, land: str, today: date
) -> None:
    found = work_out(rule({"weeks": 2}), event, land, today)
    assert found.last_on >= event + timedelta(days=14)
    assert rest_day(found.last_on, land) is None
    assert found.days_left == (found.last_on - today).days
    assert found.target_on in (None, event + timedelta(days=14))
    assert (found.target_on is None) == (found.last_on == event + timedelta(days=14))
    days = [step.on for step in found.derivation if step.on]
    assert days[0] == event
    assert days[-1] == found.last_on


# The worked examples of the law file

PZU, POSTED = date(2026, 11, 10), date(2026, 11, 6)


@pytest.mark.parametrize(
    ("event", "periods", "last_on", "target_on"),
    [
        (PZU, [{"weeks": 2}], date(2026, 11, 24), None),
        (PZU, [{"weeks": 1}], date(2026, 11, 17), None),
        (PZU, [{"days": 4}, {"weeks": 1}], date(2026, 11, 23), date(2026, 11, 21)),
        (PZU, [{"days": 4}, {"weeks": 2}], date(2026, 11, 30), date(2026, 11, 28)),
        (POSTED, [{"days": 4}, {"months": 1}], date(2026, 12, 10), None),
        (date(2027, 1, 31), [{"months": 1}], date(2027, 3, 1), date(2027, 2, 28)),
        (date(2026, 12, 18), [{"weeks": 1}], date(2026, 12, 28), date(2026, 12, 25)),
        (date(2026, 11, 1), [{"weeks": 2}], date(2026, 11, 16), date(2026, 11, 15)),
        (date(2026, 11, 24), [{"months": 3}], date(2027, 2, 24), None),
    ],
    ids=range(1, 10),
)
def test_worked_example(
    event: date, periods: list[dict[str, int]], last_on: date, target_on: date | None
) -> None:
    waits = periods[0] if len(periods) > 1 else None
    found = work_out(rule(periods[-1], waits=waits), event, "BE", event)
    assert (found.last_on, found.target_on) == (last_on, target_on)


def rule(
    runs: dict[str, int], *, waits: dict[str, int] | None = None, stays: bool = False
) -> DeadlineRule:
    text = {"de": "x", "ru": "x", "en": "x"}
    table: dict[str, Any] = {
        "id": "by",
        "title": text,
        "event": text,
        "counts_from": "procedure.move_in_on",
        "waits": waits,
        "runs": runs,
        "ends_on_rest_day": "stays" if stays else "next_working_day",
        "law": [{"cite": "§ 17 Abs. 1 BMG", "checked_on": "2026-08-19"}],
    }
    return DeadlineRule.model_validate_json(json.dumps(table))


# Derivations


def sentences(deadline: Deadline, code: LanguageCode = "en") -> list[str]:
    return [language(code).say(step.message) for step in deadline.derivation]


def registered(**answers: JsonValue | Answer) -> dict[str, Deadline]:
    known = {
        ("p", f"procedure.{name}"): value if isinstance(value, Answer) else Answer(value)
        for name, value in answers.items()
    }
    facts = CaseFacts("c", "p", (), known)
    return {d.id: d for d in deadlines_of(WORKFLOW, facts, date(2026, 11, 5))}


def test_the_derivation_tells_every_step_with_its_paragraph() -> None:
    found = registered(move_in_on="2026-11-01", land="BE")["register_by"]
    assert sentences(found) == [
        "Moving in: Sun 1 November 2026.",
        "That day itself is not counted.",
        "The period (2 weeks) ends on Sun 15 November 2026.",
        "That is a Sunday; the next working day counts: Mon 16 November 2026.",
    ]
    assert [step.cite for step in found.derivation] == [
        "§ 17 Abs. 1 BMG",
        "§ 187 Abs. 1 BGB",
        "§ 188 Abs. 2 BGB",
        "§ 193 BGB, § 31 Abs. 3 VwVfG",
    ]
    assert found.target_on == date(2026, 11, 15)
    assert found.days_left == 11


def test_a_missing_land_is_said() -> None:
    found = registered(move_in_on="2026-11-01")["register_by"]
    assert sentences(found)[-1] == (
        "The Land is not known; only nationwide holidays were counted."
    )


@pytest.mark.parametrize("code", CODES)
def test_a_holiday_is_named_in_every_language(code: LanguageCode) -> None:
    found = registered(move_in_on="2027-10-18", land="BY")["register_by"]
    names = {"de": "Allerheiligen", "ru": "Всех Святых", "en": "All Saints’ Day"}
    assert names[code].casefold() in sentences(found, code)[-1].casefold()


def test_a_month_without_that_day_ends_with_its_last_day() -> None:
    found = work_out(rule({"months": 1}), date(2026, 1, 31), "BE", date(2026, 1, 31))
    assert found.derivation[2].cite == "§ 188 Abs. 3 BGB"
    assert "the last day of that month" in sentences(found)[2]


def test_a_date_that_stays_says_so() -> None:
    found = work_out(rule({"weeks": 2}, stays=True), date(2026, 11, 1), "BE", date(2026, 11, 1))
    assert found.last_on == date(2026, 11, 15)
    assert found.target_on is None
    assert sentences(found)[-1] == "This day does not move, though it is no working day."


def test_days_are_counted_by_the_first_paragraph() -> None:
    found = work_out(rule({"days": 4}), date(2026, 11, 2), "BE", date(2026, 11, 2))
    assert found.derivation[2].cite == "§ 188 Abs. 1 BGB"


@pytest.mark.parametrize(
    ("duration", "english", "russian"),
    [
        (Duration(days=1), "1 day", "1 день"),
        (Duration(weeks=2), "2 weeks", "2 недели"),
        (Duration(months=22), "22 months", "22 месяца"),
        (Duration(years=5), "5 years", "5 лет"),
    ],
)
def test_periods_are_said_with_their_plural(
    duration: Duration, english: str, russian: str
) -> None:
    assert language("en").say(said(duration)) == english
    assert language("ru").say(said(duration)) == russian


@pytest.mark.parametrize(
    "move_in_on",
    ["2026-11", "nonsense", 5, Answer(None, AnswerStatus.UNKNOWN)],
)
def test_without_a_full_day_there_is_no_deadline(move_in_on: JsonValue | Answer) -> None:
    assert registered(move_in_on=move_in_on) == {}


def test_a_missed_deadline_counts_below_zero() -> None:
    found = registered(move_in_on="2026-10-01", land="BE")["register_by"]
    assert found.days_left == -21
