"""What every part of an age file is made of: its stages, HKDF and strict base64."""

from __future__ import annotations

import base64
import binascii
from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from consul_desk.errors.exchange import AgeFileError

TAG_BYTES = 16
"""Poly1305 adds so many to whatever ChaCha20-Poly1305 encrypts."""


class Stage(StrEnum):
    """How far an age file could be followed before it failed."""

    HEADER = "header failure"
    NO_MATCH = "no match"
    HMAC = "HMAC failure"
    PAYLOAD = "payload failure"


def derive(secret: bytes | bytearray, salt: bytes, info: bytes) -> bytes:
    """Derive a key of 32 bytes with HKDF-SHA-256."""
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def to_base64(data: bytes) -> bytes:
    """Write canonical base64 without padding."""
    return base64.b64encode(data).rstrip(b"=")


def from_base64(text: bytes) -> bytes:
    """Read base64 that `to_base64` could have written, and nothing else.

    Raises:
        AgeFileError: padding, a foreign letter, or bits beyond the last byte.
    """
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise AgeFileError(stage=Stage.HEADER) from None
    if to_base64(data) != text:
        raise AgeFileError(stage=Stage.HEADER)
    return data


def from_base64_sized(text: bytes, length: int) -> bytes:
    """Read canonical base64 of so many bytes.

    Raises:
        AgeFileError: as `from_base64`, or another length.
    """
    data = from_base64(text)
    if len(data) != length:
        raise AgeFileError(stage=Stage.HEADER)
    return data
