"""Attachments of any size: streamed, never lost to a crash, and destroyed key first."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from consul_desk.casework.cases import list_cases
from consul_desk.casework.documents import (
    add_document,
    document_pieces,
    list_documents,
    read_document,
    remove_document,
    save_copy,
)
from consul_desk.casework.history import history
from consul_desk.errors import NotFoundError
from consul_desk.errors.vault import BlobDamagedError
from consul_desk.vault.blobs import UNSETTLED, find_blob
from consul_desk.vault.integrity import examine
from consul_desk.vault.vault import Vault
from tests.core.whole import copy_of, make_vault, opened

MEBIBYTE = 1 << 20


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


def unsettled(folder: Path) -> list[Path]:
    inside = folder / "blobs" / UNSETTLED
    return list(inside.iterdir()) if inside.is_dir() else []


def test_a_removed_document_is_gone_with_its_key_and_its_file(vault: Vault) -> None:
    case = list_cases(vault)[0]
    (document,) = list_documents(vault, case.id)
    place = next(p for p in vault.blobs.files() if _names(vault, document.sha256) == p.name)
    remove_document(vault, document.id)
    assert list_documents(vault, case.id) == ()
    assert not place.exists()
    assert unsettled(vault.folder) == []
    with vault.read() as session:
        assert find_blob(session, document.sha256) is None
    with pytest.raises(NotFoundError):
        read_document(vault, document.id)
    assert any(entry.op == "delete" for entry in history(vault, case.id))
    assert examine(vault).findings == ()


def _names(vault: Vault, sha256: str) -> str:
    with vault.read() as session:
        blob = find_blob(session, sha256)
    return blob.id if blob else ""


def test_a_content_that_another_document_has_too_stays(vault: Vault) -> None:
    first, second = list_cases(vault)
    same = read_document(vault, list_documents(vault, first.id)[0].id)
    twin = add_document(vault, second.id, same, title="the same")
    remove_document(vault, list_documents(vault, first.id)[0].id)
    assert read_document(vault, twin) == same
    remove_document(vault, twin)
    assert len(list(vault.blobs.files())) == 1
    assert examine(vault).findings == ()


def test_a_failed_removal_removes_nothing(vault: Vault) -> None:
    case = list_cases(vault)[0]
    (document,) = list_documents(vault, case.id)
    with pytest.raises(ZeroDivisionError), vault.write() as session:
        blob = find_blob(session, document.sha256)
        assert blob is not None
        vault.blobs.remove(session, blob)
        session.flush()
        _ = 1 / 0
    assert len(read_document(vault, document.id)) == document.size_bytes
    assert examine(vault).findings == ()
    vault.close()
    again = opened(vault.folder)
    assert unsettled(vault.folder) == []
    assert len(read_document(again, document.id)) == document.size_bytes
    again.close()


_CRASH = """
import os, sys
from pathlib import Path
from consul_desk.casework.cases import list_cases
from consul_desk.casework.documents import add_document, list_documents, remove_document
from consul_desk.vault.blobs import Blobs
from consul_desk.vault.vault import Vault

vault = Vault.open(Path(sys.argv[1]), bytearray(sys.argv[2].encode()))
case = list_cases(vault)[0]
moment = sys.argv[3]
if moment == "add, before commit":
    Blobs.keep = lambda *_: os._exit(9)
if moment in ("add, after commit", "remove, after commit"):
    Blobs.after_commit = lambda *_: os._exit(9)
if moment.startswith("add"):
    add_document(vault, case.id, b"%PDF-" + bytes(100_000), title="crash")
else:
    if moment == "remove, before commit":
        from sqlmodel import Session
        Session.commit = lambda *_: os._exit(9)
    remove_document(vault, list_documents(vault, case.id)[0].id)
os._exit(1)
"""


@pytest.mark.parametrize(
    ("moment", "documents"),
    [
        ("add, before commit", 1),
        ("add, after commit", 2),
        ("remove, before commit", 1),
        ("remove, after commit", 0),
    ],
)
def test_a_crash_leaves_neither_a_file_of_nobody_nor_a_lost_one(
    folder: Path, moment: str, documents: int
) -> None:
    words = "six words for whole vaults"
    ended = subprocess.run(
        [sys.executable, "-c", _CRASH, str(folder), words, moment],
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert ended.returncode == 9
    assert len(unsettled(folder)) == 1
    vault = opened(folder)
    assert unsettled(folder) == []
    found = list_documents(vault, list_cases(vault)[0].id)
    assert len(found) == documents
    for document in found:
        assert len(read_document(vault, document.id)) == document.size_bytes
    assert examine(vault).findings == ()
    vault.close()


def test_the_destroyed_file_is_overwritten_first(vault: Vault, tmp_path: Path) -> None:
    case = list_cases(vault)[0]
    (document,) = list_documents(vault, case.id)
    place = vault.blobs.path(_names(vault, document.sha256))
    descriptor = os.open(place, os.O_RDONLY)
    size = place.stat().st_size
    remove_document(vault, document.id)
    assert os.pread(descriptor, size + 1, 0) == bytes(size)
    os.close(descriptor)


def test_a_large_document_comes_out_piece_by_piece(vault: Vault) -> None:
    case = list_cases(vault)[0]
    content = os.urandom(3 * MEBIBYTE + 17)
    document = add_document(vault, case.id, content, title="large")
    pieces = list(document_pieces(vault, document))
    assert max(len(piece) for piece in pieces) <= MEBIBYTE
    assert b"".join(pieces) == content


def test_two_swapped_files_are_two_errors_and_nothing_of_them_is_saved(
    vault: Vault, tmp_path: Path
) -> None:
    first, second = vault.blobs.files()
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    for number, case in enumerate(list_cases(vault)):
        (document,) = list_documents(vault, case.id)
        with pytest.raises(BlobDamagedError):
            read_document(vault, document.id)
        with pytest.raises(BlobDamagedError):
            save_copy(vault, document.id, tmp_path / str(number))
        assert not (tmp_path / str(number)).exists()


_STREAM = """
import sys
from pathlib import Path
from consul_desk.casework.cases import list_cases
from consul_desk.casework.documents import add_document, save_copy
from consul_desk.vault.integrity import examine
from consul_desk.vault.vault import Vault

def most():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024

folder, words, source, target = sys.argv[1:]
vault = Vault.open(Path(folder), bytearray(words.encode()))
case = list_cases(vault)[0]
add_document(vault, case.id, b"warm up", title="small")
Path("/proc/self/clear_refs").write_text("5")  # forget the peak of the key derivation
before = most()
document = add_document(vault, case.id, Path(source), title="large")
save_copy(vault, document, Path(target))
assert examine(vault).findings == ()
print(most() - before)
vault.close()
"""


def streamed(folder: Path, source: Path, target: Path) -> int:
    """Put a file in and take it out in a process of its own; the extra memory in MiB."""
    ran = subprocess.run(
        [sys.executable, "-c", _STREAM, folder, "six words for whole vaults", source, target],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


def test_a_file_larger_than_the_memory_it_takes(folder: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    with source.open("wb") as stream:
        for _ in range(128):
            stream.write(os.urandom(MEBIBYTE))
    assert streamed(folder, source, target) < 30
    digests = [hashlib.sha256(path.read_bytes()).digest() for path in (source, target)]
    assert digests[0] == digests[1]
