"""Shared recovery: a secret in pieces, of which some number opens the vault.

Comes in: a secret, or pieces that somebody typed. Goes out: pieces of 33 English words each
(SLIP-39, by the library `shamir-mnemonic`), or the secret. Fewer pieces than needed tell
nothing at all about it. Every piece carries a checksum, so that a wrong one is named.

Source:
    SLIP-0039, "Shamir's secret-sharing for mnemonic codes", checked 2026-11-24.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from consul_desk.errors.vault import (
    RecoveryPieceError,
    RecoveryPieceOfOtherSetError,
    RecoveryPieceRepeatedError,
    RecoveryPiecesMissingError,
    RecoverySplitError,
    WrongRecoveryError,
)
from consul_desk.language import N_, Message
from consul_desk.vault.memory import pinned

SECRET_BYTES = 32
MOST_PIECES = 16
DEFAULT_NEEDED, DEFAULT_COUNT = 2, 3
WORDS_IN_PIECE = 33

_PREFIX_LETTERS = 4
"""All words of the list differ in their first four letters."""

_UNKNOWN_WORD = N_("Word {place} (“{word}”) is not in the list.")
_WRONG_COUNT = N_("It has {count} words instead of 33.")
_MISTYPED = N_("A word is wrong or in the wrong place.")
_FOREIGN = N_("It was not made by this program.")


@dataclass(frozen=True, slots=True)
class Piece:
    """One coordinator's piece.

    Attributes:
        set_id: five digits that all pieces of one splitting share.
        number: from 1.
        needed: how many pieces of the set open the vault.
    """

    set_id: str
    number: int
    needed: int
    words: str = field(repr=False)


def new_secret() -> bytearray:
    """Draw a secret to split; it has nothing to do with any other secret."""
    return pinned(bytearray(os.urandom(SECRET_BYTES)))


def split(secret: bytearray, needed: int, count: int) -> tuple[Piece, ...]:
    """Split a secret into pieces.

    Raises:
        RecoverySplitError: not 2 <= needed <= count <= 16.
    """
    from shamir_mnemonic import generate_mnemonics

    if not 2 <= needed <= count <= MOST_PIECES:
        raise RecoverySplitError(needed=needed, count=count, most=MOST_PIECES)
    texts = generate_mnemonics(1, [(needed, count)], bytes(secret), iteration_exponent=0)[0]
    return tuple(read_piece(text, place) for place, text in enumerate(texts, 1))


def read_piece(text: str, place: int = 1) -> Piece:
    """Read one piece as people type it: any case, numbers and line ends between the words.

    Args:
        place: which of the typed pieces it is, for the error.
    Raises:
        RecoveryPieceError: it is no piece, or has a slip in it.
    """
    from shamir_mnemonic import MnemonicError, Share

    words = " ".join(_full_words(place, text))
    try:
        share = Share.from_mnemonic(words)
    except MnemonicError:
        raise _problem(place, _MISTYPED) from None
    # Another exponent could make joining take minutes.
    if share.iteration_exponent or share.group_count != 1 or len(share.value) != SECRET_BYTES:
        raise _problem(place, _FOREIGN)
    set_id = f"{share.identifier:05d}"
    return Piece(set_id, share.index + 1, share.member_threshold, words)


def join(texts: Sequence[str]) -> bytearray:
    """Put pieces together again; more than needed do no harm.

    Raises:
        RecoveryPieceError, RecoveryPieceOfOtherSetError, RecoveryPieceRepeatedError: names
            the piece by its place among those that were typed.
        RecoveryPiecesMissingError: there are too few.
        WrongRecoveryError: each piece is whole, but one does not belong to the others.
    """
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    pieces = [read_piece(text, place) for place, text in enumerate(texts, 1)]
    seen: set[int] = set()
    for place, piece in enumerate(pieces, 1):
        if (piece.set_id, piece.needed) != (pieces[0].set_id, pieces[0].needed):
            raise RecoveryPieceOfOtherSetError(number=place)
        if piece.number in seen:
            raise RecoveryPieceRepeatedError(number=place)
        seen.add(piece.number)
    needed = pieces[0].needed if pieces else DEFAULT_NEEDED
    if len(pieces) < needed:
        raise RecoveryPiecesMissingError(found=len(pieces), needed=needed)
    try:
        return pinned(bytearray(combine_mnemonics(p.words for p in pieces[:needed])))
    except MnemonicError:
        raise WrongRecoveryError from None


def _full_words(place: int, text: str) -> list[str]:
    typed = "".join(c if c.isalpha() else " " for c in text.lower()).split()
    words = []
    for number, word in enumerate(typed, 1):
        full = _by_prefix().get(word[:_PREFIX_LETTERS], "")
        if not full.startswith(word) or len(word) < min(_PREFIX_LETTERS, len(full)):
            raise _problem(place, _UNKNOWN_WORD, place=number, word=word)
        words.append(full)
    if len(words) != WORDS_IN_PIECE:
        raise _problem(place, _WRONG_COUNT, count=len(words))
    return words


@cache
def _by_prefix() -> Mapping[str, str]:
    from shamir_mnemonic.wordlist import WORDLIST

    return {word[:_PREFIX_LETTERS]: word for word in WORDLIST}


def _problem(number: int, text: str, **facts: object) -> RecoveryPieceError:
    return RecoveryPieceError(number=number, problem=Message(text, facts))
