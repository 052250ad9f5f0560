"""Settings, backups: what there is, a new one, another drive, and the way back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.errors.vault import (
    BackupDamagedError,
    BackupNeedsRecoveryError,
    WrongPassphraseError,
)
from consul_desk.paths import DATABASE_FILE
from consul_desk.vault.backup import list_backups
from consul_desk.vault.manifest import Reason
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.settings import backups
from ui.settings.backups import BackupsSection
from ui.settings.page import SettingsPage
from ui.settings.restore import RestoreDialog
from ui.widgets.page import Place

from .conftest import PASSPHRASE
from .typing_keys import type_text

Settled = Callable[[], None]


@pytest.fixture
def page(family_desk: Desk, qtbot: QtBot, settled: Settled) -> SettingsPage:
    page = SettingsPage(family_desk)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    page.enter(Place("settings", part="backups"))
    qtbot.waitExposed(page)
    settled()
    return page


@pytest.fixture
def section(page: SettingsPage) -> BackupsSection:
    section = page.section
    assert isinstance(section, BackupsSection)
    return section


def _back_up(page: SettingsPage, qtbot: QtBot) -> None:
    section = page.section
    assert isinstance(section, BackupsSection)
    before = len(section.cards)
    page.do_main()
    # The list follows the vault, the words the answer: whichever comes first.
    qtbot.waitUntil(
        lambda: len(section.cards) == before + 1 and bool(section.outcome.text()),
        timeout=20_000,
    )


def test_an_empty_page_tells_the_next_step(page: SettingsPage, section: BackupsSection) -> None:
    assert section.state.text() == "No backup has been made yet."
    assert section._none.isVisible()
    assert page.main.text() == "Back up now"


def test_back_up_now_makes_a_backup_that_was_read_back(
    page: SettingsPage, section: BackupsSection, family_vault: Path, qtbot: QtBot
) -> None:
    _back_up(page, qtbot)
    assert section.outcome.text() == "The backup was made and read back."
    assert section.cards[0].state.text().endswith("read back and whole")
    assert section.state.text().startswith("Everything is in the backup of")
    assert len(list_backups(family_vault)) == 1
    assert page.main.isVisible()


def test_changes_that_no_backup_holds_are_counted(
    page: SettingsPage, section: BackupsSection, family_desk: Desk, qtbot: QtBot
) -> None:
    _back_up(page, qtbot)
    family_desk.run(partial(open_case, title="Muster"), page)
    qtbot.waitUntil(lambda: section.state.text().startswith("1 change is in no backup."))


def test_a_copy_for_another_drive_needs_a_recovery_sheet(
    section: BackupsSection, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "choose_folder", lambda *_: tmp_path)
    QTest.keyClick(section.external, Qt.Key.Key_Space)
    qtbot.waitUntil(section.outcome.isVisible, timeout=20_000)
    assert section.outcome.code == BackupNeedsRecoveryError.code
    assert section.external.isEnabled()


def test_a_folder_without_backups_says_so(
    section: BackupsSection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "choose_folder", lambda *_: tmp_path / "nothing")
    QTest.keyClick(section.elsewhere, Qt.Key.Key_Space)
    assert section.outcome.text().startswith("There is no backup of this program in")


@pytest.fixture
def dialog(
    page: SettingsPage, section: BackupsSection, family_desk: Desk, qtbot: QtBot
) -> RestoreDialog:
    """The way back to a vault that had one case; now there are two."""
    _back_up(page, qtbot)
    family_desk.run(partial(open_case, title="Muster"), page)
    section.cards[0].restore.click()
    dialog = section.findChild(RestoreDialog)
    assert dialog is not None
    return dialog


def test_going_back_needs_the_passphrase_and_leaves_the_vault_closed(
    page: SettingsPage, dialog: RestoreDialog, desk: Desk, family_vault: Path, qtbot: QtBot
) -> None:
    assert not dialog.main.isEnabled()
    type_text(dialog.passphrase.line, PASSPHRASE)
    with qtbot.waitSignal(page.lock_wanted, timeout=20_000):
        QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    desk.close()
    vault = Vault.open(family_vault, bytearray(PASSPHRASE.encode()))
    assert len(list_cases(vault)) == 1
    vault.close()
    assert Reason.REPLACED in [row.reason for row in list_backups(family_vault)]


def test_a_wrong_passphrase_changes_nothing(
    dialog: RestoreDialog, ask: Callable[..., tuple[object, ...]], qtbot: QtBot
) -> None:
    type_text(dialog.passphrase.line, "these are not the words")
    dialog.main.click()
    qtbot.waitUntil(dialog.error.isVisible, timeout=20_000)
    assert dialog.code.text() == WrongPassphraseError.code
    assert len(ask(list_cases)) == 2
    dialog.reject()


def test_a_damaged_backup_leaves_the_vault_open_as_it_was(
    dialog: RestoreDialog,
    section: BackupsSection,
    ask: Callable[..., tuple[object, ...]],
    qtbot: QtBot,
) -> None:
    database = section.cards[0].row.path / DATABASE_FILE
    database.write_bytes(database.read_bytes()[:-4096])
    type_text(dialog.passphrase.line, PASSPHRASE)
    dialog.main.click()
    qtbot.waitUntil(dialog.error.isVisible, timeout=20_000)
    assert dialog.code.text() == BackupDamagedError.code
    assert len(ask(list_cases)) == 2
    dialog.reject()


def test_a_backup_in_another_folder_is_found(
    page: SettingsPage,
    section: BackupsSection,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _back_up(page, qtbot)
    shutil.copytree(section.cards[0].row.path.parent, tmp_path / "stick")
    monkeypatch.setattr(backups, "choose_folder", lambda *_: tmp_path / "stick")
    QTest.keyClick(section.elsewhere, Qt.Key.Key_Space)
    dialog = section.findChild(RestoreDialog)
    assert dialog is not None
    assert dialog._row.path.is_relative_to(tmp_path / "stick")
    dialog.reject()
