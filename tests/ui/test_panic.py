"""Panic: only holding to the end destroys the keys, and then at once, whatever goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from consul_desk.errors.vault import NotAVaultError
from consul_desk.paths import HEADER_FILES
from consul_desk.vault.vault import Vault
from ui import relaunch
from ui.cases.new_case import NewCaseDialog
from ui.desk import Desk
from ui.inputs import InputWatch
from ui.panic import HOLD_S, PanicButton
from ui.panic_keys import PanicKeys
from ui.shell import Shell
from ui.unlock.destroyed import DestroyedPage
from ui.widgets.page import Place
from ui.window import Window

from .conftest import PASSPHRASE
from .doors import door

SHORT_S = 0.2
LEFT = Qt.MouseButton.LeftButton
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What a new process would have been started with; this one goes on."""
    started: list[tuple[object, ...]] = []
    monkeypatch.setattr(relaunch, "relaunch", lambda *words: started.append(words))
    monkeypatch.setattr(relaunch, "leave", lambda: started.append(("left",)))
    return started


def _has_keys(folder: Path) -> bool:
    return any((folder / name).exists() for name in HEADER_FILES)


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    """A window to put a button in."""
    place = QWidget()
    qtbot.addWidget(place)
    QVBoxLayout(place)
    place.show()
    return place


@pytest.fixture
def button(desk: Desk, family_vault: Path, place: QWidget, qtbot: QtBot) -> PanicButton:
    button = PanicButton(desk, family_vault, SHORT_S)
    layout = place.layout()
    assert layout is not None
    layout.addWidget(button)
    qtbot.waitUntil(button.isVisible)
    place.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    return button


def _press_mouse(button: PanicButton) -> None:
    QTest.mousePress(button, LEFT)


def _press_key(key: Qt.Key, button: PanicButton) -> None:
    QTest.keyPress(button, key)


HOLDS: list[Callable[[PanicButton], None]] = [
    _press_mouse,
    partial(_press_key, Qt.Key.Key_Space),
    partial(_press_key, Qt.Key.Key_Return),
]


@pytest.mark.parametrize("hold", HOLDS)
def test_holding_to_the_end_destroys_the_keys(
    button: PanicButton,
    family_vault: Path,
    ended: list[tuple[object, ...]],
    qtbot: QtBot,
    hold: Callable[[PanicButton], None],
) -> None:
    hold(button)
    assert _has_keys(family_vault)
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert ended == [(family_vault, "--destroyed"), ("left",)]
    assert not _has_keys(family_vault)
    with pytest.raises(NotAVaultError):
        Vault.open(family_vault, bytearray(PASSPHRASE.encode()))


def _release_mouse(button: PanicButton) -> None:
    QTest.mouseRelease(button, LEFT)


def _move_away(button: PanicButton) -> None:
    QTest.mouseMove(button, QPoint(button.width() + 30, 5))


def _leave_by_tab(button: PanicButton) -> None:
    button.clearFocus()


def _hide(button: PanicButton) -> None:
    button.hide()


@pytest.mark.parametrize("let_go", [_release_mouse, _leave_by_tab, _hide])
def test_letting_go_in_any_way_destroys_nothing(
    button: PanicButton,
    family_vault: Path,
    ended: list[tuple[object, ...]],
    qtbot: QtBot,
    let_go: Callable[[PanicButton], None],
) -> None:
    for _time in range(3):
        button.show()
        button.setFocus()
        QTest.mousePress(button, LEFT)
        qtbot.wait(int(SHORT_S * 600))
        let_go(button)
    qtbot.wait(int(SHORT_S * 1500))
    assert ended == []
    assert _has_keys(family_vault)


def test_a_key_that_only_repeats_itself_is_still_held(
    button: PanicButton, ended: list[tuple[object, ...]], qtbot: QtBot
) -> None:
    QTest.keyPress(button, Qt.Key.Key_Space)
    qtbot.wait(int(SHORT_S * 500))
    QTest.keyRelease(button, Qt.Key.Key_Space)
    qtbot.wait(int(SHORT_S * 1500))
    assert ended == []


def test_clicks_and_other_keys_destroy_nothing(
    button: PanicButton, ended: list[tuple[object, ...]], qtbot: QtBot
) -> None:
    for _time in range(5):
        button.click()
        QTest.mouseClick(button, LEFT)
        QTest.keyClick(button, Qt.Key.Key_Delete)
        QTest.mousePress(button, Qt.MouseButton.RightButton)
    qtbot.wait(int(SHORT_S * 1500))
    assert ended == []


def test_the_time_is_counted_in_words(
    button: PanicButton, ended: list[tuple[object, ...]], qtbot: QtBot
) -> None:
    assert button.text() == "Destroy the keys (hold for 3 seconds)"
    QTest.mousePress(button, LEFT)
    assert button.text() == "Hold on: the keys are destroyed in 1 second"
    QTest.mouseRelease(button, LEFT)
    assert button.text() == "Destroy the keys (hold for 3 seconds)"


def test_a_screen_reader_hears_what_the_button_does(button: PanicButton) -> None:
    interface = QAccessible.queryAccessibleInterface(button)
    assert interface is not None
    assert interface.text(QAccessible.Text.Name) == "Destroy the keys: hold for three seconds"
    assert "nobody can open" in interface.text(QAccessible.Text.Description)


def test_it_is_there_in_front_of_the_vault_and_takes_three_seconds(window: Window) -> None:
    panic = door(window).panic
    assert panic.isVisible()
    assert panic.hold._hold_s == HOLD_S == 3.0
    assert _has_keys(window.folder)


@pytest.fixture
def held_keys(shell: Shell, family_vault: Path, family_desk: Desk) -> Iterator[PanicKeys]:
    inputs = InputWatch(shell)
    yield PanicKeys(shell, inputs, family_desk, lambda: family_vault, SHORT_S)
    inputs.stop()


def test_the_keys_work_inside_and_from_a_dialog(
    held_keys: PanicKeys,
    shell: Shell,
    family_vault: Path,
    ended: list[tuple[object, ...]],
    qtbot: QtBot,
    press: Callable[..., None],
) -> None:
    shell.go(Place("cases", part="new"))
    [dialog] = shell.findChildren(NewCaseDialog)
    press(dialog.line, Qt.Key.Key_X)
    QTest.keyPress(dialog.line, Qt.Key.Key_Delete, BOTH)
    qtbot.waitUntil(lambda: held_keys.card is not None and held_keys.card.isVisible())
    assert held_keys.card is not None
    assert held_keys.card.words.text() == "Hold on: the keys are destroyed in 1 second"
    assert dialog.line.text() == "x"
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert not _has_keys(family_vault)


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Control, Qt.Key.Key_Shift])
def test_letting_one_of_the_keys_go_stops_it(
    held_keys: PanicKeys,
    shell: Shell,
    family_vault: Path,
    ended: list[tuple[object, ...]],
    qtbot: QtBot,
    press: Callable[..., None],
    key: Qt.Key,
) -> None:
    press(shell, Qt.Key.Key_F9)
    QTest.keyPress(shell, Qt.Key.Key_Delete, BOTH)
    qtbot.wait(int(SHORT_S * 500))
    QTest.keyRelease(shell, key)
    qtbot.wait(int(SHORT_S * 1500))
    assert ended == []
    assert held_keys.card is None
    assert _has_keys(family_vault)


def test_it_waits_for_no_work(
    family_desk: Desk,
    family_vault: Path,
    place: QWidget,
    ended: list[tuple[object, ...]],
    qtbot: QtBot,
) -> None:
    may_end, has_begun = threading.Event(), threading.Event()

    def work(vault: Vault) -> None:
        with vault.write():
            has_begun.set()
            may_end.wait(20)

    family_desk.run(work, family_desk)
    assert has_begun.wait(20)
    button = PanicButton(family_desk, family_vault, SHORT_S)
    layout = place.layout()
    assert layout is not None
    layout.addWidget(button)
    QTest.mousePress(button, LEFT)
    begun = time.monotonic()
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert time.monotonic() - begun < SHORT_S + 2
    may_end.set()
    assert not _has_keys(family_vault)


def test_the_last_page_says_what_is_found_in_the_folder(
    desk: Desk, tmp_path: Path, family_vault: Path, qtbot: QtBot
) -> None:
    gone = DestroyedPage(desk, tmp_path / "gone")
    left = DestroyedPage(desk, family_vault)
    for page in (gone, left):
        qtbot.addWidget(page)
    assert gone.title.text() == "The keys are destroyed"
    assert left.title.text() == "The keys are still there"


def test_the_program_starts_with_the_last_page_and_can_be_closed(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    window = Window(desk, tmp_path / "gone", is_after_panic=True)
    qtbot.addWidget(window)
    window.show()
    page = window.currentWidget()
    assert isinstance(page, DestroyedPage)
    page.main.click()
    assert not window.isVisible()
