"""What a passphrase is worth, and words that are worth enough."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from pathlib import Path

import pytest

from consul_desk.errors.vault import WeakPassphraseError
from consul_desk.language import CODES, language
from consul_desk.values import LanguageCode
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.passphrases import judge, offer, require_strong, words_of
from consul_desk.vault.vault import Vault

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "short",
        "короткая",
        "password1234",
        "Passwort12345",
        "ichliebedich",
        "навальный2024",
        "йцукенгшщзхъ",
        "qwertzuiopasdf",
        "gfhjkmgfhjkm",
        "пароль пароль пароль",
        "Liebling1987!",
        "aaaaaaaaaaaaaaaa",
        "abcdefghijklmnop",
        "19871987198719",
        "01.02.1987 01.02.1987",
        "Schatz1Schatz1",
        "x" * 5000,
    ],
)
def test_what_people_choose_first_is_refused_with_a_reason(weak: str) -> None:
    judgement = judge(weak)
    assert not judgement.is_enough
    for code in CODES:
        assert language(code).say(judgement.advice)
    with pytest.raises(WeakPassphraseError) as caught:
        require_strong(bytearray(weak.encode()))
    assert caught.value.facts["reason"] == judgement.advice


@pytest.mark.parametrize(
    "strong",
    [
        "six words that belong together",
        "пять слов для тестов только",
        "ёлка и öl im keller",
        "kontra wucher vors nekrolog dement salut",
        "канал суровый чистый трава терять погреб лягушка",
        "v8#Kq!2mZp0&",
    ],
)
def test_words_that_do_not_belong_together_are_enough(strong: str) -> None:
    judgement = judge(strong)
    assert judgement.is_enough
    assert judgement.score >= 3
    require_strong(bytearray(strong.encode()))


def test_the_consuls_own_name_is_worth_nothing() -> None:
    words = "Tschechowskaja Wilhelmine"
    without = judge(words)
    known = judge(words, None, ("Wilhelmine Tschechowskaja",))
    assert without.is_enough
    assert not known.is_enough


def test_a_russian_word_on_a_latin_layout_is_still_that_word() -> None:
    russian, transposed = judge("солнышко наташа"), judge("cjkysirj yfnfif")
    assert abs(russian.guesses_log10 - transposed.guesses_log10) < 1
    english, typed_blind = judge("princess sunshine"), judge("зкштсуыы ыгтырштую")
    assert typed_blind.guesses_log10 - english.guesses_log10 < 4


def test_a_row_of_a_german_keyboard_is_a_row_too() -> None:
    assert (
        judge("yxcvbnmasdfgh", "de").guesses_log10 <= judge("yxcvbnmasdfgh", "ru").guesses_log10
    )
    assert not judge("yxcvbnmasdfgh", "de").is_enough


@pytest.mark.parametrize("length", [72, 1000, 100_000])
def test_a_judgement_takes_no_time_whatever_is_pasted(length: int) -> None:
    text = ("correct horse battery p4ssw0rd " * (length // 30 + 1))[:length]
    judge("words are loaded once")
    begun = time.monotonic()
    judge(text)
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize(("code", "count"), [("en", 6), ("de", 6), ("ru", 7)])
def test_offered_words_carry_77_bits(code: LanguageCode, count: int) -> None:
    words = words_of(code)
    assert len(set(words)) == len(words)
    assert count * math.log2(len(words)) >= 77
    drawn = {offer(code) for _ in range(30)}
    assert len(drawn) == 30
    for text in drawn:
        assert len(text.split()) == count
        assert set(text.split()) <= set(words)
        assert judge(text, code).score == 4


def test_every_word_of_a_list_comes_up() -> None:
    seen = {word for _ in range(300) for word in offer("ru").split()}
    assert len(seen) > 1000


def test_a_weak_passphrase_makes_no_vault(tmp_path: Path) -> None:
    with pytest.raises(WeakPassphraseError):
        Vault.create(
            tmp_path / "v", bytearray(b"password1234"), owner="Vera Muster", kdf=KDF_FLOOR
        )
    assert not (tmp_path / "v").exists()


@pytest.mark.parametrize("module", ["ui.unlock.page", "consul_desk.vault.vault"])
def test_opening_a_vault_does_not_load_what_judges_a_new_passphrase(module: str) -> None:
    script = (
        f"import sys, {module}\n"
        "late = ('zxcvbn', 'keyring', 'shamir_mnemonic', 'diceware', 'mnemonic', 'segno')\n"
        "print([name for name in late if name in sys.modules])\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert said.stdout == "[]\n"
