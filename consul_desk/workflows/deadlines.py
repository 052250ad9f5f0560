"""Works out last days, and shows how: event, period, rest days, each with its paragraph.

Pure functions over whole calendar days. Comes in: a day, a rule, the Land. Goes out: a
Deadline with its derivation. Holidays that only a part of a Land keeps are not counted:
where in doubt, the earlier day is the safe one.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from consul_desk.language import N_, Message
from consul_desk.values import Answer, AnswerStatus, CaseFacts, PartialDate, Text
from consul_desk.workflows.conditions import BORN_ON
from consul_desk.workflows.course import Course
from consul_desk.workflows.model import Citation, DeadlineRule, Duration, RestDay, Workflow
from consul_desk.workflows.reach import dependencies, facts_in
from consul_desk.workflows.tree import About

SATURDAY, SUNDAY = 5, 6
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DerivationStep:
    """One sentence of a derivation.

    Attributes:
        on: the day that the sentence arrives at.
        cite: the paragraph behind it.
    """

    message: Message
    on: date | None = None
    cite: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, and why it is that one.

    Attributes:
        target_on: the safer day to aim at, where a rest day has moved the last one.
        days_left: from today; below zero once missed.
    """

    id: str
    title: Text
    last_on: date
    target_on: date | None
    days_left: int
    derivation: tuple[DerivationStep, ...]
    law: tuple[Citation, ...]


def deadlines_of(workflow: Workflow, facts: CaseFacts, today: date) -> tuple[Deadline, ...]:
    """All deadlines of a procedure whose event is known, in the workflow's order."""
    return deadlines_in(workflow, Course(workflow, facts, today))


def deadline_keys(workflow: Workflow) -> frozenset[str]:
    """The answers that `deadlines_of` can depend on; no others need be looked up."""
    needed = {BORN_ON}.union(*dependencies(workflow).values())
    for rule in workflow.deadlines:
        needed |= facts_in(rule.when) | {rule.counts_from, rule.land or rule.counts_from}
    return frozenset(needed)


def deadlines_in(workflow: Workflow, course: Course) -> tuple[Deadline, ...]:
    """The same, where the course has been worked out already."""
    found = (_deadline(rule, course) for rule in workflow.deadlines)
    return tuple(deadline for deadline in found if deadline is not None)


def _deadline(rule: DeadlineRule, course: Course) -> Deadline | None:
    procedure = course.group(About.PROCEDURE)[0]
    event = _day(_answer(course, rule.counts_from))
    if event is None or not course.holds(rule.when, procedure):
        return None
    land = _answer(course, rule.land) if rule.land else None
    known_land = land.value if land and land.status is AnswerStatus.KNOWN else None
    return work_out(rule, event, str(known_land or ""), course.situation.today)


def _answer(course: Course, key: str) -> Answer | None:
    bearer = course.situation.bearer(key, course.group(About.PROCEDURE)[0])
    return course.situation.answer(bearer, key) if bearer else None


def _day(answer: Answer | None) -> date | None:
    if answer is None or answer.status is not AnswerStatus.KNOWN:
        return None
    try:
        return PartialDate.parse(str(answer.value)).full
    except ValueError:
        return None


def work_out(rule: DeadlineRule, event: date, land: str, today: date) -> Deadline:
    """Apply one rule to one day.

    Args:
        land: "BE", "BY" ...; empty where unknown, then only nationwide holidays count.
    """
    derivation = [
        DerivationStep(
            Message(N_("{event}: {day}."), {"event": rule.event, "day": event}),
            event,
            rule.law[0].cite,
        ),
        DerivationStep(
            Message(N_("That day itself is not counted.")), None, "§ 187 Abs. 1 BGB"
        ),
    ]
    unshifted = event
    for duration in (rule.waits, rule.runs):
        if duration is not None:
            step = _period(unshifted, duration)
            derivation.append(step)
            unshifted = end_of_period(unshifted, duration)
    last_on = unshifted
    if rule.ends_on_rest_day is RestDay.NEXT_WORKING_DAY:
        last_on = next_working_day(unshifted, land)
        derivation.extend(_shift(unshifted, last_on, land))
    elif rest_day(unshifted, land):
        stays = Message(N_("This day does not move, though it is no working day."))
        derivation.append(DerivationStep(stays, unshifted))
    return Deadline(
        id=rule.id,
        title=rule.title,
        last_on=last_on,
        target_on=unshifted if last_on != unshifted else None,
        days_left=(last_on - today).days,
        derivation=tuple(derivation),
        law=rule.law,
    )


# Periods


def end_of_period(event: date, duration: Duration) -> date:
    """Find the last day of a period that an event starts; rest days aside.

    Source:
        § 187 Abs. 1, § 188 Abs. 1 to 3 BGB, through § 31 Abs. 1 VwVfG; checked 2026-08-19.
    """
    if duration.days or duration.weeks:
        return event + timedelta(days=duration.days or 0, weeks=duration.weeks or 0)
    year, month = _month_after(event, duration)
    return date(year, month, min(event.day, calendar.monthrange(year, month)[1]))


def _month_after(event: date, duration: Duration) -> tuple[int, int]:
    months = event.month - 1 + (duration.months or 0) + 12 * (duration.years or 0)
    return event.year + months // 12, months % 12 + 1


def _period(event: date, duration: Duration) -> DerivationStep:
    end = end_of_period(event, duration)
    places = {"duration": said(duration), "day": end}
    if duration.days or duration.weeks:
        cite = "§ 188 Abs. 1 BGB" if duration.days else "§ 188 Abs. 2 BGB"
        return DerivationStep(
            Message(N_("The period ({duration}) ends on {day}."), places), end, cite
        )
    if end.day == event.day:
        ends = Message(N_("The period ({duration}) ends on {day}."), places)
        return DerivationStep(ends, end, "§ 188 Abs. 2 BGB")
    clipped = N_("The period ({duration}) ends on {day}, the last day of that month.")
    return DerivationStep(Message(clipped, places), end, "§ 188 Abs. 3 BGB")


def said(duration: Duration) -> Message:
    """Put a period into words: "2 weeks"."""
    if count := duration.days:
        return Message(N_("{count} day"), {"count": count}, N_("{count} days"))
    if count := duration.weeks:
        return Message(N_("{count} week"), {"count": count}, N_("{count} weeks"))
    if count := duration.months:
        return Message(N_("{count} month"), {"count": count}, N_("{count} months"))
    years = {"count": duration.years or 0}
    return Message(N_("{count} year"), years, N_("{count} years"))


# Rest days


def next_working_day(day: date, land: str) -> date:
    """Find the first day from `day` on that is no Saturday, Sunday or holiday.

    Source:
        § 193 BGB, § 31 Abs. 3 VwVfG; checked 2026-08-19.
    """
    while rest_day(day, land):
        day += _ONE_DAY
    return day


def rest_day(day: date, land: str) -> Message | None:
    """Say why a day is no working day; None where it is one."""
    if (holiday := _holidays(land, day.year).get(day)) is not None:
        return Message(N_("a public holiday ({holiday})"), {"holiday": holiday})
    if day.weekday() == SUNDAY:
        return Message(N_("a Sunday"))
    return Message(N_("a Saturday")) if day.weekday() == SATURDAY else None


def _shift(day: date, last_on: date, land: str) -> Iterator[DerivationStep]:
    if reason := rest_day(day, land):
        moved = N_("That is {reason}; the next working day counts: {day}.")
        places = {"reason": reason, "day": last_on}
        yield DerivationStep(Message(moved, places), last_on, "§ 193 BGB, § 31 Abs. 3 VwVfG")
    if not land:
        only = N_("The Land is not known; only nationwide holidays were counted.")
        yield DerivationStep(Message(only))


@cache
def _holidays(land: str, year: int) -> Mapping[date, Message]:
    from holidays.countries.germany import Germany

    kept = Germany(subdiv=land or None, years=year, language="en_US")
    return {day: Message(HOLIDAYS.get(name, name)) for day, name in kept.items()}


HOLIDAYS: Mapping[str, str] = {
    "New Year's Day": N_("New Year’s Day"),
    "Epiphany": N_("Epiphany"),
    "Women's Day": N_("Women’s Day"),
    "Good Friday": N_("Good Friday"),
    "Easter Sunday": N_("Easter Sunday"),
    "Easter Monday": N_("Easter Monday"),
    "Labor Day": N_("Labour Day"),
    "Ascension Day": N_("Ascension Day"),
    "Pentecost": N_("Whit Sunday"),
    "Pentecost Monday": N_("Whit Monday"),
    "Corpus Christi": N_("Corpus Christi"),
    "Assumption Day": N_("Assumption Day"),
    "World Children's Day": N_("World Children’s Day"),
    "German Unity Day": N_("German Unity Day"),
    "Reformation Day": N_("Reformation Day"),
    "All Saints' Day": N_("All Saints’ Day"),
    "Repentance and Prayer Day": N_("Day of Repentance and Prayer"),
    "Christmas Day": N_("Christmas Day"),
    "Second Day of Christmas": N_("Second Day of Christmas"),
    (
        "80th anniversary of the liberation from Nazism "
        "and the end of the Second World War in Europe"
    ): N_("80th anniversary of the end of the war"),
    "75th anniversary of the East German uprising of 1953": N_(
        "75th anniversary of the uprising of 17 June 1953"
    ),
}
"""How the holidays library calls them, and how we do."""
