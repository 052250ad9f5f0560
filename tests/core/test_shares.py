"""Shared recovery: any k pieces open the vault, and a wrong one is named."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from shamir_mnemonic import generate_mnemonics

from consul_desk.errors.vault import (
    RecoveryPieceError,
    RecoveryPieceOfOtherSetError,
    RecoveryPieceRepeatedError,
    RecoveryPiecesMissingError,
    RecoverySplitError,
    WrongRecoveryError,
)
from consul_desk.language import Message
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.shares import join, new_secret, read_piece, split
from consul_desk.vault.vault import Vault
from tests.core.secrets_of_tests import NEW, copy_vault, heads_of, secret

SECRET = bytearray(range(32))


@pytest.mark.parametrize(("needed", "count"), [(2, 2), (2, 3), (3, 5), (5, 5)])
def test_any_pieces_that_are_enough_give_the_secret(needed: int, count: int) -> None:
    texts = [piece.words for piece in split(SECRET, needed, count)]
    for chosen in combinations(texts, needed):
        assert join(chosen) == SECRET
    assert join(texts) == SECRET
    with pytest.raises(RecoveryPiecesMissingError) as caught:
        join(texts[: needed - 1])
    assert caught.value.facts == {"found": needed - 1, "needed": needed}


def test_sixteen_pieces_are_the_most() -> None:
    assert len(split(SECRET, 16, 16)) == 16


@pytest.mark.parametrize(
    ("needed", "count"), [(1, 1), (1, 3), (0, 2), (4, 3), (2, 17), (-1, 5)]
)
def test_a_splitting_that_makes_no_sense_is_refused(needed: int, count: int) -> None:
    with pytest.raises(RecoverySplitError):
        split(SECRET, needed, count)


def test_a_piece_says_what_it_is_and_prints_no_word_by_itself() -> None:
    piece = split(SECRET, 3, 4)[1]
    assert (piece.number, piece.needed, len(piece.set_id)) == (2, 3, 5)
    assert piece.words.split()[9] not in repr(piece)
    assert len(piece.words.split()) == 33


def test_words_may_be_numbered_cut_to_four_letters_and_in_any_case() -> None:
    pieces = split(SECRET, 2, 2)
    numbered = "\n".join(
        f"{n}. {word.upper()}" for n, word in enumerate(pieces[0].words.split(), 1)
    )
    short = ", ".join(word[:4] for word in pieces[1].words.split())
    assert join([numbered, short]) == SECRET


def test_a_word_that_is_not_in_the_list_is_named_with_its_piece() -> None:
    texts = [piece.words for piece in split(SECRET, 2, 3)]
    words = texts[1].split()
    words[6] = "xylophon"
    with pytest.raises(RecoveryPieceError) as caught:
        join([texts[0], " ".join(words)])
    assert caught.value.facts["number"] == 2
    problem = caught.value.facts["problem"]
    assert isinstance(problem, Message)
    assert problem.values == {"place": 7, "word": "xylophon"}


@pytest.mark.parametrize("edit", [
    lambda words: words[:-1],
    lambda words: [*words, words[0]],
    lambda words: [words[1], words[0], *words[2:]],
    lambda words: [*words[:20], words[21], words[20], *words[22:]],
    lambda words: [*words[:5], "academic" if words[5] != "academic" else "acid", *words[6:]],
    lambda words: [],
    lambda words: ["слово"] * 33,
])  # fmt: skip
def test_a_piece_with_a_slip_is_named(edit: object) -> None:
    assert callable(edit)
    texts = [piece.words for piece in split(SECRET, 2, 3)]
    slipped = " ".join(edit(texts[2].split()))
    with pytest.raises(RecoveryPieceError) as caught:
        join([texts[0], slipped])
    assert caught.value.facts["number"] == 2


def test_a_piece_of_another_set_is_named() -> None:
    ours = [piece.words for piece in split(SECRET, 2, 3)]
    others = [piece.words for piece in split(SECRET, 2, 3)]
    with pytest.raises(RecoveryPieceOfOtherSetError) as caught:
        join([ours[0], others[1]])
    assert caught.value.facts == {"number": 2}


def test_the_same_piece_twice_is_one_piece() -> None:
    texts = [piece.words for piece in split(SECRET, 2, 3)]
    with pytest.raises(RecoveryPieceRepeatedError):
        join([texts[0], texts[0]])


def test_no_pieces_are_too_few() -> None:
    with pytest.raises(RecoveryPiecesMissingError):
        join([])


@pytest.mark.parametrize(
    "foreign",
    [
        generate_mnemonics(1, [(2, 2)], bytes(16), iteration_exponent=0)[0][0],
        generate_mnemonics(1, [(2, 2)], bytes(32), iteration_exponent=1)[0][0],
        generate_mnemonics(2, [(2, 2), (2, 2)], bytes(32), iteration_exponent=0)[0][0],
    ],
    ids=["shorter", "slow", "groups"],
)
def test_a_piece_of_another_program_is_refused_before_it_costs_anything(foreign: str) -> None:
    with pytest.raises(RecoveryPieceError):
        read_piece(foreign)


def test_two_secrets_are_never_the_same() -> None:
    assert new_secret() != new_secret()


def test_pieces_open_the_vault_and_a_new_splitting_ends_the_old_one(tmp_path: Path) -> None:
    folder = copy_vault(tmp_path / "vault")
    vault = Vault.open(folder, secret())
    with vault.sharing_recovery(2, 3) as old:
        pass
    with vault.sharing_recovery(2, 3) as new:
        pass
    assert [slot.kind for slot in vault.slots] == ["passphrase", "recovery", "shared"]
    vault.close()
    with pytest.raises(WrongRecoveryError):
        Vault.open_with_pieces(folder, join([old[0].words, old[1].words]))
    recovered = Vault.open_with_pieces(folder, join([new[2].words, new[0].words]))
    recovered.set_passphrase(secret(NEW), kdf=KDF_FLOOR)
    recovered.close()
    Vault.open(folder, secret(NEW)).close()


def test_pieces_that_nobody_got_do_not_count(tmp_path: Path) -> None:
    folder = copy_vault(tmp_path / "vault")
    vault = Vault.open(folder, secret())
    before = heads_of(folder)
    with pytest.raises(OSError, match="gone"), vault.sharing_recovery(2, 3):
        raise OSError("the stick is gone")
    assert heads_of(folder) == before
    vault.close()
