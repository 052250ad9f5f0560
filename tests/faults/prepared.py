"""A closed vault full of canaries, and everything of it that must not be found elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from consul_desk.casework.intake import take_in
from consul_desk.casework.procedures import list_procedures
from consul_desk.vault import keyslots
from consul_desk.vault.header import SlotKind, read_headers
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from tests.faults import canaries as canary
from tests.faults.canary_story import INPUTS
from tests.faults.scenario import VAULT, packs, secret

_ROW_TEXT = ("SHCHEGLOVA", "Obraztsovsk", "Größelsträßchen", "Щеглова", "Юлия", "001234567")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A closed vault full of canaries, and what to look for in memory."""

    folder: Path
    case_id: str
    procedure_id: str
    keys: Mapping[str, bytes]
    words: Mapping[str, bytes]
    rows: Mapping[str, bytes]

    @classmethod
    def make(cls, folder: Path) -> Prepared:
        """Make the vault; its keys are worked out here from its header."""
        file = canary.write_inputs(folder / INPUTS)
        words = secret(canary.WORDS)
        vault = Vault.create(folder / VAULT, words, owner=canary.OWNER, kdf=KDF_FLOOR)
        case_id = take_in(vault, packs(), file)
        procedure_id = list_procedures(vault, case_id)[0].id
        vault.close()
        return cls(
            folder / VAULT, case_id, procedure_id, _keys(folder / VAULT), _words(), _rows()
        )

    @property
    def environment(self) -> dict[str, str]:
        """What the driver needs to know."""
        return {"CASE": self.case_id, "PROCEDURE": self.procedure_id}

    @property
    def all(self) -> dict[str, bytes]:
        """Everything that must not be left."""
        return {**self.keys, **self.words, **self.rows}


def _keys(folder: Path) -> dict[str, bytes]:
    copies, words = read_headers(folder), secret(canary.WORDS)
    _header, vault_key = keyslots.choose_header(copies, words, SlotKind.PASSPHRASE)
    keys = keyslots.derive_keys(vault_key)
    found: dict[str, bytes] = {}
    for name, key in (("vault key", vault_key), ("database key", keys.database)):
        found[name] = bytes(key)
        found[f"{name}, hex"] = bytes(key).hex().encode()
        found[f"{name}, HEX"] = bytes(key).hex().upper().encode()
    return found


def _words() -> dict[str, bytes]:
    return {f"passphrase, {code}": canary.WORDS.encode(code) for code in ("utf-8", "utf-16-le")}


def _rows() -> dict[str, bytes]:
    texts = [canary.REPLACED[name] for name in _ROW_TEXT]
    return {f"{t}, {code}": t.encode(code) for t in texts for code in ("utf-8", "utf-16-le")}
