"""Only the recipient's signed receipt turns a sent bundle into one that arrived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from consul_desk.errors import ConsulDeskError, NotFoundError
from consul_desk.errors.exchange import (
    BundleDamagedError,
    BundleNotForUsError,
    BundleRefusedError,
    ReceiptForgedError,
    ReceiptMismatchError,
    ReceiptUnknownError,
    RecipientUnverifiedError,
    SenderUnverifiedError,
)
from consul_desk.exchange.bundle import bytes_frame, seal_bundle
from consul_desk.exchange.contacts import my_card, my_identity, revoke_contact
from consul_desk.exchange.entrance import accept_file, preview_file
from consul_desk.exchange.incoming import ImportReport, accept_import
from consul_desk.exchange.manifest import Heading
from consul_desk.exchange.outgoing import SentRow, export_cases, list_sent
from consul_desk.exchange.receipts import Receipt, add_receipt, make_receipt, sign_receipt
from consul_desk.exchange.records import RECEIPT
from consul_desk.vault.tables import ReceivedBundleTable, SentBundleTable
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary
from tests.core.travellers import Three, contact_id, three


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


def sent(people: Three, tmp_path: Path) -> str:
    """Vera's case goes to Klara, who takes it in; the bundle's id."""
    sealed = export_cases(people.vera, [people.case_id], [people.klaras_id], tmp_path)
    accept_import(people.klara, sealed.path)
    return sealed.manifest.bundle_id


def forged(people: Three, signer: Vault, target: Path, **changes: str) -> Path:
    """A receipt that says what a test wants, from somebody whom Vera has verified."""
    identity = my_identity(signer)
    with people.klara.read() as session:
        received = session.exec(select(ReceivedBundleTable)).one()
        told = ReceivedBundleTable(**{**received.model_dump(), **changes})
        receipt = sign_receipt(session, identity, told)
    return in_a_bundle(receipt.to_bytes(), signer, people.vera, target)


def in_a_bundle(data: bytes, sealer: Vault, reader: Vault, target: Path) -> Path:
    heading = Heading(
        kind=RECEIPT,
        schema_version=1,
        sequence=1,
        previous=None,
        journal_heads={},
        created_at=datetime(2026, 11, 24, 10, tzinfo=UTC),
    )
    return seal_bundle(
        target,
        heading,
        [bytes_frame(RECEIPT, data)],
        signer=my_identity(sealer),
        sender=my_card(sealer),
        recipients=[my_card(reader)],
    ).path


def arrived(vault: Vault) -> list[bool]:
    return [row.arrived_at is not None for row in list_sent(vault)]


def test_a_receipt_turns_sent_into_arrived(people: Three, tmp_path: Path) -> None:
    bundle_id = sent(people, tmp_path)
    assert arrived(people.vera) == [False]
    receipt = make_receipt(people.klara, bundle_id, tmp_path)
    row = add_receipt(people.vera, receipt.path)
    assert list_sent(people.vera) == (row,)
    assert (row.bundle_id, row.acknowledged_by) == (bundle_id, row.recipients)
    assert row.arrived_at is not None


def test_the_receipt_itself_is_kept_as_she_signed_it(people: Three, tmp_path: Path) -> None:
    bundle_id = sent(people, tmp_path)
    add_receipt(people.vera, make_receipt(people.klara, bundle_id, tmp_path).path)
    with people.vera.read() as session:
        row = session.get_one(SentBundleTable, bundle_id)
    card = my_card(people.klara)
    receipt = Receipt.from_bytes(row.receipts[card.fingerprint].encode())
    assert receipt.is_signed_with(card.signing_keys)
    assert receipt.manifest_hash == row.manifest_hash
    assert set(receipt.journal_heads) == {people.vera.device_id}


def test_the_same_receipt_again_changes_nothing(people: Three, tmp_path: Path) -> None:
    bundle_id = sent(people, tmp_path)
    first, second = (make_receipt(people.klara, bundle_id, tmp_path) for _ in range(2))
    row = add_receipt(people.vera, first.path)
    assert add_receipt(people.vera, first.path) == row
    assert add_receipt(people.vera, second.path) == row


def test_import_is_one_verb_for_bundles_and_receipts(people: Three, tmp_path: Path) -> None:
    sealed = export_cases(people.vera, [people.case_id], [people.klaras_id], tmp_path)
    assert isinstance(preview_file(people.klara, sealed.path), ImportReport)
    assert isinstance(accept_file(people.klara, sealed.path), ImportReport)
    receipt = make_receipt(people.klara, sealed.manifest.bundle_id, tmp_path)
    seen = preview_file(people.vera, receipt.path)
    assert isinstance(seen, SentRow)
    assert arrived(people.vera) == [False]
    assert isinstance(accept_file(people.vera, receipt.path), SentRow)
    assert arrived(people.vera) == [True]
    with pytest.raises(BundleRefusedError):
        accept_import(people.vera, receipt.path)


def test_a_bundle_for_two_has_arrived_once_both_said_so(people: Three, tmp_path: Path) -> None:
    both = [people.klaras_id, contact_id(people.vera, "Boris Beispiel")]
    sealed = export_cases(people.vera, [people.case_id], both, tmp_path)
    for count, vault in enumerate((people.klara, people.boris), start=1):
        accept_import(vault, sealed.path)
        receipt = make_receipt(vault, sealed.manifest.bundle_id, tmp_path)
        row = add_receipt(people.vera, receipt.path)
        assert (len(row.acknowledged_by), row.arrived_at is not None) == (count, count == 2)


def test_a_receipt_signed_by_a_third_verified_contact_is_refused(
    people: Three, tmp_path: Path
) -> None:
    sent(people, tmp_path)
    with pytest.raises(ReceiptForgedError):
        add_receipt(people.vera, forged(people, people.boris, tmp_path))
    assert arrived(people.vera) == [False]


def test_a_receipt_in_her_name_needs_her_signature(people: Three, tmp_path: Path) -> None:
    bundle_id = sent(people, tmp_path)
    add = make_receipt(people.klara, bundle_id, tmp_path).path
    add_receipt(people.vera, add)  # the genuine one is fine; the altered one below is not
    with people.vera.write() as session:
        row = session.get_one(SentBundleTable, bundle_id)
        genuine = Receipt.from_bytes(next(iter(row.receipts.values())).encode())
        row.receipts, row.arrived_at = {}, ""
    hers = my_card(people.klara).fingerprint
    boris = my_identity(people.boris)
    for receipt in (
        genuine.model_copy(update={"created_at": datetime(2027, 1, 1, tzinfo=UTC)}),
        genuine.model_copy(update={"signatures": boris.sign(b"consul-desk/receipt/1\0", b"x")}),
    ):
        assert receipt.receiver == hers
        path = in_a_bundle(receipt.to_bytes(), people.boris, people.vera, tmp_path)
        with pytest.raises(ReceiptForgedError):
            add_receipt(people.vera, path)
    assert arrived(people.vera) == [False]


def test_a_receipt_for_other_content_under_the_same_id_is_refused(
    people: Three, tmp_path: Path
) -> None:
    sent(people, tmp_path)
    path = forged(people, people.klara, tmp_path, manifest_hash="0" * 64)
    with pytest.raises(ReceiptMismatchError):
        add_receipt(people.vera, path)
    assert arrived(people.vera) == [False]


def test_a_receipt_for_another_bundle_is_refused(people: Three, tmp_path: Path) -> None:
    sent(people, tmp_path)
    with pytest.raises(ReceiptUnknownError):
        add_receipt(people.vera, forged(people, people.klara, tmp_path, id="3" * 32))


def test_a_receipt_of_somebody_no_longer_trusted_is_refused(
    people: Three, tmp_path: Path
) -> None:
    receipt = make_receipt(people.klara, sent(people, tmp_path), tmp_path)
    revoke_contact(people.vera, people.klaras_id)
    with pytest.raises(SenderUnverifiedError):
        add_receipt(people.vera, receipt.path)


def test_no_receipt_is_sealed_for_an_unverified_card(people: Three, tmp_path: Path) -> None:
    bundle_id = sent(people, tmp_path)
    revoke_contact(people.klara, contact_id(people.klara, "Vera Muster"))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(RecipientUnverifiedError):
        make_receipt(people.klara, bundle_id, tmp_path)
    assert sorted(tmp_path.iterdir()) == before


def test_nothing_is_acknowledged_that_was_not_imported(people: Three, tmp_path: Path) -> None:
    sealed = export_cases(people.vera, [people.case_id], [people.klaras_id], tmp_path)
    with pytest.raises(NotFoundError):
        make_receipt(people.klara, sealed.manifest.bundle_id, tmp_path)


@pytest.mark.parametrize("data", [b"", b"{}", b'{"format":"consul-desk-receipt/1"}', b"\xff"])
def test_what_is_no_receipt_is_refused(people: Three, tmp_path: Path, data: bytes) -> None:
    path = in_a_bundle(data, people.klara, people.vera, tmp_path)
    with pytest.raises(BundleRefusedError):
        add_receipt(people.vera, path)


def test_a_damaged_receipt_or_one_for_somebody_else_is_refused(
    people: Three, tmp_path: Path
) -> None:
    receipt = make_receipt(people.klara, sent(people, tmp_path), tmp_path).path
    with pytest.raises(BundleNotForUsError):
        add_receipt(people.boris, receipt)
    data = bytearray(receipt.read_bytes())
    data[-40] ^= 1
    receipt.write_bytes(data)
    with pytest.raises(BundleDamagedError):
        add_receipt(people.vera, receipt)
    assert arrived(people.vera) == [False]


def test_an_ordinary_bundle_is_no_receipt(people: Three, tmp_path: Path) -> None:
    sealed = export_cases(people.vera, [people.case_id], [people.klaras_id], tmp_path)
    with pytest.raises(ConsulDeskError) as refused:
        add_receipt(people.klara, sealed.path)
    assert refused.value.code == "bundle.refused"
