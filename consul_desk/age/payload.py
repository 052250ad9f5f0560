"""The payload of an age file: ChaCha20-Poly1305 in chunks of 64 KiB.

Comes in: a key that is used for nothing else, and a stream. Goes out: its chunks, sealed
or verified. The vault keeps its attachments in this layer, without a header.

Source:
    c2sp.org/age, "Payload", checked 2026-11-23.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import count
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from consul_desk.age.primitives import TAG_BYTES, Stage, derive
from consul_desk.errors.exchange import AgeFileError

CHUNK_BYTES = 64 * 1024
NONCE_BYTES = 16
_SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES


class Readable(Protocol):
    """A stream whose `read(n)` gives n bytes unless it ends: any buffered file."""

    def read(self, size: int, /) -> bytes:
        """Read."""


def pieces_of(source: Readable, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """Read a stream to its end, in pieces of a size."""
    return iter(partial(source.read, size), b"")


def seal_pieces(key: bytes | bytearray, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Encrypt pieces of any size; only the last chunk may be short."""
    nonce = os.urandom(NONCE_BYTES)
    yield nonce
    aead = _aead(key, nonce)
    chunk = memoryview(bytearray(CHUNK_BYTES))
    number = filled = 0
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            if filled == CHUNK_BYTES:  # held back until now: it could have been the last
                yield aead.encrypt(_chunk_nonce(number), chunk, None)
                number, filled = number + 1, 0
            if not filled and len(rest) > CHUNK_BYTES:  # certainly not the last
                yield aead.encrypt(_chunk_nonce(number), rest[:CHUNK_BYTES], None)
                number, rest = number + 1, rest[CHUNK_BYTES:]
                continue
            taken = rest[: CHUNK_BYTES - filled]
            chunk[filled : filled + len(taken)] = taken
            filled, rest = filled + len(taken), rest[len(taken) :]
    yield aead.encrypt(_chunk_nonce(number, is_last=True), chunk[:filled], None)


def open_pieces(key: bytes | bytearray, source: Readable) -> Iterator[bytes]:
    """Decrypt chunk by chunk; once exhausted, nothing was cut off.

    Raises:
        AgeFileError: a chunk is altered, missing or too many.
    """
    nonce = source.read(NONCE_BYTES)
    if len(nonce) != NONCE_BYTES:
        raise AgeFileError(stage=Stage.HEADER)
    aead = _aead(key, nonce)
    for number in count():
        chunk, is_last = _open_chunk(aead, number, source.read(_SEALED_CHUNK_BYTES))
        yield chunk
        if is_last:
            break
    if source.read(1):
        raise AgeFileError(stage=Stage.PAYLOAD)


def sealed_size(plain_bytes: int) -> int:
    """Bytes of the payload that seals so many."""
    chunks = max(1, -(-plain_bytes // CHUNK_BYTES))
    return NONCE_BYTES + plain_bytes + chunks * TAG_BYTES


def _open_chunk(aead: ChaCha20Poly1305, number: int, sealed: bytes) -> tuple[bytes, bool]:
    """Decrypt one chunk and tell whether it is the last; a full one may be either."""
    is_full = len(sealed) == _SEALED_CHUNK_BYTES
    for is_last in (False, True) if is_full else (True,):
        try:
            chunk = aead.decrypt(_chunk_nonce(number, is_last=is_last), sealed, None)
        except InvalidTag:
            continue
        if chunk or number == 0:
            return chunk, is_last
    raise AgeFileError(stage=Stage.PAYLOAD)


def _chunk_nonce(number: int, *, is_last: bool = False) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _aead(key: bytes | bytearray, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derive(key, nonce, b"payload"))
