"""A disk that takes nothing more: one sentence, and nothing that was saved is lost."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.casework.documents import add_document, list_documents
from consul_desk.errors.vault import DiskError, VaultDamagedError
from consul_desk.vault.disk import disk_told
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault

WORDS = "six words for a full disk"


@contextmanager
def no_room_beyond(size_bytes: int) -> Iterator[None]:
    """The system refuses to let any file grow beyond a size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    vault = Vault.create(
        tmp_path / "v", bytearray(WORDS.encode()), owner="Vera Muster", kdf=KDF_FLOOR
    )
    case_id = open_case(vault, "kept")
    with no_room_beyond(4096):
        with pytest.raises(DiskError):
            open_case(vault, "refused")
        with pytest.raises(DiskError):
            add_document(vault, case_id, b"%PDF-" + os.urandom(100_000), title="refused")
    open_case(vault, "kept too")
    vault.close()
    again = Vault.open(tmp_path / "v", bytearray(WORDS.encode()))
    assert {case.title for case in list_cases(again)} == {"kept", "kept too"}
    assert list_documents(again, case_id) == ()
    again.close()


def test_a_full_disk_is_said_where_the_header_is_written(tmp_path: Path) -> None:
    vault = Vault.create(
        tmp_path / "v", bytearray(WORDS.encode()), owner="Vera Muster", kdf=KDF_FLOOR
    )
    open_case(vault, "kept")
    with no_room_beyond(100), pytest.raises(DiskError):
        vault.checkpoint()
    vault.close()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_what_the_system_says_of_the_disk_becomes_one_error(number: int) -> None:
    with pytest.raises(DiskError), disk_told():
        raise OSError(number, os.strerror(number))


@pytest.mark.parametrize(
    ("code", "told"), [(13, DiskError), (266, DiskError), (11, VaultDamagedError)]
)
def test_what_the_database_says_of_the_disk_becomes_one_error(
    code: int, told: type[Exception]
) -> None:
    class DatabaseSaysError(Exception):
        sqlite_errorcode = code

    with pytest.raises(told), disk_told():
        raise DatabaseSaysError


def test_what_a_connection_says_after_an_unreadable_page_becomes_one_error() -> None:
    with pytest.raises(DiskError), disk_told():
        raise MemoryError


def test_other_errors_pass_as_they_are() -> None:
    with pytest.raises(PermissionError), disk_told():
        raise PermissionError(errno.EACCES, "no")
    with pytest.raises(ValueError, match="7"), disk_told():
        raise ValueError(7)
