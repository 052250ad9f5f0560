"""The daily backup and the weekly check: by themselves, quietly, and never in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from consul_desk.errors.vault import BackupFailedError, DamageFoundError
from consul_desk.paths import BLOB_FOLDER
from consul_desk.vault.backup import is_backup_due, list_backups
from consul_desk.vault.integrity import is_verify_due
from consul_desk.vault.vault import Vault
from ui import caretaker
from ui.caretaker import Caretaker
from ui.desk import Desk
from ui.long_work import LongRun
from ui.shell import Shell

Ask = Callable[[Callable[[Vault], bool]], bool]


@pytest.fixture
def keeper(family_desk: Desk) -> Iterator[Caretaker]:
    owner = QObject()
    yield Caretaker(family_desk, owner)
    owner.deleteLater()


def test_what_is_due_is_done_one_after_the_other(
    keeper: Caretaker, family_vault: Path, ask: Ask, qtbot: QtBot
) -> None:
    assert ask(is_backup_due)
    assert ask(is_verify_due)
    keeper.look()
    qtbot.waitUntil(lambda: not ask(is_verify_due), timeout=30_000)
    assert not ask(is_backup_due)
    assert [row.reason for row in list_backups(family_vault)] == ["daily"]


def test_nothing_is_done_twice(
    keeper: Caretaker, family_vault: Path, ask: Ask, qtbot: QtBot
) -> None:
    keeper.look()
    keeper.look()
    qtbot.waitUntil(lambda: not ask(is_verify_due), timeout=30_000)
    keeper.look()
    ask(is_backup_due)
    assert len(list_backups(family_vault)) == 1


def test_the_shell_begins_by_itself_after_a_while(
    family_desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, family_vault: Path
) -> None:
    monkeypatch.setattr(caretaker, "FIRST_LOOK_MS", 10)
    shell = Shell(family_desk)
    qtbot.addWidget(shell)
    qtbot.waitUntil(lambda: len(list_backups(family_vault)) == 1, timeout=30_000)


def test_who_cancels_is_left_in_peace(
    keeper: Caretaker, family_desk: Desk, family_vault: Path, ask: Ask, qtbot: QtBot
) -> None:
    begun: list[LongRun] = []
    family_desk.long_begun.connect(begun.append)
    family_desk.long_begun.connect(lambda run: run.cancel())
    keeper.look()
    qtbot.waitUntil(lambda: len(begun) == 1 and keeper._run is None, timeout=30_000)
    keeper.look()
    ask(is_backup_due)
    assert len(begun) == 1


def test_what_cannot_be_done_is_said_once(
    keeper: Caretaker,
    family_vault: Path,
    ask: Ask,
    qtbot: QtBot,
    failures: list[Exception],
) -> None:
    (family_vault / "backups").write_text("a file where a folder belongs")
    keeper.look()
    qtbot.waitUntil(lambda: bool(failures), timeout=30_000)
    assert isinstance(failures.pop(), BackupFailedError)
    keeper.look()
    ask(is_backup_due)
    assert failures == []


def test_damage_is_said_like_any_error(
    keeper: Caretaker, family_vault: Path, qtbot: QtBot, failures: list[Exception]
) -> None:
    for path in (family_vault / BLOB_FOLDER).rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1])
    keeper.look()
    qtbot.waitUntil(lambda: bool(failures), timeout=30_000)
    assert isinstance(failures.pop(), DamageFoundError)
