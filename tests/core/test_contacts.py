"""Own keys, other people's cards, and how far each is trusted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consul_desk import age
from consul_desk.errors import NotFoundError
from consul_desk.errors.exchange import (
    CardInvalidError,
    FingerprintMismatchError,
    RecipientUnverifiedError,
)
from consul_desk.exchange.contacts import (
    ContactRow,
    ContactState,
    add_card,
    contact_of,
    list_contacts,
    my_card,
    my_identity,
    required_contacts,
    revoke_contact,
    trusted_cards,
    verify_contact,
)
from consul_desk.exchange.identity import Identity, fingerprint_digits
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
VERA = Identity.generate()
CARD = VERA.card("Вера", NOW)
DIGITS = fingerprint_digits(CARD.fingerprint)


def verified(vault: Vault, identity: Identity = VERA) -> ContactRow:
    contact = add_card(vault, identity.card("Вера", NOW).to_bytes())
    return verify_contact(vault, contact.id, contact.fingerprint_digits)


def later(identity: Identity, name: str = "Вера", days: int = 1) -> bytes:
    return identity.card(name, NOW + timedelta(days=days)).to_bytes()


# One's own


def test_own_card_stays_the_same_over_restarts(tmp_path: Path) -> None:
    folder, secret = tmp_path / "vault", bytearray(b"words for tests only")
    vault = Vault.create(folder, secret, owner="Vera Muster", kdf=KDF_FLOOR)
    card, identity = my_card(vault), my_identity(vault)
    vault.close()
    again = Vault.open(folder, bytearray(b"words for tests only"))
    assert my_card(again).to_bytes() == card.to_bytes()
    assert my_identity(again) == identity
    again.close()


def test_own_card_names_the_owner_and_the_own_keys(vault: Vault) -> None:
    card = my_card(vault)
    assert card.name == vault.owner
    assert card.signing_keys == my_identity(vault).signing_keys
    assert card.age_recipient == my_identity(vault).encryption.recipient


# Cards


def test_new_card_is_kept_and_not_yet_trusted(vault: Vault) -> None:
    added = add_card(vault, CARD.to_bytes())
    assert (added.name, added.state) == ("Вера", ContactState.UNVERIFIED)
    assert added.fingerprint_digits == DIGITS
    assert list_contacts(vault) == (added,)


def test_altered_card_is_not_kept(vault: Vault) -> None:
    with pytest.raises(CardInvalidError):
        add_card(vault, CARD.to_bytes().replace("Вера".encode(), "Вена".encode()))
    assert list_contacts(vault) == ()


def test_same_card_again_changes_nothing(vault: Vault) -> None:
    contact = verified(vault)
    assert add_card(vault, CARD.to_bytes()) == contact
    assert list_contacts(vault) == (contact,)


def test_same_name_on_other_keys_is_another_contact(vault: Vault) -> None:
    contact = verified(vault)
    impostor = add_card(vault, later(Identity.generate()))
    assert impostor.id != contact.id
    assert impostor.state is ContactState.UNVERIFIED
    assert contact in list_contacts(vault)


def test_contacts_are_listed_by_name(vault: Vault) -> None:
    for name in ("вера", "Борис", "Анна"):
        add_card(vault, Identity.generate().card(name, NOW).to_bytes())
    assert [contact.name for contact in list_contacts(vault)] == ["Анна", "Борис", "вера"]


# Comparing digits


@pytest.mark.parametrize(
    "digits",
    [DIGITS, DIGITS.replace(" ", ""), f" {DIGITS}\n"],
    ids=["in groups", "without spaces", "with a line end"],
)
def test_right_digits_verify_however_they_are_spaced(vault: Vault, digits: str) -> None:
    contact = add_card(vault, CARD.to_bytes())
    assert verify_contact(vault, contact.id, digits).state is ContactState.VERIFIED


@pytest.mark.parametrize(
    "digits",
    ["", DIGITS[:-1], DIGITS[::-1], DIGITS + "0"],
    ids=["none", "one too few", "backwards", "one too many"],
)
def test_wrong_digits_do_not_verify(vault: Vault, digits: str) -> None:
    contact = add_card(vault, CARD.to_bytes())
    with pytest.raises(FingerprintMismatchError):
        verify_contact(vault, contact.id, digits)
    assert list_contacts(vault) == (contact,)


def test_unknown_contact_is_named(vault: Vault) -> None:
    with pytest.raises(NotFoundError):
        verify_contact(vault, "x", DIGITS)
    with pytest.raises(NotFoundError):
        revoke_contact(vault, "x")


# Newer cards


def test_new_encryption_key_must_be_verified_again(vault: Vault) -> None:
    contact = verified(vault)
    rotated = replace(VERA, encryption=age.HybridIdentity.generate())
    changed = add_card(vault, later(rotated))
    assert (changed.id, changed.state) == (contact.id, ContactState.CHANGED)
    with pytest.raises(RecipientUnverifiedError):
        trusted_cards(vault, [contact.id])
    verify_contact(vault, contact.id, DIGITS)
    (card,) = trusted_cards(vault, [contact.id])
    assert card.age_recipient == rotated.encryption.recipient


def test_new_name_keeps_the_trust(vault: Vault) -> None:
    verified(vault)
    renamed = add_card(vault, later(VERA, "Вера Новая"))
    assert (renamed.name, renamed.state) == ("Вера Новая", ContactState.VERIFIED)


def test_older_card_cannot_bring_an_old_key_back(vault: Vault) -> None:
    verified(vault)
    rotated = replace(VERA, encryption=age.HybridIdentity.generate())
    before = add_card(vault, later(rotated))
    assert add_card(vault, CARD.to_bytes()) == before
    verify_contact(vault, before.id, DIGITS)
    (card,) = trusted_cards(vault, [before.id])
    assert card.age_recipient == rotated.encryption.recipient


@pytest.mark.parametrize("state", [ContactState.UNVERIFIED, ContactState.REVOKED])
def test_newer_card_lends_no_trust(vault: Vault, state: ContactState) -> None:
    contact = add_card(vault, CARD.to_bytes())
    if state is ContactState.REVOKED:
        revoke_contact(vault, contact.id)
    rotated = replace(VERA, encryption=age.HybridIdentity.generate())
    assert add_card(vault, later(rotated)).state is state


# Using contacts


def test_only_verified_contacts_are_sealed_for(vault: Vault) -> None:
    contact = add_card(vault, CARD.to_bytes())
    with pytest.raises(RecipientUnverifiedError) as refused:
        trusted_cards(vault, [contact.id])
    assert refused.value.facts == {"name": "Вера"}
    verify_contact(vault, contact.id, DIGITS)
    assert trusted_cards(vault, [contact.id]) == (CARD,)
    revoke_contact(vault, contact.id)
    with pytest.raises(RecipientUnverifiedError):
        trusted_cards(vault, [contact.id])


def test_contacts_are_found_by_id_and_by_fingerprint(vault: Vault) -> None:
    contact = verified(vault)
    with vault.read() as session:
        assert required_contacts(session, [contact.id]) == (contact,)
        assert contact_of(session, CARD.fingerprint) == contact
        assert contact_of(session, "0" * 64) is None
        with pytest.raises(NotFoundError):
            required_contacts(session, [contact.id, "x"])
