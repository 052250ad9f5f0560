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

from consul_desk.errors.vault import WrongPassphraseError
from consul_desk.paths import HEADER_FILES
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.recovery import RecoveryCode, new_code
from consul_desk.vault.shares import Piece
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.unlock.new_passphrase import NewPassphrasePart
from ui.unlock.page import UnlockPage
from ui.unlock.ways import CodePart, PiecesPart
from ui.widgets import files
from ui.widgets.labels import StateLabel
from ui.window import Window

from .conftest import CONSUL, PASSPHRASE
from .doors import door as door_of
from .doors import setup as setup_of
from .doors import unlock


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


NEW_PASSPHRASE = "violin marble tundra copper lantern"


@pytest.fixture
def code() -> RecoveryCode:
    return new_code()


@pytest.fixture
def pieces() -> list[Piece]:
    return []


@pytest.fixture
def shared_window(
    desk: Desk, tmp_path: Path, qtbot: QtBot, code: RecoveryCode, pieces: list[Piece]
) -> Window:
    """In front of a vault with a recovery code, and two of three pieces to open it."""
    folder = tmp_path / "shared"
    passphrase = bytearray(PASSPHRASE.encode())
    vault = Vault.create(folder, passphrase, owner=CONSUL, kdf=KDF_FLOOR, recovery=code)
    with vault.sharing_recovery(2, 3) as made:
        pieces.extend(made)
    vault.close()
    window = Window(desk, folder)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


def _code_part(window: Window) -> CodePart:
    door_of(window)._first.use_code.click()
    part = door_of(window).part
    assert isinstance(part, CodePart)
    return part


def _set_new_passphrase(window: Window, qtbot: QtBot) -> None:
    door = door_of(window)
    qtbot.waitUntil(lambda: isinstance(door.part, NewPassphrasePart), timeout=20_000)
    part = door.part
    assert isinstance(part, NewPassphrasePart)
    assert not door.main.isEnabled()
    assert door.back.isHidden()
    for field in (part.new.passphrase, part.new.again):
        QTest.keyClicks(field.line, NEW_PASSPHRASE)
    qtbot.waitUntil(door.main.isEnabled)
    door.submit()
    qtbot.waitUntil(lambda: window.shell is not None, timeout=20_000)


def test_the_recovery_code_opens_the_vault_and_a_new_passphrase_is_set(
    shared_window: Window, desk: Desk, code: RecoveryCode, qtbot: QtBot
) -> None:
    part = _code_part(shared_window)
    assert part.line.hasFocus()
    QTest.keyClicks(part.line, f" {code.text.lower().replace('-', ' ')}")
    assert part.state.text() == "All nine groups are right."
    QTest.keyClick(part.line, Qt.Key.Key_Return)
    _set_new_passphrase(shared_window, qtbot)
    desk.close()
    with pytest.raises(WrongPassphraseError):
        Vault.open(shared_window.folder, bytearray(PASSPHRASE.encode()))
    Vault.open(shared_window.folder, bytearray(NEW_PASSPHRASE.encode())).close()


def test_a_vault_that_waits_for_a_new_passphrase_is_watched_already(
    shared_window: Window, code: RecoveryCode, qtbot: QtBot
) -> None:
    part = _code_part(shared_window)
    part.line.setText(code.text)
    assert shared_window.lock_watch is None
    door_of(shared_window).submit()
    qtbot.waitUntil(lambda: shared_window.lock_watch is not None, timeout=20_000)
    assert shared_window.shell is None


def test_a_wrong_group_is_named_as_soon_as_it_is_typed(
    shared_window: Window, code: RecoveryCode
) -> None:
    part, groups = _code_part(shared_window), list(code.groups)
    part.line.setText("".join(groups[:2]))
    assert part.state.text() == "2 of 9 groups are typed."
    wrong = groups[2][:4] + ("0" if groups[2][4] != "0" else "1")
    part.line.setText("".join([*groups[:2], wrong]))
    assert part.state.text().startswith("Group 3 of the recovery code is mistyped.")
    assert not door_of(shared_window).main.isEnabled()
    part.line.setText("".join([*groups, groups[0]]))
    assert part.state.text() == "These are more than nine groups."
    assert not door_of(shared_window).main.isEnabled()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("another", "This does not open the vault"),
        ("swapped", "is mistyped"),
    ],
)
def test_a_code_that_does_not_fit_is_explained(
    shared_window: Window, code: RecoveryCode, qtbot: QtBot, typed: str, said: str
) -> None:
    door, part = door_of(shared_window), _code_part(shared_window)
    first, second, *others = code.groups
    swapped = "".join((second, first, *others))
    part.line.setText(new_code().text if typed == "another" else swapped)
    if typed == "another":
        door.submit()
        qtbot.waitUntil(lambda: not door.problem.isHidden(), timeout=20_000)
        assert said in door.problem.text()
        assert "recovery.wrong" in door.code.text()
    else:
        assert said in part.state.text()
    assert shared_window.shell is None


def test_back_leads_to_the_passphrase_and_forgets_what_was_typed(
    shared_window: Window, code: RecoveryCode, qtbot: QtBot
) -> None:
    door, part = door_of(shared_window), _code_part(shared_window)
    part.line.setText(code.text)
    door.back.click()
    assert door.part is door._first
    assert _code_part(shared_window).line.text() == ""
    door.go_back()
    unlock(shared_window, qtbot)


def _pieces_part(window: Window) -> PiecesPart:
    door_of(window)._first.use_pieces.click()
    part = door_of(window).part
    assert isinstance(part, PiecesPart)
    return part


def test_enough_pieces_open_the_vault(
    shared_window: Window, pieces: list[Piece], desk: Desk, qtbot: QtBot
) -> None:
    door, part = door_of(shared_window), _pieces_part(shared_window)
    part.pieces[0].edit.setPlainText(pieces[2].words.upper())
    qtbot.waitUntil(lambda: part.pieces[0].piece is not None)
    assert "2 pieces are needed" in part.pieces[0].state.text()
    assert not door.main.isEnabled()
    part.pieces[1].edit.setPlainText(pieces[0].words)
    qtbot.waitUntil(door.main.isEnabled)
    door.submit()
    _set_new_passphrase(shared_window, qtbot)
    desk.close()
    Vault.open(shared_window.folder, bytearray(NEW_PASSPHRASE.encode())).close()


def test_a_wrong_word_of_a_piece_is_named_while_it_is_typed(
    shared_window: Window, pieces: list[Piece], qtbot: QtBot
) -> None:
    field = _pieces_part(shared_window).pieces[0]
    words = pieces[0].words.split()
    QTest.keyClicks(field.edit, " ".join(words[:3]))
    assert field.state.text() == "3 of 33 words are typed."
    QTest.keyClicks(field.edit, " wrongword ")
    qtbot.waitUntil(lambda: "Word 4 (“wrongword”) is not in the list" in field.state.text())


def test_the_same_piece_twice_is_refused(
    shared_window: Window, pieces: list[Piece], qtbot: QtBot
) -> None:
    door, part = door_of(shared_window), _pieces_part(shared_window)
    for field in part.pieces:
        field.edit.setPlainText(pieces[0].words)
    qtbot.waitUntil(door.main.isEnabled)
    door.submit()
    qtbot.waitUntil(lambda: not door.problem.isHidden())
    assert shared_window.shell is None


def test_as_many_fields_as_pieces_are_needed(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "three"
    passphrase = bytearray(PASSPHRASE.encode())
    vault = Vault.create(folder, passphrase, owner=CONSUL, kdf=KDF_FLOOR)
    with vault.sharing_recovery(3, 5) as pieces:
        words = pieces[4].words
    vault.close()
    window = Window(desk, folder)
    qtbot.addWidget(window)
    part = _pieces_part(window)
    assert len(part.pieces) == 2
    part.pieces[0].edit.setPlainText(words)
    qtbot.waitUntil(lambda: len(part.pieces) == 3)


@pytest.mark.parametrize("damage", ["both_headers", "no_header"])
def test_a_damaged_vault_is_explained_and_never_set_up_anew(
    desk: Desk, family_vault: Path, qtbot: QtBot, damage: str
) -> None:
    for name in HEADER_FILES:
        if damage == "both_headers":
            (family_vault / name).write_bytes(b"\0" * 200)
        else:
            (family_vault / name).unlink()
    window = Window(desk, family_vault)
    qtbot.addWidget(window)
    door = door_of(window)
    door.passphrase.line.setText(PASSPHRASE)
    door.submit()
    qtbot.waitUntil(lambda: not door.problem.isHidden(), timeout=20_000)
    assert "vault" in door.code.text()
    assert "backup" in door.problem.text()
    assert (family_vault / "vault.db").stat().st_size > 0


def test_the_problem_follows_the_language(window: Window, desk: Desk, qtbot: QtBot) -> None:
    door = door_of(window)
    door.passphrase.line.setText("not these words")
    door.submit()
    qtbot.waitUntil(lambda: not door.problem.isHidden(), timeout=20_000)
    before = door.problem.text()
    desk.preferences.speak("de")
    qtbot.waitUntil(lambda: door.problem.text() != before)
    assert isinstance(door, UnlockPage)
