"""Panic: the keys are destroyed; whatever goes wrong meanwhile, a second try ends it."""

from __future__ import annotations

from pathlib import Path

from consul_desk.errors import ConsulDeskError
from consul_desk.errors.vault import DestroyFailedError, NotAVaultError
from consul_desk.paths import HEADER_FILES
from consul_desk.vault.destroy import destroy_keys
from consul_desk.vault.vault import Vault
from tests.faults.scenario import VAULT, Scenario, Verdict, secret
from tests.faults.scenario_edit import Edit
from tests.faults.teller import Teller, Told


class Panic(Scenario):
    """Destroying is the edit: acknowledged, the vault must never open again."""

    kill_within_s = 0.05

    def prepare(self, home: Path) -> None:
        Edit().prepare(home)

    def run(self, home: Path, teller: Teller, rounds: int) -> None:
        teller.ready()
        with teller.trying():
            destroy_keys(home / VAULT)
            teller.done(destroyed=True)

    def verdict(self, home: Path, told: Told) -> Verdict:
        """Here lost means that the keys are still there."""
        verdict = Verdict()
        if told.done:
            verdict.expect(not opens(home), "it opens after panic")
            verdict.expect(not header_files(home), "a header is left")
        elif DestroyFailedError.code in told.refused:
            verdict.expect(bool(header_files(home)), "it says that a header is left")
        try:
            destroy_keys(home / VAULT)
        except NotAVaultError:
            verdict.expect(not header_files(home), "it does not see the header that is left")
        verdict.expect(not opens(home) and not header_files(home), "a second try fails")
        return verdict

    def judge(self, vault: Vault, home: Path, told: Told, verdict: Verdict) -> None:
        verdict.lost.append("it opens")


def header_files(home: Path) -> list[Path]:
    """Whatever could hold a key slot."""
    names = [*HEADER_FILES, *(f"{name}.new" for name in HEADER_FILES)]
    return [path for name in names if (path := home / VAULT / name).exists()]


def opens(home: Path) -> bool:
    """Whether the right passphrase opens what is left."""
    try:
        Vault.open(home / VAULT, secret()).close()
    except ConsulDeskError:
        return False
    return True
