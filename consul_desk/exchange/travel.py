"""Travel: leave everything with a verified coordinator before a border, and carry no keys.

    pack_for_travel -> her signed receipt -> leave | border | send_back -> arrive

Comes in: a vault, a verified contact, a passphrase. Goes out: a bundle that holds all cases
for the coordinator and a capsule with the rest, which only the traveller can open; then a
vault without keys. The keys go last, and only when a signed receipt names exactly what the
vault holds now. The coordinator's side is `returning.py`, the other end `arrival.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, func, select

from consul_desk.errors.exchange import (
    BundleRefusedError,
    ConsentMissingError,
    RecipientUnverifiedError,
    TravelChangedError,
    TravelNoReceiptError,
)
from consul_desk.exchange.belongings import pack_frames, state_of
from consul_desk.exchange.bundle import new_file
from consul_desk.exchange.capsule import Contents, seal_capsule
from consul_desk.exchange.contacts import ContactRow, ContactState
from consul_desk.exchange.erasures import tombstone_changes
from consul_desk.exchange.frames import (
    case_changes,
    changes_frame,
    document_frames,
    stored_frame,
)
from consul_desk.exchange.manifest import MAX_BUNDLE_BYTES, MAX_FRAME_BYTES, new_bundle_id
from consul_desk.exchange.outgoing import (
    ExportedCase,
    SentRow,
    add_disclosure,
    add_disclosures,
    next_heading,
    preview_export,
    sent_bundle,
    sent_rows,
)
from consul_desk.exchange.parties import Parties, taking_back
from consul_desk.exchange.receipts import has_genuine_receipts
from consul_desk.exchange.records import CAPSULE, TRAVEL
from consul_desk.vault.destroy import Destroyed, destroy_keys
from consul_desk.vault.header import KdfParameters
from consul_desk.vault.journal import chain_head
from consul_desk.vault.keyslots import calibrate
from consul_desk.vault.memory import wiping
from consul_desk.vault.passphrases import require_strong
from consul_desk.vault.tables import (
    BlankTable,
    CaseTable,
    ContactTable,
    DisclosureTable,
    SentBundleTable,
)
from consul_desk.vault.vault import Vault

WITHOUT_CONSENT = "without_consent"
"""The kind of disclosure that keeps why a case left although nobody had agreed."""


@dataclass(frozen=True, slots=True)
class TravelPreview:
    """Everything that would leave, and what stands against it.

    Attributes:
        erased: cases of hers whose erasure she will hear of.
        contacts, disclosures, blanks, bundles: how many rows go along in the capsule,
            which the coordinator cannot open.
    """

    coordinator: ContactRow
    cases: tuple[ExportedCase, ...]
    erased: tuple[str, ...]
    contacts: int
    disclosures: int
    blanks: int
    bundles: int

    @property
    def size_bytes(self) -> int:
        """The documents' size; the bundle is larger and padded."""
        return sum(case.size_bytes for case in self.cases)

    @property
    def without_consent(self) -> tuple[ExportedCase, ...]:
        """The cases that need a recorded consent, or a reason to leave without."""
        return tuple(case for case in self.cases if not case.has_consent)

    def obstacle(
        self, overrides: Mapping[str, str]
    ) -> RecipientUnverifiedError | BundleRefusedError | ConsentMissingError | None:
        """What stands against packing, if anything does.

        Args:
            overrides: per case without consent the reason why it has to leave.
        """
        if self.coordinator.state is not ContactState.VERIFIED:
            return RecipientUnverifiedError(name=self.coordinator.name)
        sizes = [document.size_bytes for case in self.cases for document in case.documents]
        if self.size_bytes > MAX_BUNDLE_BYTES or max(sizes, default=0) > MAX_FRAME_BYTES:
            return BundleRefusedError(rule="size")
        for case in self.without_consent:
            if not overrides.get(case.row.id, "").strip():
                return ConsentMissingError(case=case.row.number)
        return None


@dataclass(frozen=True, slots=True)
class TravelStatus:
    """How far the journey is prepared.

    Attributes:
        packed: the newest travel bundle.
        has_receipt: its coordinator says, signed, that it arrived.
        has_changed: the vault holds something that is not in it.
    """

    packed: SentRow | None
    has_receipt: bool
    has_changed: bool

    @property
    def may_leave(self) -> bool:
        """Whether nothing would be lost with the keys."""
        return self.packed is not None and self.has_receipt and not self.has_changed


def preview_travel(vault: Vault, contact_id: str) -> TravelPreview:
    """Show what would leave for a journey. Writes nothing.

    Raises:
        NotFoundError: there is no such contact.
    """
    with vault.read() as session:
        case_ids = _all_cases(session)
        tables = (ContactTable, DisclosureTable, BlankTable, SentBundleTable)
        counts = [session.exec(select(func.count()).select_from(t)).one() for t in tables]
    preview = preview_export(vault, case_ids, [contact_id])
    erased = tuple(row.case_id for row in preview.erased)
    return TravelPreview(preview.recipients[0], preview.cases, erased, *counts)


def _all_cases(session: Session) -> Sequence[str]:
    return session.exec(select(CaseTable.id).order_by(col(CaseTable.id))).all()


def pack_for_travel(
    vault: Vault,
    contact_id: str,
    target: Path,
    passphrase: bytearray,
    *,
    overrides: Mapping[str, str] | None = None,
    kdf: KdfParameters | None = None,
) -> SentRow:
    """Seal everything for a verified coordinator, most of it out of her sight.

    She can read the cases. Contacts, disclosures, own keys and the rest are in a capsule.

    Args:
        target: a new file, or a folder, which gets one with a neutral name.
        passphrase: opens the capsule on arrival, and nothing else does; wiped.
        overrides: per id of a case without consent the reason why it has to leave; the
            journal of the case keeps it.
        kdf: Argon2id costs; calibrated to about one second when left out.
    Raises:
        NotFoundError: there is no such contact.
        RecipientUnverifiedError, ConsentMissingError, BundleRefusedError: what stands
            against it.
        WeakPassphraseError: the passphrase is too easy to guess.
        UnwritableFileError: the target exists or cannot be written.
        BlobDamagedError: an attachment is missing.
    """
    reasons = overrides or {}
    with wiping(passphrase):
        require_strong(passphrase, (vault.owner,))
        preview = preview_travel(vault, contact_id)
        if obstacle := preview.obstacle(reasons):
            raise obstacle
        parties = Parties.of(vault, [contact_id])
        journey = _Journey(preview, parties, reasons, passphrase, kdf or calibrate())
        row = _pack(vault, journey, new_file(target))
    vault.checkpoint()
    return row


@dataclass(frozen=True, slots=True)
class _Journey:
    preview: TravelPreview
    parties: Parties
    overrides: Mapping[str, str]
    passphrase: bytearray = field(repr=False)
    kdf: KdfParameters

    @property
    def case_ids(self) -> list[str]:
        return [case.row.id for case in self.preview.cases]


def _pack(vault: Vault, journey: _Journey, path: Path) -> SentRow:
    """Seal what the vault holds once it remembers this bundle, in one transaction."""
    with taking_back() as made, ExitStack() as files:
        session = files.enter_context(vault.write())
        parties = journey.parties
        remembered = _remember(session, journey, path)
        heading = next_heading(session, TRAVEL, parties.recipients)
        capsule = _capsule(vault, session, remembered, journey)
        stored = files.enter_context(vault.blobs.storing(capsule))
        erased = tombstone_changes(session, journey.preview.erased)
        changes = [*case_changes(session, journey.case_ids), *erased]
        frames = [changes_frame(changes)]
        frames.append(stored_frame(vault, stored, CAPSULE))
        frames += document_frames(vault, session, journey.case_ids)
        sealed = parties.seal(path, heading, frames, remembered.id)
        made.append(sealed.path)
        remembered.manifest_hash = sealed.digest
        session.add(remembered)
        return sent_rows(session, [remembered])[0]


def _remember(session: Session, journey: _Journey, path: Path) -> SentBundleTable:
    """Journal that everything leaves; the row of the bundle is not in the session yet."""
    bundle_id, recipients = new_bundle_id(), journey.parties.recipients
    add_disclosures(session, bundle_id, journey.case_ids, recipients)
    for case in journey.preview.without_consent:
        reason = journey.overrides[case.row.id].strip()
        add_disclosure(session, case.row.id, WITHOUT_CONSENT, reason, recipients[0].name)
    session.flush()
    row = sent_bundle(session, TRAVEL, bundle_id, recipients, journey.case_ids)
    row.file_name, row.state = path.name, state_of(session)
    return row


def _capsule(
    vault: Vault, session: Session, remembered: SentBundleTable, journey: _Journey
) -> Iterator[bytes]:
    frames = list(pack_frames(vault, session, [remembered]))
    contents = Contents(
        bundle_id=remembered.id,
        owner=vault.owner,
        fingerprint=journey.parties.card.fingerprint,
        device_id=vault.device_id,
        seq=chain_head(session, vault.device_id).seq,
        packed_at=datetime.fromisoformat(remembered.sealed_at),
        frames=tuple(frame.entry for frame in frames),
    )
    return seal_capsule(contents, frames, journey.passphrase, journey.kdf)


def travel_status(vault: Vault) -> TravelStatus:
    """Tell how far the journey is prepared. Writes nothing."""
    with vault.read() as session:
        packed = _packed(session)
        if not packed:
            return TravelStatus(packed=None, has_receipt=False, has_changed=False)
        now = state_of(session)
        return TravelStatus(
            packed=sent_rows(session, packed[:1])[0],
            has_receipt=has_genuine_receipts(session, packed[0]),
            has_changed=packed[0].state != now,
        )


def _packed(session: Session) -> Sequence[SentBundleTable]:
    """The travel bundles, newest first."""
    return session.exec(
        select(SentBundleTable)
        .where(SentBundleTable.kind == TRAVEL)
        .order_by(col(SentBundleTable.sealed_at).desc(), col(SentBundleTable.seq).desc())
    ).all()


def leave(vault: Vault) -> Destroyed:
    """Close the vault and destroy its keys, if nothing is lost by that.

    What remains possible is said in SECURITY.md: an old copy of the header elsewhere, or
    on a flash drive that kept it, still opens with the passphrase.

    Raises:
        TravelNoReceiptError, TravelChangedError: nothing was closed or destroyed.
        DestroyFailedError: a key could not be removed; the coordinator has everything.
    """
    require_covered(vault)
    vault.close()
    return destroy_keys(vault.folder)


def require_covered(vault: Vault) -> None:
    """Make sure that a coordinator holds, and has signed for, all that is here now.

    Raises:
        TravelNoReceiptError: no receipt of somebody who is verified says so.
        TravelChangedError: something was changed after packing.
    """
    with vault.read() as session:
        packed, now = _packed(session), state_of(session)
        current = [sent for sent in packed if sent.state == now]
        if packed and not current:
            raise TravelChangedError
        if not any(has_genuine_receipts(session, sent) for sent in current):
            raise TravelNoReceiptError
