"""Retention: until when a case may be kept, and when a person looks at it again.

Two different dates. Neither does anything by itself: both make a list, and a person decides.
Comes in: a vault, a case, days. Goes out: Rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from consul_desk.casework.cases import CaseRow, case_rows, required_case
from consul_desk.vault.tables import CaseTable
from consul_desk.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class CaseDates:
    """When a case is due.

    Attributes:
        retain_until: the last day that its data may be kept; None while nobody set one.
        review_on: the day to look at it again; None for no reminder.
    """

    retain_until: date | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class DueRow:
    """A case whose day has come.

    Attributes:
        days_over: whole days since; 0 on the day itself.
    """

    row: CaseRow
    dates: CaseDates
    days_over: int


def case_dates(vault: Vault, case_id: str) -> CaseDates:
    """Both dates of a case.

    Raises:
        NotFoundError: there is no such case.
    """
    with vault.read() as session:
        return dates_of(required_case(session, case_id))


def dates_of(case: CaseTable) -> CaseDates:
    """The same inside a larger read."""
    return CaseDates(_day(case.retain_until), _day(case.review_on))


def set_dates(
    vault: Vault, case_id: str, retain_until: date | None, review_on: date | None
) -> CaseDates:
    """Set both dates of a case; None takes one away.

    Raises:
        NotFoundError: there is no such case.
    """
    with vault.write() as session:
        case = required_case(session, case_id)
        case.retain_until, case.review_on = _text(retain_until), _text(review_on)
        return dates_of(case)


def list_due_reviews(vault: Vault, today: date) -> tuple[DueRow, ...]:
    """Cases to look at again today or since a day before, the longest overdue first."""
    return _due(vault, CaseTable.review_on, today, today)


def list_past_retention(vault: Vault, today: date) -> tuple[DueRow, ...]:
    """Cases that were to be kept until a day before today; nothing erases them by itself."""
    return _due(vault, CaseTable.retain_until, today - timedelta(days=1), today)


def _due(vault: Vault, column: str, last: date, today: date) -> tuple[DueRow, ...]:
    day = col(column)
    wanted = select(CaseTable, day).where(day != "", day <= last.isoformat())
    with vault.read() as session:
        found = session.exec(wanted.order_by(day, col(CaseTable.id))).all()
        rows = case_rows(session, [case for case, _ in found])
    return tuple(
        DueRow(row, dates_of(case), (today - date.fromisoformat(due)).days)
        for row, (case, due) in zip(rows, found, strict=True)
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
