"""Files in the age v1 format, and its chunked payload on its own.

Owns no state and knows no vault. Comes in: bytes, keys, readable streams. Goes out:
sealed or verified bytes, piece by piece, in constant memory. Recipients are
`mlkem768x25519` (post-quantum hybrid) or X25519, never both in one file; a passphrase
opens but does not seal. ASCII armor is not read. Every failure is an AgeFileError that
names its Stage; pieces that came out before it were verified, but are not the whole.

Source:
    c2sp.org/age, checked 2026-11-23.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable, Iterator, Sequence

from consul_desk.age.header import (
    MAX_HEADER_BYTES,
    MAX_STANZAS,
    ReadableLines,
    Stanza,
    header_mac,
    read_header,
    write_header,
)
from consul_desk.age.payload import (
    CHUNK_BYTES,
    Readable,
    open_pieces,
    pieces_of,
    seal_pieces,
    sealed_size,
)
from consul_desk.age.primitives import Stage
from consul_desk.age.recipients import (
    FILE_KEY_BYTES,
    HybridIdentity,
    HybridRecipient,
    Identity,
    PassphraseIdentity,
    Recipient,
    X25519Identity,
    X25519Recipient,
    parse_identity,
    parse_recipient,
)
from consul_desk.errors.exchange import AgeFileError

__all__ = [
    "CHUNK_BYTES",
    "MAX_HEADER_BYTES",
    "MAX_STANZAS",
    "HybridIdentity",
    "HybridRecipient",
    "Identity",
    "PassphraseIdentity",
    "Readable",
    "Recipient",
    "Stage",
    "X25519Identity",
    "X25519Recipient",
    "decrypt",
    "encrypt",
    "open_pieces",
    "parse_identity",
    "parse_recipient",
    "pieces_of",
    "seal_pieces",
    "sealed_size",
]


def encrypt(pieces: Iterable[bytes], recipients: Sequence[Recipient]) -> Iterator[bytes]:
    """Seal pieces of any size for recipients of one kind.

    If `pieces` raises, so does the result, and what came out so far does not decrypt.

    Returns:
        Shape: the pieces of the file; write them with `target.writelines(...)`.
    Raises:
        ValueError: no recipients, more than 20, or post-quantum beside classic ones.
    """
    if not 1 <= len(recipients) <= MAX_STANZAS or len(set(map(type, recipients))) != 1:
        raise ValueError("recipients")
    file_key = os.urandom(FILE_KEY_BYTES)
    header = write_header(file_key, [recipient.wrap(file_key) for recipient in recipients])
    return _joined(header, seal_pieces(file_key, pieces))


def decrypt(source: ReadableLines, identities: Sequence[Identity]) -> Iterator[bytes]:
    """Open an age file with whichever identity fits.

    The header is capped, read and verified before this returns; the payload follows
    chunk by chunk, each verified.

    Raises:
        AgeFileError: at once for the header, while iterating for the payload.
    """
    header = read_header(source)
    file_key = _unwrap(header.stanzas, identities)
    if not hmac.compare_digest(header.mac, header_mac(file_key, header.signed)):
        raise AgeFileError(stage=Stage.HMAC)
    return open_pieces(file_key, source)


def _unwrap(stanzas: Sequence[Stanza], identities: Sequence[Identity]) -> bytes:
    for identity in identities:
        for stanza in stanzas:
            file_key = identity.unwrap(stanza)
            if file_key is not None:
                return file_key
    raise AgeFileError(stage=Stage.NO_MATCH)


def _joined(header: bytes, payload: Iterator[bytes]) -> Iterator[bytes]:
    yield header
    yield from payload
