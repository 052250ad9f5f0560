"""A vault is warned of places that other computers share."""

from __future__ import annotations

from pathlib import Path

import pytest

from consul_desk.errors.vault import VaultExistsError
from consul_desk.vault.places import require_room, warning_about

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
proc /proc proc rw 0 0
server:/export /mnt/office nfs4 rw 0 0
/dev/sdb1 /mnt/office/local ext4 rw 0 0
//nas/share /mnt/with\\040blank cifs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("/srv/anna/OneDrive/vault", "OneDrive"),
        ("/srv/anna/OneDrive - Verein e.V./vault", "OneDrive"),
        ("/srv/anna/Dropbox (Personal)/vault", "Dropbox"),
        ("/Volumes/anna/Library/Mobile Documents/com~apple~CloudDocs/vault", "iCloud"),
        (
            "/Volumes/anna/Library/CloudStorage/GoogleDrive-anna@example.org/vault",
            "Google Drive",
        ),
        ("/srv/anna/Nextcloud/vault", "Nextcloud"),
        ("/srv/anna/Яндекс.Диск/vault", "Yandex Disk"),
    ],
)
def test_a_synchronised_folder_is_named(folder: str, service: str) -> None:
    warning = warning_about(Path(folder), MOUNTS)
    assert warning is not None
    assert warning.values == {"service": service}


def test_a_synchronised_folder_is_known_by_what_lies_in_it(tmp_path: Path) -> None:
    (tmp_path / "shared" / ".stfolder").mkdir(parents=True)
    warning = warning_about(tmp_path / "shared" / "new" / "vault", MOUNTS)
    assert warning is not None
    assert warning.values == {"service": "Syncthing"}


@pytest.mark.parametrize(
    ("folder", "is_warned"),
    [
        ("/mnt/office/vault", True),
        ("/mnt/with blank/vault", True),
        ("/mnt/office/local/vault", False),
        ("/mnt/officer/vault", False),
        ("/srv/anna/consul-desk", False),
        ("/srv/anna/dropbox-notes/vault", False),
    ],
)
def test_a_network_disk_is_known_by_its_mount(folder: str, is_warned: bool) -> None:
    assert (warning_about(Path(folder), MOUNTS) is not None) == is_warned


def test_this_computers_own_mounts_can_be_read(tmp_path: Path) -> None:
    assert warning_about(tmp_path / "vault") is None


def test_a_new_vault_needs_an_empty_folder_or_none(tmp_path: Path) -> None:
    require_room(tmp_path / "new")
    (tmp_path / "empty").mkdir()
    require_room(tmp_path / "empty")
    (tmp_path / "cut_short").mkdir()
    for name in ("founding", "vault.db"):
        (tmp_path / "cut_short" / name).touch()
    require_room(tmp_path / "cut_short")
    (tmp_path / "file").touch()
    for taken in (tmp_path, tmp_path / "file"):
        with pytest.raises(VaultExistsError):
            require_room(taken)
