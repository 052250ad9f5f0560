"""What is not yet safe elsewhere is counted, and every verb of upkeep says what it did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.casework.documents import list_documents
from consul_desk.casework.erasure import ErasureReason, erase_case
from consul_desk.exchange.contacts import add_card, list_contacts, my_card, verify_contact
from consul_desk.exchange.identity import fingerprint_digits
from consul_desk.exchange.incoming import accept_import
from consul_desk.exchange.outgoing import export_cases
from consul_desk.vault.backup import list_backups, make_backup
from consul_desk.vault.integrity import examine, quick_check, verify
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.tables import CaseTable, UnsentTable
from consul_desk.vault.upkeep import AT_MOST, status
from consul_desk.vault.vault import Vault
from tests.core.command_line import CommandLine
from tests.core.whole import CODE, START, WORDS, copy_of, make_vault, opened, secret


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "vault"
    make_vault(folder)
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return copy_of(template, tmp_path / "vault")


@pytest.fixture
def vault(folder: Path) -> Iterator[Vault]:
    opened_vault = opened(folder)
    yield opened_vault
    opened_vault.close()


@pytest.fixture
def cli(folder: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    words = folder.parent / "passphrase"
    words.write_text(WORDS + "\n")
    return CommandLine(folder, words, capsys)


def test_a_new_vault_has_everything_to_do(vault: Vault) -> None:
    found = status(vault)
    assert (found.unsent, found.unacknowledged) == (2, 0)
    assert found.changes_since_backup > 10
    assert found.last_backup_at is found.last_external_at is found.last_verified_at is None


def test_backups_and_checks_are_remembered(folder: Path) -> None:
    vault = opened(folder, START)
    make_backup(vault)
    verify(vault)
    found = status(vault)
    assert found.changes_since_backup == 0
    assert (found.last_backup_at, found.last_verified_at) == (START, START)
    make_backup(vault, folder.parent / "drive")
    assert status(vault).last_external_at == START
    open_case(vault, "later")
    assert status(vault).changes_since_backup == 1
    vault.close()


def test_what_was_sent_counts_again_once_it_is_edited(vault: Vault, tmp_path: Path) -> None:
    other = Vault.create(tmp_path / "o", secret(), owner="Klara Beispiel", kdf=KDF_FLOOR)
    for mine, theirs in ((vault, other), (other, vault)):
        contact = add_card(mine, my_card(theirs).to_bytes())
        digits = fingerprint_digits(my_card(theirs).fingerprint)
        verify_contact(mine, contact.id, digits)
    first, second = (case.id for case in list_cases(vault))
    to = [list_contacts(vault)[0].id]
    bundle = export_cases(vault, [first], to, tmp_path / "one.age").path
    assert (status(vault).unsent, status(vault).unacknowledged) == (1, 1)
    export_cases(vault, [first, second], to, tmp_path / "two.age")
    assert (status(vault).unsent, status(vault).unacknowledged) == (0, 2)
    _rename(vault, first)
    assert status(vault).unsent == 1
    accept_import(other, bundle)
    assert status(other).unsent == 0
    _rename(other, first)
    assert status(other).unsent == 1
    other.close()


def _rename(vault: Vault, case_id: str) -> None:
    with vault.write() as session:
        session.get_one(CaseTable, case_id).title += "!"


def test_counting_stops_at_a_bound(vault: Vault) -> None:
    with vault.write() as session:
        session.add_all(UnsentTable(case_id=str(number)) for number in range(1500))
    assert status(vault).unsent == AT_MOST


def test_an_erased_case_leaves_a_whole_vault(vault: Vault) -> None:
    case = list_cases(vault)[0]
    assert list_documents(vault, case.id)
    erase_case(vault, case.id, next(iter(ErasureReason)))
    assert quick_check(vault) == ()
    assert examine(vault).findings == ()
    assert len(list(vault.blobs.files())) == 1


def test_a_content_that_vanishes_without_a_tombstone_is_damage(vault: Vault) -> None:
    with vault.write() as session:
        session.execute(text("UPDATE change SET content = '', salt = '' WHERE seq = 2"))
    assert {finding.kind.value for finding in quick_check(vault)} == {"change_altered"}


def test_the_command_line_makes_lists_checks_and_restores(
    cli: CommandLine, tmp_path: Path
) -> None:
    made = cli.asks("backup", "make")["name"]
    (listed,) = cli.asks("backup", "list")
    assert (listed["name"], listed["reason"]) == (made, "asked")
    assert cli.does("backup", "verify", made) == "The backup is whole.\n"
    cli.does("case", "new", "later")
    assert cli.asks("status")["changes_since_backup"] == 1
    restored = cli.asks("backup", "restore", made)
    assert restored["replaced"].startswith("replaced-")
    assert "later" not in cli.does("case", "list")
    cli.does("backup", "restore", restored["replaced"])
    assert "later" in cli.does("case", "list")


def test_the_command_line_makes_a_backup_only_when_one_is_due(cli: CommandLine) -> None:
    assert "name" in cli.asks("backup", "make", "--if-due")
    assert cli.does("backup", "make", "--if-due") == "No backup is due.\n"
    assert len(cli.asks("backup", "list")) == 1


def test_the_command_line_restores_from_a_drive_by_the_sheet(
    cli: CommandLine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drive = tmp_path / "drive"
    said = cli.does("backup", "make", "--to", drive)
    assert "recovery sheet" in said
    (row,) = list_backups(drive)
    assert len(cli.asks("backup", "list", "--in", drive)) == 1
    sheet = tmp_path / "sheet"
    sheet.write_text(" ".join(CODE.groups) + "\n")
    fresh = CommandLine(tmp_path / "fresh", sheet, capsys)
    fresh.does("backup", "restore", row.path, "--code")
    assert (tmp_path / "fresh" / "vault.db").exists()


def test_the_command_line_tells_a_whole_vault_and_a_damaged_one_apart(
    cli: CommandLine,
) -> None:
    assert cli.does("verify") == "The vault is whole.\n"
    assert cli.asks("verify") == []
    assert cli.does("verify", "--quick") == "The vault is whole.\n"
    path = next(p for p in (cli.vault / "blobs").rglob("*") if p.is_file())
    path.unlink()
    ended = cli.try_to("verify")
    assert (ended.status, path.name in ended.out) == (4, True)
    ended = cli.try_to("verify", "--json")
    (finding,) = json.loads(ended.out)
    assert (finding["kind"], finding["place"]) == ("file_missing", path.name)
    assert cli.does("verify", "--quick") == "The vault is whole.\n"


def test_damage_at_opening_is_said_with_every_verb(cli: CommandLine) -> None:
    vault = opened(cli.vault)
    with vault.write() as session:
        session.execute(text("UPDATE \"case\" SET title = 'old'"))
    vault.close()
    ended = cli.try_to("case", "list")
    assert ended.status == 0
    assert "Damage was found" in ended.err
    assert cli.try_to("verify", "--quick").status == 4


def test_an_older_database_is_accepted_by_its_verb(cli: CommandLine) -> None:
    old = (cli.vault / "vault.db").read_bytes()
    cli.does("case", "new", "later")
    (cli.vault / "vault.db").write_bytes(old)
    assert cli.try_to("case", "list").status == 4
    cli.does("backup", "accept-older")
    assert len(cli.asks("case", "list")) == 2


def test_the_state_is_told_in_words(cli: CommandLine) -> None:
    said = cli.does("status")
    assert "never" in said
    assert "Cases with changes that were not sent" in said


def test_a_document_is_destroyed_by_its_verb(cli: CommandLine) -> None:
    case = cli.asks("case", "list")[0]["number"]
    (document,) = cli.asks("document", "list", case)
    assert "was destroyed" in cli.does("document", "remove", document["id"])
    assert cli.asks("document", "list", case) == []


def test_the_daily_backup_follows_the_clock(folder: Path) -> None:
    for day in range(12):
        vault = opened(folder, START + timedelta(days=day))
        open_case(vault, str(day))
        make_backup(vault)
        vault.close()
    ages = [(START + timedelta(days=11) - row.made_at).days for row in list_backups(folder)]
    assert ages == [0, 1, 2, 5]
