"""Receipts: a recipient's signed word that a bundle arrived and was taken in.

Comes in: a bundle that was imported, or a receipt file. Goes out: a receipt file, or a sent
bundle that counts as arrived. Nothing else turns "sent" into "arrived". A receipt carries
both signatures itself, so that it still proves something once its seal is gone, and is
sealed like any bundle, so that nobody on the way reads who acknowledged what.

A receipt is sealed for a verified card only, even where the bundle itself was accepted
without: it carries the recipient's card and tells that she read the bundle, and whoever has
her card could have sent that. Comparing the digits makes up for it at any time.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import UTC
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field
from sqlmodel import Session, select

from consul_desk.errors import NotFoundError
from consul_desk.errors.exchange import (
    BundleRefusedError,
    ReceiptForgedError,
    ReceiptMismatchError,
    ReceiptUnknownError,
    RecipientUnverifiedError,
    SenderUnverifiedError,
)
from consul_desk.exchange.bundle import Sealed, VerifiedBundle, bytes_frame, seal_bundle
from consul_desk.exchange.contacts import contact_of, my_card, my_identity, trusted_card
from consul_desk.exchange.document import Document, RandomId, Sha256, UtcSecond
from consul_desk.exchange.identity import Identity, Signatures, SigningKeys, fingerprint_digits
from consul_desk.exchange.incoming import open_incoming
from consul_desk.exchange.manifest import DeviceId, Heading
from consul_desk.exchange.outgoing import SentRow, sent_rows
from consul_desk.exchange.records import RECEIPT, RETURN
from consul_desk.language import N_, Message
from consul_desk.vault.journal import author_of
from consul_desk.vault.tables import CapsuleTable, ReceivedBundleTable, SentBundleTable
from consul_desk.vault.vault import Vault

MAX_RECEIPT_BYTES = 256 * 1024

_TAG = b"consul-desk/receipt/1\0"
# Holds no rows: a vault of any age can read it.
_SCHEMA_VERSION = 1


class ReceiptBody(Document):
    """What a receipt says, before anybody signed it.

    Attributes:
        manifest_hash: names all that the bundle held.
        journal_heads: per device, the end of its chain as the bundle told it.
        sender, receiver: fingerprints.
    """

    format: Literal["consul-desk-receipt/1"] = "consul-desk-receipt/1"
    bundle_id: RandomId
    manifest_hash: Sha256
    journal_heads: Annotated[dict[DeviceId, Sha256], Field(max_length=1000)]
    sender: Sha256
    receiver: Sha256
    verdict: Literal["accepted"] = "accepted"
    created_at: UtcSecond


class Receipt(ReceiptBody):
    """A receipt with signatures that nobody has checked yet."""

    signatures: Signatures

    def is_signed_with(self, keys: SigningKeys) -> bool:
        """Tell whether both signatures are by these keys."""
        body = self.to_bytes(without=frozenset({"signatures"}))
        return keys.have_signed(_TAG, body, self.signatures)


def parse_receipt(data: bytes) -> Receipt:
    """Read a receipt.

    Raises:
        BundleRefusedError: it is none.
    """
    try:
        return Receipt.from_bytes(data)
    except ValueError:
        raise BundleRefusedError(rule="receipt") from None


# The recipient's side


def make_receipt(vault: Vault, bundle_id: str, target: Path) -> Sealed:
    """Acknowledge a bundle that was imported here, to its sender.

    Args:
        target: a new file, or a folder, which gets one with a neutral name.
    Raises:
        NotFoundError: no such bundle was imported.
        RecipientUnverifiedError: the sender's card is not verified.
        UnwritableFileError: the target exists or cannot be written.
    """
    identity, card = my_identity(vault), my_card(vault)
    with vault.read() as session:
        received = session.get(ReceivedBundleTable, bundle_id)
        if received is None:
            raise NotFoundError(kind=Message(N_("bundle")), name=bundle_id)
        sender = trusted_card(session, received.sender)
        if sender is None:
            raise RecipientUnverifiedError(name=_name_of(session, received.sender))
        receipt = sign_receipt(session, identity, received)
    return seal_bundle(
        target,
        _heading(receipt),
        [bytes_frame(RECEIPT, receipt.to_bytes())],
        signer=identity,
        sender=card,
        recipients=[sender],
    )


def _name_of(session: Session, fingerprint: str) -> str:
    contact = contact_of(session, fingerprint)
    return contact.name if contact else fingerprint_digits(fingerprint)


def sign_receipt(
    session: Session, identity: Identity, received: ReceivedBundleTable
) -> Receipt:
    """Say, signed, that a bundle was taken in."""
    body = ReceiptBody(
        bundle_id=received.id,
        manifest_hash=received.manifest_hash,
        journal_heads=received.journal_heads,
        sender=received.sender,
        receiver=identity.signing_keys.fingerprint,
        created_at=author_of(session).clock().astimezone(UTC).replace(microsecond=0),
    )
    return Receipt(**dict(body), signatures=identity.sign(_TAG, body.to_bytes()))


def _heading(receipt: Receipt) -> Heading:
    """Receipts are not counted: each stands alone, and a lost one is asked for again."""
    return Heading(
        kind=RECEIPT,
        schema_version=_SCHEMA_VERSION,
        sequence=1,
        previous=None,
        journal_heads={},
        created_at=receipt.created_at,
    )


# The sender's side


def add_receipt(vault: Vault, path: Path) -> SentRow:
    """Take a receipt in: its bundle has arrived. The same one again changes nothing.

    Raises:
        UnreadableFileError, BundleDamagedError, BundleNotForUsError, BundleRefusedError: why
            the file is no receipt that can be used.
        ReceiptUnknownError, ReceiptForgedError, ReceiptMismatchError: it acknowledges
            nothing that was made here.
        SenderUnverifiedError: its signer is not verified any more.
    """
    return accept_receipt(vault, open_incoming(vault, path))


def accept_receipt(vault: Vault, bundle: VerifiedBundle) -> SentRow:
    """The same for a file that was verified already."""
    receipt = receipt_in(bundle)
    with vault.write() as session:
        return sent_rows(session, [acknowledge(session, receipt)])[0]


def preview_receipt(vault: Vault, bundle: VerifiedBundle) -> SentRow:
    """What the receipt would say. Writes nothing."""
    receipt = receipt_in(bundle)
    with vault.read() as session:
        return sent_rows(session, [acknowledge(session, receipt)])[0]


def receipt_in(bundle: VerifiedBundle) -> Receipt:
    """The receipt that a file holds.

    Raises:
        BundleRefusedError: it holds none, or more.
    """
    frames = bundle.manifest.frames
    if bundle.manifest.kind != RECEIPT or [frame.kind for frame in frames] != [RECEIPT]:
        raise BundleRefusedError(rule="frames")
    if frames[0].size_bytes > MAX_RECEIPT_BYTES:
        raise BundleRefusedError(rule="size")
    ((_, pieces),) = ((entry, b"".join(parts)) for entry, parts in bundle.frames())
    return parse_receipt(pieces)


def acknowledge(session: Session, receipt: Receipt) -> SentBundleTable:
    """Note a receipt at the bundle that it is for.

    Raises:
        ReceiptUnknownError, ReceiptForgedError, ReceiptMismatchError, SenderUnverifiedError:
            as for `add_receipt`.
    """
    sent = session.get(SentBundleTable, receipt.bundle_id)
    if sent is None:
        raise ReceiptUnknownError
    expected = _expected(session, sent)
    if receipt.receiver not in expected:
        raise ReceiptForgedError
    require_genuine(session, receipt)
    if receipt.manifest_hash != sent.manifest_hash:
        raise ReceiptMismatchError
    if receipt.receiver not in sent.receipts:
        signed = receipt.to_bytes().decode()
        sent.receipts = sent.receipts | {receipt.receiver: signed}
    if not sent.arrived_at and expected <= sent.receipts.keys():
        sent.arrived_at = author_of(session).clock().isoformat(timespec="seconds")
    session.add(sent)
    return sent


def _expected(session: Session, sent: SentBundleTable) -> AbstractSet[str]:
    """Whose receipts make a bundle count as arrived: its recipients'.

    A traveller who came back signs with the keys that were given back to her, which proves
    that her capsule opened; the keys that the bundle was sealed for are gone by then.
    """
    if sent.kind != RETURN:
        return frozenset(sent.recipients.split())
    found = select(CapsuleTable.sender).where(CapsuleTable.returned_in == sent.id)
    return frozenset(session.exec(found))


def has_genuine_receipts(session: Session, sent: SentBundleTable) -> bool:
    """Whether everybody has acknowledged a bundle, and is trusted to this day."""
    receipts = [parse_receipt(signed.encode()) for signed in sent.receipts.values()]
    signers = {receipt.receiver for receipt in receipts}
    return signers >= _expected(session, sent) and all(
        (receipt.bundle_id, receipt.manifest_hash) == (sent.id, sent.manifest_hash)
        and (card := trusted_card(session, receipt.receiver))
        and receipt.is_signed_with(card.signing_keys)
        for receipt in receipts
    )


def require_genuine(session: Session, receipt: Receipt) -> None:
    """Check a receipt against the verified card of its signer.

    Raises:
        SenderUnverifiedError: there is no such card.
        ReceiptForgedError: she did not sign this.
    """
    card = trusted_card(session, receipt.receiver)
    if card is None:
        raise SenderUnverifiedError(
            name=_name_of(session, receipt.receiver),
            fingerprint=fingerprint_digits(receipt.receiver),
        )
    if not receipt.is_signed_with(card.signing_keys):
        raise ReceiptForgedError
