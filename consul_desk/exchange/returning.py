"""The coordinator's side of a journey: what she keeps for a traveller, and giving it back.

Comes in: a travel bundle that was imported, and the card that the traveller has after her
arrival. Goes out: a bundle with her cases as they are now and her capsule as it was.

Consent is not asked again: the case goes back to the consul who brought it. Whether the new
card is hers, nothing but comparing the 60 digits can tell; `preview_return` shows both names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from consul_desk.errors import NotFoundError
from consul_desk.exchange.bundle import Sealed, bytes_frame
from consul_desk.exchange.contacts import ContactRow, required_contacts
from consul_desk.exchange.frames import (
    blob_frame,
    case_changes,
    changes_frame,
    document_frames,
)
from consul_desk.exchange.identity import fingerprint_digits
from consul_desk.exchange.manifest import new_bundle_id
from consul_desk.exchange.outgoing import (
    add_disclosures,
    next_heading,
    sent_bundle,
)
from consul_desk.exchange.parties import Parties, taking_back
from consul_desk.exchange.receipts import sign_receipt
from consul_desk.exchange.records import CAPSULE, RECEIPT, RETURN
from consul_desk.language import N_, Message
from consul_desk.vault.tables import CapsuleTable, CaseTable, ReceivedBundleTable
from consul_desk.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class CapsuleRow:
    """What is kept for one traveller.

    Attributes:
        cases: how many cases came with it and are still here.
        is_returned: it was given back at least once.
    """

    bundle_id: str
    name: str
    fingerprint_digits: str
    packed_at: datetime
    cases: int
    is_returned: bool


@dataclass(frozen=True, slots=True)
class ReturnPreview:
    """Who left it, and who would get it."""

    capsule: CapsuleRow
    recipient: ContactRow


def list_capsules(vault: Vault) -> tuple[CapsuleRow, ...]:
    """What is kept for travellers, newest first."""
    with vault.read() as session:
        found = session.exec(select(CapsuleTable).order_by(col(CapsuleTable.packed_at).desc()))
        return tuple(_row(session, capsule) for capsule in found.all())


def _row(session: Session, capsule: CapsuleTable) -> CapsuleRow:
    return CapsuleRow(
        bundle_id=capsule.id,
        name=capsule.name,
        fingerprint_digits=fingerprint_digits(capsule.sender),
        packed_at=datetime.fromisoformat(capsule.packed_at),
        cases=len(_cases_here(session, capsule)),
        is_returned=bool(capsule.returned_in),
    )


def _cases_here(session: Session, capsule: CapsuleTable) -> list[str]:
    return [case_id for case_id in capsule.case_ids if session.get(CaseTable, case_id)]


def preview_return(vault: Vault, bundle_id: str, contact_id: str) -> ReturnPreview:
    """Show who left what is kept, beside who would get it. Writes nothing.

    Raises:
        NotFoundError: there is no such travel bundle or contact.
    """
    with vault.read() as session:
        (recipient,) = required_contacts(session, [contact_id])
        return ReturnPreview(_row(session, _required(session, bundle_id)), recipient)


def send_back(vault: Vault, bundle_id: str, contact_id: str, target: Path) -> Sealed:
    """Seal a traveller's cases, as they are now, and her capsule for her new card.

    Args:
        bundle_id: of the travel bundle that she left.
        target: a new file, or a folder, which gets one with a neutral name.
    Raises:
        NotFoundError: there is no such travel bundle or contact.
        RecipientUnverifiedError: her new card is not verified.
        UnwritableFileError: the target exists or cannot be written.
        BlobDamagedError: an attachment is missing.
    """
    parties = Parties.of(vault, [contact_id])
    with taking_back() as made, vault.write() as session:
        capsule = _required(session, bundle_id)
        received = session.get_one(ReceivedBundleTable, bundle_id)
        receipt = sign_receipt(session, parties.identity, received)
        case_ids = _cases_here(session, capsule)
        sent = sent_bundle(session, RETURN, new_bundle_id(), parties.recipients, case_ids)
        add_disclosures(session, sent.id, case_ids, parties.recipients)
        session.flush()
        heading = next_heading(session, RETURN, parties.recipients)
        frames = [
            changes_frame(case_changes(session, capsule.case_ids)),
            bytes_frame(RECEIPT, receipt.to_bytes()),
            blob_frame(vault, session, capsule.sha256, capsule.name, CAPSULE),
            *document_frames(vault, session, case_ids),
        ]
        sealed = parties.seal(target, heading, frames, sent.id)
        made.append(sealed.path)
        sent.manifest_hash, sent.file_name = sealed.digest, sealed.path.name
        capsule.returned_in = sent.id
        session.add(sent)
    vault.checkpoint()
    return sealed


def _required(session: Session, bundle_id: str) -> CapsuleTable:
    capsule = session.get(CapsuleTable, bundle_id)
    if capsule is None:
        raise NotFoundError(kind=Message(N_("travel bundle")), name=bundle_id)
    return capsule
