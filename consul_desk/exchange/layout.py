"""Where things stand inside a bundle, once the age file around it is open.

    "CDBUNDLE" | u16 format | u32 length | manifest | Ed25519 | ML-DSA-65
    then per frame: u64 length | bytes
    then: end mark | zeros up to a Padmé size

Comes in: pieces of any size. Goes out: the same bytes, cut where the layout wants it.

Source:
    Padmé: Nikitin and others, "Reducing metadata leakage from encrypted files and
    communication with PURBs", 2019, checked 2026-11-23.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator

from consul_desk.errors.exchange import BundleDamagedError, BundleRefusedError
from consul_desk.exchange.identity import ED25519_SIGNATURE_BYTES, ML_DSA_SIGNATURE_BYTES
from consul_desk.exchange.manifest import FrameEntry

MAGIC = b"CDBUNDLE"
START = struct.Struct(">8sHI")
LENGTH = struct.Struct(">Q")
END_MARK = b"\xff" * LENGTH.size
"""As a length it is one that no frame can have."""

_FIXED_BYTES = START.size + ED25519_SIGNATURE_BYTES + ML_DSA_SIGNATURE_BYTES + LENGTH.size


class Cursor:
    """Reads a row of pieces without regard to where one ends and the next begins."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = memoryview(b"")

    def pieces(self, size_bytes: int) -> Iterator[bytes]:
        """The next bytes, as they come.

        Raises:
            BundleRefusedError: there are not so many.
        """
        while size_bytes:
            held = self._held or memoryview(next(self._pieces, b""))
            if not held:
                raise BundleRefusedError(rule="frames")
            piece, self._held = held[:size_bytes], held[size_bytes:]
            size_bytes -= len(piece)
            yield bytes(piece)

    def take(self, size_bytes: int) -> bytes:
        """The next bytes in one piece."""
        return b"".join(self.pieces(size_bytes))

    def is_at_end(self) -> bool:
        """Whether nothing follows; asking verifies that nothing was cut off either."""
        return not self._held and next(self._pieces, None) is None


def checked(pieces: Iterable[bytes], entry: FrameEntry) -> Iterator[bytes]:
    """Pass a frame through, and compare it with its line in the manifest at its end.

    Raises:
        BundleDamagedError: it is another one.
    """
    hashed, size_bytes = hashlib.sha256(), 0
    for piece in pieces:
        hashed.update(piece)
        size_bytes += len(piece)
        yield piece
    if size_bytes != entry.size_bytes or hashed.hexdigest() != entry.sha256:
        raise BundleDamagedError(part="frame")


def padding_bytes(manifest_bytes: int, entries: Iterable[FrameEntry]) -> int:
    """How many zeros make the whole a Padmé size."""
    size_bytes = content_bytes(manifest_bytes, entries)
    return padded(size_bytes) - size_bytes


def content_bytes(manifest_bytes: int, entries: Iterable[FrameEntry]) -> int:
    """Everything but the padding."""
    frames = sum(LENGTH.size + entry.size_bytes for entry in entries)
    return _FIXED_BYTES + manifest_bytes + frames


def padded(size_bytes: int) -> int:
    """Round up so that only the leading bits of a size show; costs 12 % at most."""
    exponent = size_bytes.bit_length() - 1
    hidden_bits = exponent - exponent.bit_length()
    return -(-size_bytes >> hidden_bits) << hidden_bits
