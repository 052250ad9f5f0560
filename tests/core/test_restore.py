"""Going back to a backup loses nothing: what was here is set aside, the chain goes on anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.casework.documents import (
    add_document,
    list_documents,
    read_document,
    remove_document,
)
from consul_desk.casework.facts import list_facts, set_fact
from consul_desk.casework.people import add_person
from consul_desk.errors import NotFoundError
from consul_desk.errors.vault import (
    BackupDamagedError,
    NotAVaultError,
    VaultDamagedError,
    VaultInUseError,
    WrongPassphraseError,
    WrongRecoveryError,
)
from consul_desk.exchange.contacts import add_card, list_contacts, my_card, verify_contact
from consul_desk.exchange.identity import fingerprint_digits
from consul_desk.exchange.incoming import accept_import
from consul_desk.exchange.outgoing import export_cases
from consul_desk.values import Answer
from consul_desk.vault.backup import list_backups, make_backup
from consul_desk.vault.findings import FindingKind
from consul_desk.vault.header import SlotKind
from consul_desk.vault.integrity import examine
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.manifest import Reason
from consul_desk.vault.recovery import new_code
from consul_desk.vault.restore import accept_present, restore_backup
from consul_desk.vault.tables import ChangeTable, RestoreTable
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary
from tests.core.command_line import fingerprints
from tests.core.whole import CODE, START, copy_of, flip, make_vault, opened, secret


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "vault"
    make_vault(folder)
    vault = opened(folder)
    make_backup(vault, folder.parent / "drive")
    make_backup(vault)
    open_case(vault, "made later")
    vault.close()
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Iterator[Path]:
    yield copy_of(template, tmp_path / "vault")
    shutil.rmtree(tmp_path)


@pytest.fixture
def backup(folder: Path) -> Path:
    return list_backups(folder)[0].path


@pytest.fixture
def external(template: Path, tmp_path: Path) -> Path:
    drive = copy_of(template.parent / "drive", tmp_path / "drive")
    return list_backups(drive)[0].path


def titles(folder: Path) -> set[str]:
    """Open it, make sure that it is whole, and list the cases."""
    vault = opened(folder)
    try:
        assert vault.findings == ()
        assert examine(vault).findings == ()
        return {case.title for case in list_cases(vault)}
    finally:
        vault.close()


OLD = {"Familie 0", "Familie 1"}
NEW = OLD | {"made later"}


def test_a_restored_vault_is_as_it_was_and_today_is_set_aside(
    folder: Path, backup: Path
) -> None:
    report = restore_backup(folder, backup, secret())
    assert titles(folder) == OLD
    assert report.replaced is not None
    restore_backup(folder, report.replaced, secret())
    assert titles(folder) == NEW


def test_the_history_says_what_was_restored_and_when(folder: Path, backup: Path) -> None:
    before = opened(folder)
    old_device, old_head = before.device_id, before.checkpointed
    before.close()
    moment = START + timedelta(days=9)
    restore_backup(folder, backup, secret(), clock=lambda: moment)
    vault = opened(folder)
    with vault.read() as session:
        row = session.exec(select(RestoreTable)).one()
        change = session.exec(select(ChangeTable).where(ChangeTable.row_id == row.id)).one()
    assert (row.source, row.restored_at) == (backup.name, moment.isoformat())
    assert (row.device_before, row.seq_before) == (old_device, old_head.seq - 1)
    assert (change.device_id, change.seq) == (vault.device_id, 1)
    assert vault.device_id != old_device
    vault.close()


def test_attachments_come_back_and_newer_ones_are_set_aside(folder: Path, backup: Path) -> None:
    vault = opened(folder)
    case = next(case for case in list_cases(vault) if case.title == "Familie 0")
    kept = list_documents(vault, case.id)[0]
    content = read_document(vault, kept.id)
    remove_document(vault, kept.id)
    newer = add_document(vault, case.id, os.urandom(100_000), title="newer")
    vault.close()
    report = restore_backup(folder, backup, secret())
    assert titles(folder) == OLD
    vault = opened(folder)
    assert read_document(vault, kept.id) == content
    with pytest.raises(NotFoundError):
        read_document(vault, newer)
    vault.close()
    assert report.replaced is not None
    restore_backup(folder, report.replaced, secret())
    vault = opened(folder)
    assert len(read_document(vault, newer)) == 100_000
    vault.close()


@pytest.mark.parametrize("loss", ["missing", "empty", "cut", "noise"])
def test_a_lost_database_is_restored(folder: Path, backup: Path, loss: str) -> None:
    database = folder / "vault.db"
    data = database.read_bytes()
    database.unlink()
    if loss != "missing":
        database.write_bytes({"empty": b"", "cut": data[:8192], "noise": data[::-1]}[loss])
    with pytest.raises(VaultDamagedError):
        opened(folder)
    report = restore_backup(folder, backup, secret())
    assert titles(folder) == OLD
    assert (report.replaced is None) is (loss == "missing")
    if report.replaced:
        kept = (report.replaced / "vault.db").read_bytes()
        assert kept == {"empty": b"", "cut": data[:8192], "noise": data[::-1]}[loss]


def test_lost_attachments_are_restored(folder: Path, backup: Path) -> None:
    for path in (folder / "blobs").rglob("*"):
        if path.is_file():
            path.unlink()
    restore_backup(folder, backup, secret())
    assert titles(folder) == OLD


def test_a_stale_journal_of_the_lost_database_does_not_spoil_the_restored_one(
    folder: Path, backup: Path
) -> None:
    journal = folder / "vault.db-journal"
    (folder / "vault.db").write_bytes(b"")
    journal.write_bytes(os.urandom(4096 * 3))
    restore_backup(folder, backup, secret())
    assert not journal.exists()
    assert titles(folder) == OLD


@pytest.mark.parametrize("part", ["vault.db", "backup.json", "attachment"])
def test_a_damaged_backup_is_refused_and_nothing_is_touched(
    folder: Path, backup: Path, part: str
) -> None:
    path = backup / part
    if part == "attachment":
        path = next(p for p in sorted((backup / "blobs").rglob("*")) if p.is_file())
    flip(path, path.stat().st_size // 2)
    before = fingerprints(folder)
    with pytest.raises(BackupDamagedError):
        restore_backup(folder, backup, secret())
    assert fingerprints(folder) == before
    assert titles(folder) == NEW


def test_a_wrong_passphrase_or_code_restores_nothing(folder: Path, backup: Path) -> None:
    before = fingerprints(folder)
    with pytest.raises(WrongPassphraseError):
        restore_backup(folder, backup, secret("another six words of nothing"))
    with pytest.raises(WrongRecoveryError):
        restore_backup(folder, backup, new_code().secret(), SlotKind.RECOVERY)
    assert fingerprints(folder) == before


def test_the_backup_of_another_vault_is_refused(
    folder: Path, backup: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    Vault.create(other, secret(), owner="Klara Beispiel", kdf=KDF_FLOOR).close()
    with pytest.raises(BackupDamagedError):
        restore_backup(other, backup, secret())
    opened(other).close()


def test_a_vault_that_is_open_elsewhere_is_left_alone(folder: Path, backup: Path) -> None:
    script = (
        "import sys, pathlib\n"
        "from consul_desk.vault.vault import Vault\n"
        "vault = Vault.open(pathlib.Path(sys.argv[1]), bytearray(sys.argv[2].encode()))\n"
        "print('open', flush=True)\n"
        "sys.stdin.readline()\n"
        "vault.close()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(folder), secret().decode()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(VaultInUseError):
        restore_backup(folder, backup, secret())
    holder.communicate("\n")
    assert titles(folder) == NEW


def test_on_a_new_computer_the_sheet_opens_the_backup_from_the_drive(
    external: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh"
    with pytest.raises(WrongPassphraseError):
        restore_backup(fresh, external, secret())
    report = restore_backup(fresh, external, CODE.secret(), SlotKind.RECOVERY)
    assert report.replaced is None
    with pytest.raises(WrongPassphraseError):
        opened(fresh)
    vault = Vault.open_with_code(fresh, CODE.secret())
    vault.set_passphrase(secret(), kdf=KDF_FLOOR)
    vault.close()
    assert titles(fresh) == OLD


def test_the_drive_restores_where_the_headers_are_lost_too(
    folder: Path, external: Path
) -> None:
    for name in ("head.a", "head.b"):
        (folder / name).write_bytes(b"lost")
    restore_backup(folder, external, CODE.secret(), SlotKind.RECOVERY)
    vault = Vault.open_with_code(folder, CODE.secret())
    assert {case.title for case in list_cases(vault)} == OLD
    vault.close()


def test_after_a_new_sheet_the_old_one_still_opens_the_old_drive(
    folder: Path, external: Path
) -> None:
    vault = opened(folder)
    vault.replace_recovery_code()
    vault.close()
    restore_backup(folder, external, CODE.secret(), SlotKind.RECOVERY)
    assert titles(folder) == OLD


def test_a_local_backup_opens_nowhere_else(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(NotAVaultError):
        restore_backup(tmp_path / "fresh", backup, secret())


def test_an_older_database_is_refused_until_its_owner_accepts_it(
    folder: Path, backup: Path
) -> None:
    shutil.copy(backup / "vault.db", folder / "vault.db")
    with pytest.raises(VaultDamagedError):
        opened(folder)
    accept_present(folder, secret())
    assert titles(folder) == OLD


def test_backups_go_on_after_a_restore(folder: Path, backup: Path) -> None:
    restore_backup(folder, backup, secret())
    vault = opened(folder)
    row = [make_backup(vault) for _ in range(4)][-1]
    vault.close()
    (aside,) = (r for r in list_backups(folder) if r.reason is Reason.REPLACED)
    assert aside.path.parent == folder / "backups"
    restore_backup(folder, row.path, secret())
    assert titles(folder) == OLD


def test_what_a_restored_vault_writes_is_no_fork_at_the_coordinator(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    """Her changes after the backup come back from the coordinator; both sides are kept."""
    consul, coordinator = tmp_path / "consul", tmp_path / "coordinator"
    for path, owner in ((consul, "Vera Muster"), (coordinator, "Klara Beispiel")):
        Vault.create(path, secret(), owner=owner, kdf=KDF_FLOOR).close()
    mine, hers = opened(consul), opened(coordinator)
    for vault, other in ((mine, hers), (hers, mine)):
        contact = add_card(vault, my_card(other).to_bytes())
        verify_contact(vault, contact.id, fingerprint_digits(my_card(other).fingerprint))
    case = open_case(mine, "Familie Щеглов")
    set_fact(mine, vocabulary, case, "case.consent_to_share", Answer(value=True))
    person = add_person(mine, case, "applicant")
    to_her = [list_contacts(mine)[0].id]
    backup = make_backup(mine).path
    set_fact(mine, vocabulary, person, "person.family_name", Answer("BEFORE"))
    accept_import(hers, export_cases(mine, [case], to_her, tmp_path / "one.age").path)
    mine.close()
    restore_backup(consul, backup, secret())
    mine = opened(consul)
    set_fact(mine, vocabulary, person, "person.family_name", Answer("AFTER"))
    report = accept_import(hers, export_cases(mine, [case], to_her, tmp_path / "two.age").path)
    assert "value" in {conflict.column for conflict in report.conflicts}
    back = export_cases(hers, [case], [list_contacts(hers)[0].id], tmp_path / "three.age")
    again = accept_import(mine, back.path)
    assert "value" in {conflict.column for conflict in again.conflicts}
    for vault in (mine, hers):
        (name,) = (f for f in list_facts(vault, case) if f.key == "person.family_name")
        assert name.answer.value == "AFTER"
        assert examine(vault).findings == ()
        vault.close()


def _crash_at(number: int, folder: Path, backup: Path) -> bool:
    """Restore in a child that ends at its n-th call that makes something last.

    Returns:
        Shape: whether it got so far.
    """
    child = os.fork()
    if child == 0:
        left = number

        def counting(call: Callable[..., None]) -> Callable[..., None]:
            def counted(*given: object, **named: object) -> None:
                nonlocal left
                left -= 1
                if left == 0:
                    os._exit(9)
                call(*given, **named)

            return counted

        for name in ("fsync", "replace", "link", "unlink", "mkdir"):
            setattr(os, name, counting(getattr(os, name)))
        restore_backup(folder, backup, secret())
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 9


def test_a_crash_at_any_step_leaves_the_old_or_the_new_vault(
    template: Path, tmp_path: Path
) -> None:
    seen: list[set[str]] = []
    for number in range(1, 200, 4):
        folder = copy_of(template, tmp_path / str(number))
        crashed = _crash_at(number, folder, list_backups(folder)[0].path)
        vault = opened(folder)
        found = {finding.kind for finding in examine(vault).findings}
        assert found <= {FindingKind.FILE_STRAY}, number
        seen.append({case.title for case in list_cases(vault)})
        vault.close()
        shutil.rmtree(folder)
        if not crashed:
            break
    assert seen[0] == NEW
    assert seen[-1] == OLD
    assert all(titles in (OLD, NEW) for titles in seen)
    assert len(seen) > 5
