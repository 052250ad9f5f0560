"""Setting up: four steps, back at each, and no vault before the sheet was read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import list_cases
from consul_desk.errors.vault import WrongPassphraseError
from consul_desk.paths import holds_vault
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.recovery import parse_code
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.unlock import setup_owner, setup_sheet
from ui.unlock.setup import SetUpPage
from ui.widgets import files
from ui.window import Window

from .conftest import CONSUL
from .doors import NEW_PASSPHRASE as PASSPHRASE
from .doors import come_forward, door, setup, to_passphrase, to_sheet, to_typing


@pytest.fixture
def window(desk: Desk, tmp_path: Path, qtbot: QtBot) -> Window:
    """The window in front of a folder that is not there yet."""
    return come_forward(Window(desk, tmp_path / "new"), qtbot)


@pytest.fixture
def page(window: Window) -> SetUpPage:
    """The first step."""
    return setup(window)


def _type_back(page: SetUpPage) -> None:
    assert page.sheet.code is not None
    groups = page.sheet.code.groups
    for line, number in zip(page.typed.lines, page.typed.numbers, strict=True):
        QTest.keyClicks(line, groups[number - 1].lower())


def test_the_whole_way_ends_in_a_vault_that_passphrase_and_code_open(
    page: SetUpPage, window: Window, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    to_typing(page, qtbot)
    assert page.sheet.code is not None
    code = page.sheet.code.text
    assert not (tmp_path / "new").exists()
    _type_back(page)
    QTest.keyClick(page.typed.lines[1], Qt.Key.Key_Return)
    assert page.busy.isVisible()
    qtbot.waitUntil(lambda: window.shell is not None, timeout=20_000)
    assert window.lock_watch is not None
    desk.close()
    vault = Vault.open(tmp_path / "new", bytearray(PASSPHRASE.encode()))
    assert (vault.owner, list_cases(vault)) == (CONSUL, ())
    vault.close()
    Vault.open_with_code(tmp_path / "new", parse_code(code).secret()).close()


def test_who_stops_before_the_last_step_has_no_vault(
    page: SetUpPage, window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    to_typing(page, qtbot)
    page.submit()
    assert page.part is page.typed
    window.close()
    assert not holds_vault(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_wrong_group_is_named_and_creates_nothing(page: SetUpPage, qtbot: QtBot) -> None:
    to_typing(page, qtbot)
    first = page.typed.numbers[0]
    QTest.keyClicks(page.typed.lines[0], "00")
    assert page.typed.states[0].text() == "Five letters and digits."
    QTest.keyClicks(page.typed.lines[0], "000")
    assert f"This is not group {first} of" in page.typed.states[0].text()
    assert not page.main.isEnabled()
    page.typed.lines[0].clear()
    _type_back(page)
    assert [state.text() for state in page.typed.states] == ["This group is right."] * 2
    assert page.main.isEnabled()


def test_every_step_can_be_gone_back_and_keeps_what_was_typed(
    page: SetUpPage, qtbot: QtBot
) -> None:
    assert page.back.isHidden()
    to_typing(page, qtbot)
    assert page.sheet.code is not None
    code = page.sheet.code.text
    for part in (page.sheet, page.passphrase, page.owner):
        page.back.click()
        assert page.part is part
    assert page.owner.name() == CONSUL
    page.submit()
    qtbot.waitUntil(page.main.isEnabled, timeout=20_000)
    assert page.passphrase.new.passphrase.line.text() == PASSPHRASE
    page.submit()
    qtbot.waitUntil(page.main.isEnabled, timeout=20_000)
    assert page.sheet.code.text == code


def test_without_a_name_nothing_goes_on(page: SetUpPage) -> None:
    assert page.owner.consul.hasFocus()
    QTest.keyClick(page.owner.consul, Qt.Key.Key_Space)
    QTest.keyClick(page.owner.consul, Qt.Key.Key_Return)
    assert page.part is page.owner


def test_a_name_without_a_letter_is_refused_where_it_is_typed(
    page: SetUpPage, qtbot: QtBot
) -> None:
    to_typing(page, qtbot)
    page.owner.consul.setText("123")
    _type_back(page)
    page.submit()
    qtbot.waitUntil(lambda: not page.problem.isHidden(), timeout=20_000)
    assert page.part is page.owner
    assert "letter" in page.problem.text()


@pytest.mark.parametrize(
    ("typed", "verdict", "advice", "is_enough"),
    [
        ("a", "Very easy to guess", "1 characters; at least 12", False),
        ("qwertyuiopas", "asy to guess", "guessers try early", False),
        (CONSUL.lower() + " 1990", "asy to guess", "", False),
        (PASSPHRASE, "Very hard to guess", "Now type it again.", True),
    ],
)
def test_the_passphrase_is_judged_while_it_is_typed(
    page: SetUpPage, qtbot: QtBot, typed: str, verdict: str, advice: str, is_enough: bool
) -> None:
    to_passphrase(page)
    new = page.passphrase.new
    QTest.keyClicks(new.passphrase.line, typed)
    qtbot.waitUntil(lambda: new._judged is not None, timeout=20_000)
    assert verdict in new.verdict.text()
    assert advice in new.advice.text()
    assert not page.main.isEnabled()
    QTest.keyClicks(new.again.line, typed)
    assert page.main.isEnabled() == is_enough


def test_two_different_passphrases_do_not_pass(page: SetUpPage, qtbot: QtBot) -> None:
    to_passphrase(page)
    new = page.passphrase.new
    QTest.keyClicks(new.passphrase.line, PASSPHRASE)
    qtbot.waitUntil(lambda: new._judged is not None, timeout=20_000)
    QTest.keyClicks(new.again.line, PASSPHRASE[:-1])
    assert new.advice.text() == "The two are not the same yet."
    assert not page.main.isEnabled()
    QTest.keyClicks(new.again.line, PASSPHRASE[-1])
    assert page.main.isEnabled()
    QTest.keyClicks(new.passphrase.line, "x")
    assert not page.main.isEnabled()


def test_offered_words_are_put_in_on_request_and_typed_again(
    page: SetUpPage, qtbot: QtBot
) -> None:
    to_passphrase(page)
    new = page.passphrase.new
    new.offer.link.click()
    qtbot.waitUntil(lambda: bool(new.offer.words.text()), timeout=20_000)
    first = new.offer.words.text()
    assert len(first.split()) == 6
    assert new.passphrase.line.text() == ""
    new.offer.others.click()
    qtbot.waitUntil(lambda: new.offer.words.text() != first)
    new.offer.language.setCurrentIndex(1)
    new.offer.language.activated.emit(1)
    qtbot.waitUntil(lambda: any("а" <= c <= "я" for c in new.offer.words.text()))
    assert len(new.offer.words.text().split()) == 7
    new.offer.use.click()
    assert new.passphrase.line.text() == new.offer.words.text()
    assert new.again.line.hasFocus()
    qtbot.waitUntil(lambda: new._judged is not None, timeout=20_000)
    assert new.verdict.text() == "Very hard to guess"
    assert not page.main.isEnabled()


def test_turning_back_from_the_dialogs_changes_nothing(
    page: SetUpPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name in (
        (setup_sheet, "choose_new_file"),
        (setup_sheet, "choose_printer"),
        (setup_owner, "choose_folder"),
        (files, "choose_folder"),
    ):
        monkeypatch.setattr(module, name, lambda *_: None)
    before = page.owner.folder
    page.owner.choose.click()
    page.other.click()
    assert page.owner.folder == before
    to_sheet(page, qtbot)
    page.sheet.print.click()
    page.sheet.save.click()
    assert page.sheet.outcome.isHidden()
    assert page.problem.isHidden()


def _choose(page: SetUpPage, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_owner, "choose_folder", lambda *_: folder)
    page.owner.choose.click()


def test_a_folder_with_other_files_is_refused_in_the_first_step(
    page: SetUpPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    _choose(page, tmp_path / "full", monkeypatch)
    assert page.owner.folder_line.text() == str(tmp_path / "full")
    QTest.keyClicks(page.owner.consul, CONSUL)
    page.submit()
    assert page.owner.isVisible()
    assert "is not empty" in page.problem.text()
    _choose(page, tmp_path / "new", monkeypatch)
    page.submit()
    assert page.part is page.passphrase


def test_a_folder_that_fills_up_meanwhile_leads_back_to_the_first_step(
    page: SetUpPage, tmp_path: Path, qtbot: QtBot
) -> None:
    to_typing(page, qtbot)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "letter.txt").write_text("x")
    _type_back(page)
    page.submit()
    qtbot.waitUntil(lambda: not page.problem.isHidden(), timeout=20_000)
    assert page.part is page.owner
    assert "is not empty" in page.problem.text()


def test_a_synchronised_folder_is_warned_of_with_the_reason(
    page: SetUpPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page.owner.warning.isHidden()
    _choose(page, tmp_path / "Dropbox" / "vault", monkeypatch)
    assert page.owner.warning.text().startswith("Dropbox copies this folder")
    _choose(page, tmp_path / "vault", monkeypatch)
    assert page.owner.warning.isHidden()


def test_a_folder_that_holds_a_vault_is_opened_instead(
    page: SetUpPage, window: Window, family_vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _choose(page, family_vault, monkeypatch)
    assert door(window)
    assert window.folder == family_vault


def test_a_set_up_that_was_cut_short_can_be_begun_again(
    desk: Desk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cut"

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr("consul_desk.vault.vault.write_header", cut)
        with pytest.raises(KeyboardInterrupt):
            Vault.create(folder, bytearray(PASSPHRASE.encode()), owner=CONSUL, kdf=KDF_FLOOR)
    window = come_forward(Window(desk, folder), qtbot)
    page = setup(window)
    to_typing(page, qtbot)
    _type_back(page)
    page.submit()
    qtbot.waitUntil(lambda: window.shell is not None, timeout=20_000)
    desk.close()
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, bytearray(b"x"))


def test_typing_never_waits_for_the_judgement(page: SetUpPage, qtbot: QtBot) -> None:
    """The longest answer to a key stays under two frames, while judgements are made."""
    import time

    to_passphrase(page)
    line = page.passphrase.new.passphrase.line
    slowest_s = 0.0
    for letter in PASSPHRASE:
        begun = time.perf_counter()
        QTest.keyClicks(line, letter)
        slowest_s = max(slowest_s, time.perf_counter() - begun)
    assert slowest_s < 0.15


def test_ctrl_enter_goes_on_and_escape_goes_back_wherever_the_focus_is(
    page: SetUpPage, qtbot: QtBot
) -> None:
    to_sheet(page, qtbot)
    assert page.sheet.print.hasFocus()
    QTest.keyClick(page.sheet.print, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.typed.isVisible()
    QTest.keyClick(page.typed.lines[0], Qt.Key.Key_Escape)
    assert page.sheet.isVisible()
