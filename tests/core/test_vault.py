"""The vault: what it refuses, what it keeps, what it notices."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select, update

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.errors.vault import (
    NotAVaultError,
    OwnerNameError,
    VaultDamagedError,
    VaultExistsError,
    VaultTooNewError,
    WeakPassphraseError,
    WrongPassphraseError,
)
from consul_desk.values import Touched
from consul_desk.vault.database import create_database
from consul_desk.vault.journal import is_intact
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.migrations import migrate, v0002_search
from consul_desk.vault.tables import CaseTable, ChangeTable, PersonTable
from consul_desk.vault.vault import Vault

PASSPHRASE = "пять слов для тестов только"


def secret(text_: str = PASSPHRASE) -> bytearray:
    return bytearray(text_.encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "vault"
    Vault.create(made, secret(), owner="Vera Muster", kdf=KDF_FLOOR).close()
    return made


def fingerprint_of(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_what_was_written_is_there_after_opening_again(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    open_case(vault, "Familie Щеглов")
    vault.close()
    again = Vault.open(folder, secret())
    assert [case.title for case in list_cases(again)] == ["Familie Щеглов"]
    assert again.owner == "Vera Muster"
    again.close()


def test_no_word_of_it_can_be_read_in_any_file(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    open_case(vault, "Щеглова Iuliia")
    vault.close()
    for data in fingerprint_of(folder).values():
        for word in ("Щеглова", "Iuliia", "Vera", "Muster", "CREATE TABLE"):
            assert word.encode() not in data
            assert word.encode("utf-16-le") not in data


def test_a_wrong_passphrase_opens_nothing_and_changes_nothing(folder: Path) -> None:
    before = fingerprint_of(folder)
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, secret("пять слов для тестов Только"))
    assert fingerprint_of(folder) == before


def test_the_same_letters_typed_on_another_system_open_it(tmp_path: Path) -> None:
    composed, decomposed = "ёлка й öl ёжик", "е\u0308лка и\u0306 o\u0308l е\u0308жик"
    Vault.create(tmp_path / "v", secret(composed), owner="Vera Muster", kdf=KDF_FLOOR).close()
    vault = Vault.open(tmp_path / "v", secret(decomposed))
    assert vault.owner == "Vera Muster"
    vault.close()


def test_a_short_passphrase_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(WeakPassphraseError):
        Vault.create(tmp_path / "v", secret("короткая"), owner="x", kdf=KDF_FLOOR)
    assert not (tmp_path / "v").exists()


@pytest.mark.parametrize("owner", ["", "  ", "\u200b\u202e", "12 34", "x" * 201])
def test_a_consul_without_a_readable_name_is_refused(tmp_path: Path, owner: str) -> None:
    with pytest.raises(OwnerNameError):
        Vault.create(tmp_path / "v", secret(), owner=owner, kdf=KDF_FLOOR)
    assert not (tmp_path / "v").exists()


def test_the_passphrase_is_wiped_whatever_happens(folder: Path, tmp_path: Path) -> None:
    right, wrong, nowhere = secret(), secret("not the right passphrase"), secret()
    Vault.open(folder, right).close()
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, wrong)
    with pytest.raises(NotAVaultError):
        Vault.open(tmp_path / "nowhere", nowhere)
    assert not any((*right, *wrong, *nowhere))


def test_a_folder_that_is_no_vault_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotAVaultError):
        Vault.open(tmp_path, secret())
    assert list(tmp_path.iterdir()) == []


def test_a_vault_is_not_made_over_other_files(folder: Path) -> None:
    before = fingerprint_of(folder)
    with pytest.raises(VaultExistsError):
        Vault.create(folder, secret(), owner="x", kdf=KDF_FLOOR)
    assert fingerprint_of(folder) == before


def test_a_header_of_a_newer_format_is_left_alone(folder: Path) -> None:
    for name in ("head.a", "head.b"):
        body = json.loads((folder / name).read_text())
        (folder / name).write_text(json.dumps(body | {"format": 99, "novelty": 1}))
    before = fingerprint_of(folder)
    with pytest.raises(VaultTooNewError):
        Vault.open(folder, secret())
    assert fingerprint_of(folder) == before


def test_a_database_of_a_newer_schema_is_left_alone(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    with vault.write() as session:
        session.execute(text("PRAGMA user_version = 99"))
    vault.close()
    before = fingerprint_of(folder)
    with pytest.raises(VaultTooNewError):
        Vault.open(folder, secret())
    assert fingerprint_of(folder) == before


@pytest.mark.parametrize("name", ["head.a", "head.b"])
@pytest.mark.parametrize("damage", [b"", b"{}", b"\x00" * 4096, None])
def test_one_damaged_header_heals_from_the_other(
    folder: Path, name: str, damage: bytes | None
) -> None:
    whole = (folder / name).read_bytes()
    if damage is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(damage)
    Vault.open(folder, secret()).close()
    assert (folder / name).read_bytes() == whole


def test_two_damaged_headers_are_an_error_and_no_new_vault(folder: Path) -> None:
    for name in ("head.a", "head.b"):
        (folder / name).write_bytes(b"{}")
    before = fingerprint_of(folder)
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, secret())
    assert fingerprint_of(folder) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [("memory_kib", 2**30), ("passes", 10**9), ("lanes", 10**6), ("memory_kib", 8)],
)
def test_hostile_costs_are_refused_before_they_are_paid(
    folder: Path, field: str, value: int
) -> None:
    for name in ("head.a", "head.b"):
        body = json.loads((folder / name).read_text())
        body["slots"][0]["kdf"][field] = value
        (folder / name).write_text(json.dumps(body))
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, secret())


def test_an_altered_header_is_not_believed(folder: Path) -> None:
    for name in ("head.a", "head.b"):
        body = json.loads((folder / name).read_text())
        body["sequence"] = 7
        (folder / name).write_text(json.dumps(body))
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, secret())


@pytest.mark.parametrize("size", [0, 1, 4096 * 3, 4096 * 3 + 17])
def test_an_empty_or_cut_database_is_no_empty_vault(folder: Path, size: int) -> None:
    data = (folder / "vault.db").read_bytes()
    (folder / "vault.db").write_bytes(data[:size])
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, secret())


def test_a_missing_database_is_not_made_anew(folder: Path) -> None:
    (folder / "vault.db").unlink()
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, secret())
    assert not (folder / "vault.db").exists()


def test_an_old_database_under_a_new_header_is_noticed(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "vault.db", tmp_path / "old.db")
    vault = Vault.open(folder, secret())
    open_case(vault, "later")
    vault.close()
    shutil.copy(tmp_path / "old.db", folder / "vault.db")
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, secret())


def test_the_database_of_another_vault_does_not_open(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    Vault.create(other, secret(), owner="x", kdf=KDF_FLOOR).close()
    shutil.copy(other / "vault.db", folder / "vault.db")
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, secret())


def test_a_second_process_hears_that_it_is_second(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    script = (
        "import sys, pathlib\n"
        "from consul_desk.vault.vault import Vault\n"
        "from consul_desk.errors.vault import VaultInUseError\n"
        "try: Vault.open(pathlib.Path(sys.argv[1]), bytearray(sys.argv[2].encode()))\n"
        "except VaultInUseError: print('in use')\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(folder), PASSPHRASE], capture_output=True, text=True
    )
    assert said.stdout == "in use\n", said.stderr
    vault.close()


def test_a_crash_lets_go_of_the_vault(folder: Path) -> None:
    script = (
        "import os, sys, pathlib\n"
        "from consul_desk.vault.vault import Vault\n"
        "from consul_desk.casework.cases import open_case\n"
        "vault = Vault.open(pathlib.Path(sys.argv[1]), bytearray(sys.argv[2].encode()))\n"
        "open_case(vault, 'saved')\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(folder), PASSPHRASE], check=False)
    vault = Vault.open(folder, secret())
    assert [case.title for case in list_cases(vault)] == ["saved"]
    vault.close()


def test_a_session_inside_a_session_is_refused_at_once(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    with pytest.raises(RuntimeError, match="open already"), vault.write():
        list_cases(vault)
    vault.close()


def test_a_write_tells_what_it_touched_and_a_failed_one_tells_nothing(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    heard: list[Touched] = []
    vault.on_touched(heard.append)
    open_case(vault, "one")
    with pytest.raises(ZeroDivisionError), vault.write() as session:
        session.add(_person("p1"))
        session.flush()
        _ = 1 / 0
    assert heard == [Touched(frozenset({"case", "change"}))]
    with vault.read() as session:
        assert session.get(PersonTable, "p1") is None
    vault.close()


def _person(person_id: str) -> PersonTable:
    return PersonTable(id=person_id, case_id="c", role="child", sort_key="1")


def test_every_edit_leaves_a_change_that_names_the_one_before(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    with vault.write() as session:
        session.add(_person("p1"))
    with vault.write() as session:
        person = session.get_one(PersonTable, "p1")
        person.role = "spouse"
    with vault.write() as session:
        session.delete(session.get_one(PersonTable, "p1"))
    with vault.read() as session:
        made, edited, removed = session.exec(
            select(ChangeTable).where(ChangeTable.row_id == "p1").order_by("seq")
        )
    assert [c.op for c in (made, edited, removed)] == ["insert", "update", "delete"]
    assert json.loads(edited.content) == {
        "values": {"role": "spouse"},
        "bases": {"role": [made.id]},
    }
    assert json.loads(removed.content)["bases"] == {"exists": sorted([made.id, edited.id])}
    assert edited.prev_hash == made.hash
    assert removed.prev_hash == edited.hash
    assert made.hlc < edited.hlc < removed.hlc
    assert all(is_intact(c) for c in (made, edited, removed))
    vault.close()


@pytest.mark.parametrize("column", ["content", "actor", "at", "row_id", "hlc", "prev_hash"])
def test_a_rewritten_change_is_found(folder: Path, column: str) -> None:
    vault = Vault.open(folder, secret())
    open_case(vault, "one")
    with vault.read() as session:
        change = session.exec(select(ChangeTable)).one()
    assert is_intact(change)
    setattr(change, column, 7 if column == "hlc" else "other")
    assert not is_intact(change)
    vault.close()


def test_an_edit_that_would_pass_the_journal_by_is_refused(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    with pytest.raises(RuntimeError, match="bypasses"), vault.write() as session:
        session.execute(update(CaseTable).values(title="x"))
    vault.close()


def test_the_clock_may_go_back_but_the_journal_does_not(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    times = iter([datetime(2030, 1, 1, tzinfo=UTC), datetime(1999, 1, 1, tzinfo=UTC)] * 9)
    vault = Vault.create(
        tmp_path / "v", secret(), owner="x", kdf=KDF_FLOOR, clock=lambda: next(times)
    )
    for title in "abc":
        open_case(vault, title)
    with vault.read() as session:
        clocks = session.exec(select(ChangeTable.hlc).order_by("seq")).all()
    assert list(clocks) == sorted(set(clocks))
    vault.close()


def test_the_schema_after_the_migrations_is_the_one_of_the_tables(tmp_path: Path) -> None:
    wanted = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name != 'canary'"
    migrated, fresh = (create_database(tmp_path / n, bytes(32)) for n in ("a.db", "b.db"))
    migrate(migrated)
    SQLModel.metadata.create_all(fresh)
    with fresh.begin() as connection:
        for statement in v0002_search.STATEMENTS[1:]:  # the index has no classes
            connection.exec_driver_sql(statement)
    schemas = []
    for engine in (migrated, fresh):
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(wanted).all()
        schemas.append(sorted((*r[:3], "".join(str(r[3]).split())) for r in rows))
        engine.dispose()
    assert schemas[0] == schemas[1]
