"""Who is who: the consul's own keys and card, and the cards of the people she works with.

Comes in: a vault and card files. Goes out: Rows. A contact is known by the fingerprint of
her signing keys, never by her name: the same name on other keys is somebody else until the
digits were compared. Bundles are sealed for verified contacts only.
"""

from __future__ import annotations

import base64
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, select

from consul_desk.errors import NotFoundError
from consul_desk.errors.exchange import FingerprintMismatchError, RecipientUnverifiedError
from consul_desk.exchange.identity import Card, Identity, fingerprint_digits, parse_card
from consul_desk.language import N_, Message
from consul_desk.values import ContactId, new_id
from consul_desk.vault.journal import author_of
from consul_desk.vault.tables import ContactTable, SettingTable
from consul_desk.vault.vault import Vault

_IDENTITY, _CARD = "identity", "card"


class ContactState(StrEnum):
    """How far a contact's card is trusted.

    CHANGED: it was verified, then a newer card named another encryption key.
    """

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    CHANGED = "changed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One line of the contact list."""

    id: ContactId
    name: str
    fingerprint: str
    fingerprint_digits: str
    state: ContactState


# One's own


def my_identity(vault: Vault) -> Identity:
    """The keys of this vault's owner; made when first asked for."""
    return _mine(vault)[0]


def reading_identity(vault: Vault) -> Identity:
    """The keys to open bundles with. Writes nothing.

    Where nobody has asked for keys yet, new ones that are not kept: no bundle can be sealed
    for them, and a damaged one is still told from one for somebody else.
    """
    with vault.read() as session:
        kept = _kept(session)
    return kept[0] if kept else Identity.generate()


def my_card(vault: Vault) -> Card:
    """The card that the owner gives to others; always the same bytes."""
    return _mine(vault)[1]


def _mine(vault: Vault) -> tuple[Identity, Card]:
    with vault.read() as session:
        kept = _kept(session)
    if kept:
        return kept
    with vault.write() as session:
        return _kept(session) or _new(session)


def _kept(session: Session) -> tuple[Identity, Card] | None:
    identity, card = (session.get(SettingTable, name) for name in (_IDENTITY, _CARD))
    if identity is None or card is None:
        return None
    secrets = base64.b64decode(identity.value)
    return Identity.from_bytes(secrets), parse_card(card.value.encode())


def _new(session: Session) -> tuple[Identity, Card]:
    author = author_of(session)
    identity = Identity.generate()
    card = identity.card(author.actor, author.clock())
    secrets = base64.b64encode(identity.to_bytes()).decode()
    session.add(SettingTable(name=_IDENTITY, value=secrets))
    session.add(SettingTable(name=_CARD, value=card.to_bytes().decode()))
    return identity, card


# Other people's


def add_card(vault: Vault, data: bytes) -> ContactRow:
    """Keep somebody's card, or a newer card of somebody who is known already.

    An older card than the known one changes nothing: it could bring back a lost key.

    Raises:
        CardInvalidError: it is no card, or was altered.
    """
    card = parse_card(data)
    with vault.write() as session:
        contact = _known(session, card.fingerprint)
        if contact is None:
            contact = ContactTable(
                id=new_id(),
                name=card.name,
                fingerprint=card.fingerprint,
                card=data.decode(),
                state=ContactState.UNVERIFIED,
            )
            session.add(contact)
        else:
            _renew(contact, card)
        return _row(contact)


def _renew(contact: ContactTable, card: Card) -> None:
    known = _card_of(contact)
    if card.created_at <= known.created_at:
        return
    if card.recipient != known.recipient and contact.state == ContactState.VERIFIED:
        contact.state = ContactState.CHANGED
    contact.name, contact.card = card.name, card.to_bytes().decode()


def verify_contact(vault: Vault, contact_id: str, digits: str) -> ContactRow:
    """Trust a card whose 60 digits both people have before them; spaces do not matter.

    Raises:
        NotFoundError: there is no such contact.
        FingerprintMismatchError: the digits are not this card's.
    """
    with vault.write() as session:
        contact = _required(session, contact_id)
        if _spaceless(digits) != _spaceless(fingerprint_digits(contact.fingerprint)):
            raise FingerprintMismatchError
        contact.state = ContactState.VERIFIED
        contact.verified_at = author_of(session).clock().isoformat(timespec="seconds")
        return _row(contact)


def _spaceless(text: str) -> str:
    return "".join(text.split())


def revoke_contact(vault: Vault, contact_id: str) -> ContactRow:
    """Stop trusting a contact, until the digits are compared again.

    Raises:
        NotFoundError: there is no such contact.
    """
    with vault.write() as session:
        contact = _required(session, contact_id)
        contact.state = ContactState.REVOKED
        return _row(contact)


def list_contacts(vault: Vault) -> tuple[ContactRow, ...]:
    """Everybody whose card is kept, by name."""
    with vault.read() as session:
        rows = [_row(contact) for contact in session.exec(select(ContactTable))]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.id)))


def adopt_contacts(session: Session, restored: Collection[str]) -> None:
    """Let restored contacts take the place of those that a fresh vault made of the same cards.

    What was verified here last counts: a newer card and compared digits are taken over.

    Args:
        restored: ids of the rows that came back.
    """
    contacts = session.exec(select(ContactTable)).all()
    before = {c.fingerprint: c for c in contacts if c.id in restored}
    for fresh in contacts:
        known = before.get(fresh.fingerprint)
        if fresh.id in restored or known is None:
            continue
        _renew(known, _card_of(fresh))
        if fresh.state == ContactState.VERIFIED != known.state:
            known.state, known.verified_at = fresh.state, fresh.verified_at
        session.delete(fresh)


def trusted_cards(vault: Vault, contact_ids: Sequence[str]) -> tuple[Card, ...]:
    """The cards to seal a bundle for.

    Raises:
        NotFoundError: there is no such contact.
        RecipientUnverifiedError: one of them is not verified.
    """
    with vault.read() as session:
        contacts = [_required(session, contact_id) for contact_id in contact_ids]
        for contact in contacts:
            if contact.state != ContactState.VERIFIED:
                raise RecipientUnverifiedError(name=contact.name)
        return tuple(_card_of(contact) for contact in contacts)


def trusted_card(session: Session, fingerprint: str) -> Card | None:
    """The card with this fingerprint, if its digits were compared."""
    contact = _known(session, fingerprint)
    if contact is None or contact.state != ContactState.VERIFIED:
        return None
    return _card_of(contact)


def required_contacts(session: Session, contact_ids: Sequence[str]) -> tuple[ContactRow, ...]:
    """Look contacts up by id.

    Raises:
        NotFoundError: there is no such contact.
    """
    return tuple(_row(_required(session, contact_id)) for contact_id in contact_ids)


def contact_of(session: Session, fingerprint: str) -> ContactRow | None:
    """Look a contact up by the fingerprint that her bundles carry."""
    contact = _known(session, fingerprint)
    return _row(contact) if contact else None


def _known(session: Session, fingerprint: str) -> ContactTable | None:
    wanted = select(ContactTable).where(ContactTable.fingerprint == fingerprint)
    return session.exec(wanted).first()


def _required(session: Session, contact_id: str) -> ContactTable:
    contact = session.get(ContactTable, contact_id)
    if contact is None:
        raise NotFoundError(kind=Message(N_("contact")), name=contact_id)
    return contact


def _card_of(contact: ContactTable) -> Card:
    return parse_card(contact.card.encode())


def _row(contact: ContactTable) -> ContactRow:
    return ContactRow(
        id=ContactId(contact.id),
        name=contact.name,
        fingerprint=contact.fingerprint,
        fingerprint_digits=fingerprint_digits(contact.fingerprint),
        state=ContactState(contact.state),
    )
