"""Locking: what starts it, what is saved before, and that nothing stands in its way."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QProcess, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import list_cases
from consul_desk.casework.drafts import list_drafts
from consul_desk.values import CaseId
from consul_desk.vault.vault import Vault
from ui import lock, relaunch
from ui.cases.new_case import NewCaseDialog
from ui.desk import Desk
from ui.idle import IdleWatch
from ui.inputs import InputWatch
from ui.long_work import LongRun
from ui.preferences import IDLE_MINUTES, Preferences
from ui.shell import Shell
from ui.widgets.page import Place
from ui.window import Window

from .conftest import PASSPHRASE
from .doors import unlock

Press = Callable[..., None]
CTRL = Qt.KeyboardModifier.ControlModifier
PLACE = ("somebody", "person.birth_date")


@pytest.fixture
def relaunched(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders that a new process would have been started for; this one goes on."""
    folders: list[Path] = []
    monkeypatch.setattr(relaunch, "relaunch", folders.append)
    monkeypatch.setattr(relaunch, "leave", lambda: None)
    return folders


def _opened(folder: Path) -> Vault:
    return Vault.open(folder, bytearray(PASSPHRASE.encode()))


def test_lock_closes_the_vault_and_starts_anew(
    window: Window, family_vault: Path, relaunched: list[Path], qtbot: QtBot, press: Press
) -> None:
    shell = unlock(window, qtbot)
    shell.go(Place("cases"))
    press(shell, Qt.Key.Key_L, CTRL)
    assert relaunched == [family_vault]
    assert not window.isVisible()
    vault = _opened(family_vault)
    assert len(list_cases(vault)) == 1
    vault.close()


def test_the_key_locks_from_inside_a_dialog_too(
    window: Window, family_vault: Path, relaunched: list[Path], qtbot: QtBot, press: Press
) -> None:
    shell = unlock(window, qtbot)
    shell.go(Place("cases", part="new"))
    [dialog] = shell.findChildren(NewCaseDialog)
    press(dialog.line, Qt.Key.Key_L, CTRL)
    assert relaunched == [family_vault]
    assert not dialog.isVisible()
    _opened(family_vault).close()


def test_the_screen_lock_and_the_idle_time_lock(
    window: Window, family_vault: Path, relaunched: list[Path], qtbot: QtBot
) -> None:
    unlock(window, qtbot)
    assert window.lock_watch is not None
    window.lock_watch.screen.locked.emit()
    window.lock_watch.findChildren(IdleWatch)[0].idle.emit()
    assert relaunched == [family_vault, family_vault]


class _Field(QLineEdit):
    """Saves itself when the focus leaves it, as the editors of the interview do."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.editingFinished.connect(self._on_finished)

    def _on_finished(self) -> None:
        self._desk.keep_draft(PLACE, self.text())


def test_what_is_being_typed_is_saved_first(
    window: Window,
    desk: Desk,
    family_vault: Path,
    relaunched: list[Path],
    qtbot: QtBot,
    press: Press,
) -> None:
    shell = unlock(window, qtbot)
    field = _Field(desk)
    field.setParent(shell)
    field.show()
    press(field, Qt.Key.Key_3)
    field.setFocus()
    assert field.hasFocus()
    QTest.keyClicks(field, "1.0")
    window.lock()
    vault = _opened(family_vault)
    assert list_drafts(vault) == {PLACE: "31.0"}
    vault.close()


def test_drafts_are_there_after_the_lock(
    family_desk: Desk, family_vault: Path, preferences: Preferences, qtbot: QtBot
) -> None:
    family_desk.keep_draft(PLACE, "31.0")
    family_desk.keep_draft(("other", "x"), "y")
    family_desk.drop_draft(("other", "x"))
    family_desk.close(within_s=5)
    again = Desk(preferences)
    heard: list[object] = []
    passphrase = bytearray(PASSPHRASE.encode())
    again.open_vault(family_vault, passphrase, again, heard.append, heard.append)
    qtbot.waitUntil(lambda: bool(heard), timeout=20_000)
    assert again.drafts == {PLACE: "31.0"}
    again.close()


def test_a_draft_is_written_once_until_it_changes(
    family_desk: Desk, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(family_desk, "run", lambda work, *_: asked.append(work))
    for value in ("3", "3", "31", "31"):
        family_desk.keep_draft(PLACE, value)
    family_desk.drop_draft(PLACE)
    family_desk.drop_draft(PLACE)
    assert len(asked) == 3


def test_work_that_takes_too_long_does_not_hold_the_lock(
    family_desk: Desk, family: CaseId, family_vault: Path
) -> None:
    may_end, has_begun = threading.Event(), threading.Event()

    def work(vault: Vault) -> None:
        with vault.write() as session:
            has_begun.set()
            may_end.wait(20)
            session.rollback()

    family_desk.run(work, family_desk)
    assert has_begun.wait(20)
    begun = time.monotonic()
    assert not family_desk.close(within_s=0.3)
    assert time.monotonic() - begun < 2
    may_end.set()
    family_desk._worker.shutdown()


def test_long_work_hears_that_it_is_to_give_up(family_desk: Desk) -> None:
    given_up: list[int] = []

    def work(_vault: Vault, run: LongRun) -> None:
        for step in range(1000):
            if run.is_cancelled():
                given_up.append(step)
                return
            time.sleep(0.02)

    family_desk.run_long(work, "", family_desk)
    assert family_desk.close(within_s=5)
    assert given_up


def test_no_error_stops_a_lock(
    window: Window, desk: Desk, relaunched: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError("the clipboard is gone")

    with pytest.raises(OSError, match="clipboard"):
        lock.lock(desk, window.folder, fail)
    assert relaunched == [window.folder]


def test_the_new_process_asks_for_the_same_vault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[tuple[str, list[str], str]] = []
    monkeypatch.setattr(QProcess, "startDetached", lambda *a: started.append(a))
    relaunch.relaunch(tmp_path)
    _program, arguments, _folder = started[0]
    assert arguments == ["-m", "ui.app", "--vault", str(tmp_path)]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    relaunch.relaunch(tmp_path, "--destroyed")
    assert started[1][1] == ["--vault", str(tmp_path), "--destroyed"]


@pytest.mark.parametrize("clock", ["time", "monotonic"])
@pytest.mark.parametrize("minutes", [1, 5, 15])
def test_nobody_there_for_some_minutes_locks(
    shell: Shell,
    preferences: Preferences,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    press: Press,
    clock: str,
    minutes: int,
) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, clock, lambda: now[0])
    inputs = InputWatch(shell)
    watch = IdleWatch(shell, inputs, preferences)
    request.addfinalizer(inputs.stop)
    preferences.lock_after(minutes)
    locked: list[None] = []
    watch.idle.connect(lambda: locked.append(None))
    now[0] += minutes * 60 - 1
    press(shell, Qt.Key.Key_Shift)
    now[0] += minutes * 60 - 1
    watch.look()
    assert locked == []
    now[0] += 1
    watch.look()
    assert locked == [None]


def test_a_clock_that_is_put_back_does_not_keep_the_vault_open(
    qapp: QObject, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = {"time": 1000.0, "monotonic": 1000.0}
    monkeypatch.setattr(time, "time", lambda: now["time"])
    monkeypatch.setattr(time, "monotonic", lambda: now["monotonic"])
    parent = QObject()
    inputs = InputWatch(parent)
    watch = IdleWatch(parent, inputs, preferences)
    locked: list[None] = []
    watch.idle.connect(lambda: locked.append(None))
    now["time"] -= 3600
    now["monotonic"] += 5 * 60
    watch.look()
    assert locked == [None]
    inputs.stop()


def test_the_idle_time_is_kept_and_has_limits(preferences: Preferences) -> None:
    preferences.lock_after(2)
    again = Preferences(preferences._settings)
    assert again.idle_minutes == 2
    preferences._settings.setValue("idle_minutes", "600")
    assert Preferences(preferences._settings).idle_minutes == 5
    for minutes in (min(IDLE_MINUTES) - 1, max(IDLE_MINUTES) + 1):
        with pytest.raises(ValueError, match=str(minutes)):
            preferences.lock_after(minutes)
