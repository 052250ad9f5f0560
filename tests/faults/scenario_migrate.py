"""Migration: the vault of an old release is opened, which brings it to today's schema."""

from __future__ import annotations

import shutil
from pathlib import Path

from consul_desk.casework.cases import list_cases
from consul_desk.casework.documents import list_documents, read_document
from consul_desk.casework.facts import list_facts
from consul_desk.casework.history import history
from consul_desk.casework.people import list_people
from consul_desk.vault.vault import Vault
from tests.faults.scenario import VAULT, Scenario, Verdict, opened, secret
from tests.faults.teller import Teller, Told

OLD = Path(__file__).resolve().parents[1] / "vaults" / "0.1.0"
WORDS = "six words that belong together"


class Migrate(Scenario):
    """Opening is the edit; it is acknowledged with what the vault then shows."""

    kill_within_s = 0.3

    def __init__(self) -> None:
        self._wanted: dict[Path, list[object]] = {}

    def prepare(self, home: Path) -> None:
        shutil.copytree(OLD, home / VAULT)

    def run(self, home: Path, teller: Teller, rounds: int) -> None:
        teller.ready()
        with opened(teller, lambda: Vault.open(home / VAULT, secret(WORDS))) as vault:
            if vault is not None:
                teller.done(opened=True)

    def open_after(self, home: Path, told: Told) -> Vault:
        return Vault.open(home / VAULT, secret(WORDS))

    def judge(self, vault: Vault, home: Path, told: Told, verdict: Verdict) -> None:
        wanted = self._before(home.parent)
        verdict.expect(bool(wanted) and _seen(vault) == wanted, "what the old vault held")

    def _before(self, folder: Path) -> list[object]:
        """What an undisturbed migration shows; found out once for all runs in a folder."""
        if folder not in self._wanted:
            copy = folder / "undisturbed"
            shutil.copytree(OLD, copy)
            vault = Vault.open(copy, secret(WORDS))
            self._wanted[folder] = _seen(vault)
            vault.close()
        return self._wanted[folder]


def _seen(vault: Vault) -> list[object]:
    """All that a user can see."""
    seen: list[object] = []
    for case in list_cases(vault):
        seen += [case, list_people(vault, case.id), list_facts(vault, case.id)]
        seen.append(history(vault, case.id))
        seen += [(d, read_document(vault, d.id)) for d in list_documents(vault, case.id)]
    return seen
