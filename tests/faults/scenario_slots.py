"""Slot rewrites: the passphrase is changed again and again."""

from __future__ import annotations

from pathlib import Path

from consul_desk.errors import ConsulDeskError
from consul_desk.errors.vault import WrongPassphraseError
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from tests.faults.scenario import VAULT, Scenario, Verdict, new_vault, opened, secret
from tests.faults.scenario_edit import one_case, shapes_of_cases
from tests.faults.teller import Teller, Told


class ChangePassphrase(Scenario):
    """Each round sets the next passphrase; the one before must open nothing any more."""

    kill_within_s = 0.6

    def prepare(self, home: Path) -> None:
        vault = new_vault(home / VAULT)
        one_case(vault, "from before")
        _change(vault, None, 0)
        vault.close()

    def run(self, home: Path, teller: Teller, rounds: int) -> None:
        with opened(teller, lambda: Vault.open(home / VAULT, words(0))) as vault:
            teller.ready()
            current = 0
            for number in range(1, rounds + 1 if vault else 0):
                assert vault is not None
                with teller.trying():
                    _change(vault, current, number)
                    teller.done(number=number, before=current)
                    current = number

    def open_after(self, home: Path, told: Told) -> Vault:
        """What was acknowledged last opens it, or what may have been committed after that."""
        last = max((done["number"] for done in told.done), default=0)
        attempts = [last, *range(last + 1, last + 2 + len(told.refused))]
        for number in attempts:
            try:
                return Vault.open(home / VAULT, words(number))
            except WrongPassphraseError:
                continue
        raise WrongPassphraseError

    def judge(self, vault: Vault, home: Path, told: Told, verdict: Verdict) -> None:
        shapes_of_cases(vault, verdict)

    def judge_closed(self, home: Path, told: Told, verdict: Verdict) -> None:
        if told.done:
            before = words(told.done[-1]["before"])
            verdict.expect(_is_refused(home, before), "the passphrase before opens it")


def words(number: int) -> bytearray:
    """One passphrase after the other, none of them easy to guess."""
    return secret(f"plover gimlet {number} orchard tundra vellum")


def _change(vault: Vault, old: int | None, new: int) -> None:
    known = secret() if old is None else words(old)
    vault.change_passphrase(known, words(new), kdf=KDF_FLOOR)


def _is_refused(home: Path, passphrase: bytearray) -> bool:
    try:
        Vault.open(home / VAULT, passphrase).close()
    except ConsulDeskError:
        return True
    return False
