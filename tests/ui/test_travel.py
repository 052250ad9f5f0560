"""A journey in windows: pack, receipt, leave; she sends it back; arrive with nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import CaseRow, list_cases, open_case
from consul_desk.errors.exchange import TravelChangedError, TravelPassphraseError
from consul_desk.errors.vault import NotAVaultError
from consul_desk.exchange.entrance import accept_file
from consul_desk.exchange.outgoing import SentRow
from consul_desk.exchange.receipts import make_receipt
from consul_desk.exchange.returning import CapsuleRow, list_capsules
from consul_desk.exchange.travel import pack_for_travel
from consul_desk.values import CaseId
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from ui import relaunch
from ui.desk import Desk
from ui.panic import DESTROYED
from ui.preferences import Preferences
from ui.settings import travel as travel_section
from ui.settings import travel_pack, travel_return
from ui.settings.page import SettingsPage
from ui.settings.travel import CapsuleCard, TravelSection
from ui.settings.travel_arrive import ArriveDialog
from ui.settings.travel_leave import LeaveDialog
from ui.settings.travel_pack import PackDialog
from ui.settings.travel_return import ReturnDialog
from ui.widgets.page import Place

from .conftest import CONSUL, PASSPHRASE
from .sides import Side, other_side
from .typing_keys import type_text

JOURNEY = "eight quiet words for a long journey"
KLARA = "Klara Muster"


@pytest.fixture
def coordinator(
    preferences: Preferences, tmp_path: Path, qtbot: QtBot, failures: list[Exception]
) -> Iterator[Side]:
    folder = tmp_path / "coordinator"
    with other_side(folder, KLARA, preferences, failures, qtbot) as side:
        yield side


@pytest.fixture
def consul(family_desk: Desk, coordinator: Side, qtbot: QtBot) -> Side:
    """Both have compared their digits."""
    side = Side(family_desk, qtbot)
    side.befriend(coordinator.card())
    coordinator.befriend(side.card())
    return side


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Where files lie on their way from one to the other."""
    folder = tmp_path / "outside"
    folder.mkdir()
    return folder


def _settings(side: Side, qtbot: QtBot) -> tuple[SettingsPage, TravelSection]:
    page = SettingsPage(side.desk)
    qtbot.addWidget(page)
    page.resize(900, 700)
    page.show()
    page.enter(Place("settings", part="travel"))
    section = page.section
    assert isinstance(section, TravelSection)
    qtbot.waitUntil(lambda: bool(section.main_words()), timeout=20_000)
    return page, section


def _press(button: QWidget) -> None:
    QTest.keyClick(button, Qt.Key.Key_Space)


def _pack(side: Side, outside: Path) -> SentRow:
    """Pack without the window, with the quickest derivation there is."""
    contact, secret = side.contacts()[0].id, bytearray(JOURNEY.encode())
    work = partial(_quickly, contact, outside, secret)
    return cast(SentRow, side.ask(work))


def _quickly(contact_id: str, folder: Path, secret: bytearray, vault: Vault) -> SentRow:
    return pack_for_travel(vault, contact_id, folder, secret, kdf=KDF_FLOOR)


def _acknowledge(coordinator: Side, consul: Side, sent: SentRow, outside: Path) -> None:
    receipt = outside / "receipt"
    coordinator.ask(lambda vault: accept_file(vault, outside / sent.file_name))
    coordinator.ask(lambda vault: make_receipt(vault, sent.bundle_id, receipt))
    consul.ask(lambda vault: accept_file(vault, receipt))


def test_everything_is_packed_for_a_coordinator_who_was_compared(
    consul: Side, outside: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(travel_pack, "choose_folder", lambda *_: outside)
    page, section = _settings(consul, qtbot)
    assert page.main.text() == "Pack …"
    assert section.steps[0].text() == "1. Nothing is packed yet."
    _press(page.main)
    dialog = section.findChild(PackDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.what.text() != "", timeout=20_000)
    assert dialog.contact.currentText() == KLARA
    assert dialog.what.text().startswith("1 case with all people, answers and documents")
    assert not dialog.main.isEnabled()
    for field in (dialog.passphrase.passphrase, dialog.passphrase.again):
        type_text(field.line, JOURNEY)
    qtbot.waitUntil(dialog.main.isEnabled, timeout=10_000)
    _press(dialog.main)
    qtbot.waitUntil(dialog.outcome.isVisible, timeout=30_000)
    (bundle,) = outside.iterdir()
    assert str(bundle) in dialog.outcome.text()
    dialog.reject()
    qtbot.waitUntil(lambda: section.steps[0].text().startswith("1. Packed on"))
    assert section.steps[1].text().startswith("2. No receipt yet.")
    qtbot.waitUntil(lambda: page.main.text() == "To the receipts")


def test_a_case_without_consent_needs_a_reason_to_leave(
    consul: Side, coordinator: Side, qtbot: QtBot
) -> None:
    consul.ask(lambda vault: open_case(vault, "Muster"))
    _page, section = _settings(consul, qtbot)
    section.pack_now()
    dialog = section.findChild(PackDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: len(dialog.reasons) == 1, timeout=20_000)
    for field in (dialog.passphrase.passphrase, dialog.passphrase.again):
        type_text(field.line, JOURNEY)
    qtbot.waitUntil(dialog.passphrase.is_good, timeout=10_000)
    assert not dialog.main.isEnabled()
    assert "No consent" in dialog.obstacle.text()
    type_text(next(iter(dialog.reasons.values())), "The border is dangerous.")
    assert dialog.main.isEnabled()
    dialog.reject()


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the program would do when it ends; here it goes on."""
    done: list[tuple[object, ...]] = []
    monkeypatch.setattr(relaunch, "relaunch", lambda *said: done.append(said))
    monkeypatch.setattr(relaunch, "leave", lambda: done.append(("left",)))
    return done


def test_keys_are_destroyed_only_with_her_receipt_and_a_typed_word(
    consul: Side,
    coordinator: Side,
    family_vault: Path,
    outside: Path,
    left: list[tuple[object, ...]],
    qtbot: QtBot,
) -> None:
    sent = _pack(consul, outside)
    page, section = _settings(consul, qtbot)
    assert page.main.text() == "To the receipts"
    with qtbot.waitSignal(page.wanted) as heard:
        _press(page.main)
    assert heard.args == [Place("exchange", part="outbox")]
    _acknowledge(coordinator, consul, sent, outside)
    qtbot.waitUntil(lambda: page.main.text() == "Leave …", timeout=20_000)
    assert section.steps[2].text() == "3. Nothing would be lost. You can leave."
    _press(page.main)
    dialog = section.findChild(LeaveDialog)
    assert dialog is not None
    type_text(dialog.line, "destro")
    assert not dialog.main.isEnabled()
    type_text(dialog.line, "y")
    _press(dialog.main)
    qtbot.waitUntil(lambda: ("left",) in left, timeout=20_000)
    assert left[0] == (family_vault, DESTROYED)
    with pytest.raises(NotAVaultError):
        Vault.open(family_vault, bytearray(PASSPHRASE.encode()))


def test_what_was_changed_since_has_to_be_packed_again(
    consul: Side, coordinator: Side, outside: Path, qtbot: QtBot
) -> None:
    sent = _pack(consul, outside)
    page, section = _settings(consul, qtbot)
    _acknowledge(coordinator, consul, sent, outside)
    qtbot.waitUntil(lambda: page.main.text() == "Leave …", timeout=20_000)
    _press(page.main)
    dialog = section.findChild(LeaveDialog)
    assert dialog is not None
    consul.ask(lambda vault: open_case(vault, "Muster"))
    qtbot.waitUntil(lambda: page.main.text() == "Pack …", timeout=20_000)
    assert section.steps[2].text().startswith("3. Something was changed since.")
    type_text(dialog.line, dialog.word)
    dialog.main.click()
    qtbot.waitUntil(dialog.error.isVisible, timeout=20_000)
    assert dialog.code.text() == TravelChangedError.code
    assert cast("tuple[CaseRow, ...]", consul.ask(list_cases))
    dialog.reject()


def test_she_sends_it_back_and_the_traveller_arrives_with_nothing_lost(
    consul: Side,
    coordinator: Side,
    family: CaseId,
    outside: Path,
    tmp_path: Path,
    preferences: Preferences,
    failures: list[Exception],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent = _pack(consul, outside)
    coordinator.ask(lambda vault: accept_file(vault, outside / sent.file_name))
    fresh = other_side(tmp_path / "fresh", "Anna again", preferences, failures, qtbot)
    with fresh as arrived:
        coordinator.befriend(arrived.card())
        arrived.befriend(coordinator.card())
        returned = _send_back(coordinator, outside / "back", qtbot, monkeypatch)
        _arrive(arrived, returned, qtbot, monkeypatch)
        [case] = cast("tuple[CaseRow, ...]", arrived.ask(list_cases))
        assert case.id == family


def _send_back(
    coordinator: Side, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Path:
    folder.mkdir()
    monkeypatch.setattr(travel_return, "choose_folder", lambda *_: folder)
    _page, section = _settings(coordinator, qtbot)
    card = section.findChild(CapsuleCard)
    assert card is not None
    _press(card.send)
    dialog = section.findChild(ReturnDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.main.isEnabled, timeout=20_000)
    names = [dialog.contact.itemText(at) for at in range(dialog.contact.count())]
    dialog.contact.setCurrentIndex(names.index("Anna again"))
    _press(dialog.main)
    qtbot.waitUntil(dialog.outcome.isVisible, timeout=20_000)
    dialog.reject()
    (returned,) = folder.iterdir()
    [capsule] = cast("tuple[CapsuleRow, ...]", coordinator.ask(list_capsules))
    assert capsule.is_returned
    return returned


def _arrive(
    arrived: Side, returned: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(travel_section, "choose_file", lambda *_: returned)
    _page, section = _settings(arrived, qtbot)
    _press(section.arrive)
    dialog = section.findChild(ArriveDialog)
    assert dialog is not None
    type_text(dialog.passphrase.line, "not the words of the journey")
    _press(dialog.main)
    qtbot.waitUntil(dialog.error.isVisible, timeout=20_000)
    assert dialog.code.text() == TravelPassphraseError.code
    dialog.passphrase.line.clear()
    type_text(dialog.passphrase.line, JOURNEY)
    QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.owner.isVisible, timeout=20_000)
    assert dialog.owner.text().startswith(f"The vault of {CONSUL}, packed on")
    assert dialog.main.text() == "Take everything"
    _press(dialog.main)
    qtbot.waitUntil(dialog.outcome.isVisible, timeout=20_000)
    words = "1 case is here again, with contacts, history and keys."
    assert dialog.outcome.text() == words
    assert dialog.passphrase.length() == 0
    dialog.reject()


def test_empty_pages_tell_what_to_do(coordinator: Side, qtbot: QtBot) -> None:
    _page, section = _settings(coordinator, qtbot)
    assert section._none_kept.isVisible()
    section.pack_now()
    dialog = section.findChild(PackDialog)
    assert dialog is not None
    wanted = "Nobody’s digits were compared here yet. Add a contact first."
    qtbot.waitUntil(lambda: dialog.obstacle.text() == wanted, timeout=20_000)
    dialog.reject()
