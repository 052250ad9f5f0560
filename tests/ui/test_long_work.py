"""Long work: it can be watched and cancelled, and gives way where nobody asked for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import open_case
from consul_desk.errors.casework import EmptyTitleError
from consul_desk.language import N_, language
from consul_desk.vault.vault import Vault
from ui import long_work
from ui.desk import Desk
from ui.long_work import LongRun, Pace
from ui.widgets.progress import ProgressLine, time_left

NAME = N_("The vault is being checked.")


class _Check:
    """Long work that holds the vault until it is let go, or told to stop."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self, vault: Vault, run: LongRun) -> str:
        with vault.read():
            self.begun.set()
            while not self.go_on.wait(0.01):
                run.tell_bytes(2048)
        return "whole"


def test_long_work_tells_how_far_it_is_and_answers(empty_desk: Desk, qtbot: QtBot) -> None:
    told: list[tuple[int, int]] = []
    answers: list[int] = []
    is_watched = threading.Event()

    def _work(_vault: Vault, run: LongRun) -> int:
        is_watched.wait(5)
        run.tell(1, 2)
        run.tell(2, 2)
        return 7

    run = empty_desk.run_long(_work, NAME, empty_desk, answers.append)
    run.advanced.connect(lambda done, total: told.append((done, total)))
    is_watched.set()
    qtbot.waitUntil(lambda: answers == [7])
    assert told == [(1, 2), (2, 2)]


def test_short_work_is_done_beside_long_work_that_does_not_hold_the_vault(
    empty_desk: Desk, qtbot: QtBot
) -> None:
    go_on, done, ended = threading.Event(), list[object](), list[object]()
    empty_desk.run_long(lambda _vault, _run: go_on.wait(5), NAME, empty_desk, ended.append)
    empty_desk.run(partial(open_case, title="Muster"), empty_desk, done.append)
    qtbot.waitUntil(lambda: len(done) == 1)
    assert ended == []
    go_on.set()
    qtbot.waitUntil(lambda: len(ended) == 1)


def test_work_that_nobody_asked_for_gives_way_to_a_save(
    empty_desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, failures: list[Exception]
) -> None:
    monkeypatch.setattr(long_work, "PATIENCE_S", 0.1)
    check, saved, ended = _Check(), list[object](), list[str]()
    run = empty_desk.run_long(check, NAME, empty_desk, ended.append, gives_way=True)
    assert check.begun.wait(5)
    with qtbot.waitSignal(run.ended):
        empty_desk.run(partial(open_case, title="Muster"), empty_desk, saved.append)
    qtbot.waitUntil(lambda: len(saved) == 1)
    assert (ended, failures) == ([], [])


def test_work_that_was_asked_for_is_finished_and_the_save_comes_after(
    empty_desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_work, "PATIENCE_S", 0.05)
    check, saved, ended = _Check(), list[object](), list[str]()
    empty_desk.run_long(check, NAME, empty_desk, ended.append)
    assert check.begun.wait(5)
    empty_desk.run(partial(open_case, title="Muster"), empty_desk, saved.append)
    qtbot.wait(200)
    assert (saved, ended) == ([], [])
    check.go_on.set()
    qtbot.waitUntil(lambda: ended == ["whole"] and len(saved) == 1)


def test_cancelled_work_ends_silently(
    empty_desk: Desk, qtbot: QtBot, failures: list[Exception]
) -> None:
    answers: list[str] = []
    run = empty_desk.run_long(_Check(), NAME, empty_desk, answers.append)
    with qtbot.waitSignal(run.ended):
        run.cancel()
    assert (answers, failures) == ([], [])


def test_long_work_that_fails_is_heard_like_any_other(
    empty_desk: Desk, qtbot: QtBot, failures: list[Exception]
) -> None:
    def _work(vault: Vault, _run: LongRun) -> None:
        open_case(vault, "")

    with qtbot.waitSignal(empty_desk.failed):
        empty_desk.run_long(_work, NAME, empty_desk)
    assert isinstance(failures.pop(), EmptyTitleError)


def test_locking_does_not_wait_for_long_work(
    open_vault: Callable[[Path], Desk], empty_vault: Path
) -> None:
    desk, check = open_vault(empty_vault), _Check()
    desk.run_long(check, NAME, desk)
    desk.run_long(_Check(), NAME, desk)
    assert check.begun.wait(5)
    asked_at = time.monotonic()
    assert desk.close(5)
    assert time.monotonic() - asked_at < 2


@pytest.fixture
def line(empty_desk: Desk, qtbot: QtBot) -> ProgressLine:
    line = ProgressLine(empty_desk)
    qtbot.addWidget(line)
    return line


def test_the_line_shows_how_far_and_goes_away(
    line: ProgressLine, empty_desk: Desk, qtbot: QtBot
) -> None:
    go_on = threading.Event()

    def _work(_vault: Vault, run: LongRun) -> None:
        run.tell(1, 4)
        go_on.wait(5)

    run = empty_desk.run_long(_work, NAME, empty_desk)
    qtbot.waitUntil(line.isVisible)
    assert line.bar.accessibleName() == "The vault is being checked."
    assert line.cancel.accessibleName() == "Cancel: The vault is being checked."
    qtbot.waitUntil(lambda: line.bar.value() == 250)
    with qtbot.waitSignal(run.ended):
        go_on.set()
    assert line.isHidden()
    assert not line.is_busy


def test_the_line_shows_one_after_the_other_and_cancels_by_key(
    line: ProgressLine, empty_desk: Desk, qtbot: QtBot, failures: list[Exception]
) -> None:
    first = empty_desk.run_long(_Check(), NAME, empty_desk)
    second = empty_desk.run_long(_Check(), N_("The backup is being made."), empty_desk)
    qtbot.waitUntil(line.isVisible)
    with qtbot.waitSignal(first.ended):
        QTest.keyClick(line.cancel, Qt.Key.Key_Space)
        assert not line.cancel.isEnabled()
    qtbot.waitUntil(line.isVisible)
    assert line.bar.accessibleName() == "The backup is being made."
    with qtbot.waitSignal(second.ended):
        QTest.keyClick(line.cancel, Qt.Key.Key_Space)
    assert failures == []


def test_what_is_over_at_once_does_not_move_the_page(
    line: ProgressLine, empty_desk: Desk, qtbot: QtBot
) -> None:
    run = empty_desk.run_long(lambda _vault, _run: None, NAME, empty_desk)
    with qtbot.waitSignal(run.ended):
        pass
    qtbot.wait(400)
    assert line.isHidden()


def test_nobody_guesses_the_time_before_it_is_known() -> None:
    pace = Pace(started_at=100)
    assert pace.seconds_left(0, 10, now=110) is None
    assert pace.seconds_left(5, 10, now=101) is None
    assert pace.seconds_left(5, 10, now=110) == 10
    assert pace.seconds_left(10, 10, now=110) == 0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "Less than a minute left."),
        (60, "About 1 minute left."),
        (200, "About 3 minutes left."),
    ],
)
def test_the_time_left_is_told_in_words(seconds: float, words: str) -> None:
    assert time_left(language("en"), seconds) == words
