"""Key slots: the vault key, wrapped by what a person knows or holds.

Comes in: a secret and the copies of a header. Goes out: the vault key and the keys derived
from it, in buffers that their holder wipes.
"""

from __future__ import annotations

import json
import os
import time
import unicodedata
from dataclasses import dataclass, field

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from consul_desk.errors import ConsulDeskError
from consul_desk.errors.vault import (
    RecoveryMissingError,
    WrongPassphraseError,
    WrongRecoveryError,
)
from consul_desk.language import N_, Message
from consul_desk.vault.header import Copies, Header, KdfParameters, Slot, SlotKind
from consul_desk.vault.keystore import find_secret
from consul_desk.vault.memory import pinned, wipe, wiping

KEY_BYTES = 32
TARGET_S = 1.0

KDF_FLOOR = KdfParameters(memory_kib=64 * 1024)
"""Enough for a slot whose secret is random: nobody guesses 160 bits, at whatever price.

So opening with a code stays possible on the weakest borrowed laptop."""

_NO_SLOT = {
    SlotKind.RECOVERY: N_("recovery code"),
    SlotKind.SHARED: N_("shared recovery"),
}


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys derived from the vault key, one per use."""

    database: bytearray = field(repr=False)
    header: bytearray = field(repr=False)
    backup: bytearray = field(repr=False)

    def wipe(self) -> None:
        """Overwrite them."""
        for key in (self.database, self.header, self.backup):
            wipe(key)


def new_vault_key() -> bytearray:
    """Draw the key that everything in a vault hangs on."""
    return pinned(bytearray(os.urandom(KEY_BYTES)))


def derive_keys(vault_key: bytes | bytearray) -> Keys:
    """Derive one key per use with HKDF-SHA256 labels."""
    return Keys(*(_labelled(vault_key, label) for label in (b"database", b"header", b"backup")))


def _labelled(secret: bytes | bytearray, label: bytes) -> bytearray:
    key = pinned(bytearray(KEY_BYTES))
    info = b"consul-desk/v1/" + label
    HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive_into(secret, key)
    return key


def calibrate() -> KdfParameters:
    """Choose costs that take about one second on this machine.

    Memory comes first, 256 MiB: it is what a guesser with graphics cards lacks. Then as many
    passes as the second allows, from 3 to 16. A machine that is too slow for that, or that
    has not the memory, gets less memory, never less than the floor.
    """
    start = KdfParameters()
    while start.memory_kib > KDF_FLOOR.memory_kib:
        # Another program may have had its turn meanwhile: the better of two counts.
        once_s = min(_time_of(start) for _ in range(2))
        if once_s <= TARGET_S * 1.5:
            passes = round(start.passes * TARGET_S / once_s)
            return start.model_copy(update={"passes": max(3, min(16, passes))})
        start = start.model_copy(update={"memory_kib": start.memory_kib // 2})
    return KDF_FLOOR


def _time_of(kdf: KdfParameters) -> float:
    begun = time.perf_counter()
    try:
        _stretched(bytearray(b"calibration"), kdf, bytes(16))
    except MemoryError:
        return float("inf")
    return time.perf_counter() - begun


def wrap(
    vault_key: bytes | bytearray,
    vault_id: str,
    kind: SlotKind,
    secret: bytearray,
    kdf: KdfParameters,
    keystore_secret: bytearray | None = None,
) -> Slot:
    """Make a slot with fresh salt and nonce.

    Args:
        keystore_secret: what the keystore holds, as a second factor; it is wiped.
    """
    bare = Slot.model_construct(
        kind=kind,
        kdf=kdf,
        salt=os.urandom(16),
        nonce=os.urandom(12),
        wrapped=b"",
        keystore=keystore_secret is not None,
    )
    key = _wrapping_key(bare, secret, keystore_secret)
    with wiping(key):
        cipher = ChaCha20Poly1305(key)
        wrapped = cipher.encrypt(bare.nonce, vault_key, _bound(vault_id, bare))
    return bare.model_copy(update={"wrapped": wrapped})


def unwrap(vault_id: str, slot: Slot, secret: bytearray) -> bytearray | None:
    """The vault key, or None where the secret does not fit the slot.

    Raises:
        KeystoreMissingError: the slot needs an entry that the keystore does not give.
    """
    vault_key = pinned(bytearray(KEY_BYTES))
    keystore_secret = find_secret(vault_id) if slot.keystore else None
    key = _wrapping_key(slot, secret, keystore_secret)
    with wiping(key):
        cipher = ChaCha20Poly1305(key)
        try:
            cipher.decrypt_into(slot.nonce, slot.wrapped, _bound(vault_id, slot), vault_key)
        except InvalidTag:
            return None
    return vault_key


def _wrapping_key(
    slot: Slot, secret: bytearray, keystore_secret: bytearray | None
) -> bytearray:
    same = _same_everywhere(secret) if slot.kind is SlotKind.PASSPHRASE else secret
    stretched = _stretched(same, slot.kdf, slot.salt)
    if keystore_secret is None:
        return stretched
    both = stretched + keystore_secret
    with wiping(stretched, both, keystore_secret):
        return _labelled(both, b"keystore")


def _same_everywhere(passphrase: bytearray) -> bytearray:
    # A Mac writes й as two code points and Linux as one: both must open the vault.
    return bytearray(unicodedata.normalize("NFKC", passphrase.decode()).encode())


def _stretched(secret: bytearray, kdf: KdfParameters, salt: bytes) -> bytearray:
    costs = (kdf.passes, kdf.memory_kib, kdf.lanes)
    return pinned(bytearray(hash_secret_raw(bytes(secret), salt, *costs, KEY_BYTES, Type.ID)))


def _bound(vault_id: str, slot: Slot) -> bytes:
    """What a slot is tied to; a slot of release 0.1.0 names no kind."""
    bound: list[object] = [vault_id, slot.kdf.model_dump(), slot.salt.hex()]
    if not slot.is_first_format:
        bound += [slot.kind, slot.keystore]
    return json.dumps(bound, sort_keys=True).encode()


def choose_header(
    copies: Copies, secret: bytearray, kind: SlotKind = SlotKind.PASSPHRASE
) -> tuple[Header, bytearray]:
    """Find the newest copy that is authentic, with the vault key.

    Only slots of the given kind are tried, and the same slot once, so that a header costs
    two derivations at most. An old passphrase opens an old copy that was put back; the
    newer copy beside it then says that this passphrase counts no longer.

    Raises:
        WrongPassphraseError, WrongRecoveryError: it fits no slot that counts.
        RecoveryMissingError: no copy has a slot of this kind.
        KeystoreMissingError: the keystore does not give its part.
        VaultDamagedError: it fits, but no copy is authentic.
        VaultTooNewError: the copy that counts is by a newer program.
    """
    slots = [(c.vault_id, slot) for c in copies.known if (slot := c.slot(kind))]
    if not slots:
        raise no_slot(kind)
    for place, (vault_id, slot) in enumerate(slots):
        if (vault_id, slot) in slots[:place]:
            continue
        vault_key = unwrap(vault_id, slot, secret)
        if vault_key is None:
            continue
        keys = derive_keys(vault_key)
        try:
            newest = copies.newest(keys.header)
        finally:
            keys.wipe()
        if newest.slot(kind) == slot:
            return newest, vault_key
        wipe(vault_key)
    raise wrong(kind)


def wrong(kind: SlotKind) -> ConsulDeskError:
    """What to say when a secret of this kind does not open the vault."""
    return WrongPassphraseError() if kind is SlotKind.PASSPHRASE else WrongRecoveryError()


def no_slot(kind: SlotKind) -> ConsulDeskError:
    """What to say when the vault has no slot of this kind."""
    if kind is SlotKind.PASSPHRASE:
        return WrongPassphraseError()
    return RecoveryMissingError(kind=Message(_NO_SLOT[kind]))
