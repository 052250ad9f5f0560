"""A consul crosses a border without a key, and nothing is lost."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select

from consul_desk.casework.cases import list_cases
from consul_desk.casework.documents import add_document, list_documents, save_copy
from consul_desk.casework.erasure import erase_case
from consul_desk.casework.facts import set_fact
from consul_desk.casework.history import history
from consul_desk.casework.people import list_people
from consul_desk.errors import ConsulDeskError, UnwritableFileError
from consul_desk.errors.exchange import (
    BundleRefusedError,
    ConsentMissingError,
    RecipientUnverifiedError,
    SenderUnverifiedError,
    TravelChangedError,
    TravelNoReceiptError,
    TravelNotFreshError,
    TravelPassphraseError,
    TravelReturnError,
)
from consul_desk.errors.vault import WeakPassphraseError
from consul_desk.exchange.arrival import arrive, preview_arrival
from consul_desk.exchange.belongings import CARRIED, LEFT, LEFT_SETTINGS, SETTINGS
from consul_desk.exchange.contacts import add_card, list_contacts, my_card, revoke_contact
from consul_desk.exchange.incoming import accept_import, preview_import
from consul_desk.exchange.outgoing import export_cases, list_sent
from consul_desk.exchange.pieces import share_recovery
from consul_desk.exchange.receipts import add_receipt, make_receipt
from consul_desk.exchange.returning import list_capsules, preview_return, send_back
from consul_desk.exchange.travel import (
    WITHOUT_CONSENT,
    leave,
    pack_for_travel,
    preview_travel,
    travel_status,
)
from consul_desk.values import Answer
from consul_desk.vault.blobs import find_blob
from consul_desk.vault.integrity import verify
from consul_desk.vault.journal import chain_digest
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.recovery import new_code
from consul_desk.vault.tables import (
    BlankTable,
    CapsuleTable,
    ChangeTable,
    DisclosureTable,
    ReceivedBundleTable,
    SentBundleTable,
    SettingTable,
    TombstoneTable,
    journaled_tables,
    shared_tables,
)
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary
from tests.core.travellers import (
    BLANK,
    SCAN,
    Three,
    add_blank,
    add_case,
    contact_id,
    deposited,
    documents_of,
    everything,
    fresh,
    introduce,
    new_vault,
    packed,
    returned,
    rows_of,
    three,
    words,
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary) -> Three:
    made = three(tmp_path_factory.mktemp("three"), vocabulary)
    made.close()
    return made


@pytest.fixture
def people(prepared: Three, tmp_path: Path) -> Iterator[Three]:
    made = prepared.copied(tmp_path / "vaults")
    yield made
    made.close()


# The whole journey


def test_after_the_journey_nothing_is_lost(people: Three, tmp_path: Path) -> None:
    vera = people.vera
    add_blank(vera)
    save_copy(vera, list_documents(vera, people.case_id)[0].id, tmp_path / "copy.png")
    boris = contact_id(vera, "Boris Beispiel")
    earlier = export_cases(vera, [people.case_id], [boris], tmp_path)
    accept_import(people.boris, earlier.path)
    add_receipt(vera, make_receipt(people.boris, earlier.manifest.bundle_id, tmp_path).path)
    row = deposited(people, tmp_path)
    before, card, device = everything(vera), my_card(vera), vera.device_id
    sent_before = {r.bundle_id: r for r in list_sent(vera)}
    leave(vera)
    with pytest.raises(ConsulDeskError):
        Vault.open(vera.folder, bytearray(b"words for tests only"))

    vault = fresh(people, tmp_path)
    path = returned(people, row.bundle_id, vault, tmp_path)
    report = arrive(vault, path, words())
    after = everything(vault)
    for name, rows in before.items():
        assert set(rows) <= set(after[name]), name
    for name in (*shared_tables(), "disclosure", "contact", "blank"):
        assert after[name] == before[name], name
    assert documents_of(vault, people.case_id) == [SCAN]
    assert [row.id for row in list_cases(vault, search="щеглова")] == [people.case_id]
    assert (my_card(vault), vault.owner) == (card, "Vera Muster")
    assert vault.device_id != device
    assert (report.missing, report.contacts) == (0, 2)
    with vault.read() as session:
        blob = find_blob(session, session.get_one(BlankTable, "form").sha256)
        assert blob is not None
        assert b"".join(vault.blobs.pieces(blob)) == BLANK
    sent_after = {r.bundle_id: r for r in list_sent(vault)}
    assert sent_after.keys() == sent_before.keys()
    assert sent_after[earlier.manifest.bundle_id] == sent_before[earlier.manifest.bundle_id]
    assert sent_after[row.bundle_id].arrived_at is not None
    assert verify(vault).is_whole
    assert _digest(vault, row.bundle_id) == _received_digest(people.klara, row.bundle_id)
    vault.close()
    vault = Vault.open(vault.folder, bytearray(b"words for tests only"))
    assert vault.owner == "Vera Muster"
    vault.close()


def _digest(vault: Vault, bundle_id: str) -> str:
    with vault.read() as session:
        return session.get_one(SentBundleTable, bundle_id).manifest_hash


def _received_digest(vault: Vault, bundle_id: str) -> str:
    with vault.read() as session:
        return session.get_one(ReceivedBundleTable, bundle_id).manifest_hash


def test_the_old_chain_is_whole_and_closed(people: Three, tmp_path: Path) -> None:
    old = people.vera.device_id
    row = deposited(people, tmp_path)
    vault = fresh(people, tmp_path)
    arrive(vault, returned(people, row.bundle_id, vault, tmp_path), words())
    revoke_contact(vault, contact_id(vault, "Boris Beispiel"))
    with vault.read() as session:
        chain = session.exec(
            select(ChangeTable).where(ChangeTable.device_id == old).order_by("seq")
        ).all()
    assert [change.seq for change in chain] == list(range(1, len(chain) + 1))
    previous = ""
    for change in chain:
        assert (change.prev_hash, change.hash) == (previous, chain_digest(change))
        previous = change.hash
    vault.close()


def test_what_the_coordinator_added_comes_along(
    people: Three, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    row = deposited(people, tmp_path)
    person = list_people(people.klara, people.case_id)[0].id
    set_fact(people.klara, vocabulary, person, "person.given_names", Answer("IULIIA"))
    vault = fresh(people, tmp_path)
    report = arrive(vault, returned(people, row.bundle_id, vault, tmp_path), words())
    assert report.imported.conflicts == ()
    assert rows_of(vault, *shared_tables().values()) == rows_of(
        people.klara, *shared_tables().values()
    )
    assert history(vault, people.case_id)[-1].actor == "Klara Beispiel"
    vault.close()


def test_life_goes_on_after_the_arrival(
    people: Three, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    row = deposited(people, tmp_path)
    vault = fresh(people, tmp_path)
    path = returned(people, row.bundle_id, vault, tmp_path)
    arrive(vault, path, words())
    (back,) = (r for r in list_sent(people.klara) if r.kind == "return")
    receipt = make_receipt(vault, back.bundle_id, tmp_path)
    assert add_receipt(people.klara, receipt.path).arrived_at is not None
    person = list_people(vault, people.case_id)[0].id
    set_fact(vault, vocabulary, person, "person.given_names", Answer("IULIIA"))
    klaras = contact_id(vault, "Klara Beispiel")
    report = accept_import(
        people.klara, export_cases(vault, [people.case_id], [klaras], tmp_path).path
    )
    assert (report.is_verified, report.has_gap, report.conflicts) == (True, False, ())
    vault.close()


def test_a_second_journey_keeps_the_first_device_too(people: Three, tmp_path: Path) -> None:
    row = deposited(people, tmp_path)
    first = fresh(people, tmp_path)
    arrive(first, returned(people, row.bundle_id, first, tmp_path), words())
    again = Three(first, people.klara, people.boris, people.case_id)
    row = deposited(again, tmp_path)
    before = everything(first)
    second = fresh(again, tmp_path, "second")
    arrive(second, returned(again, row.bundle_id, second, tmp_path), words())
    after = everything(second)
    assert all(set(rows) <= set(after[name]) for name, rows in before.items())
    first.close()
    second.close()


def test_what_was_erased_before_or_meanwhile_stays_erased(
    people: Three, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    gone = add_case(people.vera, vocabulary, "Familie G", scan=b"%PDF-gone")
    klaras = [people.klaras_id]
    accept_import(people.klara, export_cases(people.vera, [gone], klaras, tmp_path).path)
    erase_case(people.vera, gone, "consent_withdrawn")
    row = deposited(people, tmp_path)
    assert [case.id for case in list_cases(people.klara)] == [people.case_id]
    erase_case(people.klara, people.case_id, "consent_withdrawn")
    vault = fresh(people, tmp_path)
    report = arrive(vault, returned(people, row.bundle_id, vault, tmp_path), words())
    assert (report.missing, report.imported.cases, list_cases(vault)) == (0, (), ())
    assert {row.erased.case_id for row in report.imported.erased} == {people.case_id}
    assert len(rows_of(vault, TombstoneTable)) == 2
    vault.close()


def test_somebody_elses_capsule_travels_on(people: Three, tmp_path: Path) -> None:
    row = deposited(people, tmp_path)
    boris = contact_id(people.klara, "Boris Beispiel")
    onward = pack_for_travel(people.klara, boris, tmp_path, words(), kdf=KDF_FLOOR)
    accept_import(people.boris, tmp_path / onward.file_name)
    klara = new_vault(tmp_path / "klara2", "Klara Beispiel")
    introduce(klara, people.boris)
    new = [r for r in list_contacts(people.boris) if r.name == "Klara Beispiel"]
    card = my_card(klara).fingerprint
    (new_id,) = (r.id for r in new if r.fingerprint == card)
    arrive(klara, send_back(people.boris, onward.bundle_id, new_id, tmp_path).path, words())
    (kept,) = list_capsules(klara)
    assert (kept.bundle_id, kept.name) == (row.bundle_id, "Vera Muster")
    relieved = Three(people.vera, klara, people.boris, people.case_id)
    vault = fresh(relieved, tmp_path)
    arrive(vault, returned(relieved, row.bundle_id, vault, tmp_path), words())
    assert documents_of(vault, people.case_id) == [SCAN]
    vault.close()
    klara.close()


# Before leaving


def test_the_preview_shows_what_leaves_and_what_stands_against_it(
    people: Three, vocabulary: Vocabulary
) -> None:
    add_blank(people.vera)
    preview = preview_travel(people.vera, people.klaras_id)
    assert [case.row.title for case in preview.cases] == ["Familie Щеглов"]
    assert (preview.contacts, preview.blanks, preview.size_bytes) == (2, 1, len(SCAN))
    assert preview.obstacle({}) is None
    consent = "case.consent_to_share"
    set_fact(people.vera, vocabulary, people.case_id, consent, Answer(value=False))
    preview = preview_travel(people.vera, people.klaras_id)
    assert [case.row.id for case in preview.without_consent] == [people.case_id]
    assert isinstance(preview.obstacle({}), ConsentMissingError)
    assert isinstance(preview.obstacle({people.case_id: "  "}), ConsentMissingError)
    assert preview.obstacle({people.case_id: "in danger"}) is None
    revoke_contact(people.vera, people.klaras_id)
    preview = preview_travel(people.vera, people.klaras_id)
    assert isinstance(preview.obstacle({}), RecipientUnverifiedError)


def test_without_consent_a_case_leaves_with_a_reason_in_its_history_only(
    people: Three, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    consent = "case.consent_to_share"
    set_fact(people.vera, vocabulary, people.case_id, consent, Answer(value=False))
    before = everything(people.vera)
    with pytest.raises(ConsentMissingError):
        packed(people, tmp_path)
    assert everything(people.vera) == before
    assert not list(tmp_path.glob("*.age*"))
    packed(people, tmp_path, overrides={people.case_id: "the border is tomorrow"})
    told = [r.after for r in history(people.vera, people.case_id) if r.kind == "disclosure"]
    assert ("the border is tomorrow", WITHOUT_CONSENT) in [(r["what"], r["kind"]) for r in told]


@pytest.mark.parametrize("passphrase", [b"short", b"password1234"])
def test_a_capsule_that_can_be_guessed_is_not_packed(
    people: Three, tmp_path: Path, passphrase: bytes
) -> None:
    secret = bytearray(passphrase)
    with pytest.raises(WeakPassphraseError):
        packed(people, tmp_path, passphrase=secret)
    assert secret == bytes(len(passphrase))
    assert not list(tmp_path.glob("*.age*"))


def test_what_could_not_be_written_was_not_packed(people: Three, tmp_path: Path) -> None:
    (tmp_path / "x.age").write_bytes(b"mine")
    before, files = everything(people.vera), _files(people.vera)
    with pytest.raises(UnwritableFileError):
        packed(people, tmp_path / "x.age")
    assert (tmp_path / "x.age").read_bytes() == b"mine"
    assert everything(people.vera) == before
    assert _files(people.vera) == files
    assert travel_status(people.vera).packed is None


def _files(vault: Vault) -> set[str]:
    return {str(path) for path in (vault.folder / "blobs").rglob("*") if path.is_file()}


def test_packing_leaves_no_file_behind_in_the_vault(people: Three, tmp_path: Path) -> None:
    files = _files(people.vera)
    packed(people, tmp_path)
    assert _files(people.vera) == files


def test_nobody_leaves_without_a_receipt(people: Three, tmp_path: Path) -> None:
    with pytest.raises(TravelNoReceiptError):
        leave(people.vera)
    row = packed(people, tmp_path)
    status = travel_status(people.vera)
    assert (status.packed, status.has_receipt, status.has_changed) == (row, False, False)
    with pytest.raises(TravelNoReceiptError):
        leave(people.vera)
    assert list_documents(people.vera, people.case_id)
    accept_import(people.klara, tmp_path / row.file_name)
    add_receipt(people.vera, make_receipt(people.klara, row.bundle_id, tmp_path).path)
    assert travel_status(people.vera).may_leave


def test_a_receipt_of_somebody_revoked_since_counts_no_more(
    people: Three, tmp_path: Path
) -> None:
    deposited(people, tmp_path)
    with people.vera.write() as session:
        receipts = session.exec(select(SentBundleTable)).one()
        receipts.receipts = dict.fromkeys(receipts.receipts, _altered(receipts.receipts))
    assert not travel_status(people.vera).has_receipt
    with pytest.raises(TravelNoReceiptError):
        leave(people.vera)


def _altered(receipts: dict[str, str]) -> str:
    """A receipt as a defective database could hold it: for another day."""
    (signed,) = receipts.values()
    return signed.replace('"created_at":"2', '"created_at":"3')


@pytest.mark.parametrize("what", ["fact", "import", "blank", "contact"])
def test_nobody_leaves_with_something_that_was_not_packed(
    people: Three, tmp_path: Path, vocabulary: Vocabulary, what: str
) -> None:
    theirs = add_case(people.boris, vocabulary, "Familie B", scan=b"%PDF-another")
    veras = contact_id(people.boris, "Vera Muster")
    bundle = export_cases(people.boris, [theirs], [veras], tmp_path / "b.age").path
    deposited(people, tmp_path)
    assert travel_status(people.vera).may_leave
    if what == "fact":
        person = list_people(people.vera, people.case_id)[0].id
        set_fact(people.vera, vocabulary, person, "person.given_names", Answer("IULIIA"))
    elif what == "import":
        accept_import(people.vera, bundle)
    elif what == "blank":
        add_blank(people.vera)
    else:
        revoke_contact(people.vera, contact_id(people.vera, "Boris Beispiel"))
    assert travel_status(people.vera).has_changed
    with pytest.raises(TravelChangedError):
        leave(people.vera)
    assert list_documents(people.vera, people.case_id)
    deposited(people, tmp_path)
    assert travel_status(people.vera).may_leave


def test_every_table_is_packed_or_left_on_purpose() -> None:
    tables = set(SQLModel.metadata.tables)
    carried = {str(table.__tablename__) for table in CARRIED}
    assert tables == set(journaled_tables()) | carried | LEFT | {"change"}


def test_every_setting_is_packed_or_left_on_purpose(people: Three, tmp_path: Path) -> None:
    people.vera.replace_recovery_code(new_code())
    boris = contact_id(people.vera, "Boris Beispiel")
    share_recovery(people.vera, [boris, people.klaras_id], 2, tmp_path)
    with people.vera.read() as session:
        names = {row.name for row in session.exec(select(SettingTable))}
    assert names == {*SETTINGS} | LEFT_SETTINGS


def test_attachments_are_never_whole_in_memory(people: Three, tmp_path: Path) -> None:
    large = tmp_path / "film.bin"
    large.write_bytes(os.urandom(1 << 20) * 24)
    add_document(people.vera, people.case_id, large, kind="passport")
    vault = fresh(people, tmp_path)
    tracemalloc.start()
    row = deposited(people, tmp_path)
    arrive(vault, returned(people, row.bundle_id, vault, tmp_path), words())
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < large.stat().st_size / 2
    assert documents_of(vault, people.case_id)[1] == large.read_bytes()
    vault.close()


# The coordinator's side


def test_the_coordinator_reads_the_cases_and_nothing_else(
    people: Three, tmp_path: Path
) -> None:
    row = packed(people, tmp_path)
    report = preview_import(people.klara, tmp_path / row.file_name)
    assert (report.kind, len(report.cases)) == ("travel", 1)
    accept_import(people.klara, tmp_path / row.file_name)
    assert documents_of(people.klara, people.case_id) == [SCAN]
    assert [r.name for r in list_contacts(people.klara)] == ["Boris Beispiel", "Vera Muster"]
    assert rows_of(people.klara, DisclosureTable) == []
    (kept,) = list_capsules(people.klara)
    assert (kept.name, kept.cases, kept.is_returned) == ("Vera Muster", 1, False)
    data = _capsule_of(people.klara)
    for word in (b"Boris", b"Vera", b"device_id", my_card(people.vera).fingerprint.encode()):
        assert word not in data


def _capsule_of(vault: Vault) -> bytes:
    with vault.read() as session:
        blob = find_blob(session, session.exec(select(CapsuleTable)).one().sha256)
    assert blob is not None
    return b"".join(vault.blobs.pieces(blob))


def test_the_return_names_both_people_and_needs_a_verified_card(
    people: Three, tmp_path: Path
) -> None:
    row = deposited(people, tmp_path)
    vault = new_vault(tmp_path / "arrived", "Vera M.")
    card = add_card(people.klara, my_card(vault).to_bytes())
    preview = preview_return(people.klara, row.bundle_id, card.id)
    assert (preview.capsule.name, preview.recipient.name) == ("Vera Muster", "Vera M.")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(RecipientUnverifiedError):
        send_back(people.klara, row.bundle_id, card.id, tmp_path)
    with pytest.raises(ConsulDeskError):
        send_back(people.klara, "0" * 32, card.id, tmp_path)
    assert sorted(tmp_path.iterdir()) == before
    vault.close()


# Arrival, when something is wrong


def test_a_wrong_passphrase_changes_nothing_and_may_be_followed_by_the_right_one(
    people: Three, tmp_path: Path
) -> None:
    row = deposited(people, tmp_path)
    vault = fresh(people, tmp_path)
    path = returned(people, row.bundle_id, vault, tmp_path)
    before, files = everything(vault), _files(vault)
    for attempt in (arrive, preview_arrival):
        wrong = bytearray(b"seven other words for no journey")
        with pytest.raises(TravelPassphraseError):
            attempt(vault, path, wrong)
        assert wrong == bytes(len(wrong))
    assert (everything(vault), _files(vault)) == (before, files)
    seen = preview_arrival(vault, path, words())
    assert seen.owner == "Vera Muster"
    assert everything(vault) == before
    assert arrive(vault, path, words()).capsule == seen
    vault.close()


def test_a_returned_vault_is_no_ordinary_bundle(people: Three, tmp_path: Path) -> None:
    row = deposited(people, tmp_path)
    vault = fresh(people, tmp_path)
    path = returned(people, row.bundle_id, vault, tmp_path)
    for take in (accept_import, preview_import):
        with pytest.raises(TravelReturnError):
            take(vault, path)
    with pytest.raises(BundleRefusedError):
        arrive(people.klara, tmp_path / row.file_name, words())
    vault.close()


def test_a_coordinator_who_is_not_verified_is_not_believed(
    people: Three, tmp_path: Path
) -> None:
    row = deposited(people, tmp_path)
    vault = fresh(people, tmp_path)
    path = returned(people, row.bundle_id, vault, tmp_path)
    revoke_contact(vault, list_contacts(vault)[0].id)
    with pytest.raises(SenderUnverifiedError):
        arrive(vault, path, words())
    vault.close()


def test_a_vault_that_sealed_bundles_keeps_its_identity(people: Three, tmp_path: Path) -> None:
    row = deposited(people, tmp_path)
    introduce(people.boris, people.klara)
    boris = contact_id(people.klara, "Boris Beispiel")
    path = send_back(people.klara, row.bundle_id, boris, tmp_path).path
    pack_for_travel(
        people.boris,
        contact_id(people.boris, "Klara Beispiel"),
        tmp_path,
        words(),
        kdf=KDF_FLOOR,
    )
    card = my_card(people.boris)
    with pytest.raises(TravelNotFreshError):
        arrive(people.boris, path, words())
    assert my_card(people.boris) == card
