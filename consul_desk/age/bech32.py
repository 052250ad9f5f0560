"""Bech32 text: bytes that people copy, with a prefix and a checksum.

Owns nothing. Comes in: a prefix and bytes, or text. Goes out: the other one. No length
limit, because a post-quantum age recipient has 1959 characters.

Source:
    BIP 173, and c2sp.org/age for the missing limit, checked 2026-11-23.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import xor

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_CHECKSUM_LENGTH = 6
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _folded(top: int) -> int:
    """What five bits that leave the checksum at the top put back into it."""
    chosen = (step for bit, step in enumerate(_GENERATOR) if top >> bit & 1)
    return reduce(xor, chosen, 0)


_FOLDED = tuple(_folded(top) for top in range(32))


def encode(prefix: str, data: bytes) -> str:
    """Write bytes as Bech32, in the case of the prefix."""
    digits = _regroup(data, 8, 5)
    check = _polymod([*_expand(prefix), *digits, *bytes(_CHECKSUM_LENGTH)]) ^ 1
    digits += [check >> shift & 31 for shift in range(5 * (_CHECKSUM_LENGTH - 1), -1, -5)]
    letters = "".join(_ALPHABET[digit] for digit in digits)
    return prefix + "1" + (letters.upper() if prefix.isupper() else letters)


def decode(prefix: str, text: str) -> bytes:
    """Read what `encode` could have written, and nothing else.

    Raises:
        ValueError: another prefix or case, a wrong letter or a wrong checksum.
    """
    letters = text.removeprefix(prefix + "1").lower()
    if len(letters) < _CHECKSUM_LENGTH or not set(letters) <= _VALUES.keys():
        raise ValueError("bech32")
    digits = [_VALUES[letter] for letter in letters[:-_CHECKSUM_LENGTH]]
    data = bytes(_regroup(digits, 5, 8, pad=False))
    if encode(prefix, data) != text:
        raise ValueError("bech32")
    return data


def _expand(prefix: str) -> list[int]:
    codes = prefix.lower().encode()
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        check = (check & 0x1FFFFFF) << 5 ^ value ^ _FOLDED[check >> 25]
    return check


def _regroup(values: Iterable[int], width: int, into: int, *, pad: bool = True) -> list[int]:
    """Cut one row of bits into digits of another width; pad the last one with zeros."""
    held, bits, digits = 0, 0, []
    for value in values:
        held, bits = held << width | value, bits + width
        while bits >= into:
            bits -= into
            digits.append(held >> bits)
            held &= (1 << bits) - 1
    if pad and bits:
        digits.append(held << into - bits)
    return digits
