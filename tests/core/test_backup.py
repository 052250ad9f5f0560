"""A backup counts once it was read back; half of one never does, and rotation is careful."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.casework.documents import list_documents, remove_document
from consul_desk.errors import NotFoundError
from consul_desk.errors.vault import (
    BackupDamagedError,
    BackupFailedError,
    BackupFullError,
    BackupNeedsRecoveryError,
)
from consul_desk.vault.backup import (
    changes_since_backup,
    find_backup,
    is_backup_due,
    list_backups,
    make_backup,
    renew_backups,
    verify_backup,
)
from consul_desk.vault.findings import FindingKind
from consul_desk.vault.header import SlotKind, read_headers
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.manifest import Reason
from consul_desk.vault.vault import Vault
from tests.core.command_line import fingerprints
from tests.core.whole import START, copy_of, flip, make_vault, opened, secret

# SQLite cannot tell this limit from a broken disk; a drive that is full it can.
_REFUSED = (BackupFullError, BackupFailedError)


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


@contextmanager
def no_room_beyond(size_bytes: int) -> Iterator[None]:
    """The system refuses to let any file grow beyond a size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def names(folder: Path) -> set[str]:
    """Everything in the folder of backups, whether it counts or not."""
    inside = folder / "backups"
    return {path.name for path in inside.iterdir()} if inside.is_dir() else set()


def test_a_backup_is_whole_and_shares_its_attachments(vault: Vault) -> None:
    row = make_backup(vault)
    assert list_backups(vault.folder) == (row,)
    assert (row.reason, row.attachments, row.damaged) == (Reason.ASKED, 2, 0)
    assert verify_backup(vault, row) == ()
    for path in vault.blobs.files():
        copy = row.path / "blobs" / path.name[:2] / path.name
        assert copy.stat().st_ino == path.stat().st_ino
    assert not (row.path / "head.a").exists()
    assert row.path.stat().st_mode & 0o77 == 0
    assert (row.path / "vault.db").stat().st_mode & 0o77 == 0


def test_a_backup_holds_no_word_in_the_clear(vault: Vault) -> None:
    row = make_backup(vault)
    for path in row.path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for word in ("Familie", "SHCHEGLOVA", "Vera", "Reisepass", "CREATE TABLE"):
                assert word.encode() not in data
                assert word.encode("utf-16-le") not in data


def test_a_backup_on_another_drive_holds_all_bytes_and_the_recovery_slot_only(
    vault: Vault, tmp_path: Path
) -> None:
    row = make_backup(vault, tmp_path / "drive")
    (header,) = {h.mac: h for h in read_headers(row.path).known}.values()
    assert [slot.kind for slot in header.slots] == [SlotKind.RECOVERY]
    for path in (row.path / "blobs").rglob("*"):
        assert path.is_dir() or path.stat().st_nlink == 1
    assert verify_backup(vault, row) == ()
    assert list_backups(tmp_path / "drive") == (row,)
    assert list_backups(vault.folder) == ()
    assert is_backup_due(vault)


def test_without_a_recovery_slot_no_backup_leaves_the_computer(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "v", secret(), owner="Vera Muster", kdf=KDF_FLOOR)
    with pytest.raises(BackupNeedsRecoveryError):
        make_backup(vault, tmp_path / "drive")
    assert not (tmp_path / "drive").exists()
    vault.close()


def test_it_is_due_once_a_day_and_only_after_changes(folder: Path) -> None:
    vault = opened(folder, START)
    assert is_backup_due(vault)
    make_backup(vault)
    open_case(vault, "later")
    assert changes_since_backup(vault) == 1
    assert not is_backup_due(vault)
    vault.close()
    for days in (1, 30, -1, -9000):
        vault = opened(folder, START + timedelta(days=days))
        assert is_backup_due(vault)
        vault.close()
    vault = opened(folder, START + timedelta(days=1))
    make_backup(vault)
    vault.close()
    vault = opened(folder, START + timedelta(days=2))
    assert not is_backup_due(vault)
    shutil.rmtree(folder / "backups")
    assert is_backup_due(vault)
    vault.close()


def test_a_full_drive_leaves_no_half_backup(vault: Vault, tmp_path: Path) -> None:
    kept = make_backup(vault)
    before = fingerprints(vault.folder)
    for size in (0, 4096, 100_000, 150_000):
        with no_room_beyond(size), pytest.raises(_REFUSED):
            make_backup(vault, tmp_path / "drive")
        with no_room_beyond(min(size, 100_000)), pytest.raises(_REFUSED):
            make_backup(vault)
    assert fingerprints(vault.folder) == before
    assert list((tmp_path / "drive").iterdir()) == []
    assert list_backups(vault.folder) == (kept,)
    assert verify_backup(vault, kept) == ()


def test_what_a_crash_left_is_no_backup_and_goes_with_the_next(vault: Vault) -> None:
    kept = make_backup(vault)
    for suffix in (".new", ".old"):
        shutil.copytree(kept.path, kept.path.with_name("20261101T000000Z" + suffix))
    assert list_backups(vault.folder) == (kept,)
    again = make_backup(vault)
    assert names(vault.folder) == {kept.name, again.name}


@pytest.mark.parametrize("part", ["vault.db", "backup.json", "attachment"])
def test_a_backup_that_was_altered_or_cut_is_found(vault: Vault, part: str) -> None:
    row = make_backup(vault)
    path = row.path / part
    if part == "attachment":
        path = next(p for p in sorted((row.path / "blobs").rglob("*")) if p.is_file())
    whole = path.read_bytes()
    path.unlink()
    for place in (0, len(whole) // 3, len(whole) - 1):
        path.write_bytes(whole)
        flip(path, place)
        assert _is_found(vault, row.path)
    path.write_bytes(whole[:-1])
    assert _is_found(vault, row.path)
    path.unlink()
    assert _is_found(vault, row.path)


def _is_found(vault: Vault, path: Path) -> bool:
    try:
        return bool(verify_backup(vault, find_backup(vault.folder, path.name)))
    except BackupDamagedError:
        return True


def test_a_note_that_tells_another_count_is_not_believed(vault: Vault) -> None:
    row = make_backup(vault)
    note = row.path / "backup.json"
    note.write_text(json.dumps(json.loads(note.read_text()) | {"changes": 3}))
    with pytest.raises(BackupDamagedError):
        verify_backup(vault, find_backup(vault.folder, row.name))


def test_a_backup_that_does_not_exist_says_so(vault: Vault) -> None:
    with pytest.raises(NotFoundError):
        find_backup(vault.folder, "20260101T000000Z")


def test_a_damaged_attachment_does_not_leave_the_rest_without_backup(vault: Vault) -> None:
    good = [make_backup(vault).name for _ in range(3)]
    first, _ = vault.blobs.files()
    first.unlink()
    row = make_backup(vault)
    assert row.damaged == 1
    assert verify_backup(vault, row) == ()
    for _ in range(4):
        make_backup(vault)
    assert set(good) <= names(vault.folder)


def test_deleting_a_document_leaves_it_whole_in_the_backup(vault: Vault) -> None:
    row = make_backup(vault)
    case = list_cases(vault)[0]
    remove_document(vault, list_documents(vault, case.id)[0].id)
    assert len(list(vault.blobs.files())) == 1
    assert verify_backup(vault, row) == ()


def test_rotation_takes_old_ones_but_none_that_somebody_reads(vault: Vault) -> None:
    first, second = make_backup(vault), make_backup(vault)
    script = (
        "import sys, pathlib\n"
        "from consul_desk.vault.database import connect_to_read\n"
        "held = connect_to_read(pathlib.Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))\n"
        "print('held', flush=True)\n"
        "sys.stdin.readline()\n"
    )
    key = bytes(vault.keys.database).hex()
    reader = subprocess.Popen(
        [sys.executable, "-c", script, str(first.path / "vault.db"), key],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout
    assert reader.stdout.readline() == "held\n"
    for _ in range(3):
        make_backup(vault)
    assert first.name in names(vault.folder)
    assert second.name not in names(vault.folder)
    reader.communicate("\n")
    make_backup(vault)
    assert first.name not in names(vault.folder)
    assert len(list_backups(vault.folder)) == 3


@pytest.mark.parametrize("year", [1970, 2038])
def test_a_clock_far_off_makes_backups_all_the_same(folder: Path, year: int) -> None:
    moment = datetime(year, 1, 19, 3, 14, 8, tzinfo=UTC)
    vault = opened(folder)
    good = make_backup(vault)
    vault.close()
    vault = opened(folder, moment)
    open_case(vault, "later")
    assert is_backup_due(vault)
    made = make_backup(vault)
    assert list_backups(folder) == (made, good)
    assert made.made_at == moment
    assert not is_backup_due(vault)
    vault.close()


def test_renewing_leaves_no_older_copy_beside_the_vault(vault: Vault) -> None:
    for _ in range(3):
        make_backup(vault)
    (vault.folder / "backups" / "replaced-damaged").mkdir()
    row = renew_backups(vault)
    assert names(vault.folder) == {row.name}


def test_files_of_other_people_on_a_drive_are_left_alone(vault: Vault, tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    for name in ("photos.old", "letters.new"):
        (drive / name).mkdir(parents=True)
        (drive / name / "x").write_bytes(os.urandom(10))
    before = fingerprints(drive)
    row = make_backup(vault, drive)
    shutil.rmtree(row.path)
    assert fingerprints(drive) == before


def test_a_backup_that_lies_on_a_write_protected_drive_can_be_read(
    vault: Vault, tmp_path: Path
) -> None:
    row = make_backup(vault, tmp_path / "drive")
    for path in (*row.path.rglob("*"), row.path):
        path.chmod(0o500 if path.is_dir() else 0o400)
    assert verify_backup(vault, row) == ()
    for path in (row.path, *row.path.rglob("*/")):
        path.chmod(0o700)


def test_every_part_of_a_backup_is_found_missing(vault: Vault) -> None:
    row = make_backup(vault)
    for path in list((row.path / "blobs").rglob("*")):
        if path.is_file():
            path.unlink()
    assert {f.kind for f in verify_backup(vault, row)} == {FindingKind.FILE_MISSING}
