"""Which backups stay: three days and four weeks back, whatever the clock says.

Comes in: the notes of the backups beside a vault. Goes out: those that stay. Order is by
number, never by date: a clock that jumps to 1970 or 2038 and back must not cost a backup.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Protocol

DAYS = 3
WEEKS = 4
NEWEST = 3


class Dated(Protocol):
    """What rotation needs to know of a backup."""

    @property
    def number(self) -> int:
        """How many were made before it, and one."""

    @property
    def made_at(self) -> datetime:
        """When its maker's clock said it was made."""


def staying(backups: Iterable[Dated]) -> frozenset[int]:
    """Choose the numbers that stay.

    The newest of each of the last three days and of the last four weeks, and the three
    newest anyhow: where a flat battery makes every day the first of January 1970, those are
    the ones that exist.
    """
    newest_first = sorted(backups, key=lambda backup: -backup.number)
    days = [_day(backup) for backup in newest_first]
    chosen = {
        *_first_of_each([(day,) for day in days], DAYS),
        *_first_of_each([day.isocalendar()[:2] for day in days], WEEKS),
        *range(min(NEWEST, len(newest_first))),
    }
    return frozenset(newest_first[place].number for place in chosen)


def _day(backup: Dated) -> date:
    return backup.made_at.astimezone(UTC).date()


def _first_of_each(spans: Sequence[Hashable], wanted: int) -> list[int]:
    seen: dict[Hashable, int] = {}
    for place, span in enumerate(spans):
        seen.setdefault(span, place)
    return list(seen.values())[:wanted]
