"""The vault's header: key slots, and where this device's chain of changes stood.

Comes in: the bytes of `head.a` and `head.b`. Goes out: models that were checked field by
field. The header holds no name and no secret in plain; caps on the key derivation are part
of the models, so that they are checked before any derivation runs: a hostile header must
not hang or exhaust the laptop. A header that uses nothing beyond release 0.1.0 is written
as 0.1.0 wrote it, byte for byte.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Base64Bytes,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from consul_desk.errors.vault import (
    NotAVaultError,
    VaultDamagedError,
    VaultDestroyedError,
    VaultTooNewError,
)
from consul_desk.paths import DATABASE_FILE, HEADER_FILES, holds_vault
from consul_desk.vault.files import beside, replace_durably, turn_in, write_beside

HEADER_FORMAT = 2
"""The newest format that this program reads and writes."""

HEADER_MAX_BYTES = 64 * 1024

_TURN_S = 5.0
"""How long writing a header waits for another process that writes or destroys it."""

Key = bytes | bytearray


class SlotKind(StrEnum):
    """What opens a slot.

    RECOVERY: the code on the printed sheet. SHARED: pieces that coordinators keep.
    """

    PASSPHRASE = auto()
    RECOVERY = auto()
    SHARED = auto()


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
    """The vault key, wrapped by a key that somebody's secret gives.

    Attributes:
        keystore: the operating system's keystore holds a second secret that is needed too.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: SlotKind
    kdf: KdfParameters
    salt: Annotated[Base64Bytes, Field(min_length=16, max_length=16)]
    nonce: Annotated[Base64Bytes, Field(min_length=12, max_length=12)]
    wrapped: Annotated[Base64Bytes, Field(min_length=48, max_length=48)]
    keystore: bool = False

    @property
    def is_first_format(self) -> bool:
        """Whether release 0.1.0 could have written it."""
        return self.kind is SlotKind.PASSPHRASE and not self.keystore


class ChainHead(BaseModel):
    """Where this device's chain of changes ended when the header was written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seq: Annotated[int, Field(ge=0)] = 0
    hash: Annotated[str, Field(max_length=64)] = ""


class Header(BaseModel):
    """One copy of the header, as JSON on disk.

    Attributes:
        sequence: counts every writing; of two authentic copies the higher one counts.
        slots_sequence: counts the changes of slots; the database remembers it too, so that
            an old header put back is noticed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    magic: Literal["CDV1"]
    format: Annotated[int, Field(ge=1, le=HEADER_FORMAT)]
    vault_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    sequence: Annotated[int, Field(ge=1)]
    slots: Annotated[tuple[Slot, ...], Field(min_length=1, max_length=8)]
    slots_sequence: Annotated[int, Field(ge=0)] = 0
    head: ChainHead
    mac: Annotated[str, Field(max_length=64)] = ""

    @model_validator(mode="after")
    def _one_slot_of_a_kind(self) -> Self:
        """Bound what one attempt can cost: eight slots at the caps would take minutes."""
        if len({slot.kind for slot in self.slots}) < len(self.slots):
            raise ValueError("slots")
        return self

    @classmethod
    def new(cls, vault_id: str, slots: Iterable[Slot], key: Key) -> Header:
        """The first header of a vault."""
        bare = cls.model_construct(
            magic="CDV1",
            format=1,
            vault_id=vault_id,
            sequence=1,
            slots=tuple(slots),
            head=ChainHead(),
        )
        return bare._finished(key)

    def with_head(self, head: ChainHead, key: Key) -> Header:
        """The next header, which records where the chain stands now."""
        return self._next(key, head=head)

    def with_slots(self, slots: Iterable[Slot], slots_sequence: int, key: Key) -> Header:
        """The next header, with other slots."""
        return self._next(key, slots=tuple(slots), slots_sequence=slots_sequence)

    def slot(self, kind: SlotKind) -> Slot | None:
        """The slot of a kind, if there is one."""
        return next((slot for slot in self.slots if slot.kind is kind), None)

    def is_authentic(self, key: Key) -> bool:
        """Tell whether somebody with the vault key wrote exactly this."""
        return hmac.compare_digest(self.mac.encode(), _mac(self._body(), key).encode())

    def to_bytes(self) -> bytes:
        """Canonical JSON: the same header always gives the same bytes."""
        return _canonical(self._body())

    def _next(self, key: Key, **changed: object) -> Header:
        return self.model_copy(update={"sequence": self.sequence + 1, **changed})._finished(key)

    def _finished(self, key: Key) -> Header:
        plain = not self.slots_sequence and all(slot.is_first_format for slot in self.slots)
        numbered = self.model_copy(update={"format": 1 if plain else HEADER_FORMAT})
        return numbered.model_copy(update={"mac": _mac(numbered._body(), key)})

    def _body(self) -> dict[str, Any]:
        body = self.model_dump(mode="json")
        for slot, plain in zip(body["slots"], self.slots, strict=True):
            for name in ("salt", "nonce", "wrapped"):
                slot[name] = base64.b64encode(getattr(plain, name)).decode()
            _drop_unused(slot, "keystore")
        _drop_unused(body, "slots_sequence")
        return body


def _drop_unused(body: dict[str, Any], name: str) -> None:
    """What 0.1.0 did not know is left out while it says nothing, so that old MACs hold."""
    if not body[name]:
        del body[name]


def _canonical(body: dict[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()


def _mac(body: dict[str, Any], key: Key) -> str:
    return hmac.new(key, _canonical(body | {"mac": ""}), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Copies:
    """What the two files hold. Nothing is verified yet.

    Attributes:
        known: copies that can be read, newest first.
        newer: copies that say a newer program wrote them; damage can say so too.
    """

    known: tuple[Header, ...]
    newer: tuple[dict[str, Any], ...] = ()

    def newest(self, key: Key) -> Header:
        """The newest copy that is authentic under the vault's header key.

        Raises:
            VaultTooNewError: a copy by a newer program is authentic.
            VaultDamagedError: no copy is authentic.
        """
        for body in self.newer:
            if hmac.compare_digest(str(body.get("mac")).encode(), _mac(body, key).encode()):
                raise VaultTooNewError(found=body["format"], known=HEADER_FORMAT)
        for header in self.known:
            if header.is_authentic(key):
                return header
        raise VaultDamagedError(part=", ".join(HEADER_FILES))


def read_headers(folder: Path) -> Copies:
    """Read the copies that can be read.

    Raises:
        NotAVaultError: there is no header, nor anything else of a vault.
        VaultTooNewError: only a newer program can read them.
        VaultDamagedError: neither copy can be read.
    """
    if not holds_vault(folder):
        raise NotAVaultError(path=str(folder))
    known: list[Header] = []
    newer: list[dict[str, Any]] = []
    for body in (_parsed(folder / name) for name in HEADER_FILES):
        found = body.get("format")
        if isinstance(found, int) and found > HEADER_FORMAT:
            newer.append(body)
            continue
        try:
            known.append(Header.model_validate_json(_canonical(body)))
        except ValidationError:
            continue
    if newer and not known:
        raise VaultTooNewError(found=newer[0]["format"], known=HEADER_FORMAT)
    if not known:
        raise VaultDamagedError(part=", ".join(HEADER_FILES))
    return Copies(tuple(sorted(known, key=lambda header: -header.sequence)), tuple(newer))


def _parsed(path: Path) -> dict[str, Any]:
    """What a file says, or nothing where it says nothing that could be a header."""
    try:
        with path.open("rb") as file:
            data = file.read(HEADER_MAX_BYTES + 1)
        body = json.loads(data) if len(data) <= HEADER_MAX_BYTES else None
    except (OSError, ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def write_header(folder: Path, header: Header, *, is_first: bool = False) -> None:
    """Write both copies so that a crash leaves an old and a new one at worst.

    Both are laid beside their places before either is moved there: a full disk is noticed
    while nothing has happened yet. From the moment that head.a is moved, the new one counts.

    Args:
        is_first: the vault is being made; otherwise a vault without any header was
            destroyed meanwhile, and nothing may bring its keys back.
    Raises:
        VaultDestroyedError: both copies are gone, or the database is.
    """
    paths = [folder / name for name in HEADER_FILES]
    with turn_in(folder, _TURN_S):
        _require_keys(folder, is_first=is_first)
        try:
            for path in paths:
                write_beside(path, header.to_bytes())
            _require_keys(folder, is_first=is_first)
            for path in paths:
                replace_durably(path)
        except BaseException:
            for path in paths:
                # A disk that fails may refuse this too; the first error is the one to tell.
                with suppress(OSError):
                    beside(path).unlink(missing_ok=True)
            raise


def _require_keys(folder: Path, *, is_first: bool) -> None:
    """Destruction begins by taking the database's name away and ends without headers."""
    has_header = any((folder / name).exists() for name in HEADER_FILES)
    if not is_first and not (has_header and (folder / DATABASE_FILE).exists()):
        raise VaultDestroyedError


def heal_header(folder: Path, header: Header) -> None:
    """Write both copies again where either differs from the one that counts."""
    whole = header.to_bytes()
    if any(_bytes_of(folder / name) != whole for name in HEADER_FILES):
        write_header(folder, header)


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
