"""The header of an age file: stanzas that wrap the file key, and a MAC over them.

Comes in: the start of a file, of which nothing is trusted. Goes out: its stanzas. Length,
lines and stanzas are capped before anything is parsed, and parsing is linear.

Source:
    c2sp.org/age, "Header" and its ABNF, checked 2026-11-23.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from consul_desk.age.payload import Readable
from consul_desk.age.primitives import (
    Stage,
    derive,
    from_base64,
    from_base64_sized,
    to_base64,
)
from consul_desk.errors.exchange import AgeFileError

MAX_HEADER_BYTES = 64 * 1024
MAX_HEADER_LINES = 2000
MAX_STANZAS = 20

_VERSION_LINE = b"age-encryption.org/v1\n"
_END = b"---"
_COLUMNS = 64
_MAC_BYTES = 32


class ReadableLines(Readable, Protocol):
    """A stream that can also stop at the end of a line."""

    def readline(self, limit: int, /) -> bytes:
        """Read up to and including a line feed, at most so many bytes."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """The file key, wrapped for one recipient.

    Attributes:
        kind: the first argument, such as b"X25519".
    """

    kind: bytes
    arguments: tuple[bytes, ...]
    body: bytes

    def lines(self) -> bytes:
        """Write it down; the last line is always a short one, empty if need be."""
        text = to_base64(self.body)
        body = [text[i : i + _COLUMNS] for i in range(0, len(text) + 1, _COLUMNS)]
        return b"\n".join([b" ".join([b"->", self.kind, *self.arguments]), *body, b""])


@dataclass(frozen=True, slots=True)
class Header:
    """A header that is well formed; whether it is genuine, only the file key tells.

    Attributes:
        signed: the bytes that the MAC is over.
    """

    stanzas: tuple[Stanza, ...]
    signed: bytes
    mac: bytes


def write_header(file_key: bytes, stanzas: Sequence[Stanza]) -> bytes:
    """Put stanzas and MAC together."""
    signed = _VERSION_LINE + b"".join(stanza.lines() for stanza in stanzas) + _END
    return signed + b" " + to_base64(header_mac(file_key, signed)) + b"\n"


def read_header(source: ReadableLines) -> Header:
    """Read a header and leave the source at the first byte of the payload.

    Raises:
        AgeFileError: too long, or not to the letter of the format.
    """
    if source.readline(len(_VERSION_LINE)) != _VERSION_LINE:
        raise AgeFileError(stage=Stage.HEADER)
    *lines, end = _capped_lines(source)
    stanzas = tuple(_stanzas(line[:-1] for line in lines))
    has_passphrase = any(stanza.kind == b"scrypt" for stanza in stanzas)
    if not stanzas or (has_passphrase and len(stanzas) > 1):
        raise AgeFileError(stage=Stage.HEADER)
    mark, _, mac = end[:-1].partition(b" ")
    if mark != _END:
        raise AgeFileError(stage=Stage.HEADER)
    signed = b"".join([_VERSION_LINE, *lines, _END])
    return Header(stanzas, signed, from_base64_sized(mac, _MAC_BYTES))


def header_mac(file_key: bytes, signed: bytes) -> bytes:
    """Authenticate a header with the key that it wraps."""
    return hmac.digest(derive(file_key, b"", b"header"), signed, "sha256")


def _capped_lines(source: ReadableLines) -> list[bytes]:
    """Read all lines up to the MAC, or refuse without looking into them."""
    lines: list[bytes] = []
    size_bytes, stanzas = len(_VERSION_LINE), 0
    while len(lines) < MAX_HEADER_LINES and stanzas <= MAX_STANZAS:
        line = source.readline(MAX_HEADER_BYTES - size_bytes)
        if not line.endswith(b"\n"):
            break
        lines.append(line)
        if line.startswith(_END):
            return lines
        size_bytes += len(line)
        stanzas += line.startswith(b"->")
    raise AgeFileError(stage=Stage.HEADER)


def _stanzas(lines: Iterator[bytes]) -> Iterator[Stanza]:
    for line in lines:
        mark, *arguments = line.split(b" ")
        if mark != b"->" or not arguments or not all(map(_is_argument, arguments)):
            raise AgeFileError(stage=Stage.HEADER)
        kind, *others = arguments
        yield Stanza(kind, tuple(others), from_base64(b"".join(_body_lines(lines))))


def _body_lines(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Take lines up to and including the first short one, which must be there."""
    for line in lines:
        if len(line) > _COLUMNS:
            break
        yield line
        if len(line) < _COLUMNS:
            return
    raise AgeFileError(stage=Stage.HEADER)


def _is_argument(text: bytes) -> bool:
    return bool(text) and all(0x21 <= letter <= 0x7E for letter in text)
