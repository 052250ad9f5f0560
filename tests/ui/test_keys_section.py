"""Settings, keys: what opens the vault, and each of these ways made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from consul_desk.errors.exchange import BundleNotForUsError
from consul_desk.errors.vault import WrongPassphraseError
from consul_desk.exchange.contacts import add_card, my_card, verify_contact
from consul_desk.exchange.pieces import PieceRow, open_piece, piece_holders
from consul_desk.vault import keystore
from consul_desk.vault.header import SlotKind
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.recovery import parse_code
from consul_desk.vault.shares import join
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.settings import recovery_cards, share_recovery
from ui.settings.keys import KeysSection
from ui.settings.keystore import KeystoreCard
from ui.settings.new_sheet import NewSheetDialog
from ui.settings.page import SettingsPage
from ui.settings.read_piece import ReadPieceDialog
from ui.settings.share_recovery import ShareRecoveryDialog
from ui.widgets.page import Place

from .conftest import PASSPHRASE
from .typing_keys import type_text

NEW = "seven other words for the same window"
Settled = Callable[[], None]


@pytest.fixture
def page(family_desk: Desk, qtbot: QtBot, settled: Settled) -> SettingsPage:
    page = SettingsPage(family_desk)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    page.enter(Place("settings", part="keys"))
    qtbot.waitExposed(page)
    settled()
    return page


@pytest.fixture
def section(page: SettingsPage) -> KeysSection:
    section = page.section
    assert isinstance(section, KeysSection)
    return section


def _ways(section: KeysSection) -> list[str]:
    lines = (section.slots.itemAt(at) for at in range(section.slots.count()))
    widgets = [line.widget() for line in lines if line is not None]
    return [
        label.text()
        for widget in widgets
        if widget is not None
        for label in widget.findChildren(QLabel)
    ]


def test_the_page_lists_what_opens_the_vault_and_what_is_missing(section: KeysSection) -> None:
    passphrase, warning = _ways(section)
    assert passphrase.startswith("Passphrase, since ")
    assert warning.startswith("No recovery sheet")


def test_a_new_passphrase_opens_the_vault_and_the_old_one_no_longer(
    section: KeysSection, desk: Desk, family_vault: Path, qtbot: QtBot
) -> None:
    card = section.passphrase
    QTest.keyClick(card.form.link, Qt.Key.Key_Space)
    type_text(card.old.line, PASSPHRASE)
    for field in (card.new.passphrase, card.new.again):
        type_text(field.line, NEW)
    qtbot.waitUntil(card.change.isEnabled, timeout=10_000)
    QTest.keyClick(card.change, Qt.Key.Key_Space)
    qtbot.waitUntil(card.outcome.isVisible, timeout=30_000)
    assert card.outcome.text().startswith("The passphrase was changed.")
    assert not card.form.body.isVisible()
    assert (card.old.length(), card.new.passphrase.length()) == (0, 0)
    desk.close()
    Vault.open(family_vault, bytearray(NEW.encode())).close()
    with pytest.raises(WrongPassphraseError):
        Vault.open(family_vault, bytearray(PASSPHRASE.encode()))


def test_a_wrong_old_passphrase_is_said_and_nothing_is_changed(
    section: KeysSection, qtbot: QtBot
) -> None:
    card = section.passphrase
    card.form.link.click()
    type_text(card.old.line, "not the words at all")
    for field in (card.new.passphrase, card.new.again):
        type_text(field.line, NEW)
    qtbot.waitUntil(card.change.isEnabled, timeout=10_000)
    card.change.click()
    qtbot.waitUntil(card.outcome.isVisible, timeout=30_000)
    assert card.outcome.code == WrongPassphraseError.code
    assert card.form.body.isVisible()


def test_a_weak_passphrase_or_two_different_ones_cannot_be_chosen(
    section: KeysSection, qtbot: QtBot
) -> None:
    card = section.passphrase
    card.form.link.click()
    type_text(card.old.line, PASSPHRASE)
    for field in (card.new.passphrase, card.new.again):
        type_text(field.line, "passwort2026")
    qtbot.waitUntil(card.new.advice.isVisible, timeout=10_000)
    assert not card.change.isEnabled()


@pytest.fixture
def sheet(section: KeysSection, qtbot: QtBot) -> NewSheetDialog:
    QTest.keyClick(section.sheet.make, Qt.Key.Key_Space)
    dialog = section.findChild(NewSheetDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.main.isEnabled, timeout=20_000)
    return dialog


def _type_back(dialog: NewSheetDialog) -> str:
    """Read the two groups that are asked for from the first page, and type them."""
    code = dialog.sheet.code
    assert code is not None
    for line, number in zip(dialog.typed.lines, dialog.typed.numbers, strict=True):
        type_text(line, code.groups[number - 1])
    return code.text


def test_a_new_sheet_counts_once_two_groups_were_typed_back(
    section: KeysSection,
    sheet: NewSheetDialog,
    desk: Desk,
    family_vault: Path,
    qtbot: QtBot,
) -> None:
    sheet.main.click()
    assert not sheet.main.isEnabled()
    text = _type_back(sheet)
    with qtbot.waitSignal(sheet.replaced, timeout=20_000):
        QTest.keyClick(sheet.typed.lines[-1], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any(way.startswith("Recovery sheet") for way in _ways(section)))
    assert section.sheet.outcome.text().startswith("The new sheet counts now.")
    desk.close()
    Vault.open_with_code(family_vault, parse_code(text).secret()).close()


def test_turning_back_leaves_the_old_sheet_alone(
    sheet: NewSheetDialog, ask: Callable[..., tuple[SlotKind, ...]], qtbot: QtBot
) -> None:
    sheet.main.click()
    _type_back(sheet)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert ask(_kinds) == (SlotKind.PASSPHRASE,)


def _kinds(vault: Vault) -> tuple[SlotKind, ...]:
    return tuple(slot.kind for slot in vault.slots)


def test_a_wrong_group_does_not_let_the_sheet_count(
    sheet: NewSheetDialog, qtbot: QtBot
) -> None:
    sheet.main.click()
    _type_back(sheet)
    assert sheet.main.isEnabled()
    QTest.keyClick(sheet.typed.lines[0], Qt.Key.Key_Backspace)
    assert not sheet.main.isEnabled()
    sheet.reject()


class KeystoreInMemory(KeyringBackend):
    """Stands in for the system's keystore."""

    priority = 1

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[KeystoreInMemory]:
    """A keystore that the program is told to trust."""
    before, made = keyring.get_keyring(), KeystoreInMemory()
    name = f"{KeystoreInMemory.__module__}.{KeystoreInMemory.__qualname__}"
    monkeypatch.setitem(keystore.TRUSTED, name, "test keystore")
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_without_a_sheet_the_keystore_is_not_offered(
    store: KeystoreInMemory, section: KeysSection, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: "recovery sheet first" in section.keystore.state.text())
    assert not section.keystore.form.isVisible()


def test_the_keystore_becomes_a_second_factor_and_is_let_go_again(
    store: KeystoreInMemory,
    section: KeysSection,
    family_desk: Desk,
    settled: Settled,
    qtbot: QtBot,
) -> None:
    family_desk.run(_make_sheet, section)
    qtbot.waitUntil(section.keystore.form.isVisible, timeout=20_000)
    card = section.keystore
    for is_on in (True, False):
        QTest.keyClick(card.form.link, Qt.Key.Key_Space)
        type_text(card.passphrase.line, PASSPHRASE)
        QTest.keyClick(card.passphrase.line, Qt.Key.Key_Return)
        start = "On:" if is_on else "Off."
        qtbot.waitUntil(partial(_says, card, start), timeout=20_000)
        assert bool(store.entries) is is_on
        assert not card.form.body.isVisible()
    settled()


def _make_sheet(vault: Vault) -> None:
    vault.replace_recovery_code()


def _says(card: KeystoreCard, start: str) -> bool:
    return card.state.text().startswith(start)


def test_the_keystore_wants_the_right_passphrase(
    store: KeystoreInMemory, section: KeysSection, family_desk: Desk, qtbot: QtBot
) -> None:
    family_desk.run(_make_sheet, section)
    qtbot.waitUntil(section.keystore.form.isVisible, timeout=20_000)
    section.keystore.form.link.click()
    type_text(section.keystore.passphrase.line, "not the words at all")
    section.keystore.confirm.click()
    qtbot.waitUntil(section.keystore.outcome.isVisible, timeout=20_000)
    assert section.keystore.outcome.code == WrongPassphraseError.code
    assert store.entries == {}


@pytest.fixture
def coordinators(tmp_path: Path, family_desk: Desk, qtbot: QtBot) -> tuple[Path, ...]:
    """Two vaults of coordinators, whose cards are kept and compared here."""
    folders = tuple(tmp_path / name for name in ("klara", "boris"))
    done: list[None] = []
    for folder in folders:
        secret = bytearray(PASSPHRASE.encode())
        vault = Vault.create(folder, secret, owner=f"{folder.name} Muster", kdf=KDF_FLOOR)
        card = my_card(vault).to_bytes()
        vault.close()
        family_desk.run(partial(_befriend, card), family_desk, done.append)
    qtbot.waitUntil(lambda: len(done) == len(folders), timeout=20_000)
    return folders


def _befriend(card: bytes, vault: Vault) -> None:
    row = add_card(vault, card)
    verify_contact(vault, row.id, row.fingerprint_digits)


def test_the_recovery_is_split_and_put_together_again(
    section: KeysSection,
    coordinators: tuple[Path, ...],
    desk: Desk,
    family_vault: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    ask: Callable[..., object],
) -> None:
    pieces = tmp_path / "pieces"
    pieces.mkdir()
    monkeypatch.setattr(share_recovery, "choose_folder", lambda *_: pieces)
    QTest.keyClick(section.sharing.share, Qt.Key.Key_Space)
    dialog = section.findChild(ShareRecoveryDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: len(dialog.holders.boxes) == 2, timeout=20_000)
    assert not dialog.main.isEnabled()
    for box in dialog.holders.boxes.values():
        QTest.keyClick(box, Qt.Key.Key_Space)
    assert dialog.needed.currentText() == "2"
    QTest.keyClick(dialog.main, Qt.Key.Key_Space)
    qtbot.waitUntil(dialog.outcome.isVisible, timeout=30_000)
    files = list(pieces.iterdir())
    assert len(files) == 2
    assert all(file.name in dialog.outcome.text() for file in files)
    dialog.reject()
    words = "2 of these are needed: boris Muster, klara Muster."
    alike = "2 of these are needed: klara Muster, boris Muster."
    qtbot.waitUntil(lambda: section.sharing.state.text().startswith((words, alike)))
    assert ask(piece_holders) is not None
    desk.close()
    texts = [" ".join(_opened(folder, files)) for folder in coordinators]
    Vault.open_with_pieces(family_vault, join(texts)).close()


def _opened(folder: Path, files: list[Path]) -> tuple[str, ...]:
    """The words that this coordinator can read out; the other file is not for her."""
    vault = Vault.open(folder, bytearray(PASSPHRASE.encode()))
    try:
        for file in files:
            with suppress(BundleNotForUsError):
                return open_piece(vault, file).words
    finally:
        vault.close()
    raise AssertionError(files)


def test_a_piece_that_is_not_for_us_is_refused_in_the_dialog(
    section: KeysSection, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "no-piece"
    file.write_bytes(b"not sealed by anybody")
    monkeypatch.setattr(recovery_cards, "choose_file", lambda *_: file)
    QTest.keyClick(section.sharing.read, Qt.Key.Key_Space)
    dialog = section.findChild(ReadPieceDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.error.isVisible, timeout=20_000)
    assert not dialog.words.isVisible()
    dialog.reject()


def test_a_coordinator_reads_numbered_words_to_a_person_she_recognises(
    section: KeysSection, qtbot: QtBot
) -> None:
    piece = PieceRow(
        sender="Klara Muster",
        sender_digits=" ".join(["12345"] * 12),
        is_verified=False,
        owner="Klara Muster",
        set_id="00001",
        number=1,
        needed=2,
        count=3,
        made_at=datetime(2026, 11, 23, tzinfo=UTC),
        words=tuple("academic" for _number in range(33)),
    )
    dialog = ReadPieceDialog(section._desk, Path("nowhere"), section)
    dialog.open()
    dialog._show_piece(piece)
    assert dialog.origin.text().startswith("It says it is from Klara Muster")
    assert dialog.digits.isVisible()
    assert "33. academic" in dialog.words.text()
    assert "2 pieces together open the vault of Klara Muster" in dialog.about.text()
    qtbot.waitUntil(dialog.error.isVisible, timeout=20_000)
    dialog.reject()
