"""Exchange: two vaults, cards compared, a case sealed in one window and read in another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from consul_desk.casework.cases import CaseRow, list_cases, open_case
from consul_desk.casework.documents import list_documents, read_document
from consul_desk.casework.erasure import erase_case
from consul_desk.casework.facts import list_facts, set_fact
from consul_desk.casework.history import history
from consul_desk.errors.exchange import (
    BundleDamagedError,
    CardInvalidError,
    FingerprintMismatchError,
)
from consul_desk.exchange.contacts import (
    ContactRow,
    ContactState,
    add_card,
)
from consul_desk.exchange.identity import fingerprint_digits, parse_card
from consul_desk.exchange.incoming import ImportedCase, accept_import
from consul_desk.exchange.outgoing import CONSENT, export_cases, list_sent
from consul_desk.language import CODES, language
from consul_desk.values import Answer, CaseId, LanguageCode
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import Packs
from ui.desk import Desk
from ui.documents.save_copy import SaveCopyDialog, Shown
from ui.exchange import contacts_tab, export_dialog, import_dialog
from ui.exchange import my_card as my_card_tab
from ui.exchange import page as exchange_page
from ui.exchange.export_dialog import ExportDialog
from ui.exchange.fingerprint import groups_of, qr_picture
from ui.exchange.import_dialog import ImportDialog
from ui.exchange.sentences import case_sentences, conflict_words
from ui.exchange.verify import VerifyDialog
from ui.preferences import Preferences

from .conftest import FAMILY
from .sides import Side, other_side
from .words import Pseudo, data_words, number_words, unnamed_controls, untranslated

COORDINATOR = "Клара Координатор"
Settled = Callable[[], None]


@pytest.fixture
def consul(family_desk: Desk, qtbot: QtBot) -> Side:
    return Side(family_desk, qtbot)


@pytest.fixture
def coordinator(
    preferences: Preferences, tmp_path: Path, qtbot: QtBot, failures: list[Exception]
) -> Iterator[Side]:
    """A second vault on a second desk."""
    folder = tmp_path / "coordinator"
    with other_side(folder, COORDINATOR, preferences, failures, qtbot) as side:
        yield side


def _click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _said(widget: QWidget) -> str:
    labels = (label.text() for label in widget.findChildren(QLabel) if label.isVisible())
    return "\n".join(labels)


def _show_tab(side: Side, number: int) -> None:
    side.page.tabs.setCurrentIndex(number)


def test_my_card_shows_60_digits_in_12_groups_and_is_saved_as_a_file(
    consul: Side, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "card.json"
    monkeypatch.setattr(my_card_tab, "choose_new_file", lambda *_: target)
    _show_tab(consul, 2)
    qtbot.waitUntil(consul.page.my_card.card.isVisible)
    shown = [label.text() for label in consul.page.my_card.card.digits.labels]
    assert [len(group) for group in shown] == [5] * 12
    assert consul.page.main.text() == "Save the card …"
    _click(consul.page.main)
    qtbot.waitUntil(consul.page.my_card.saved.isVisible)
    assert fingerprint_digits(parse_card(target.read_bytes()).fingerprint) == " ".join(shown)
    assert str(target) in consul.page.my_card.saved.text()


def test_a_qr_code_is_black_on_white_with_a_quiet_zone() -> None:
    picture = qr_picture("01234" * 12)
    assert picture.width() == picture.height() > 20
    edge = {picture.pixelColor(x, 0).name() for x in range(picture.width())}
    assert edge == {"#ffffff"}
    assert picture.pixelColor(4, 4).name() == "#000000"


def test_groups_do_not_mind_spaces() -> None:
    assert groups_of("0123 456789") == ("01234", "56789")


def _card_file(side: Side, tmp_path: Path) -> Path:
    path = tmp_path / "their-card.json"
    path.write_bytes(side.card())
    return path


def test_a_card_is_added_unverified_and_verified_by_ticking_all_groups(
    consul: Side,
    coordinator: Side,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card = _card_file(coordinator, tmp_path)
    monkeypatch.setattr(contacts_tab, "choose_file", lambda *_: card)
    _show_tab(consul, 1)
    tab = consul.page.contacts
    _click(consul.page.main)
    qtbot.waitUntil(tab.card.isVisible)
    assert tab.card.name.text() == COORDINATOR
    assert tab.card.state.text() == "not verified yet"
    _click(tab.compare)
    dialog = tab.findChild(VerifyDialog)
    assert dialog is not None
    for button in dialog.groups.buttons[:-1]:
        _click(button)
    assert not dialog.main.isEnabled()
    _click(dialog.groups.buttons[-1])
    _click(dialog.main)
    qtbot.waitUntil(lambda: tab.card.state.text() == "verified")
    assert [row.state for row in consul.contacts()] == [ContactState.VERIFIED]
    _click(tab.revoke)
    qtbot.waitUntil(lambda: tab.card.state.text() == "no longer trusted")


def test_wrong_digits_verify_nobody(consul: Side, coordinator: Side, qtbot: QtBot) -> None:
    card = coordinator.card()
    contact = consul.ask(lambda vault: add_card(vault, card))
    assert isinstance(contact, ContactRow)
    dialog = VerifyDialog(consul.desk, contact, consul.page)
    dialog.open()
    _click(dialog.other_way)
    QTest.keyClicks(dialog.line, "0" * 59)
    assert not dialog.main.isEnabled()
    QTest.keyClicks(dialog.line, "0")
    _click(dialog.main)
    qtbot.waitUntil(dialog.error.isVisible)
    assert dialog.code.text() == FingerprintMismatchError.code
    assert consul.contacts()[0].state is ContactState.UNVERIFIED


def test_what_is_no_card_is_refused(
    consul: Side,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    failures: list[Exception],
) -> None:
    path = tmp_path / "card.json"
    path.write_text("{}", encoding="utf-8")
    monkeypatch.setattr(contacts_tab, "choose_file", lambda *_: path)
    consul.page.contacts.add()
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures.pop(), CardInvalidError)


def _export_dialog(side: Side, qtbot: QtBot, *case_ids: str) -> ExportDialog:
    dialog = ExportDialog(side.desk, side.page, case_ids)
    dialog.open()
    qtbot.waitUntil(lambda: len(dialog.recipients.boxes) == len(side.contacts()))
    return dialog


def test_an_unverified_person_cannot_be_ticked_and_the_reason_stands_beside(
    consul: Side, coordinator: Side, family: CaseId, qtbot: QtBot
) -> None:
    card = coordinator.card()
    consul.ask(lambda vault: add_card(vault, card))
    dialog = _export_dialog(consul, qtbot, family)
    (box,) = dialog.recipients.boxes.values()
    assert not box.isEnabled()
    assert "not verified yet" in _said(dialog.recipients)
    assert not dialog.main.isEnabled()


def test_a_case_without_consent_is_shown_but_not_sealed(
    consul: Side, coordinator: Side, qtbot: QtBot
) -> None:
    consul.befriend(coordinator.card())
    case_id = consul.ask(lambda vault: open_case(vault, "Ohne Einwilligung"))
    dialog = _export_dialog(consul, qtbot, str(case_id))
    _click(next(iter(dialog.recipients.boxes.values())))
    qtbot.waitUntil(lambda: "No consent" in dialog.obstacle.text())
    assert not dialog.main.isEnabled()


def _tree(dialog: ExportDialog) -> dict[str, str]:
    (case,) = (dialog.tree.topLevelItem(at) for at in range(dialog.tree.topLevelItemCount()))
    assert case is not None
    children = (case.child(at) for at in range(case.childCount()))
    return {child.text(0): child.text(1) for child in children if child is not None}


def test_a_case_goes_from_one_window_to_the_other_whole(
    consul: Side,
    coordinator: Side,
    family: CaseId,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outgoing = tmp_path / "outgoing"
    outgoing.mkdir()
    monkeypatch.setattr(export_dialog, "choose_folder", lambda *_: outgoing)
    consul.befriend(coordinator.card())
    coordinator.befriend(consul.card())
    dialog = _export_dialog(consul, qtbot, family)
    _click(next(iter(dialog.recipients.boxes.values())))
    qtbot.waitUntil(dialog.main.isEnabled)
    tree = _tree(dialog)
    assert (tree["People"], tree["Documents"]) == ("3", "1")
    assert tree["Consent to share"] == "recorded"
    _click(dialog.main)
    qtbot.waitUntil(dialog.outcome.isVisible, timeout=20_000)
    (bundle,) = outgoing.iterdir()
    assert "it has not arrived" in dialog.outcome.text()
    assert bundle.name in dialog.outcome.text()
    dialog.reject()
    table = consul.page.outbox.table.rows
    qtbot.waitUntil(lambda: table.rowCount() == 1)
    states = str(table.index(0, 3).data())
    assert states == f"Made; no receipt yet\n{bundle.name}"

    monkeypatch.setattr(exchange_page, "choose_file", lambda *_: bundle)
    _click(coordinator.page.take_in)
    incoming = coordinator.page.findChild(ImportDialog)
    assert incoming is not None
    qtbot.waitUntil(incoming.main.isEnabled, timeout=20_000)
    assert incoming.bundle.origin.text() == "From Anna Konsul, verified."
    qtbot.waitUntil(lambda: "The case is new here, with 3 people" in _said(incoming))
    assert coordinator.ask(list_cases) == ()
    _click(incoming.main)
    qtbot.waitUntil(incoming.outcome.isVisible, timeout=20_000)
    for read in (list_facts, _scans, _who_did_what):
        assert coordinator.ask(partial(_read, read, family)) == consul.ask(
            partial(_read, read, family)
        )


def _read(read: Callable[[Vault, str], object], case_id: CaseId, vault: Vault) -> object:
    return read(vault, case_id)


def _scans(vault: Vault, case_id: str) -> object:
    return [(d, read_document(vault, d.id)) for d in list_documents(vault, case_id)]


def _who_did_what(vault: Vault, case_id: str) -> object:
    rows = [(row.at, row.actor, row.kind, row.key) for row in history(vault, case_id)]
    return [row for row in rows if row[2] != "disclosure"]  # what left stays in its vault


@pytest.fixture
def bundle(consul: Side, coordinator: Side, family: CaseId, tmp_path: Path) -> Path:
    """The family's case, sealed for the coordinator, who does not know the consul."""
    contact = consul.befriend(coordinator.card())
    target = tmp_path / "sealed.age"
    consul.ask(lambda vault: export_cases(vault, [family], [contact.id], target))
    return target


def _says(dialog: ImportDialog, words: str) -> bool:
    return words in _said(dialog)


def _import_dialog(side: Side, path: Path) -> ImportDialog:
    dialog = ImportDialog(side.desk, path, side.page)
    dialog.open()
    return dialog


def test_an_unknown_sender_is_shown_with_her_digits_and_taken_only_on_purpose(
    coordinator: Side, consul: Side, bundle: Path, qtbot: QtBot
) -> None:
    dialog = _import_dialog(coordinator, bundle)
    qtbot.waitUntil(dialog.bundle.origin.isVisible, timeout=20_000)
    assert "digits were not compared" in dialog.bundle.origin.text()
    digits = " ".join(label.text() for label in dialog.bundle.digits.labels)
    assert digits == fingerprint_digits(parse_card(consul.card()).fingerprint)
    assert not dialog.main.isEnabled()
    _click_box(dialog.bundle.trust)
    _click(dialog.main)
    qtbot.waitUntil(dialog.outcome.isVisible, timeout=20_000)
    cases = coordinator.ask(list_cases)
    assert isinstance(cases, tuple)
    assert len(cases) == 1


def test_a_receipt_makes_a_bundle_arrive_and_nothing_else_does(
    consul: Side,
    coordinator: Side,
    bundle: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    coordinator.befriend(consul.card())
    dialog = _import_dialog(coordinator, bundle)
    qtbot.waitUntil(dialog.main.isEnabled, timeout=20_000)
    _click(dialog.main)
    qtbot.waitUntil(dialog.outcome.isVisible, timeout=20_000)
    assert dialog.main.text() == "Make the receipt …"
    folder = tmp_path / "receipts"
    folder.mkdir()
    monkeypatch.setattr(import_dialog, "choose_folder", lambda *_: folder)
    _click(dialog.main)
    qtbot.waitUntil(lambda: "The receipt lies at" in dialog.outcome.text(), timeout=20_000)
    assert not dialog.main.isVisible()
    (receipt,) = folder.iterdir()
    table = consul.page.outbox.table.rows
    qtbot.waitUntil(lambda: table.rowCount() == 1)
    assert str(table.index(0, 3).data()).startswith("Made; no receipt yet")

    monkeypatch.setattr(exchange_page, "choose_file", lambda *_: receipt)
    _click(consul.page.take_in)
    incoming = consul.page.findChild(ImportDialog)
    assert incoming is not None
    qtbot.waitUntil(incoming.main.isEnabled, timeout=20_000)
    assert incoming.main.text() == "Add the receipt"
    qtbot.waitUntil(lambda: COORDINATOR in incoming.receipt.words.text())
    assert str(table.index(0, 3).data()).startswith("Made; no receipt yet")
    _click(incoming.main)
    qtbot.waitUntil(incoming.outcome.isVisible, timeout=20_000)
    assert incoming.outcome.text() == "The bundle has arrived."
    assert not incoming.main.isVisible()
    arrived = "Arrived; last receipt on"
    qtbot.waitUntil(lambda: str(table.index(0, 3).data()).startswith(arrived))


def test_no_receipt_is_offered_for_somebody_who_was_not_compared(
    coordinator: Side, bundle: Path, qtbot: QtBot
) -> None:
    dialog = _import_dialog(coordinator, bundle)
    qtbot.waitUntil(dialog.bundle.origin.isVisible, timeout=20_000)
    _click_box(dialog.bundle.trust)
    _click(dialog.main)
    qtbot.waitUntil(dialog.outcome.isVisible, timeout=20_000)
    assert not dialog.main.isVisible()


def test_a_bundle_that_brings_an_erasure_says_so_before(
    consul: Side, coordinator: Side, bundle: Path, family: CaseId, tmp_path: Path, qtbot: QtBot
) -> None:
    coordinator.befriend(consul.card())
    coordinator.ask(lambda vault: accept_import(vault, bundle))
    consul.ask(lambda vault: erase_case(vault, family, "consent_withdrawn"))
    new_case = consul.ask(partial(_shareable_case, consul.desk.packs))
    contact, target = consul.contacts()[0], tmp_path / "later.age"
    consul.ask(lambda vault: export_cases(vault, [str(new_case)], [contact.id], target))
    dialog = _import_dialog(coordinator, target)
    qtbot.waitUntil(dialog.main.isEnabled, timeout=20_000)
    qtbot.waitUntil(partial(_says, dialog, "and is erased here too."))
    assert _says(dialog, "The person has withdrawn consent.")
    assert len(cast("tuple[object, ...]", coordinator.ask(list_cases))) == 1
    _click(dialog.main)
    qtbot.waitUntil(dialog.outcome.isVisible, timeout=20_000)
    [row] = cast("tuple[CaseRow, ...]", coordinator.ask(list_cases))
    assert row.id == new_case


def _shareable_case(packs: Packs, vault: Vault) -> CaseId:
    case_id = open_case(vault, "Familie Muster")
    set_fact(vault, packs.vocabulary, case_id, CONSENT, Answer(value=True))
    return case_id


def _click_box(box: QAbstractButton) -> None:
    QTest.keyClick(box, Qt.Key.Key_Space)


def test_the_same_bundle_again_changes_nothing_and_says_so(
    coordinator: Side, consul: Side, bundle: Path, qtbot: QtBot
) -> None:
    coordinator.befriend(consul.card())
    for said in ("is new here", "taken in before"):
        dialog = _import_dialog(coordinator, bundle)
        qtbot.waitUntil(dialog.main.isEnabled, timeout=20_000)
        qtbot.waitUntil(partial(_says, dialog, said))
        _click(dialog.main)
        qtbot.waitUntil(dialog.outcome.isVisible, timeout=20_000)
        dialog.reject()


def test_a_damaged_bundle_is_refused_in_the_dialog_and_nothing_of_it_is_used(
    coordinator: Side, bundle: Path, qtbot: QtBot
) -> None:
    bundle.write_bytes(bundle.read_bytes()[:-100])
    dialog = _import_dialog(coordinator, bundle)
    qtbot.waitUntil(dialog.error.isVisible, timeout=20_000)
    assert dialog.code.text() == BundleDamagedError.code
    assert not dialog.main.isEnabled()
    assert coordinator.ask(list_cases) == ()


def test_search_narrows_the_cases_and_ticks_outlast_it(
    consul: Side, family: CaseId, qtbot: QtBot
) -> None:
    consul.ask(lambda vault: open_case(vault, "Ein anderer Fall"))
    dialog = ExportDialog(consul.desk, consul.page, [family])
    dialog.open()
    model = dialog.cases.cases
    qtbot.waitUntil(lambda: model.rowCount() == 2)
    QTest.keyClicks(dialog.cases.search, "anderer")
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    assert model.chosen == [family]
    dialog.cases.list.setCurrentIndex(model.index(0))
    QTest.keyClick(dialog.cases.list, Qt.Key.Key_Space)
    assert len(model.chosen) == 2
    QTest.keyClick(dialog.cases.list, Qt.Key.Key_Space)
    assert model.chosen == [family]


def test_empty_pages_tell_the_next_step(coordinator: Side, qtbot: QtBot) -> None:
    qtbot.waitUntil(coordinator.page.outbox.empty.isVisible)
    assert "Nothing was sealed yet" in _said(coordinator.page)
    _show_tab(coordinator, 1)
    qtbot.waitUntil(coordinator.page.contacts.empty.button.isVisible)
    assert coordinator.ask(list_sent) == ()


def test_every_word_of_the_dialogs_is_translated_and_every_control_is_named(
    consul: Side, bundle: Path, family: CaseId, packs: Packs, qtbot: QtBot, settled: Settled
) -> None:
    consul.desk.preferences.language = Pseudo()
    consul.desk.preferences.apply()
    contact = consul.contacts()[0]
    shown = Shown("1", "SHCHEGLOVA", "SHCHEGLOVA.png")
    dialogs = (
        VerifyDialog(consul.desk, contact, consul.page),
        ExportDialog(consul.desk, consul.page, [family]),
        SaveCopyDialog(consul.desk, shown, consul.page),
        ImportDialog(consul.desk, bundle, consul.page),
    )
    data = data_words(packs, FAMILY.read_text(), contact.name, "png bundle not_for_us")
    for dialog in dialogs:
        dialog.open()
        settled()
        assert untranslated(dialog, data | number_words(dialog)) == []
        assert unnamed_controls(dialog) == []
        dialog.reject()


def _imported(row: CaseRow, **counts: dict[str, int]) -> ImportedCase:
    given: dict[str, dict[str, int]] = {"added": {}, "changed": {}, "removed": {}} | counts
    return ImportedCase(row=row, people=(), is_new=False, conflicts=0, **given)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, ["Nothing changes; everything is known here already."]),
        ({"added": {"document": 2}}, ["New: 2 documents."]),
        (
            {"changed": {"fact": 1}, "removed": {"entry": 1, "participant": 3}},
            ["Changed: 1 answer.", "Removed: 1 list entry."],
        ),
    ],
)
def test_an_import_tells_in_sentences_what_changes(
    consul: Side, counts: dict[str, dict[str, int]], said: list[str]
) -> None:
    rows = consul.ask(list_cases)
    assert isinstance(rows, tuple)
    assert case_sentences(_imported(rows[0], **counts), consul.desk.language) == said


@pytest.mark.parametrize("code", CODES)
def test_a_conflict_keeps_both_answers_and_says_so(code: LanguageCode) -> None:
    assert "2" in conflict_words(2, language(code))
