"""Key slots: the vault key, wrapped by what a person knows.

Comes in: a passphrase and a header. Goes out: the vault key and the keys derived from it.
"""

from __future__ import annotations

import json
import os
import time
import unicodedata
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from consul_desk.errors import VaultDamagedError, WrongPassphraseError
from consul_desk.vault.header import Header, KdfParameters, Slot

KEY_BYTES = 32
TARGET_S = 1.0

KDF_FLOOR = KdfParameters(memory_kib=64 * 1024)


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys derived from the vault key, one per use."""

    database: bytes
    header: bytes


def derive_keys(vault_key: bytes) -> Keys:
    """Derive one key per use with HKDF-SHA256 labels."""
    return Keys(*(_labelled(vault_key, label) for label in (b"database", b"header")))


def _labelled(vault_key: bytes, label: bytes) -> bytes:
    info = b"consul-desk/v1/" + label
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(vault_key)


def calibrate() -> KdfParameters:
    """Choose the passes that take about one second on this machine, never fewer than three."""
    start = KdfParameters()
    begun = time.perf_counter()
    _wrapping_key(bytearray(b"calibration"), start, bytes(16))
    once_s = time.perf_counter() - begun
    passes = round(start.passes * TARGET_S / once_s)
    return start.model_copy(update={"passes": max(3, min(16, passes))})


def wrap(vault_key: bytes, vault_id: str, passphrase: bytearray, kdf: KdfParameters) -> Slot:
    """Make a passphrase slot with fresh salt and nonce."""
    salt, nonce = os.urandom(16), os.urandom(12)
    cipher = ChaCha20Poly1305(_wrapping_key(passphrase, kdf, salt))
    wrapped = cipher.encrypt(nonce, vault_key, _bound(vault_id, kdf, salt))
    return Slot.model_construct(
        kind="passphrase", kdf=kdf, salt=salt, nonce=nonce, wrapped=wrapped
    )


def unwrap(header: Header, passphrase: bytearray) -> bytes:
    """Open the first slot that this passphrase fits.

    Raises:
        WrongPassphraseError: it fits none.
    """
    for slot in header.slots:
        cipher = ChaCha20Poly1305(_wrapping_key(passphrase, slot.kdf, slot.salt))
        bound = _bound(header.vault_id, slot.kdf, slot.salt)
        try:
            return cipher.decrypt(slot.nonce, slot.wrapped, bound)
        except InvalidTag:
            continue
    raise WrongPassphraseError


def _wrapping_key(passphrase: bytearray, kdf: KdfParameters, salt: bytes) -> bytes:
    # A Mac writes й as two code points and Linux as one: both must open the vault.
    same = unicodedata.normalize("NFKC", passphrase.decode()).encode()
    return hash_secret_raw(
        same, salt, kdf.passes, kdf.memory_kib, kdf.lanes, KEY_BYTES, Type.ID
    )


def _bound(vault_id: str, kdf: KdfParameters, salt: bytes) -> bytes:
    return json.dumps([vault_id, kdf.model_dump(), salt.hex()], sort_keys=True).encode()


def choose_header(headers: tuple[Header, ...], passphrase: bytearray) -> tuple[Header, bytes]:
    """Find the newest copy that opens and is authentic, with its vault key.

    A copy that fails is passed over as long as the other one holds.
    """
    failure: Exception | None = None
    for header in headers:
        try:
            vault_key = unwrap(header, passphrase)
        except WrongPassphraseError as error:
            failure = failure or error
            continue
        if header.is_authentic(derive_keys(vault_key).header):
            return header, vault_key
        failure = VaultDamagedError(part="head")
    raise failure or WrongPassphraseError
