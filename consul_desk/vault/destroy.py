"""Panic: the keys are destroyed first, then whatever time allows of the rest.

Comes in: a vault's folder, locked or not, in use or not, without a passphrase. Goes out: what
is gone and what is left. Headers are overwritten where they lie, which needs no free space,
then removed; without them vault.db and the attachments are noise. Copies of a header in other
places, and what a solid-state drive keeps of overwritten pages, stay out of reach: there only
Argon2id and the passphrase protect, and the keystore's part if there was one.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from consul_desk.errors.vault import DestroyFailedError, NotAVaultError
from consul_desk.paths import BLOB_FOLDER, DATABASE_FILE, HEADER_FILES
from consul_desk.vault.files import sync_folder, turn_in
from consul_desk.vault.header import HEADER_MAX_BYTES

LIMIT_S = 2.0
"""From the wish to the last look at a file; panic is not the time to wait."""

_KEYSTORE_SHARE_S = 1.0
_TURN_S = 0.3
_PAUSE_S = 0.02
_REPLACED = "replaced-*"
_LOOKS = 2


@dataclass(frozen=True, slots=True)
class Destroyed:
    """What became of a vault.

    Attributes:
        headers: how many copies of the header were overwritten and removed.
        removed: how many other files were removed.
        left: files that are still there; their key is gone.
        keystore: whether the keystore's entry is gone; None where there was none.
        seconds: how long it took.
    """

    headers: int
    removed: int
    left: tuple[Path, ...]
    keystore: bool | None
    seconds: float


def destroy_keys(folder: Path, *, limit_s: float = LIMIT_S) -> Destroyed:
    """Make a vault unreadable for everybody, its owner included. Nothing brings it back.

    Raises:
        NotAVaultError: there is nothing of a vault in the folder.
        DestroyFailedError: a header is still there. The rest was removed all the same.
    """
    begun = time.monotonic()
    if not folder.is_dir() or (not any(_keys(folder)) and not any(_rest(folder))):
        raise NotAVaultError(path=str(folder))
    vault_id = _keystore_vault(folder)
    _stop_writers(folder)
    headers = _destroy_headers(folder)
    keystore = _forget(vault_id) if vault_id else None
    removed = _remove_rest(folder, begun + limit_s)
    if stubborn := next(_keys(folder), None):
        raise DestroyFailedError(path=str(stubborn))
    left = tuple(_rest(folder))
    return Destroyed(headers, removed, left, keystore, time.monotonic() - begun)


def _keys(folder: Path) -> Iterator[Path]:
    """Whatever may hold a key slot: the copies, those beside them, and any in a backup."""
    for place in (folder, *folder.glob("backups/*/"), *folder.glob(f"{_REPLACED}/")):
        for name in HEADER_FILES:
            for path in (place / name, place / f"{name}.new"):
                if path.is_symlink() or path.exists():
                    yield path


def _stop_writers(folder: Path) -> None:
    """Give the database another name: without it no program writes a header any more.

    A new name needs no free space. Where it is refused, looking twice has to do.
    """
    database = folder / DATABASE_FILE
    with contextlib.suppress(OSError):
        database.rename(database.with_name(f"{DATABASE_FILE}.void"))


def _destroy_headers(folder: Path) -> int:
    """Wait for a program that is writing a header at this moment, but not for long.

    A program that did not let us have our turn may bring one back: so look again.
    """
    count = 0
    with turn_in(folder, _TURN_S):
        for look in range(_LOOKS):
            if look:
                time.sleep(_PAUSE_S)
            for path in list(_keys(folder)):
                count += _destroy(path)
            with contextlib.suppress(OSError):
                sync_folder(folder)
    return count


def _destroy(path: Path) -> bool:
    """Overwrite a file in its own pages and remove it; each as far as the system lets us."""
    with contextlib.suppress(OSError):
        path.chmod(0o600)
    try:
        _overwrite(path)
        is_overwritten = True
    except OSError:
        is_overwritten = False
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return is_overwritten


def _overwrite(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        noise = os.urandom(max(os.fstat(descriptor).st_size, 1))
        while noise:
            noise = noise[os.write(descriptor, noise) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keystore_vault(folder: Path) -> str | None:
    """The id of the vault if the keystore has a part in it; read before it is overwritten."""
    for path in _keys(folder):
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            with path.open("rb") as file:
                body = json.loads(file.read(HEADER_MAX_BYTES))
            if any(slot.get("keystore") for slot in body["slots"]):
                return str(body["vault_id"])
    return None


def _forget(vault_id: str) -> bool:
    """Delete the keystore's entry, without waiting for a keystore that asks questions."""
    answers: list[bool] = []

    def remove() -> None:
        from consul_desk.vault.keystore import remove_secret

        answers.append(remove_secret(vault_id))

    asking = threading.Thread(target=remove, daemon=True)
    asking.start()
    asking.join(_KEYSTORE_SHARE_S)
    return any(answers)


def _rest(folder: Path) -> Iterator[Path]:
    """What is noise once the keys are gone: database, journal, attachments, backups."""
    yield from sorted(folder.glob(f"{DATABASE_FILE}*"))
    for place in _places(folder):
        for parent, _, files in os.walk(place):
            yield from (Path(parent) / file for file in files)


def _places(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in (BLOB_FOLDER, "backups", "outbox"))
    yield from folder.glob(f"{_REPLACED}/")  # what a restored backup stood in for


def _remove_rest(folder: Path, until: float) -> int:
    count = 0
    for path in _rest(folder):
        if time.monotonic() > until:
            break
        with contextlib.suppress(OSError):
            path.unlink()
            count += 1
    for place in _places(folder):
        for parent, _, _ in os.walk(place, topdown=False):
            with contextlib.suppress(OSError):
                Path(parent).rmdir()
    with contextlib.suppress(OSError):
        sync_folder(folder)
    return count
