"""The desk: work in order on one thread, answers on the window's thread, errors once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.errors.casework import EmptyTitleError
from consul_desk.errors.vault import NotAVaultError, WrongPassphraseError
from consul_desk.vault.vault import Vault
from ui.desk import Desk, local_today
from ui.vault_keeper import NewVault

from .conftest import CONSUL, PASSPHRASE


def test_work_is_done_in_order_and_answered_on_the_windows_thread(
    empty_desk: Desk, qtbot: QtBot
) -> None:
    answers: list[object] = []

    def _note(answer: object) -> None:
        answers.append((answer, threading.current_thread() is threading.main_thread()))

    for number in range(50):
        empty_desk.run(partial(_numbered, number), empty_desk, _note)
    qtbot.waitUntil(lambda: len(answers) == 50)
    assert answers == [((number, False), True) for number in range(50)]


def _numbered(number: int, _vault: Vault) -> tuple[int, bool]:
    return number, threading.current_thread() is threading.main_thread()


def test_a_write_says_which_kinds_changed(empty_desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(empty_desk.changed) as heard:
        empty_desk.run(partial(open_case, title="Muster"), empty_desk)
    assert "case" in heard.args[0].kinds
    assert empty_desk.saved_at is not None


def test_a_read_says_nothing(empty_desk: Desk, settled: Callable[[], None]) -> None:
    heard: list[object] = []
    empty_desk.changed.connect(heard.append)
    empty_desk.run(list_cases, empty_desk)
    settled()
    assert heard == []
    assert empty_desk.saved_at is None


def test_an_error_goes_to_the_shell(
    empty_desk: Desk, qtbot: QtBot, failures: list[Exception]
) -> None:
    with qtbot.waitSignal(empty_desk.failed):
        empty_desk.run(partial(open_case, title=" "), empty_desk)
    assert [type(error) for error in failures] == [EmptyTitleError]
    failures.clear()


def test_a_page_that_reacts_itself_keeps_the_error_from_the_shell(
    empty_desk: Desk, qtbot: QtBot
) -> None:
    heard: list[Exception] = []
    empty_desk.run(partial(open_case, title=""), empty_desk, failed=heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert isinstance(heard[0], EmptyTitleError)


def test_a_page_that_is_gone_is_not_told(empty_desk: Desk, settled: Callable[[], None]) -> None:
    owner, heard = QObject(), list[object]()
    release = threading.Event()
    empty_desk.run(lambda vault: release.wait(5), owner, heard.append)
    owner.deleteLater()
    owner.destroyed.connect(release.set)
    settled()
    assert release.is_set()
    assert heard == []


def test_the_error_of_a_page_that_is_gone_is_still_heard(
    empty_desk: Desk, settled: Callable[[], None], failures: list[Exception]
) -> None:
    owner, heard = QObject(), list[Exception]()
    owner.deleteLater()
    release = threading.Event()
    owner.destroyed.connect(release.set)

    def _fail(_vault: Vault) -> None:
        release.wait(5)
        raise EmptyTitleError

    empty_desk.run(_fail, owner, failed=heard.append)
    settled()
    assert heard == []
    assert [type(error) for error in failures] == [EmptyTitleError]
    failures.clear()


def test_without_a_vault_nothing_can_be_asked(
    desk: Desk, qtbot: QtBot, failures: list[Exception]
) -> None:
    with qtbot.waitSignal(desk.failed):
        desk.run(list_cases, desk)
    assert isinstance(failures.pop(), RuntimeError)


def test_closing_finishes_what_was_asked_for(
    open_vault: Callable[[Path], Desk], empty_vault: Path
) -> None:
    desk = open_vault(empty_vault)
    for number in range(5):
        desk.run(partial(open_case, title=f"Muster {number}"), desk)
    desk.close()
    desk.close()
    desk.run(partial(open_case, title="too late"), desk)
    vault = Vault.open(empty_vault, bytearray(PASSPHRASE.encode()))
    assert len(list_cases(vault)) == 5
    vault.close()


def test_the_passphrase_is_wiped_whether_it_fits_or_not(
    desk: Desk, empty_vault: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    heard: list[object] = []
    right, wrong = bytearray(PASSPHRASE.encode()), bytearray(b"not these words at all")
    unused = bytearray(PASSPHRASE.encode())
    new = bytearray(PASSPHRASE.encode())
    desk.open_vault(empty_vault, wrong, desk, heard.append, heard.append)
    desk.open_vault(tmp_path, unused, desk, heard.append, heard.append)
    desk.open_vault(empty_vault, right, desk, heard.append, heard.append)
    qtbot.waitUntil(lambda: len(heard) == 3, timeout=20_000)
    assert [type(one) for one in heard] == [WrongPassphraseError, NotAVaultError, type(None)]
    vault = NewVault(tmp_path / "new", new, CONSUL)
    desk.create_vault(vault, desk, heard.append, heard.append)
    qtbot.waitUntil(lambda: len(heard) == 4, timeout=20_000)
    for buffer in (right, wrong, unused, new):
        assert not any(buffer)


def test_packs_are_there_when_a_vault_is_open(empty_desk: Desk) -> None:
    assert "address-registration" in empty_desk.packs.workflows


def test_today_is_a_day_of_the_local_calendar() -> None:
    assert local_today().year >= 2026
