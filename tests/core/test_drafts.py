"""Drafts outlive the program, and leave no other trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from consul_desk.casework.cases import open_case
from consul_desk.casework.drafts import drop_draft, list_drafts, save_draft
from consul_desk.casework.erasure import erase_case
from consul_desk.casework.people import add_person
from consul_desk.values import JsonValue, Touched
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault

PASSPHRASE = b"six words that belong together"
HERE, THERE = ("person-1", "person.birth_date"), ("person-2", "person.birth_date")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    Vault.create(folder, bytearray(PASSPHRASE), owner="Anna", kdf=KDF_FLOOR).close()
    return folder


@pytest.mark.parametrize("value", ["31.02.", {"city": "Köln", "street": ""}, ["a", ""], None])
def test_a_draft_is_there_when_the_vault_is_opened_again(
    folder: Path, value: JsonValue
) -> None:
    vault = Vault.open(folder, bytearray(PASSPHRASE))
    save_draft(vault, HERE, "3")
    save_draft(vault, HERE, value)
    save_draft(vault, THERE, "199")
    vault.close()
    again = Vault.open(folder, bytearray(PASSPHRASE))
    assert list_drafts(again) == {HERE: value, THERE: "199"}
    drop_draft(again, HERE)
    assert list_drafts(again) == {THERE: "199"}
    again.close()


def test_a_draft_is_no_change_and_no_page_reloads_for_it(folder: Path) -> None:
    vault = Vault.open(folder, bytearray(PASSPHRASE))
    heard: list[Touched] = []
    vault.on_touched(heard.append)
    before = vault.checkpoint()
    save_draft(vault, HERE, "3")
    drop_draft(vault, HERE)
    assert (heard, vault.checkpoint()) == ([], before)
    vault.close()


def test_an_erased_case_takes_its_drafts_along(folder: Path) -> None:
    vault = Vault.open(folder, bytearray(PASSPHRASE))
    case_id, other_id = open_case(vault, "one"), open_case(vault, "other")
    person_id = add_person(vault, case_id, "applicant")
    mine = [(case_id, "case.x"), (person_id, "person.birth_date")]
    for place in (*mine, (other_id, "case.x")):
        save_draft(vault, place, "3")
    erase_case(vault, case_id, "consent_withdrawn")
    assert list_drafts(vault) == {(other_id, "case.x"): "3"}
    vault.close()
