"""The recovery code: 160 random bits that a person can copy from paper without a mistake.

Comes in: what somebody typed, or nothing. Goes out: a code as nine groups of five letters
and digits, such as "7K2QX". The first eight groups hold 20 bits each, the ninth is a
checksum over all; the last character of every group is its own checksum, so that a slip is
named by its group. Cyrillic letters that look like Latin ones count as these, and so do
Latin letters typed with the Russian layout switched on.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator

from consul_desk.errors import ConsulDeskError
from consul_desk.errors.vault import (
    RecoveryChecksumError,
    RecoveryGroupError,
    RecoveryIncompleteError,
    RecoveryMistypedError,
)
from consul_desk.vault.memory import pinned, wipe, wiping

SECRET_BYTES = 20
GROUPS, GROUP_LETTERS = 9, 5
ASKED_BACK = 2

# Source: Crockford, "Base 32", checked 2026-11-24: no I, L, O and U.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKS_LIKE = str.maketrans("ILOАВЕЁКМНОРСТУХЗ", "110ABEEKMH0PCTYX3")
_SAME_KEY = str.maketrans("ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", "QWERTYU10PASDFGHJK1ZXCVBNM")
"""ЙЦУКЕН over QWERTY; Ш, Щ and Д lie on I, O and L, which are read as digits."""
_READINGS = (_LOOKS_LIKE, _SAME_KEY)
"""What typed letters may be meant as: as they look, or by the keys that were pressed."""

_ONLY_KEYS = frozenset(map(chr, _SAME_KEY.keys() - _LOOKS_LIKE.keys()))
_BETWEEN = " \t\r\n-–—_.,:;/|·\u00a0\u202f"

_TAG = b"consul-desk/recovery-code/1\0"


class RecoveryCode:
    """A whole code. It holds its secret until `wipe`."""

    def __init__(self, secret: bytearray) -> None:
        self._secret = pinned(secret)

    def __repr__(self) -> str:
        return "RecoveryCode(...)"

    @property
    def groups(self) -> tuple[str, ...]:
        """The nine groups as they stand on the sheet."""
        letters = _letters(self._secret)
        return tuple(
            "".join(_ALPHABET[letter] for letter in (*group, _check(number, group)))
            for number, group in enumerate(_grouped(letters), 1)
        )

    @property
    def text(self) -> str:
        """The whole code in one line; what the picture on the sheet holds."""
        return "-".join(self.groups)

    def secret(self) -> bytearray:
        """A copy of the 20 bytes for `Vault.open_with_code`, which wipes it."""
        return bytearray(self._secret)

    def wipe(self) -> None:
        """Overwrite the secret; the code is of no use afterwards."""
        wipe(self._secret)

    def require_group(self, number: int, typed: str) -> None:
        """Make sure that somebody has a group before her eyes.

        Raises:
            RecoveryMistypedError: this is not the group with this number, from 1.
        """
        wanted = self.groups[number - 1]
        if not any(_bare(typed).translate(table) == wanted for table in _READINGS):
            raise RecoveryMistypedError(number=number)


def new_code() -> RecoveryCode:
    """Draw a new code."""
    return RecoveryCode(bytearray(os.urandom(SECRET_BYTES)))


def ask_back() -> tuple[int, ...]:
    """Choose which groups somebody types back, by number from 1, in rising order."""
    drawn = secrets.SystemRandom().sample(range(1, GROUPS + 1), ASKED_BACK)
    return tuple(sorted(drawn))


def parse_code(text: str | bytearray) -> RecoveryCode:
    """Read a code as people type it: any case, with or without blanks and dashes.

    Args:
        text: a bytearray is UTF-8, and stays as it is.
    Raises:
        RecoveryIncompleteError: not 45 letters and digits.
        RecoveryGroupError: a group is mistyped; names the first one.
        RecoveryChecksumError: the groups are of different codes, or in the wrong order.
    """
    typed = text if isinstance(text, str) else text.decode(errors="replace")
    groups = _typed_groups(typed)
    failures: list[ConsulDeskError] = []
    for table in _READINGS:
        try:
            return _decoded(tuple(group.translate(table) for group in groups))
        except (RecoveryGroupError, RecoveryChecksumError) as error:
            failures.append(error)
    is_other_layout = any(c in _ONLY_KEYS for group in groups for c in group)
    raise failures[is_other_layout]


def problem_of_group(number: int, typed: str) -> RecoveryGroupError | None:
    """What is wrong with one group while it is typed; None for a whole and right one."""
    bare = _bare(typed)
    if any(_letters_of(number, bare.translate(table)) for table in _READINGS):
        return None
    return RecoveryGroupError(number=number)


def _typed_groups(text: str) -> tuple[str, ...]:
    parts = "".join(" " if c in _BETWEEN else c for c in text.upper()).split()
    if len(parts) == GROUPS:
        return tuple(parts)  # one of them may be too short or too long: it will be named
    bare = "".join(parts)
    if len(bare) != GROUPS * GROUP_LETTERS:
        raise RecoveryIncompleteError(found=len(bare), needed=GROUPS * GROUP_LETTERS)
    starts = range(0, len(bare), GROUP_LETTERS)
    return tuple(bare[start : start + GROUP_LETTERS] for start in starts)


def _bare(text: str) -> str:
    return "".join(c for c in text.upper() if c not in _BETWEEN)


def _decoded(groups: tuple[str, ...]) -> RecoveryCode:
    letters = bytearray()
    secret = bytearray(SECRET_BYTES)
    for number, group in enumerate(groups, 1):
        found = _letters_of(number, group)
        if found is None:
            raise RecoveryGroupError(number=number)
        letters += found
    with wiping(letters):
        _pack(letters, secret)
        if not hmac.compare_digest(_letters(secret), letters):
            wipe(secret)
            raise RecoveryChecksumError
    return RecoveryCode(secret)


def _letters_of(number: int, group: str) -> bytes | None:
    """The four letters of a group that is right in itself, each as a number."""
    if len(group) != GROUP_LETTERS or any(letter not in _ALPHABET for letter in group):
        return None
    *letters, check = (_ALPHABET.index(letter) for letter in group)
    return bytes(letters) if check == _check(number, bytes(letters)) else None


def _letters(secret: bytearray) -> bytearray:
    """The secret and its checksum in letters of five bits: 32 and 4."""
    checksum = hashlib.sha256(_TAG + secret).digest()
    number = int.from_bytes(secret, "big") << 20 | int.from_bytes(checksum[:3], "big") >> 4
    count = GROUPS * (GROUP_LETTERS - 1)
    return bytearray(number >> 5 * (count - 1 - place) & 31 for place in range(count))


def _pack(letters: bytearray, secret: bytearray) -> None:
    number = 0
    for letter in letters:
        number = number << 5 | letter
    secret[:] = (number >> 20).to_bytes(SECRET_BYTES, "big")


def _grouped(letters: bytearray) -> Iterator[bytes]:
    width = GROUP_LETTERS - 1
    for start in range(0, len(letters), width):
        yield bytes(letters[start : start + width])


def _check(number: int, letters: bytes) -> int:
    """A checksum in GF(32) that finds every single slip and every two letters swapped.

    The group's number counts as a letter too: groups in the wrong order are found.
    """
    check = 0
    for letter in (number, *letters):
        check = _doubled(check ^ letter)
    return check


def _doubled(element: int) -> int:
    """Times x in GF(32) with x⁵ = x² + 1, where the powers of x are all different."""
    element <<= 1
    return element ^ 0b100101 if element & 32 else element
