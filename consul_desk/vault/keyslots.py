"""The vault's header: who can unwrap the vault key, and with what.

Comes in: a passphrase, or the bytes of `head.a` and `head.b`. Goes out: the vault key and
the keys derived from it. The header holds no name and no secret in plain; caps on the key
derivation are checked before any derivation runs, because a hostile header must not hang
or exhaust the laptop.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError

from consul_desk.errors import (
    NotAVaultError,
    VaultDamagedError,
    VaultTooNewError,
    WrongPassphraseError,
)
from consul_desk.paths import HEADER_FILES

HEADER_FORMAT = 1
HEADER_MAX_BYTES = 64 * 1024
KEY_BYTES = 32
TARGET_S = 1.0


class KdfParameters(BaseModel):
    """Argon2id costs. The bounds are the caps; outside them a header is refused.

    Source:
        RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes as the second recommended option.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: Literal["argon2id"] = "argon2id"
    memory_kib: Annotated[int, Field(ge=64 * 1024, le=2 * 1024 * 1024)] = 256 * 1024
    passes: Annotated[int, Field(ge=3, le=16)] = 3
    lanes: Annotated[int, Field(ge=1, le=16)] = 4


KDF_FLOOR = KdfParameters(memory_kib=64 * 1024)


class Slot(BaseModel):
    """The vault key, wrapped by a key that a passphrase gives."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["passphrase"]
    kdf: KdfParameters
    salt: Annotated[Base64Bytes, Field(min_length=16, max_length=16)]
    nonce: Annotated[Base64Bytes, Field(min_length=12, max_length=12)]
    wrapped: Annotated[Base64Bytes, Field(min_length=48, max_length=48)]


class ChainHead(BaseModel):
    """Where this device's chain of changes ended when the header was written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seq: Annotated[int, Field(ge=0)] = 0
    hash: Annotated[str, Field(max_length=64)] = ""


class Header(BaseModel):
    """One copy of the header, as JSON on disk."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    magic: Literal["CDV1"]
    format: int
    vault_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    sequence: Annotated[int, Field(ge=1)]
    slots: Annotated[tuple[Slot, ...], Field(min_length=1, max_length=8)]
    head: ChainHead
    mac: Annotated[str, Field(max_length=64)] = ""

    def authenticated(self, key: bytes) -> Header:
        """The same header with its MAC."""
        return self.model_copy(update={"mac": self._mac(key)})

    def is_authentic(self, key: bytes) -> bool:
        """Tell whether somebody with the vault key wrote exactly this."""
        return hmac.compare_digest(self.mac, self._mac(key))

    def _mac(self, key: bytes) -> str:
        body = self.model_copy(update={"mac": ""}).to_bytes()
        return hmac.new(key, body, hashlib.sha256).hexdigest()

    def to_bytes(self) -> bytes:
        """Canonical JSON: the same header always gives the same bytes."""
        body = self.model_dump(mode="json")
        for slot, plain in zip(body["slots"], self.slots, strict=True):
            for name in ("salt", "nonce", "wrapped"):
                slot[name] = base64.b64encode(getattr(plain, name)).decode()
        return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


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


def read_headers(folder: Path) -> tuple[Header, ...]:
    """Read the copies that can be read, newest first. Nothing is verified yet.

    Raises:
        NotAVaultError: there is no header at all.
        VaultTooNewError: a newer program wrote it.
        VaultDamagedError: neither copy can be read.
    """
    present = [path for name in HEADER_FILES if (path := folder / name).is_file()]
    if not present:
        raise NotAVaultError(path=str(folder))
    found = [header for path in present if (header := _parsed(path)) is not None]
    if not found:
        raise VaultDamagedError(part="head.a, head.b")
    return tuple(sorted(found, key=lambda header: -header.sequence))


def _parsed(path: Path) -> Header | None:
    data = path.read_bytes()[: HEADER_MAX_BYTES + 1]
    if len(data) > HEADER_MAX_BYTES:
        return None
    _refuse_newer(data)
    try:
        return Header.model_validate_json(data)
    except ValidationError:
        return None


def _refuse_newer(data: bytes) -> None:
    try:
        body = json.loads(data)
    except ValueError:
        return
    found = body.get("format") if isinstance(body, dict) else None
    if isinstance(found, int) and found > HEADER_FORMAT:
        raise VaultTooNewError(found=found, known=HEADER_FORMAT)


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


def write_header(folder: Path, header: Header) -> None:
    """Write both copies, a then b, each so that a crash leaves the old or the new one."""
    for name in HEADER_FILES:
        write_durably(folder / name, header.to_bytes())


def write_durably(path: Path, data: bytes) -> None:
    """Write beside, fsync, rename, fsync the folder."""
    beside = path.with_name(path.name + ".new")
    with open(beside, "wb", opener=private) as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def private(path: str, flags: int) -> int:
    """Open a new file that nobody else may read; an `opener` for `open`."""
    return os.open(path, flags, 0o600)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut. Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def next_header(header: Header, head: ChainHead, key: bytes) -> Header:
    """The header that records where the chain stands now."""
    later = header.model_copy(update={"sequence": header.sequence + 1, "head": head})
    return later.authenticated(key)
