"""A coordinator who gives back something else, and crashes in between: nothing is believed
that was not left, and nothing is lost."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from consul_desk.casework.cases import list_cases
from consul_desk.casework.facts import set_fact
from consul_desk.casework.people import list_people
from consul_desk.errors import ConsulDeskError
from consul_desk.errors.exchange import (
    BundleDamagedError,
    BundleRefusedError,
    BundleTooNewError,
    ReceiptForgedError,
    TravelCapsuleError,
    TravelIncompleteError,
    TravelOutdatedError,
    TravelPassphraseError,
)
from consul_desk.errors.vault import BlobDamagedError
from consul_desk.exchange.arrival import arrive, preview_arrival
from consul_desk.exchange.bundle import bytes_frame, open_bundle, seal_bundle
from consul_desk.exchange.contacts import list_contacts, my_card, my_identity
from consul_desk.exchange.identity import Card, Identity
from consul_desk.exchange.incoming import accept_import
from consul_desk.exchange.manifest import Heading
from consul_desk.exchange.outgoing import export_cases, list_sent
from consul_desk.exchange.receipts import sign_receipt
from consul_desk.exchange.records import (
    BLOB,
    CAPSULE,
    CHANGES,
    RECEIPT,
    RETURN,
    SCHEMA_VERSION,
)
from consul_desk.exchange.returning import send_back
from consul_desk.exchange.travel import leave, pack_for_travel, travel_status
from consul_desk.values import Answer, utc_now
from consul_desk.vault.blobs import find_blob
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.tables import ReceivedBundleTable, shared_tables
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary
from tests.core.travellers import (
    SCAN,
    Three,
    add_case,
    contact_id,
    deposited,
    documents_of,
    everything,
    fresh,
    reopened,
    returned,
    rows_of,
    three,
    words,
)

HIS_WORDS = b"words of another traveller altogether"
CRASH = 9
HEADING = Heading(
    kind=RETURN,
    schema_version=SCHEMA_VERSION,
    sequence=1,
    previous=None,
    journal_heads={},
    created_at=datetime(2026, 11, 25, tzinfo=UTC),
)

Parts = dict[str, list[bytes]]


@dataclass(frozen=True)
class Left:
    """Vera and Boris left their vaults with Klara; made once, and only copied afterwards.

    Attributes:
        fresh: the closed vault in which Vera arrives.
        packed: Vera's closed vault as it was before.
        parts, his: what Klara would send back to her and to him.
        receipts: some that she must not believe.
        rows: what all shared rows must be in the end.
    """

    fresh: Path
    packed: Path
    klara: Identity
    klaras_card: Card
    traveller: Card
    parts: Parts
    his: Parts
    receipts: dict[str, bytes]
    rows: list[str]
    case_id: str


@pytest.fixture(scope="session")
def left(tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary) -> Left:
    folder = tmp_path_factory.mktemp("left")
    people = three(folder / "vaults", vocabulary)
    add_case(people.boris, vocabulary, "Familie B", scan=b"%PDF-another")
    vera, klara, boris = people.vera, people.klara, people.boris
    vera.close()
    shutil.copytree(vera.folder, folder / "packed")
    people = replace(people, vera=reopened(vera.folder))
    row = deposited(people, folder)
    receipts = {
        "sender": signed_receipt(klara, my_identity(klara), sender="0" * 64),
        "signer": signed_receipt(klara, my_identity(boris)),
    }
    vault = fresh(people, folder)
    path = returned(people, row.bundle_id, vault, folder)
    rows = rows_of(klara, *shared_tables().values())
    made = Left(
        fresh=vault.folder,
        packed=folder / "packed",
        klara=my_identity(klara),
        klaras_card=my_card(klara),
        traveller=my_card(vault),
        parts=parts_of(path, my_identity(vault)),
        his=boris_left_too(people, folder),
        receipts=receipts,
        rows=rows,
        case_id=people.case_id,
    )
    vault.close()
    people.close()
    return made


def signed_receipt(klara: Vault, identity: Identity, **changes: str) -> bytes:
    with klara.read() as session:
        row = session.exec(select(ReceivedBundleTable)).one()
        told = ReceivedBundleTable(**{**row.model_dump(), **changes})
        return sign_receipt(session, identity, told).to_bytes()


def boris_left_too(people: Three, folder: Path) -> Parts:
    klara = contact_id(people.boris, "Klara Beispiel")
    row = pack_for_travel(people.boris, klara, folder, bytearray(HIS_WORDS), kdf=KDF_FLOOR)
    accept_import(people.klara, folder / row.file_name)
    boris = contact_id(people.klara, "Boris Beispiel")
    path = send_back(people.klara, row.bundle_id, boris, folder).path
    return parts_of(path, my_identity(people.boris))


def parts_of(path: Path, reader: Identity) -> Parts:
    parts: Parts = {CHANGES: [], RECEIPT: [], CAPSULE: [], BLOB: []}
    for entry, pieces in open_bundle(path, reader, schema_version=SCHEMA_VERSION).frames():
        parts[entry.kind].append(b"".join(pieces))
    return parts


@dataclass
class Return:
    """A genuine return in its parts, which Klara may exchange before she seals it again."""

    left: Left
    vault: Vault
    folder: Path
    parts: Parts

    def seal(self) -> Path:
        """Seal the parts, signed by Klara, for the traveller's new card."""
        return seal_bundle(
            self.folder,
            HEADING,
            [bytes_frame(kind, data) for kind, some in self.parts.items() for data in some],
            signer=self.left.klara,
            sender=self.left.klaras_card,
            recipients=[self.left.traveller],
        ).path


@pytest.fixture
def back(left: Left, tmp_path: Path) -> Iterator[Return]:
    """Vera stands before a fresh vault; Klara holds a genuine return."""
    shutil.copytree(left.fresh, tmp_path / "fresh")
    made = Return(left, reopened(tmp_path / "fresh"), tmp_path, dict(left.parts))
    yield made
    made.vault.close()


def refused(back: Return, path: Path, error: type[ConsulDeskError], **more: bool) -> None:
    """It is refused, nothing was changed, and the genuine one still arrives."""
    before = (everything(back.vault), _files(back.vault), my_card(back.vault))
    with pytest.raises(error):
        arrive(back.vault, path, words(), **more)
    assert (everything(back.vault), _files(back.vault), my_card(back.vault)) == before


def _files(vault: Vault) -> set[str]:
    return {str(path) for path in (vault.folder / "blobs").rglob("*") if path.is_file()}


def test_the_parts_put_together_again_arrive(back: Return) -> None:
    assert arrive(back.vault, back.seal(), words()).missing == 0


def test_another_travellers_capsule_is_refused(back: Return) -> None:
    back.parts[CAPSULE] = back.left.his[CAPSULE]
    refused(back, back.seal(), TravelCapsuleError)


def test_another_travellers_capsule_with_its_receipt_does_not_open(
    back: Return,
) -> None:
    back.parts |= {kind: back.left.his[kind] for kind in (CAPSULE, RECEIPT)}
    refused(back, back.seal(), TravelPassphraseError)


def test_even_with_his_passphrase_his_capsule_does_not_fit_her_cases(
    back: Return,
) -> None:
    back.parts |= {kind: back.left.his[kind] for kind in (CAPSULE, RECEIPT)}
    path = back.seal()
    before = (everything(back.vault), my_card(back.vault))
    with pytest.raises(TravelIncompleteError):
        arrive(back.vault, path, bytearray(HIS_WORDS))
    assert (everything(back.vault), my_card(back.vault)) == before


def test_a_receipt_that_names_another_sender_is_refused(back: Return) -> None:
    back.parts[RECEIPT] = [back.left.receipts["sender"]]
    refused(back, back.seal(), TravelCapsuleError)


def test_a_receipt_that_she_did_not_sign_is_refused(back: Return) -> None:
    back.parts[RECEIPT] = [back.left.receipts["signer"]]
    path = back.seal()
    with pytest.raises(ReceiptForgedError):
        preview_arrival(back.vault, path, words())
    refused(back, path, ReceiptForgedError)


@pytest.mark.parametrize("keep", [0, 7, 13, 60, 0.3, 0.7, -1])
def test_a_cut_capsule_is_refused(back: Return, keep: float) -> None:
    (data,) = back.parts[CAPSULE]
    length = int(keep * len(data)) if 0 < keep < 1 else int(keep)
    back.parts[CAPSULE] = [data[:length]]
    with pytest.raises((BundleDamagedError, BundleRefusedError)) as found:
        arrive(back.vault, back.seal(), words())
    refused(back, back.seal(), type(found.value))


@pytest.mark.parametrize("place", [3, 9, 11, 40, 0.2, 0.5, 0.99])
def test_an_altered_capsule_is_refused(back: Return, place: float) -> None:
    data = bytearray(back.parts[CAPSULE][0])
    data[int(place * len(data)) if place < 1 else int(place)] ^= 1
    back.parts[CAPSULE] = [bytes(data)]
    before = everything(back.vault)
    with pytest.raises(
        (BundleDamagedError, BundleRefusedError, BundleTooNewError, TravelCapsuleError)
    ):
        arrive(back.vault, back.seal(), words())
    assert everything(back.vault) == before


@pytest.mark.parametrize(
    "costs", ['"memory_kib":9999999', '"passes":9999', '"lanes":999', '"memory_kib":1']
)
def test_hostile_costs_are_refused_before_anything_is_derived(back: Return, costs: str) -> None:
    data = back.parts[CAPSULE][0]
    size = int.from_bytes(data[10:14], "big")
    lock, rest = data[14 : 14 + size].decode(), data[14 + size :]
    name = costs.split(":", maxsplit=1)[0]
    lock = re.sub(name + r":\d+", costs, lock)
    back.parts[CAPSULE] = [data[:10] + len(lock).to_bytes(4, "big") + lock.encode() + rest]
    refused(back, back.seal(), BundleRefusedError)


def test_a_capsule_of_a_newer_program_says_so(back: Return) -> None:
    data = back.parts[CAPSULE][0]
    back.parts[CAPSULE] = [data[:8] + (2).to_bytes(2, "big") + data[10:]]
    refused(back, back.seal(), BundleTooNewError)


def test_changes_that_are_left_out_are_counted(back: Return) -> None:
    lines = back.parts[CHANGES][0].splitlines(keepends=True)
    names = [i for i, line in enumerate(lines) if b"person.family_name" in line]
    back.parts[CHANGES] = [b"".join(line for i, line in enumerate(lines) if i not in names)]
    path = back.seal()
    refused(back, path, TravelIncompleteError)
    assert arrive(back.vault, path, words(), accept_incomplete=True).missing == 1


def test_a_file_that_no_document_names_is_not_kept(back: Return) -> None:
    back.parts[BLOB] = [*back.parts[BLOB], b"%PDF-unasked"]
    arrive(back.vault, back.seal(), words())
    with back.vault.read() as session:
        assert find_blob(session, hashlib.sha256(b"%PDF-unasked").hexdigest()) is None
    assert len(_files(back.vault)) == 1


def test_an_older_capsule_beside_newer_cases_is_refused(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    people = three(tmp_path / "vaults", vocabulary)
    older = deposited(people, tmp_path)
    person = list_people(people.vera, people.case_id)[0].id
    set_fact(people.vera, vocabulary, person, "person.given_names", Answer("IULIIA"))
    newer = deposited(people, tmp_path)
    vault = fresh(people, tmp_path)
    before = everything(vault)
    with pytest.raises(TravelOutdatedError):
        arrive(vault, returned(people, older.bundle_id, vault, tmp_path), words())
    assert everything(vault) == before
    arrive(vault, returned(people, newer.bundle_id, vault, tmp_path), words())
    assert documents_of(vault, people.case_id) == [SCAN]
    vault.close()
    people.close()


# Crashes


@pytest.fixture
def packing(left: Left, tmp_path: Path) -> Path:
    """Vera's closed vault, before anything was packed."""
    return shutil.copytree(left.packed, tmp_path / "packing")


def pack(vault: Vault, target: Path) -> None:
    contact = contact_id(vault, "Klara Beispiel")
    pack_for_travel(vault, contact, target, words(), kdf=KDF_FLOOR)


def test_a_missing_attachment_stops_packing_and_changes_nothing(
    packing: Path, tmp_path: Path
) -> None:
    vault = reopened(packing)
    for path in map(Path, _files(vault)):
        path.unlink()
    before = everything(vault)
    with pytest.raises(BlobDamagedError):
        pack(vault, tmp_path)
    assert everything(vault) == before
    assert not list(tmp_path.glob("*.age*"))
    assert travel_status(vault).packed is None
    vault.close()


@pytest.mark.parametrize("call", range(1, 9))
def test_an_export_that_fails_leaves_no_file(packing: Path, tmp_path: Path, call: int) -> None:
    vault = reopened(packing, failing_clock(call))
    (contact, *_), (case, *_) = list_contacts(vault), list_cases(vault)
    try:
        export_cases(vault, [case.id], [contact.id], tmp_path / "x.age")
        is_made = True
    except TimeoutError:
        is_made = False
    assert (tmp_path / "x.age").exists() is is_made
    assert not list(tmp_path.glob("*.part"))
    assert len(list_sent(vault)) == is_made
    vault.close()


def failing_clock(call: int) -> Callable[[], datetime]:
    """A clock whose n-th reading fails, once."""
    count = iter(range(1, call))
    failures = iter((TimeoutError(),))

    def clock() -> datetime:
        if next(count, None) is None and (failure := next(failures, None)):
            raise failure
        return utc_now()

    return clock


@pytest.mark.parametrize("call", range(1, 8))
def test_a_crash_while_packing_leaves_the_vault_as_it_was(
    left: Left, packing: Path, tmp_path: Path, call: int
) -> None:
    vault = reopened(packing)
    before = everything(vault)
    vault.close()
    target = tmp_path / "t.age"
    crashed = in_a_child(lambda: pack(reopened(packing, dying_clock(call)), target))
    vault = reopened(packing)
    if crashed:
        assert everything(vault) == before
        assert travel_status(vault).packed is None
        target.unlink(missing_ok=True)
        pack(vault, target)
    assert not travel_status(vault).has_changed
    assert parts_of(target, left.klara)[BLOB] == [SCAN]
    vault.close()


@pytest.mark.parametrize("call", range(1, 5))
def test_a_crash_while_arriving_leaves_a_fresh_vault_and_a_second_try(
    back: Return, call: int
) -> None:
    path, folder, before = back.seal(), back.vault.folder, everything(back.vault)
    back.vault.close()
    crashed = in_a_child(lambda: arrive(reopened(folder, dying_clock(call)), path, words()))
    back.vault = reopened(folder)
    if crashed:
        assert everything(back.vault) == before
        arrive(back.vault, path, words())
    assert rows_of(back.vault, *shared_tables().values()) == back.left.rows
    assert documents_of(back.vault, back.left.case_id) == [SCAN]


def test_at_least_one_of_these_crashes_is_one(packing: Path, tmp_path: Path) -> None:
    assert in_a_child(lambda: pack(reopened(packing, dying_clock(2)), tmp_path / "t.age"))


def dying_clock(call: int) -> Callable[[], datetime]:
    """A clock in whose n-th reading the process ends, as if the power had gone."""
    count = iter(range(1, call))

    def clock() -> datetime:
        if next(count, None) is None:
            os._exit(CRASH)
        return utc_now()

    return clock


def in_a_child(work: Callable[[], object]) -> bool:
    """Do it in a process of its own; whether that died on its way."""
    child = os.fork()
    if not child:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, CRASH)
    return status == CRASH


def test_who_ended_before_the_keys_were_destroyed_leaves_again(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    people = three(tmp_path / "vaults", vocabulary)
    deposited(people, tmp_path)
    before = everything(people.vera)
    people.vera.close()  # what `leave` does before it destroys anything
    vault = reopened(people.vera.folder)
    assert everything(vault) == before
    leave(vault)
    with pytest.raises(ConsulDeskError):
        reopened(vault.folder)
    people.close()
