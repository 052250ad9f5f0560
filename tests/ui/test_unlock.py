"""The door: wrong and right passphrases, a first vault, another folder.

`QTest.keyClicks` aborts on letters outside of Latin 1; such text is put in.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import list_cases
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.unlock import setup as setup_page
from ui.unlock.page import UnlockPage
from ui.unlock.setup import SetUpPage
from ui.widgets import files
from ui.widgets.labels import StateLabel
from ui.window import Window

from .conftest import CONSUL, PASSPHRASE


def _door(window: Window) -> UnlockPage:
    door = window.currentWidget()
    assert isinstance(door, UnlockPage)
    return door


def _setup(window: Window) -> SetUpPage:
    door = window.currentWidget()
    assert isinstance(door, SetUpPage)
    return door


def _shown(root: UnlockPage | SetUpPage) -> list[str]:
    return [s.text() for s in root.findChildren(StateLabel) if s.isVisibleTo(root)]


def test_a_wrong_passphrase_is_said_in_the_card_and_the_focus_stays(
    window: Window, qtbot: QtBot
) -> None:
    door = _door(window)
    QTest.keyClicks(door.passphrase.line, "not these words")
    QTest.keyClick(door.passphrase.line, Qt.Key.Key_Return)
    assert door.busy.isVisible()
    qtbot.waitUntil(lambda: door.problem is not None, timeout=20_000)
    assert door.problem is not None
    assert door.problem.text().startswith("The passphrase does not open this vault.")
    assert not door.busy.isVisible()
    assert door.passphrase.line.hasFocus()
    assert door.passphrase.line.selectedText()
    assert window.shell is None


def test_the_second_try_takes_the_first_problem_away(window: Window, qtbot: QtBot) -> None:
    door = _door(window)
    QTest.keyClicks(door.passphrase.line, "not these words")
    door.submit()
    door.submit()
    qtbot.waitUntil(lambda: door.problem is not None, timeout=20_000)
    QTest.keyClicks(door.passphrase.line, PASSPHRASE)
    QTest.mouseClick(door.main, Qt.MouseButton.LeftButton)
    assert door.problem is not None
    assert not door.problem.isVisible()
    qtbot.waitUntil(lambda: window.shell is not None, timeout=20_000)


def test_the_right_passphrase_leads_inside(window: Window, qtbot: QtBot) -> None:
    QTest.keyClicks(_door(window).passphrase.line, PASSPHRASE)
    QTest.keyClick(_door(window).passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shell is not None, timeout=20_000)
    assert window.currentWidget() is window.shell


def test_what_is_typed_is_hidden_until_somebody_wants_to_see_it(window: Window) -> None:
    field = _door(window).passphrase
    assert field.line.echoMode() is QLineEdit.EchoMode.Password
    reveal = field.findChild(QToolButton)
    assert reveal is not None
    reveal.click()
    assert field.line.echoMode() is QLineEdit.EchoMode.Normal
    reveal.click()
    assert field.line.echoMode() is QLineEdit.EchoMode.Password


def test_caps_lock_is_noticed_by_what_it_does(window: Window) -> None:
    door = _door(window)
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
    door = _door(window)
    russian = next(b for b in door.findChildren(QToolButton) if b.text() == "RU")
    russian.click()
    qtbot.waitUntil(lambda: door.main.text() != "Unlock")
    assert russian.isChecked()
    assert russian.accessibleName() == "Русский"


def test_a_problem_is_said_in_the_language_of_the_moment(
    window: Window, desk: Desk, qtbot: QtBot
) -> None:
    desk.preferences.speak("de")
    door = _door(window)
    door.passphrase.line.setText("falsche Wörter")
    door.submit()
    qtbot.waitUntil(lambda: door.problem is not None, timeout=20_000)
    assert door.problem is not None
    assert "Passphrase" in door.problem.text()
    assert "The passphrase" not in door.problem.text()


@pytest.fixture
def first_window(desk: Desk, tmp_path: Path, qtbot: QtBot) -> Window:
    window = Window(desk, tmp_path / "new")
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def test_a_folder_without_a_vault_offers_to_set_one_up(
    first_window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    page = _setup(first_window)
    assert page.consul.hasFocus()
    assert not page.main.isEnabled()
    QTest.keyClicks(page.consul, CONSUL)
    QTest.keyClicks(page.passphrase.line, PASSPHRASE)
    QTest.keyClicks(page.again.line, PASSPHRASE)
    assert page.main.isEnabled()
    QTest.keyClick(page.again.line, Qt.Key.Key_Return)
    assert page.busy.isVisible()
    qtbot.waitUntil(lambda: first_window.shell is not None, timeout=20_000)
    first_window.close()


def test_the_new_vault_is_the_consuls(
    first_window: Window, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    page = _setup(first_window)
    page.consul.setText(f" {CONSUL} ")
    for field in (page.passphrase, page.again):
        QTest.keyClicks(field.line, PASSPHRASE)
    page.submit()
    qtbot.waitUntil(lambda: first_window.shell is not None, timeout=20_000)
    desk.close()
    vault = Vault.open(tmp_path / "new", bytearray(PASSPHRASE.encode()))
    assert (vault.owner, list_cases(vault)) == (CONSUL, ())
    vault.close()


@pytest.mark.parametrize(
    ("typed", "again", "said"),
    [
        ("", "", "At least 12 characters; six words that do not belong together are good."),
        ("a", "", "1 character; at least 12 are needed."),
        ("short words", "", "11 characters; at least 12 are needed."),
        ("long enough words", "", "Long enough. Now type the same again."),
        ("long enough words", "long enough word", "Long enough. Now type the same again."),
        ("long enough words", "long enough words", "Long enough, and both are the same."),
    ],
)
def test_the_page_judges_the_passphrase_while_it_is_typed(
    first_window: Window, typed: str, again: str, said: str
) -> None:
    page = _setup(first_window)
    QTest.keyClicks(page.passphrase.line, typed)
    QTest.keyClicks(page.again.line, again)
    assert _shown(page) == [said]
    assert not page.main.isEnabled()
    QTest.keyClicks(page.consul, CONSUL)
    assert page.main.isEnabled() == said.startswith("Long enough, and")


def test_a_folder_with_other_files_is_refused_in_the_card(
    first_window: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    monkeypatch.setattr(setup_page, "choose_folder", lambda *_: tmp_path / "full")
    page = _setup(first_window)
    page.submit()
    assert not page.busy.isVisible()
    for name, text in ((page.consul, CONSUL), (page.passphrase.line, PASSPHRASE)):
        QTest.keyClicks(name, text)
    QTest.keyClicks(page.again.line, PASSPHRASE)
    page.choose.click()
    assert page.folder_line.text() == str(tmp_path / "full")
    page.submit()
    qtbot.waitUntil(lambda: page.problem is not None, timeout=20_000)
    assert page.problem is not None
    assert "is not empty" in page.problem.text()
    assert page.main.isEnabled()


def test_turning_back_from_the_folder_dialog_changes_nothing(
    first_window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_page, "choose_folder", lambda *_: None)
    monkeypatch.setattr(files, "choose_folder", lambda *_: None)
    page = _setup(first_window)
    before = page.folder_line.text()
    page.choose.click()
    page.other.click()
    assert page.folder_line.text() == before
    assert first_window.currentWidget() is page


def test_another_folder_can_be_opened_instead(
    first_window: Window, family_vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "choose_folder", lambda *_: family_vault)
    _setup(first_window).other.click()
    assert _door(first_window)
    assert first_window.folder == family_vault


def test_the_core_is_loaded_while_the_passphrase_is_typed(window: Window, desk: Desk) -> None:
    assert "_worker" not in vars(desk)
    QTest.keyClick(_door(window).passphrase.line, Qt.Key.Key_S)
    assert "_worker" in vars(desk)
    assert "address-registration" in desk.packs.workflows


def test_typing_reaches_the_passphrase_without_a_click(window: Window) -> None:
    focus = QApplication.focusWidget()
    assert focus is _door(window).passphrase.line


def test_the_next_window_stands_where_this_one_stood(
    window: Window, desk: Desk, family_vault: Path, qtbot: QtBot
) -> None:
    window.resize(700, 500)
    window.close()
    again = Window(desk, family_vault)
    qtbot.addWidget(again)
    again.show()
    assert (again.width(), again.height()) == (700, 500)
