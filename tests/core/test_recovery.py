"""The recovery code: every slip is named, and people may type it their way."""

from __future__ import annotations

import random

import pytest

from consul_desk.errors.vault import (
    RecoveryChecksumError,
    RecoveryGroupError,
    RecoveryIncompleteError,
    RecoveryMistypedError,
)
from consul_desk.vault.recovery import (
    RecoveryCode,
    ask_back,
    new_code,
    parse_code,
    problem_of_group,
)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FIXED = RecoveryCode(bytearray(range(20)))
AS_PRINTED = FIXED.text


def test_the_same_bits_always_give_the_same_groups() -> None:
    """Sheets that were printed once must be readable by every later version."""
    assert AS_PRINTED == "000G0-40R47-0M30J-E209D-185GT-R38E6-1W81Q-24GK4-07BBA"


def test_a_code_has_160_random_bits_and_none_is_like_another() -> None:
    codes = [new_code() for _ in range(50)]
    assert all(len(code.secret()) == 20 for code in codes)
    assert len({code.text for code in codes}) == 50
    assert {len(group) for group in codes[0].groups} == {5}


def test_nothing_prints_the_secret_by_itself() -> None:
    assert FIXED.groups[3] not in repr(FIXED)


@pytest.mark.parametrize(
    "typed",
    [
        AS_PRINTED.lower(),
        AS_PRINTED.replace("-", ""),
        AS_PRINTED.replace("-", " "),
        AS_PRINTED.replace("-", "\n") + "\n",
        AS_PRINTED.replace("0", "O").replace("1", "I"),
        AS_PRINTED.replace("0", "o").replace("1", "l"),
        "  " + "  –  ".join(AS_PRINTED.split("-")),
    ],
)
def test_it_may_be_typed_in_many_ways(typed: str) -> None:
    assert parse_code(typed).secret() == FIXED.secret()
    assert parse_code(bytearray(typed.encode())).secret() == FIXED.secret()


def test_cyrillic_letters_that_look_the_same_count_as_the_same() -> None:
    looks = str.maketrans("ABEKMH0PCTYX3", "АВЕКМНОРСТУХЗ")
    codes = [new_code() for _ in range(200)]
    for code in codes:
        assert parse_code(code.text.translate(looks)).secret() == code.secret()


def test_a_forgotten_keyboard_layout_does_no_harm() -> None:
    """Latin keys pressed while the Russian layout is on."""
    keys = str.maketrans("QWERTYPASDFGHJKZXCVBNM", "ЙЦУКЕНЗФЫВАПРОЛЯЧСМИТЬ")
    for _ in range(200):
        code = new_code()
        assert parse_code(code.text.translate(keys).lower()).secret() == code.secret()


@pytest.mark.parametrize("number", range(1, 10))
def test_every_single_slip_is_named_by_its_group(number: int) -> None:
    groups = list(FIXED.groups)
    whole = groups[number - 1]
    for place in range(5):
        for letter in set(ALPHABET) - {whole[place]}:
            groups[number - 1] = whole[:place] + letter + whole[place + 1 :]
            with pytest.raises(RecoveryGroupError) as caught:
                parse_code("-".join(groups))
            assert caught.value.facts == {"number": number}


@pytest.mark.parametrize("number", range(1, 10))
def test_two_letters_swapped_are_named_by_their_group(number: int) -> None:
    groups = list(FIXED.groups)
    whole = groups[number - 1]
    for place in range(4):
        swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
        if swapped != whole:
            groups[number - 1] = swapped
            with pytest.raises(RecoveryGroupError) as caught:
                parse_code("-".join(groups))
            assert caught.value.facts == {"number": number}


def test_groups_in_the_wrong_order_are_found() -> None:
    groups = list(FIXED.groups)
    groups[2], groups[5] = groups[5], groups[2]
    with pytest.raises(RecoveryGroupError):
        parse_code("-".join(groups))


def test_groups_of_two_sheets_do_not_make_a_code() -> None:
    mixed = [*FIXED.groups[:4], *RecoveryCode(bytearray(range(9, 29))).groups[4:]]
    with pytest.raises(RecoveryChecksumError):
        parse_code("-".join(mixed))


def test_a_missing_letter_is_named_by_its_group_if_the_groups_are_apart() -> None:
    groups = list(FIXED.groups)
    groups[6] = groups[6][:-1]
    with pytest.raises(RecoveryGroupError) as caught:
        parse_code("-".join(groups))
    assert caught.value.facts == {"number": 7}


@pytest.mark.parametrize("typed", ["", "ABC", AS_PRINTED[:-1].replace("-", ""), AS_PRINTED * 2])
def test_a_code_of_another_length_says_how_much_is_there(typed: str) -> None:
    with pytest.raises(RecoveryIncompleteError) as caught:
        parse_code(typed)
    assert caught.value.facts == {"found": len(typed.replace("-", "")), "needed": 45}


def test_bytes_that_are_no_text_are_no_code() -> None:
    with pytest.raises(RecoveryIncompleteError):
        parse_code(bytearray(b"\xff\xfe\x00"))


def test_random_noise_never_passes() -> None:
    dice = random.Random(7)
    for _ in range(2000):
        with pytest.raises((RecoveryGroupError, RecoveryChecksumError)):
            parse_code("".join(dice.choice(ALPHABET) for _ in range(45)))


def test_a_group_can_be_judged_while_it_is_typed() -> None:
    assert problem_of_group(2, FIXED.groups[1].lower()) is None
    assert isinstance(problem_of_group(3, FIXED.groups[1]), RecoveryGroupError)
    assert isinstance(problem_of_group(2, "123"), RecoveryGroupError)


def test_two_groups_are_asked_back_and_only_the_right_ones_count() -> None:
    asked = {ask_back() for _ in range(300)}
    assert all(1 <= a < b <= 9 for a, b in asked)
    assert {number for pair in asked for number in pair} == set(range(1, 10))
    FIXED.require_group(4, " e2o9d ")
    for typed in ("", "E209E", FIXED.groups[0]):
        with pytest.raises(RecoveryMistypedError):
            FIXED.require_group(4, typed)


def test_a_wiped_code_is_of_no_use() -> None:
    code = new_code()
    copy = code.secret()
    code.wipe()
    assert not any(code.secret())
    assert any(copy)
