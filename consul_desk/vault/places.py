"""Where a vault should not lie: folders that other computers share.

Comes in: a folder that need not exist yet. Goes out: a sentence of warning, or nothing.
A synchronised vault is copied to computers that nobody here controls, and the copying
tears the database; a network disk loses locks.

Source:
    sqlite.org, "How To Corrupt An SQLite Database File", sections 2.1 and 1.4; folder names
    of the synchronising programs by their own manuals, checked 2026-11-24.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path, PureWindowsPath

from consul_desk.errors.vault import VaultExistsError
from consul_desk.language import N_, Message
from consul_desk.paths import FOUNDING_FILE

_SYNCHRONISED = N_(
    "{service} copies this folder to other computers, and can damage the vault by it. "
    "Choose a folder that stays on this computer."
)
_NETWORK = N_(
    "This folder lies on a network disk: others can copy the vault, and a broken connection "
    "can damage it. Choose a folder of this computer."
)
_SERVICES = {
    "OneDrive": r"onedrive( - .*)?",
    "Dropbox": r"dropbox( \(.*\))?",
    "Google Drive": r"google ?drive|my drive|googledrive-.*",
    "iCloud": r"icloud ?drive|mobile documents|com~apple~clouddocs|iclouddrive",
    "Nextcloud": r"nextcloud\d*|owncloud",
    "Yandex Disk": r"yandex\.?disk( \(.*\))?|яндекс\.?диск",
    "pCloud": r"pcloud ?drive|pcloud ?sync",
    "MEGA": r"mega|megasync",
    "Syncthing": r"syncthing",
}
_MARKERS = {
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "Nextcloud",
    ".stfolder": "Syncthing",
    ".tmp.drivedownload": "Google Drive",
}
_NETWORK_SYSTEMS = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "ceph", "glusterfs"),
        *("davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.gvfsd-fuse"),
        *("fuse.s3fs", "fuse.google-drive-ocamlfuse", "fuse.onedriver"),
    }
)
_DRIVE_REMOTE = 4


def require_room(folder: Path) -> None:
    """Make sure that a new vault fits there, before anybody thinks of a passphrase.

    Raises:
        VaultExistsError: there is something else in the folder.
    """
    if folder.is_dir() and not (folder / FOUNDING_FILE).exists() and any(folder.iterdir()):
        raise VaultExistsError(path=str(folder))
    if folder.exists() and not folder.is_dir():
        raise VaultExistsError(path=str(folder))


def warning_about(folder: Path, mounts: str | None = None) -> Message | None:
    """Tell why a vault should not lie here; None where nothing speaks against it.

    Args:
        mounts: what Linux says in /proc/self/mounts; read there when left out.
    """
    whole = folder.expanduser().absolute()
    service = _service(whole)
    if service:
        return Message(_SYNCHRONISED, {"service": service})
    return Message(_NETWORK) if _is_on_network(whole, mounts) else None


def _service(folder: Path) -> str:
    for part in folder.parts:
        for name, pattern in _SERVICES.items():
            if re.fullmatch(pattern, part.casefold()):
                return name
    for above in (folder, *folder.parents):
        for marker, name in _MARKERS.items():
            if (above / marker).exists():
                return name
    return ""


def _is_on_network(folder: Path, mounts: str | None) -> bool:
    if sys.platform == "win32":
        return _is_remote_drive(folder)
    table = _read_mounts() if mounts is None else mounts
    return _file_system(folder, table) in _NETWORK_SYSTEMS


def _read_mounts() -> str:
    try:
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:  # a Mac has no such table
        return ""


def _file_system(folder: Path, mounts: str) -> str:
    """The kind of the mount that is nearest above the folder."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        _device, point, found, *_rest = line.split(" ")
        place = Path(re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), point))
        if folder.is_relative_to(place) and len(place.parts) >= best:
            best, kind = len(place.parts), found
    return kind


def _is_remote_drive(folder: Path) -> bool:
    drive = PureWindowsPath(folder).drive
    if sys.platform == "win32":
        import ctypes

        kind = ctypes.WinDLL("kernel32").GetDriveTypeW(f"{drive}\\")
        return drive.startswith("\\\\") or kind == _DRIVE_REMOTE
    return drive.startswith("\\\\")
