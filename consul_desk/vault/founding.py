"""Making a vault's folder: a marker lies in it until its header is on the disk.

Comes in: a folder. Goes out: the same one, ready for a new vault. A database without a header
is otherwise a vault that lost its header, and nothing is ever made over that.
"""

from __future__ import annotations

from pathlib import Path

from consul_desk.errors.vault import VaultExistsError
from consul_desk.paths import BLOB_FOLDER, DATABASE_FILE, FOUNDING_FILE, HEADER_FILES
from consul_desk.vault.files import sync_folder


def prepare_folder(folder: Path) -> None:
    """Make room for a new vault, also where an earlier attempt was cut short.

    Raises:
        VaultExistsError: there is something else in the folder.
    """
    if folder.exists() and not folder.is_dir():
        raise VaultExistsError(path=str(folder))
    if (folder / FOUNDING_FILE).exists() and not _has_header(folder):
        _clear_unfounded(folder)
    if folder.exists() and any(folder.iterdir()):
        raise VaultExistsError(path=str(folder))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / FOUNDING_FILE).touch(mode=0o600)
    sync_folder(folder)
    (folder / BLOB_FOLDER).mkdir(mode=0o700)


def _has_header(folder: Path) -> bool:
    return any((folder / name).exists() for name in HEADER_FILES)


def _clear_unfounded(folder: Path) -> None:
    """Remove what a cut-short attempt left: an empty database whose key is nowhere."""
    for name in (
        DATABASE_FILE,
        f"{DATABASE_FILE}-journal",
        *(f"{h}.new" for h in HEADER_FILES),
    ):
        (folder / name).unlink(missing_ok=True)
    if (folder / BLOB_FOLDER).is_dir() and not any((folder / BLOB_FOLDER).iterdir()):
        (folder / BLOB_FOLDER).rmdir()
    (folder / FOUNDING_FILE).unlink()


def finish_founding(folder: Path) -> None:
    """Say that the vault is whole: its header is on the disk."""
    if (folder / FOUNDING_FILE).exists():
        (folder / FOUNDING_FILE).unlink()
        sync_folder(folder)
