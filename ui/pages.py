"""Which page shows which place. A page is imported when somebody first goes there."""

from __future__ import annotations

from collections.abc import Callable

from ui.desk import Desk
from ui.rail import SECTIONS
from ui.widgets.page import Page, Place

SECTION_OF = {"case": "cases", "interview": "cases"}
"""Under which button of the rail a page stands that has none of its own."""

PLACES = {
    **{name: Place(name) for name in SECTIONS},
    **{name: Place("settings", part=name) for name in ("keys", "backups", "check", "travel")},
    "new_case": Place("cases", part="new"),
    "take_in": Place("cases", part="intake"),
    "import": Place("exchange", part="import"),
    "help": Place("guide"),
}
"""Where the actions of the shell lead, by their names in `actions.py`."""


def make_page(desk: Desk, place: Place) -> Page:
    """Build the page of a place."""
    return _MAKERS[place.page](desk, place)


def _today(desk: Desk, _place: Place) -> Page:
    from ui.today.page import TodayPage

    return TodayPage(desk)


def _cases(desk: Desk, _place: Place) -> Page:
    from ui.cases.page import CaseListPage

    return CaseListPage(desk)


def _case(desk: Desk, place: Place) -> Page:
    from ui.cases.case_page import CasePage

    return CasePage(desk, place.subject_id)


def _interview(desk: Desk, place: Place) -> Page:
    from ui.interview.page import InterviewPage

    return InterviewPage(desk, place.subject_id)


def _exchange(desk: Desk, _place: Place) -> Page:
    from ui.exchange.page import ExchangePage

    return ExchangePage(desk)


def _guide(desk: Desk, _place: Place) -> Page:
    from ui.guide.page import GuidePage

    return GuidePage(desk)


def _settings(desk: Desk, _place: Place) -> Page:
    from ui.settings.page import SettingsPage

    return SettingsPage(desk)


_MAKERS: dict[str, Callable[[Desk, Place], Page]] = {
    "today": _today,
    "cases": _cases,
    "case": _case,
    "interview": _interview,
    "exchange": _exchange,
    "guide": _guide,
    "settings": _settings,
}
