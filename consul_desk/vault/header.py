"""The vault's header: key slots, and where this device's chain of changes stood.

Comes in: the bytes of `head.a` and `head.b`. Goes out: models that were checked field by
field. The header holds no name and no secret in plain; caps on the key derivation are part
of the models, so that they are checked before any derivation runs: a hostile header must
not hang or exhaust the laptop.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError

from consul_desk.errors import NotAVaultError, VaultDamagedError, VaultTooNewError
from consul_desk.paths import HEADER_FILES
from consul_desk.vault.files import write_durably

HEADER_FORMAT = 1
HEADER_MAX_BYTES = 64 * 1024


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


def write_header(folder: Path, header: Header) -> None:
    """Write both copies, a then b, each so that a crash leaves the old or the new one."""
    for name in HEADER_FILES:
        write_durably(folder / name, header.to_bytes())


def next_header(header: Header, head: ChainHead, key: bytes) -> Header:
    """The header that records where the chain stands now."""
    later = header.model_copy(update={"sequence": header.sequence + 1, "head": head})
    return later.authenticated(key)
