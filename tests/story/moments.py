"""Copies of vaults at moments of the story, for the pictures of the windows."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

CONSUL_WORDS = "six words for samples only"
COORDINATOR_WORDS = "other words for samples only"


@dataclass(frozen=True, slots=True)
class Moment:
    """A vault as it was then.

    Attributes:
        folder: below the folder of the story; its last part is the vault's name.
    """

    folder: str
    passphrase: str

    def keep(self, vault: Path, out: Path) -> None:
        """Copy a vault that nobody has open."""
        shutil.copytree(vault, out / self.folder)


AFTER_INTAKE = Moment("moments/intake/consul", CONSUL_WORDS)
AT_THE_END = Moment("moments/end/consul", CONSUL_WORDS)
BEFORE_IMPORT = Moment("moments/import/coordinator", COORDINATOR_WORDS)
