"""The door: wrong and right passphrases, the ways around a forgotten one, another folder.

`QTest.keyClicks` aborts on letters outside of Latin 1; such text is put in.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ui.desk import Desk
from ui.unlock.page import UnlockPage
from ui.widgets import files
from ui.widgets.labels import StateLabel
from ui.window import Window

from .conftest import PASSPHRASE
from .doors import door as door_of
from .doors import setup as setup_of


def _shown(root: QWidget) -> list[str]:
    return [s.text() for s in root.findChildren(StateLabel) if s.isVisibleTo(root)]


def test_a_wrong_passphrase_is_said_in_the_card_and_the_focus_stays(
    window: Window, qtbot: QtBot
) -> None:
    door = door_of(window)
    QTest.keyClicks(door.passphrase.line, "not these words")
    QTest.keyClick(door.passphrase.line, Qt.Key.Key_Return)
    assert door.busy.isVisible()
    qtbot.waitUntil(lambda: not door.problem.isHidden(), timeout=20_000)
    assert door.problem.text().startswith("The passphrase does not open this vault.")
    assert not door.busy.isVisible()
    assert door.passphrase.line.hasFocus()
    assert door.passphrase.line.selectedText()
    assert window.shell is None


def test_the_second_try_takes_the_first_problem_away(window: Window, qtbot: QtBot) -> None:
    door = door_of(window)
    QTest.keyClicks(door.passphrase.line, "not these words")
    door.submit()
    door.submit()
    qtbot.waitUntil(lambda: not door.problem.isHidden(), timeout=20_000)
    QTest.keyClicks(door.passphrase.line, PASSPHRASE)
    QTest.mouseClick(door.main, Qt.MouseButton.LeftButton)
    assert not door.problem.isVisible()
    qtbot.waitUntil(lambda: window.shell is not None, timeout=20_000)


def test_the_right_passphrase_leads_inside(window: Window, qtbot: QtBot) -> None:
    QTest.keyClicks(door_of(window).passphrase.line, PASSPHRASE)
    QTest.keyClick(door_of(window).passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell is not None, timeout=20_000)
    assert window.currentWidget() is window.shell


def test_what_is_typed_is_hidden_until_somebody_wants_to_see_it(window: Window) -> None:
    field = door_of(window).passphrase
    assert field.line.echoMode() is QLineEdit.EchoMode.Password
    reveal = field.findChild(QToolButton)
    assert reveal is not None
    reveal.click()
    assert field.line.echoMode() is QLineEdit.EchoMode.Normal
    reveal.click()
    assert field.line.echoMode() is QLineEdit.EchoMode.Password


def test_caps_lock_is_noticed_by_what_it_does(window: Window) -> None:
    door = door_of(window)
    line = door.passphrase.line
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    assert _shown(door) == []
    QTest.sendKeyEvent(
        QTest.KeyAction.Click, line, Qt.Key.Key_A, "A", Qt.KeyboardModifier.NoModifier
    )
    assert _shown(door) == ["Caps Lock is on."]
    QTest.keyClick(line, Qt.Key.Key_1)
    assert _shown(door) == ["Caps Lock is on."]
    QTest.keyClick(line, Qt.Key.Key_CapsLock)
    assert _shown(door) == []
    QTest.sendKeyEvent(
        QTest.KeyAction.Click, line, Qt.Key.Key_A, "Я", Qt.KeyboardModifier.NoModifier
    )
    assert _shown(door) == ["Caps Lock is on."]


def test_the_door_speaks_another_language_at_once(window: Window, qtbot: QtBot) -> None:
    door = door_of(window)
    russian = next(b for b in door.findChildren(QToolButton) if b.text() == "RU")
    russian.click()
    qtbot.waitUntil(lambda: door.main.text() != "Unlock")
    assert russian.isChecked()
    assert russian.accessibleName() == "Русский"


def test_a_problem_is_said_in_the_language_of_the_moment(
    window: Window, desk: Desk, qtbot: QtBot
) -> None:
    desk.preferences.speak("de")
    door = door_of(window)
    door.passphrase.line.setText("falsche Wörter")
    door.submit()
    qtbot.waitUntil(lambda: not door.problem.isHidden(), timeout=20_000)
    assert "Passphrase" in door.problem.text()
    assert "The passphrase" not in door.problem.text()


def test_another_folder_can_be_opened_instead(
    desk: Desk,
    tmp_path: Path,
    family_vault: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "choose_folder", lambda *_: family_vault)
    first_window = Window(desk, tmp_path / "new")
    qtbot.addWidget(first_window)
    setup_of(first_window).other.click()
    assert door_of(first_window)
    assert first_window.folder == family_vault


def test_the_core_is_loaded_while_the_passphrase_is_typed(window: Window, desk: Desk) -> None:
    assert "_worker" not in vars(desk)
    QTest.keyClick(door_of(window).passphrase.line, Qt.Key.Key_S)
    assert "_worker" in vars(desk)
    assert "address-registration" in desk.packs.workflows


def test_typing_reaches_the_passphrase_without_a_click(window: Window) -> None:
    focus = QApplication.focusWidget()
    assert focus is door_of(window).passphrase.line


def test_the_next_window_stands_where_this_one_stood(
    window: Window, desk: Desk, family_vault: Path, qtbot: QtBot
) -> None:
    window.resize(700, 500)
    window.close()
    again = Window(desk, family_vault)
    qtbot.addWidget(again)
    again.show()
    assert (again.width(), again.height()) == (700, 500)


def test_the_problem_follows_the_language(window: Window, desk: Desk, qtbot: QtBot) -> None:
    door = door_of(window)
    door.passphrase.line.setText("not these words")
    door.submit()
    qtbot.waitUntil(lambda: not door.problem.isHidden(), timeout=20_000)
    before = door.problem.text()
    desk.preferences.speak("de")
    qtbot.waitUntil(lambda: door.problem.text() != before)
    assert isinstance(door, UnlockPage)
