"""Today: the most urgent first, each with its meaning and its why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from consul_desk.language import language
from consul_desk.values import CaseId
from ui.desk import Desk
from ui.theme import Tone
from ui.today.deadline import DeadlineCard
from ui.today.page import Due, TodayPage
from ui.widgets.buttons import LinkButton
from ui.widgets.labels import Heading
from ui.widgets.page import Place
from ui.words import days_left, due_tone


def _shown(desk: Desk, qtbot: QtBot, settled: Callable[[], None]) -> TodayPage:
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    qtbot.waitExposed(page)
    settled()
    return page


@pytest.mark.parametrize(
    ("today", "group", "said"),
    [
        (date(2026, 11, 27), "Overdue", "3 days overdue, Tue 24 November 2026"),
        (date(2026, 11, 24), "Next 7 days", "today, Tue 24 November 2026"),
        (date(2026, 11, 17), "Next 7 days", "in 7 days, Tue 24 November 2026"),
        (date(2026, 11, 16), "Later", "in 8 days, Tue 24 November 2026"),
    ],
)
def test_a_deadline_stands_in_its_group_with_its_meaning(
    family_desk: Desk,
    qtbot: QtBot,
    settled: Callable[[], None],
    today: date,
    group: str,
    said: str,
) -> None:
    family_desk.today = lambda: today
    page = _shown(family_desk, qtbot, settled)
    shown = [h.text() for h in page.findChildren(Heading) if h.isVisible()]
    assert shown == ["Today", group]
    [card] = page.findChildren(DeadlineCard)
    assert card.when.text() == said


def test_a_deadline_leads_to_its_case(
    family_desk: Desk, family: CaseId, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    page = _shown(family_desk, qtbot, settled)
    [card] = page.findChildren(DeadlineCard)
    assert card.whose.text().startswith("Юлия Олеговна Щеглова, 26-")
    with qtbot.waitSignal(page.wanted) as heard:
        card.whose.click()
    assert heard.args == [Place("case", family)]


def test_without_deadlines_the_page_tells_the_next_step(
    empty_desk: Desk, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    page = _shown(empty_desk, qtbot, settled)
    assert page.empty.isVisible()
    with qtbot.waitSignal(page.wanted) as heard:
        page.empty.button.click()
    assert heard.args == [Place("cases")]


def test_the_page_is_said_again_in_another_language(
    family_desk: Desk, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    page = _shown(family_desk, qtbot, settled)
    family_desk.preferences.speak("de")
    [card] = page.findChildren(DeadlineCard)
    qtbot.waitUntil(lambda: "24. November 2026" in card.when.text())
    assert page.title.text() == "Heute"


@pytest.mark.parametrize(
    ("days", "said", "tone"),
    [
        (-2, "2 days overdue", Tone.DANGER),
        (-1, "1 day overdue", Tone.DANGER),
        (0, "today", Tone.WARNING),
        (1, "tomorrow", Tone.WARNING),
        (2, "in 2 days", Tone.WARNING),
        (7, "in 7 days", Tone.WARNING),
        (8, "in 8 days", Tone.PLAIN),
    ],
)
def test_a_distance_of_days_is_said_in_words(days: int, said: str, tone: Tone) -> None:
    assert days_left(language("en"), days) == said
    assert due_tone(days) is tone


def test_a_long_group_shows_its_first_part_and_offers_the_next(
    family_desk: Desk, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    page = _shown(family_desk, qtbot, settled)
    [card] = page.findChildren(DeadlineCard)
    page.show_due(Due([card.row] * 60, [], []))
    links = page.findChildren(LinkButton)
    [more] = [link for link in links if link.text().startswith("Show")]
    assert more.text() == "Show 35 more"
    assert "Next 7 days (60)" in [h.text() for h in page.findChildren(Heading)]
    more.click()
    assert more.text() == "Show 10 more"
    more.click()
    assert not more.isVisible()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(page.findChildren(DeadlineCard)) == 60
