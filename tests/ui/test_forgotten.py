"""The ways around a forgotten passphrase and a damaged vault, in front of the door."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import list_cases
from consul_desk.errors.vault import WrongPassphraseError
from consul_desk.paths import HEADER_FILES, holds_vault
from consul_desk.vault.backup import make_backup
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.recovery import RecoveryCode, new_code
from consul_desk.vault.shares import Piece
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.unlock import restore
from ui.unlock.new_passphrase import NewPassphrasePart
from ui.unlock.restore import RestorePart
from ui.unlock.ways import CodePart, PiecesPart
from ui.window import Window

from .conftest import CONSUL, PASSPHRASE
from .doors import NEW_PASSPHRASE, unlock
from .doors import door as door_of


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
    assert door._first.use_backup.isVisibleTo(door)
    assert (family_vault / "vault.db").stat().st_size > 0


def _to_restore(window: Window, qtbot: QtBot) -> RestorePart:
    door = door_of(window)
    assert door._first.use_backup.isHidden()
    door.passphrase.line.setText(PASSPHRASE)
    door.submit()
    qtbot.waitUntil(lambda: not door._first.use_backup.isHidden(), timeout=20_000)
    door._first.use_backup.click()
    part = door.part
    assert isinstance(part, RestorePart)
    return part


def test_a_damaged_vault_goes_back_to_its_backup_in_front_of_the_door(
    desk: Desk, family_vault: Path, qtbot: QtBot
) -> None:
    vault = Vault.open(family_vault, bytearray(PASSPHRASE.encode()))
    make_backup(vault)
    vault.close()
    (family_vault / "vault.db").write_bytes(os.urandom(3 * 4096))
    window = Window(desk, family_vault)
    qtbot.addWidget(window)
    window.show()
    part = _to_restore(window, qtbot)
    assert part.backup.count() == 1
    assert not door_of(window).main.isEnabled()
    part.secret.line.setText("not these words")
    door_of(window).submit()
    qtbot.waitUntil(lambda: not door_of(window).problem.isHidden(), timeout=20_000)
    assert door_of(window).code.text() == "vault.wrong_passphrase"
    part.secret.line.setText(PASSPHRASE)
    door_of(window).submit()
    qtbot.waitUntil(lambda: door_of(window).part is door_of(window)._first, timeout=20_000)
    assert "again what it was" in door_of(window).step_words.text()
    shell = unlock(window, qtbot)
    answers: list[int] = []
    desk.run(lambda vault: len(list_cases(vault)), shell, answers.append)
    qtbot.waitUntil(lambda: answers == [1])


def test_a_vault_without_headers_goes_back_to_a_copy_on_another_drive(
    desk: Desk,
    tmp_path: Path,
    shared_window: Window,
    code: RecoveryCode,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = shared_window.folder
    vault = Vault.open(folder, bytearray(PASSPHRASE.encode()))
    (tmp_path / "drive").mkdir()
    made = make_backup(vault, tmp_path / "drive")
    vault.close()
    for name in HEADER_FILES:
        (folder / name).write_bytes(b"")
    part = _to_restore(shared_window, qtbot)
    assert part.backup.count() == 0
    monkeypatch.setattr(restore, "choose_folder", lambda *_: tmp_path / "nothing")
    part.choose.click()
    assert "backup" in door_of(shared_window).problem.text()
    monkeypatch.setattr(restore, "choose_folder", lambda *_: made.path)
    part.choose.click()
    assert part.backup.count() == 1
    part.kind.setCurrentIndex(1)
    part.kind.activated.emit(1)
    part.secret.line.setText(code.text)
    door = door_of(shared_window)
    door.submit()
    qtbot.waitUntil(lambda: door.part is door._first, timeout=20_000)
    assert holds_vault(folder)
