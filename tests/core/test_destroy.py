"""Panic: the keys go first, in under two seconds, whatever state the vault is in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from consul_desk.casework.cases import open_case
from consul_desk.errors.vault import DestroyFailedError, NotAVaultError, VaultDestroyedError
from consul_desk.paths import holds_vault
from consul_desk.vault import destroy
from consul_desk.vault.destroy import destroy_keys
from consul_desk.vault.header import read_headers, write_header
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from tests.core.secrets_of_tests import (
    HEADS,
    NEW,
    copy_vault,
    heads_of,
    make_vault,
    put_heads,
    secret,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_vault(tmp_path / "vault")


def test_nothing_of_the_vault_is_left_and_it_takes_less_than_two_seconds(folder: Path) -> None:
    (folder / "blobs" / "ab").mkdir()
    (folder / "blobs" / "ab" / "abcd").write_bytes(bytes(1000))
    (folder / "backups").mkdir()
    (folder / "backups" / "one").write_bytes(bytes(1000))
    destroyed = destroy_keys(folder)
    assert (destroyed.headers, destroyed.removed, destroyed.left) == (2, 3, ())
    assert destroyed.keystore is None
    assert destroyed.seconds < destroy.LIMIT_S
    assert list(folder.iterdir()) == []
    assert not holds_vault(folder)


def test_the_bytes_of_the_header_are_overwritten_where_they_lie(folder: Path) -> None:
    """Another name of the same file shows what became of its pages."""
    whole = heads_of(folder)
    for name in HEADS:
        os.link(folder / name, folder.parent / name)
    destroy_keys(folder)
    for name, before in zip(HEADS, whole, strict=True):
        after = (folder.parent / name).read_bytes()
        assert len(after) == len(before)
        assert sum(a == b for a, b in zip(after, before, strict=True)) < len(before) / 20


def test_a_header_that_lies_beside_goes_too(folder: Path) -> None:
    (folder / "head.a.new").write_bytes((folder / "head.a").read_bytes())
    destroy_keys(folder)
    assert not list(folder.glob("head*"))


@pytest.mark.parametrize("missing", [["head.a"], ["head.b"], ["vault.db"], ["blobs"]])
def test_it_works_on_what_is_left_of_a_vault(folder: Path, missing: list[str]) -> None:
    for name in missing:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    destroy_keys(folder)
    assert not holds_vault(folder)


def test_it_works_on_damaged_headers_and_a_second_time_on_the_rest(folder: Path) -> None:
    put_heads(folder, [b"\xff" * 300, b"{"])
    assert destroy_keys(folder, limit_s=0.0).left == (folder / "vault.db.void",)
    with pytest.raises(NotAVaultError):
        Vault.open(folder, secret())
    assert destroy_keys(folder).left == ()


@pytest.mark.parametrize("place", ["backups/20261124T120000Z", "replaced-1"])
def test_headers_and_files_of_older_states_go_too(folder: Path, place: str) -> None:
    (folder / place).mkdir(parents=True)
    for name in (*HEADS, "vault.db"):
        shutil.copy(folder / name, folder / place / name)
    os.link(folder / place / "head.a", folder.parent / "old")
    before = (folder.parent / "old").read_bytes()
    destroyed = destroy_keys(folder)
    assert (destroyed.headers, destroyed.left) == (4, ())
    assert (folder.parent / "old").read_bytes() != before
    assert list(folder.iterdir()) == []


def test_it_works_on_read_only_files(folder: Path) -> None:
    for path in folder.iterdir():
        path.chmod(0o500 if path.is_dir() else 0o400)
    destroyed = destroy_keys(folder)
    assert (destroyed.headers, destroyed.left) == (2, ())


def test_it_works_on_a_full_disk(folder: Path) -> None:
    """No byte may be added to any file: what fits where it lies is written all the same."""
    script = (
        "import pathlib, resource, signal, sys\n"
        "from consul_desk.vault.destroy import destroy_keys\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "size = (folder / 'head.a').stat().st_size\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "try: (folder / 'x').write_bytes(bytes(size + 1)); print('room')\n"
        "except OSError: pass\n"
        "(folder / 'x').unlink()\n"
        "print(destroy_keys(folder).headers)\n"
    )
    said = subprocess.run(
        [sys.executable, "-B", "-c", script, str(folder)], capture_output=True, text=True
    )
    assert said.stdout == "2\n", said.stderr
    assert not holds_vault(folder)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small disk")
def test_it_works_on_a_disk_without_a_free_byte(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(small)]
    if subprocess.run(mounting, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        folder = copy_vault(small / "vault")
        with (
            (small / "fill").open("wb", buffering=0) as fill,
            pytest.raises(OSError, match="28"),
        ):
            while True:
                fill.write(bytes(4096))
        destroyed = destroy_keys(folder)
        assert (destroyed.headers, destroyed.left) == (2, ())
        assert not holds_vault(folder)
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_folder_without_a_vault_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear all")
    with pytest.raises(NotAVaultError):
        destroy_keys(tmp_path)
    with pytest.raises(NotAVaultError):
        destroy_keys(tmp_path / "nowhere")
    assert (tmp_path / "letter.txt").exists()


def test_files_that_are_no_part_of_the_vault_stay(folder: Path) -> None:
    (folder / "letter.txt").write_text("dear all")
    destroy_keys(folder)
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


def test_a_header_that_cannot_be_removed_is_not_passed_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.unlink

    def stubborn(path: Path, missing_ok: bool = False) -> None:
        if path.name == "head.b":
            raise PermissionError(1, "immutable")
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", stubborn)
    with pytest.raises(DestroyFailedError):
        destroy_keys(folder)
    assert not (folder / "head.a").exists()
    assert not (folder / "vault.db").exists()


def test_the_program_that_has_it_open_does_not_bring_the_keys_back(folder: Path) -> None:
    vault = Vault.open(folder, secret())
    open_case(vault, "written before")
    destroy_keys(folder)
    with pytest.raises(VaultDestroyedError):
        vault.checkpoint()
    with pytest.raises(VaultDestroyedError):
        vault.change_passphrase(secret(), secret(NEW), kdf=KDF_FLOOR)
    with pytest.raises(VaultDestroyedError):
        vault.close()
    assert not list(folder.glob("head*"))
    assert not any(vault._slots.database_key)


def test_another_process_that_has_it_open_does_not_bring_the_keys_back(folder: Path) -> None:
    script = (
        "import pathlib, sys\n"
        "from consul_desk.casework.cases import open_case\n"
        "from consul_desk.errors.vault import VaultDestroyedError\n"
        "from consul_desk.vault.vault import Vault\n"
        "vault = Vault.open(pathlib.Path(sys.argv[1]), bytearray(sys.argv[2].encode()))\n"
        "open_case(vault, 'one')\n"
        "print('open', flush=True)\n"
        "sys.stdin.readline()\n"
        "try: vault.close()\n"
        "except VaultDestroyedError: print('destroyed')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder), secret().decode()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        destroyed = destroy_keys(folder)
        assert other.communicate("\n")[0] == "destroyed\n"
    assert destroyed.headers == 2
    assert not list(folder.glob("head*"))


def test_a_program_that_writes_headers_all_the_time_does_not_win(folder: Path) -> None:
    script = (
        "import pathlib, sys\n"
        "from consul_desk.errors.vault import VaultDestroyedError\n"
        "from consul_desk.vault.header import read_headers, write_header\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "header = read_headers(folder).known[0]\n"
        "print('on', flush=True)\n"
        "try:\n"
        "    while True: write_header(folder, header)\n"
        "except (VaultDestroyedError, FileNotFoundError): pass\n"
    )
    for _ in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True
        ) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "on\n"
            destroy_keys(folder)
            other.communicate(timeout=30)
        assert not list(folder.glob("head*"))
        shutil.rmtree(folder)
        copy_vault(folder)


def test_writers_are_stopped_before_the_headers_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = read_headers(folder).known[0]
    real = destroy._destroy_headers

    def watched(place: Path) -> int:
        with pytest.raises(VaultDestroyedError):
            write_header(place, header)
        assert not list(place.glob("*.new"))
        return real(place)

    monkeypatch.setattr(destroy, "_destroy_headers", watched)
    assert destroy_keys(folder).headers == 2


def test_a_keystore_that_does_not_answer_holds_nothing_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(destroy, "_keystore_vault", lambda _: "f" * 32)
    monkeypatch.setattr("consul_desk.vault.keystore.remove_secret", lambda _: time.sleep(9))
    destroyed = destroy_keys(folder)
    assert destroyed.keystore is False
    assert destroyed.seconds < destroy.LIMIT_S
    assert destroyed.left == ()


def test_a_thousand_attachments_do_not_keep_the_keys_alive(folder: Path) -> None:
    for number in range(1000):
        place = folder / "blobs" / f"{number % 256:02x}"
        place.mkdir(exist_ok=True)
        (place / str(number)).touch()
    destroyed = destroy_keys(folder)
    assert destroyed.headers == 2
    assert destroyed.seconds < destroy.LIMIT_S + 0.5
    assert not list(folder.glob("head*"))


def test_a_new_vault_can_be_made_where_an_old_one_was_destroyed(folder: Path) -> None:
    destroy_keys(folder)
    make_vault(folder)
    vault = Vault.open(folder, secret())
    assert vault.findings == ()
    vault.close()
