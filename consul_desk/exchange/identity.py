"""Who a consul is to other vaults: her keys, her card, her fingerprint.

Comes in: random bytes, a name, other people's card files. Goes out: signatures, cards that
were verified before they exist as objects, and 60 digits that two people compare. Nothing
here opens a vault. Both signatures must hold: the classic one in case the new one breaks,
the new one in case a quantum computer breaks the classic one.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from pydantic import Field, model_validator

from consul_desk import age
from consul_desk.errors.exchange import CardInvalidError
from consul_desk.exchange.document import (
    MAX_NAME_LETTERS,
    Document,
    Name,
    UtcSecond,
    plain_name,
)

MAX_CARD_BYTES = 64 * 1024
ED25519_SIGNATURE_BYTES = 64
ML_DSA_SIGNATURE_BYTES = 3309

_SEED_BYTES = 32
_CARD_TAG = b"consul-desk/card/1\0"
_FINGERPRINT_TAG = b"consul-desk/fingerprint/1\0"
_DIGITS, _GROUP = 60, 5


class Signatures(Document):
    """Two signatures over the same bytes."""

    ed25519: Annotated[
        bytes,
        Field(min_length=ED25519_SIGNATURE_BYTES, max_length=ED25519_SIGNATURE_BYTES),
    ]
    ml_dsa_65: Annotated[
        bytes, Field(min_length=ML_DSA_SIGNATURE_BYTES, max_length=ML_DSA_SIGNATURE_BYTES)
    ]


class SigningKeys(Document):
    """The public halves that signatures are verified with."""

    ed25519: Annotated[bytes, Field(min_length=32, max_length=32)]
    ml_dsa_65: Annotated[bytes, Field(min_length=1952, max_length=1952)]

    @property
    def fingerprint(self) -> str:
        """Name these keys by a hash.

        Returns:
            Shape: 64 hexadecimal digits.
        """
        hashed = hashlib.sha256(_FINGERPRINT_TAG + self.ed25519 + self.ml_dsa_65)
        return hashed.hexdigest()

    def have_signed(self, tag: bytes, data: bytes, signatures: Signatures) -> bool:
        """Verify both signatures over tagged data."""
        signed = _to_sign(tag, data)
        classic = Ed25519PublicKey.from_public_bytes(self.ed25519)
        modern = MLDSA65PublicKey.from_public_bytes(self.ml_dsa_65)
        try:
            classic.verify(signatures.ed25519, signed)
            modern.verify(signatures.ml_dsa_65, signed)
        except InvalidSignature:
            return False
        return True


class CardBody(Document):
    """What a contact card says, before anybody signed it."""

    format: Literal["consul-desk-card/1"] = "consul-desk-card/1"
    name: Name
    created_at: UtcSecond
    signing_keys: SigningKeys
    recipient: Annotated[str, Field(pattern="^age1pq1", max_length=2000)]


class Card(CardBody):
    """A contact card. An object of this class carries signatures that hold.

    The fingerprint is over the signing keys alone, so that a new encryption key keeps it.
    """

    signatures: Signatures

    @model_validator(mode="after")
    def _verify(self) -> Self:
        age.parse_recipient(self.recipient)
        body = self.to_bytes(without=frozenset({"signatures"}))
        if not self.signing_keys.have_signed(_CARD_TAG, body, self.signatures):
            raise ValueError("signature")
        return self

    @property
    def fingerprint(self) -> str:
        """What a vault knows this person by: 64 hexadecimal digits."""
        return self.signing_keys.fingerprint

    @property
    def age_recipient(self) -> age.Recipient:
        """Whom bundles are sealed for."""
        return age.parse_recipient(self.recipient)


def parse_card(data: bytes) -> Card:
    """Read a card file.

    Raises:
        CardInvalidError: it is no card, or one byte of it was altered.
    """
    if len(data) > MAX_CARD_BYTES:
        raise CardInvalidError
    try:
        return Card.from_bytes(data)
    except ValueError:
        raise CardInvalidError from None


def fingerprint_digits(fingerprint: str) -> str:
    """Write a fingerprint for two people who compare it, in 12 groups of 5 digits."""
    number = str(int(fingerprint, 16) % 10**_DIGITS).zfill(_DIGITS)
    return " ".join(number[i : i + _GROUP] for i in range(0, _DIGITS, _GROUP))


@dataclass(frozen=True, slots=True)
class Identity:
    """The private halves of a consul's keys. Never leaves the vault."""

    ed25519_seed: bytes = field(repr=False)
    ml_dsa_seed: bytes = field(repr=False)
    encryption: age.HybridIdentity

    @classmethod
    def generate(cls) -> Identity:
        """Make new keys."""
        return cls.from_bytes(os.urandom(3 * _SEED_BYTES))

    @classmethod
    def from_bytes(cls, data: bytes) -> Identity:
        """Read what `to_bytes` wrote."""
        seeds = [data[i : i + _SEED_BYTES] for i in range(0, len(data), _SEED_BYTES)]
        ed25519_seed, ml_dsa_seed, encryption_seed = seeds
        return cls(ed25519_seed, ml_dsa_seed, age.HybridIdentity(encryption_seed))

    def to_bytes(self) -> bytes:
        """Write the private halves down, to be stored encrypted."""
        return self.ed25519_seed + self.ml_dsa_seed + self.encryption.secret

    @property
    def signing_keys(self) -> SigningKeys:
        """The public halves of the signing keys."""
        return SigningKeys(
            ed25519=self._ed25519().public_key().public_bytes_raw(),
            ml_dsa_65=self._ml_dsa().public_key().public_bytes_raw(),
        )

    def sign(self, tag: bytes, data: bytes) -> Signatures:
        """Sign tagged data with both keys; the tag says what kind of thing is signed."""
        signed = _to_sign(tag, data)
        return Signatures(
            ed25519=self._ed25519().sign(signed), ml_dsa_65=self._ml_dsa().sign(signed)
        )

    def card(self, name: str, now: datetime) -> Card:
        """Make the card that others add as a contact.

        Raises:
            ValueError: the name has no visible letter.
        """
        body = CardBody(
            name=plain_name(name)[:MAX_NAME_LETTERS].strip(),
            created_at=now.astimezone(UTC).replace(microsecond=0),
            signing_keys=self.signing_keys,
            recipient=self.encryption.recipient.text,
        )
        return Card(**dict(body), signatures=self.sign(_CARD_TAG, body.to_bytes()))

    def _ed25519(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.ed25519_seed)

    def _ml_dsa(self) -> MLDSA65PrivateKey:
        return MLDSA65PrivateKey.from_seed_bytes(self.ml_dsa_seed)


def _to_sign(tag: bytes, data: bytes) -> bytes:
    return tag + hashlib.sha512(data).digest()
