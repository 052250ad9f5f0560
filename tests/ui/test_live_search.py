"""Searching while typing: one question at a time, the newest answer wins."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from consul_desk.errors.casework import EmptyTitleError
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.widgets.live_search import TYPING_MS, LiveSearch


class _Library(QObject):
    """Answers with the text; the first question waits until it is let go."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.found: list[tuple[str, object]] = []
        self.go_on = threading.Event()
        self.search = LiveSearch(desk, self._ask, self)
        self.search.found.connect(self._on_found)

    def _ask(self, text: str, _vault: Vault) -> str:
        self.asked.append(text)
        self.go_on.wait(5)
        if text == "broken":
            raise EmptyTitleError
        return text.upper()

    def _on_found(self, text: str, answer: object) -> None:
        self.found.append((text, answer))


def test_a_fast_hand_asks_once(empty_desk: Desk, qtbot: QtBot) -> None:
    library = _Library(empty_desk)
    library.go_on.set()
    for text in ("щ", "ще", "щег", "щегл "):
        library.search.look_for(text)
    qtbot.waitUntil(lambda: bool(library.found))
    assert library.asked == ["щегл"]
    assert library.found == [("щегл", "ЩЕГЛ")]


def test_what_is_typed_during_a_slow_search_replaces_what_waited(
    empty_desk: Desk, qtbot: QtBot
) -> None:
    library = _Library(empty_desk)
    library.search.look_now("slow")
    qtbot.waitUntil(lambda: library.asked == ["slow"])
    for text in ("ab", "abc", "abcd"):
        library.search.look_now(text)
    library.go_on.set()
    qtbot.waitUntil(lambda: bool(library.found))
    assert library.asked == ["slow", "abcd"]
    assert library.found == [("abcd", "ABCD")]


def test_an_answer_that_came_too_late_is_dropped(empty_desk: Desk, qtbot: QtBot) -> None:
    library = _Library(empty_desk)
    library.search.look_now("slow")
    qtbot.waitUntil(lambda: library.asked == ["slow"])
    library.search.look_for("new")
    library.go_on.set()
    qtbot.waitUntil(lambda: bool(library.found))
    assert library.found == [("new", "NEW")]


def test_asking_for_the_same_again_brings_what_is_true_now(
    empty_desk: Desk, qtbot: QtBot
) -> None:
    library = _Library(empty_desk)
    library.search.look_now("same")
    qtbot.waitUntil(lambda: library.asked == ["same"])
    library.search.look_now("same")
    library.go_on.set()
    qtbot.waitUntil(lambda: bool(library.found))
    assert library.asked == ["same", "same"]
    assert len(library.found) == 1


def test_a_search_that_failed_does_not_stop_the_next(
    empty_desk: Desk, qtbot: QtBot, failures: list[Exception]
) -> None:
    library = _Library(empty_desk)
    library.go_on.set()
    with qtbot.waitSignal(empty_desk.failed):
        library.search.look_now("broken")
    assert isinstance(failures.pop(), EmptyTitleError)
    library.search.look_now("whole")
    qtbot.waitUntil(lambda: library.found == [("whole", "WHOLE")])


def test_nobody_waits_longer_than_a_blink_for_a_question() -> None:
    assert TYPING_MS <= 30
