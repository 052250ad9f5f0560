"""The note that lies in every backup: what it holds, under a code that needs the vault's key.

Comes in: `backup.json`. Goes out: a checked model. Whoever has no key can read the date and
the counts, which the folder's name and size tell anyway; nobody without it can change them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from consul_desk.errors.vault import BackupDamagedError
from consul_desk.vault.header import ChainHead

MANIFEST_FILE = "backup.json"
MANIFEST_FORMAT = 1
_MAX_BYTES = 4 << 20


class Reason(StrEnum):
    """Why a backup was made."""

    DAILY = "daily"
    ASKED = "asked"
    MIGRATION = "migration"
    REPLACED = "replaced"


class BackupManifest(BaseModel):
    """What a backup holds.

    Attributes:
        number: counts the backups of a vault; clocks go wrong, this does not.
        damaged: attachments that were missing or damaged in the vault already.
        database_sha256: empty for a database that was moved aside by restoring another.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    magic: Literal["CDB1"] = "CDB1"
    format: Annotated[int, Field(ge=1, le=MANIFEST_FORMAT)] = MANIFEST_FORMAT
    vault_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    number: Annotated[int, Field(ge=1)]
    made_at: datetime
    reason: Reason
    device_id: Annotated[str, Field(max_length=64)]
    head: ChainHead
    schema_version: Annotated[int, Field(ge=0)]
    changes: Annotated[int, Field(ge=0)]
    attachments: Annotated[int, Field(ge=0)]
    damaged: tuple[str, ...] = ()
    size_bytes: Annotated[int, Field(ge=0)]
    database_sha256: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")] = ""
    mac: Annotated[str, Field(max_length=64)] = ""

    def authenticated(self, key: bytes | bytearray) -> BackupManifest:
        """The same with its code."""
        return self.model_copy(update={"mac": self._mac(key)})

    def is_authentic(self, key: bytes | bytearray) -> bool:
        """Tell whether the program wrote exactly this with the vault's key."""
        return hmac.compare_digest(self.mac.encode(), self._mac(key).encode())

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        body = self.model_dump(mode="json")
        return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()

    def _mac(self, key: bytes | bytearray) -> str:
        body = self.model_copy(update={"mac": ""}).to_bytes()
        return hmac.new(key, body, hashlib.sha256).hexdigest()


def read_manifest(folder: Path) -> BackupManifest:
    """Read a backup's note. Its code is not checked yet.

    Raises:
        BackupDamagedError: there is none, or it cannot be read.
    """
    try:
        with (folder / MANIFEST_FILE).open("rb") as file:
            data = file.read(_MAX_BYTES)
        return BackupManifest.model_validate_json(data)
    except (OSError, ValidationError):
        raise BackupDamagedError(name=folder.name, part=MANIFEST_FILE) from None
