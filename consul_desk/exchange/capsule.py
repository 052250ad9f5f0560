"""A capsule: what a traveller's vault holds beyond its cases, for nobody but herself.

    "CDCAPSUL" | u16 format | u32 length | lock | payload of an age file, in which:
    u32 length | contents | the frames' bytes | zeros up to a Padmé size

The lock is a key slot: a random key under Argon2id of the passphrase that was typed when
the capsule was packed. It is none of the vault's own slots: a copy of one of those, kept
elsewhere, would make destroying the keys worthless.

Comes in: frames and a passphrase, or bytes that somebody kept. Goes out: bytes, or frames
whose every byte is authentic. Both ways stream. What is in the frames is the caller's affair.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from consul_desk import age
from consul_desk.errors.exchange import (
    AgeFileError,
    BundleDamagedError,
    BundleRefusedError,
    BundleTooNewError,
    TravelCapsuleError,
    TravelPassphraseError,
)
from consul_desk.exchange.bundle import Frame
from consul_desk.exchange.document import Document, RandomId, Sha256, UtcSecond
from consul_desk.exchange.layout import Cursor, checked, padded
from consul_desk.exchange.manifest import DeviceId, FrameEntry
from consul_desk.vault import keyslots
from consul_desk.vault.header import KdfParameters, Slot, SlotKind
from consul_desk.vault.journal import canonical
from consul_desk.vault.memory import wiping

FORMAT = 1
MAX_FRAMES = 10_000
MAX_CONTENTS_BYTES = 2 << 20

_MAGIC = b"CDCAPSUL"
_START = struct.Struct(">8sHI")
_LENGTH = struct.Struct(">I")
_MAX_LOCK_BYTES = 4096


class Contents(Document):
    """What a capsule says about itself, once it is open.

    Attributes:
        owner, fingerprint: whose vault it was.
        device_id, seq: where her own chain of changes ended.
    """

    bundle_id: RandomId
    owner: Annotated[str, Field(max_length=200)]
    fingerprint: Sha256
    device_id: DeviceId
    seq: Annotated[int, Field(ge=0)]
    packed_at: UtcSecond
    frames: Annotated[tuple[FrameEntry, ...], Field(max_length=MAX_FRAMES)]


@dataclass(frozen=True, slots=True)
class Capsule:
    """An open capsule.

    Attributes:
        frames: in their order, to be read once; each is verified at its end.
    """

    contents: Contents
    frames: Iterator[tuple[FrameEntry, Iterator[bytes]]]


def seal_capsule(
    contents: Contents, frames: Sequence[Frame], passphrase: bytearray, kdf: KdfParameters
) -> Iterator[bytes]:
    """Seal frames under a passphrase. The caller wipes it.

    Args:
        contents: names the frames in their order.
    """
    key = keyslots.new_vault_key()
    lock = _Lock.closed(contents.bundle_id, key, passphrase, kdf).to_bytes()
    yield _START.pack(_MAGIC, FORMAT, len(lock)) + lock
    with wiping(key):
        yield from age.seal_pieces(key, _inside(contents, frames))


def _inside(contents: Contents, frames: Sequence[Frame]) -> Iterator[bytes]:
    data = contents.to_bytes()
    yield _LENGTH.pack(len(data)) + data
    for frame, entry in zip(frames, contents.frames, strict=True):
        yield from checked(frame.open(), entry)
    zeros = bytes(age.CHUNK_BYTES)
    for left in range(_padding_bytes(len(data), contents), 0, -len(zeros)):
        yield zeros[:left]


def _padding_bytes(contents_bytes: int, contents: Contents) -> int:
    frames = sum(entry.size_bytes for entry in contents.frames)
    size_bytes = _LENGTH.size + contents_bytes + frames
    return padded(size_bytes) - size_bytes


def open_capsule(pieces: Iterator[bytes], bundle_id: str, passphrase: bytearray) -> Capsule:
    """Open a capsule. The caller wipes the passphrase.

    Args:
        bundle_id: of the travel bundle that it must have been packed into.
    Raises:
        TravelPassphraseError: the passphrase is another one.
        TravelCapsuleError: it was packed into another bundle.
        BundleTooNewError: a newer program packed it.
        BundleDamagedError, BundleRefusedError: it was cut or altered.
    """
    source = _Source(pieces)
    magic, found, length = _START.unpack(source.take(_START.size))
    if magic != _MAGIC or not found or length > _MAX_LOCK_BYTES:
        raise BundleRefusedError(rule="capsule")
    if found > FORMAT:
        raise BundleTooNewError(found=found, known=FORMAT)
    try:
        lock = _Lock.model_validate_json(source.take(length))
    except ValidationError:
        raise BundleRefusedError(rule="capsule") from None
    if lock.bundle_id != bundle_id:
        raise TravelCapsuleError
    cursor = Cursor(_opened(lock.key(passphrase), source))
    contents, size_bytes = _read_contents(cursor)
    return Capsule(contents, _frames(cursor, size_bytes, contents))


def _read_contents(cursor: Cursor) -> tuple[Contents, int]:
    (size_bytes,) = _LENGTH.unpack(cursor.take(_LENGTH.size))
    if size_bytes > MAX_CONTENTS_BYTES:
        raise BundleRefusedError(rule="size")
    try:
        return Contents.from_bytes(cursor.take(size_bytes)), size_bytes
    except ValueError:
        raise BundleRefusedError(rule="capsule") from None


def _frames(
    cursor: Cursor, contents_bytes: int, contents: Contents
) -> Iterator[tuple[FrameEntry, Iterator[bytes]]]:
    for entry in contents.frames:
        pieces = checked(cursor.pieces(entry.size_bytes), entry)
        yield entry, pieces
        for _ in pieces:  # what the caller left unread is verified all the same
            pass
    padding = cursor.pieces(_padding_bytes(contents_bytes, contents))
    if any(piece.strip(b"\0") for piece in padding) or not cursor.is_at_end():
        raise BundleRefusedError(rule="padding")


def _opened(key: bytearray, source: age.Readable) -> Iterator[bytes]:
    try:
        with wiping(key):
            yield from age.open_pieces(key, source)
    except AgeFileError:
        raise BundleDamagedError(part="capsule") from None


class _Lock(BaseModel):
    """The slot, and the travel bundle that it belongs to, which is bound into it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bundle_id: RandomId
    slot: Slot

    @classmethod
    def closed(
        cls, bundle_id: str, key: bytearray, passphrase: bytearray, kdf: KdfParameters
    ) -> _Lock:
        """Wrap a key."""
        slot = keyslots.wrap(key, bundle_id, SlotKind.PASSPHRASE, passphrase, kdf)
        return cls.model_construct(bundle_id=bundle_id, slot=slot)

    def key(self, passphrase: bytearray) -> bytearray:
        """Unwrap the key.

        Raises:
            TravelPassphraseError: the passphrase is another one.
        """
        key = keyslots.unwrap(self.bundle_id, self.slot, passphrase)
        if key is None:
            raise TravelPassphraseError
        return key

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        slot = self.slot.model_dump(mode="json")
        for name in ("salt", "nonce", "wrapped"):
            slot[name] = base64.b64encode(getattr(self.slot, name)).decode()
        return canonical({"bundle_id": self.bundle_id, "slot": slot}).encode()


class _Source:
    """Pieces as a stream to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""

    def read(self, size: int, /) -> bytes:
        """Read so many bytes, or what is left."""
        while len(self._held) < size and (piece := next(self._pieces, b"")):
            self._held += piece
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def take(self, size: int) -> bytes:
        """Read exactly so many.

        Raises:
            BundleDamagedError: there are not so many.
        """
        taken = self.read(size)
        if len(taken) < size:
            raise BundleDamagedError(part="capsule")
        return taken
