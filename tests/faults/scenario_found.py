"""Set-up: a vault is made; what a crash leaves is a vault, or a place to make one."""

from __future__ import annotations

from pathlib import Path

from consul_desk.errors.vault import NotAVaultError
from consul_desk.vault.vault import Vault
from tests.faults.scenario import VAULT, Scenario, Verdict, new_vault, opened, secret
from tests.faults.teller import Teller, Told


class Found(Scenario):
    """Making is the edit."""

    kill_within_s = 0.3

    def prepare(self, home: Path) -> None:
        (home / VAULT).mkdir()

    def run(self, home: Path, teller: Teller, rounds: int) -> None:
        teller.ready()
        with opened(teller, lambda: new_vault(home / VAULT)) as vault:
            if vault is not None:
                teller.done(made=True)

    def open_after(self, home: Path, told: Told) -> Vault:
        """Before the acknowledgement there may be none; then the folder takes a new one."""
        try:
            return Vault.open(home / VAULT, secret())
        except NotAVaultError:
            if told.done:
                raise
            return new_vault(home / VAULT)

    def judge(self, vault: Vault, home: Path, told: Told, verdict: Verdict) -> None:
        verdict.expect(vault.owner == "Vera Muster", "the owner's name")
