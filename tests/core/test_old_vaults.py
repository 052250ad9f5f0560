"""Every vault that a release wrote opens: copied first, brought up to date, and whole."""

from __future__ import annotations

import resource
import shutil
from pathlib import Path

import pytest

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.casework.documents import list_documents, read_document
from consul_desk.casework.facts import list_facts
from consul_desk.casework.people import list_people
from consul_desk.errors.vault import BackupFailedError, BackupFullError, VaultExistsError
from consul_desk.vault.backup import list_backups
from consul_desk.vault.database import bare_of
from consul_desk.vault.integrity import verify
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.manifest import Reason
from consul_desk.vault.restore import restore_backup
from consul_desk.vault.vault import Vault
from tests.core.command_line import fingerprints
from tests.vaults.freeze import freeze

VAULTS = Path(__file__).parents[1] / "vaults"
RELEASES = sorted(path for path in VAULTS.iterdir() if path.is_dir())
WORDS = "six words that belong together"


def secret() -> bytearray:
    return bytearray(WORDS.encode())


@pytest.fixture(params=RELEASES, ids=[path.name for path in RELEASES])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    release: Path = request.param
    return Path(shutil.copytree(release, tmp_path / "old"))


def schema_of(vault: Vault) -> set[tuple[str, str, str]]:
    with vault.read() as session:
        rows = bare_of(session).execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    return {(kind, name, "".join(str(sql).split())) for kind, name, sql in rows}


def test_there_is_one_of_the_first_release() -> None:
    assert "0.1.0" in {path.name for path in RELEASES}


def test_the_tool_that_keeps_a_release_writes_a_whole_vault(tmp_path: Path) -> None:
    freeze(tmp_path / "kept")
    vault = Vault.open(tmp_path / "kept", secret())
    assert verify(vault).is_whole
    assert len(list_cases(vault)) == 1
    vault.close()
    with pytest.raises(VaultExistsError):
        freeze(tmp_path / "kept")


def test_it_opens_whole_with_all_that_was_in_it(old: Path) -> None:
    vault = Vault.open(old, secret())
    assert vault.findings == ()
    assert verify(vault).is_whole
    cases = list_cases(vault)
    assert cases
    for case in cases:
        assert list_people(vault, case.id)
        assert list_facts(vault, case.id)
        for document in list_documents(vault, case.id):
            assert len(read_document(vault, document.id)) == document.size_bytes
    open_case(vault, "new")
    assert verify(vault).is_whole
    vault.close()


def test_its_schema_is_then_that_of_a_new_vault(old: Path, tmp_path: Path) -> None:
    fresh = Vault.create(tmp_path / "fresh", secret(), owner="Vera Muster", kdf=KDF_FLOOR)
    vault = Vault.open(old, secret())
    assert schema_of(vault) == schema_of(fresh)
    vault.close()
    fresh.close()


def test_a_backup_of_the_old_form_is_made_first_and_restores(old: Path) -> None:
    Vault.open(old, secret()).close()
    (row,) = list_backups(old)
    assert row.reason is Reason.MIGRATION
    restore_backup(old, row.path, secret())
    vault = Vault.open(old, secret())
    assert verify(vault).is_whole
    assert list_cases(vault)
    vault.close()
    Vault.open(old, secret()).close()
    reasons = {row.reason for row in list_backups(old)}
    assert reasons == {Reason.MIGRATION, Reason.REPLACED}


def test_without_room_for_the_backup_nothing_is_migrated(old: Path) -> None:
    before = fingerprints(old)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    for size in (0, 8192, 60_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limit[1]))
        try:
            with pytest.raises((BackupFullError, BackupFailedError)):
                Vault.open(old, secret())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        assert fingerprints(old) == before
    vault = Vault.open(old, secret())
    assert verify(vault).is_whole
    vault.close()
