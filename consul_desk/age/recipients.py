"""Whom a file can be sealed for, and who can open it.

Comes in: keys, as bytes or as the text that people exchange. Goes out: the file key,
wrapped or unwrapped. Secrets stay out of `repr`.

Source:
    c2sp.org/age, "Native recipient types"; 32 bytes become a hybrid key as in
    draft-connolly-cfrg-xwing-kem. Checked 2026-11-23.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from consul_desk.age import bech32
from consul_desk.age.header import Stanza
from consul_desk.age.primitives import (
    TAG_BYTES,
    Stage,
    derive,
    from_base64_sized,
    to_base64,
)
from consul_desk.errors.exchange import AgeFileError

FILE_KEY_BYTES = 16
SECRET_BYTES = 32
MAX_SCRYPT_LOG_N = 20
"""Takes 1 GiB of memory; the `age` program itself writes 18."""

_X25519_BYTES = 32
_MLKEM_BYTES = 1184
_MLKEM_SEED_BYTES = 64
_MLKEM_ENC_BYTES = 1088
_HYBRID_ENC_BYTES = _MLKEM_ENC_BYTES + _X25519_BYTES
_SCRYPT_SALT_BYTES = 16

_X25519_INFO = b"age-encryption.org/v1/X25519"
_HYBRID_INFO = b"age-encryption.org/mlkem768x25519"
_SCRYPT_INFO = b"age-encryption.org/v1/scrypt"
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
_WRAP_NONCE = bytes(12)
_DECIMAL = re.compile(rb"[1-9][0-9]*")


class Recipient(Protocol):
    """Whoever a file can be sealed for."""

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the file key so that only the recipient can unwrap it."""


class Identity(Protocol):
    """Whoever may be able to open a file."""

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Unwrap the file key; None if the stanza is for somebody else.

        Raises:
            AgeFileError: the stanza is of our kind and malformed.
        """


@dataclass(frozen=True, slots=True)
class _Secret:
    """What both kinds of identities share: 32 random bytes and their text.

    Raises:
        ValueError: another number of bytes.
    """

    PREFIX: ClassVar[str]
    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != SECRET_BYTES:
            raise ValueError("secret")

    @classmethod
    def generate(cls) -> Self:
        """Make a new one."""
        return cls(os.urandom(SECRET_BYTES))

    @property
    def text(self) -> str:
        """The form that the `age` program reads. Secret."""
        return bech32.encode(self.PREFIX, self.secret)


@dataclass(frozen=True, slots=True)
class HybridRecipient:
    """The public half of a HybridIdentity; `age1pq1...`, 1959 characters.

    Raises:
        ValueError: the bytes are no such key.
    """

    PREFIX: ClassVar[str] = "age1pq"
    key: bytes

    def __post_init__(self) -> None:
        self._public_key()

    @property
    def text(self) -> str:
        """The form that people exchange."""
        return bech32.encode(self.PREFIX, self.key)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the file key; secure against future quantum computers."""
        sealed = _SUITE.encrypt(file_key, self._public_key(), info=_HYBRID_INFO)
        enc, body = sealed[:_HYBRID_ENC_BYTES], sealed[_HYBRID_ENC_BYTES:]
        return Stanza(HybridIdentity.KIND, (to_base64(enc),), body)

    def _public_key(self) -> hpke.MLKEM768X25519PublicKey:
        return hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.key[:_MLKEM_BYTES]),
            X25519PublicKey.from_public_bytes(self.key[_MLKEM_BYTES:]),
        )


@dataclass(frozen=True, slots=True)
class HybridIdentity(_Secret):
    """ML-KEM-768 with X25519: opens what was sealed for its recipient."""

    PREFIX: ClassVar[str] = "AGE-SECRET-KEY-PQ-"
    KIND: ClassVar[bytes] = b"mlkem768x25519"

    @property
    def recipient(self) -> HybridRecipient:
        """The public half."""
        mlkem, x25519 = self._private_keys()
        public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        return HybridRecipient(public)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Unwrap the file key, if this stanza is for us."""
        if stanza.kind != self.KIND:
            return None
        enc = from_base64_sized(_only(stanza.arguments), _HYBRID_ENC_BYTES)
        mlkem, x25519 = self._private_keys()
        _shared_secret(x25519, enc[_MLKEM_ENC_BYTES:])
        try:
            return _SUITE.decrypt(
                enc + _checked_body(stanza),
                hpke.MLKEM768X25519PrivateKey(mlkem, x25519),
                info=_HYBRID_INFO,
            )
        except InvalidTag:
            return None

    def _private_keys(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        seed = hashlib.shake_256(self.secret).digest(_MLKEM_SEED_BYTES + _X25519_BYTES)
        return (
            MLKEM768PrivateKey.from_seed_bytes(seed[:_MLKEM_SEED_BYTES]),
            X25519PrivateKey.from_private_bytes(seed[_MLKEM_SEED_BYTES:]),
        )


@dataclass(frozen=True, slots=True)
class X25519Recipient:
    """The public half of an X25519Identity; `age1...`, 62 characters.

    Raises:
        ValueError: the bytes are no such key.
    """

    PREFIX: ClassVar[str] = "age"
    key: bytes

    def __post_init__(self) -> None:
        self._public_key()

    @property
    def text(self) -> str:
        """The form that people exchange."""
        return bech32.encode(self.PREFIX, self.key)

    def wrap(self, file_key: bytes) -> Stanza:
        """Wrap the file key. A future quantum computer could unwrap it."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        secret = ephemeral.exchange(self._public_key())
        wrap_key = derive(secret, share + self.key, _X25519_INFO)
        body = ChaCha20Poly1305(wrap_key).encrypt(_WRAP_NONCE, file_key, None)
        return Stanza(X25519Identity.KIND, (to_base64(share),), body)

    def _public_key(self) -> X25519PublicKey:
        return X25519PublicKey.from_public_bytes(self.key)


@dataclass(frozen=True, slots=True)
class X25519Identity(_Secret):
    """Classic age: opens what was sealed for its recipient."""

    PREFIX: ClassVar[str] = "AGE-SECRET-KEY-"
    KIND: ClassVar[bytes] = b"X25519"

    @property
    def recipient(self) -> X25519Recipient:
        """The public half."""
        return X25519Recipient(self._private_key().public_key().public_bytes_raw())

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Unwrap the file key, if this stanza is for us."""
        if stanza.kind != self.KIND:
            return None
        share = from_base64_sized(_only(stanza.arguments), _X25519_BYTES)
        secret = _shared_secret(self._private_key(), share)
        return _open_body(derive(secret, share + self.recipient.key, _X25519_INFO), stanza)

    def _private_key(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.secret)


@dataclass(frozen=True, slots=True)
class PassphraseIdentity:
    """A passphrase for files that `age --passphrase` made."""

    KIND: ClassVar[bytes] = b"scrypt"
    passphrase: bytes = field(repr=False)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Unwrap the file key; the work factor is capped before any work."""
        if stanza.kind != self.KIND:
            return None
        if len(stanza.arguments) != 2 or not _DECIMAL.fullmatch(stanza.arguments[1]):
            raise AgeFileError(stage=Stage.HEADER)
        salt = from_base64_sized(stanza.arguments[0], _SCRYPT_SALT_BYTES)
        if len(stanza.arguments[1]) > 2 or int(stanza.arguments[1]) > MAX_SCRYPT_LOG_N:
            raise AgeFileError(stage=Stage.HEADER)
        _checked_body(stanza)
        scrypt = Scrypt(_SCRYPT_INFO + salt, 32, n=1 << int(stanza.arguments[1]), r=8, p=1)
        return _open_body(scrypt.derive(self.passphrase), stanza)


def parse_recipient(text: str) -> HybridRecipient | X25519Recipient:
    """Read `age1pq1...` or `age1...`.

    Raises:
        ValueError: it is neither.
    """
    if text.startswith(HybridRecipient.PREFIX + "1"):
        return HybridRecipient(bech32.decode(HybridRecipient.PREFIX, text))
    return X25519Recipient(bech32.decode(X25519Recipient.PREFIX, text))


def parse_identity(text: str) -> HybridIdentity | X25519Identity:
    """Read `AGE-SECRET-KEY-PQ-1...` or `AGE-SECRET-KEY-1...`.

    Raises:
        ValueError: it is neither.
    """
    if text.startswith(HybridIdentity.PREFIX):
        return HybridIdentity(bech32.decode(HybridIdentity.PREFIX, text))
    return X25519Identity(bech32.decode(X25519Identity.PREFIX, text))


def _only(arguments: tuple[bytes, ...]) -> bytes:
    if len(arguments) != 1:
        raise AgeFileError(stage=Stage.HEADER)
    return arguments[0]


def _shared_secret(private_key: X25519PrivateKey, share: bytes) -> bytes:
    """Agree on a secret; a share that would make it all zeros is malformed."""
    try:
        return private_key.exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError:
        raise AgeFileError(stage=Stage.HEADER) from None


def _checked_body(stanza: Stanza) -> bytes:
    """Its length is checked before decryption, or one body could fit many keys."""
    if len(stanza.body) != FILE_KEY_BYTES + TAG_BYTES:
        raise AgeFileError(stage=Stage.HEADER)
    return stanza.body


def _open_body(wrap_key: bytes, stanza: Stanza) -> bytes | None:
    body = _checked_body(stanza)
    try:
        return ChaCha20Poly1305(wrap_key).decrypt(_WRAP_NONCE, body, None)
    except InvalidTag:
        return None
