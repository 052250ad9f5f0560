"""What every scenario is: a vault as it was, edits to disturb, and what must hold after."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from consul_desk.errors import ConsulDeskError
from consul_desk.errors.vault import DiskError
from consul_desk.paths import forms_folder
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import Packs, load_packs
from tests.faults import examine
from tests.faults.teller import Teller, Told

VAULT = "vault"
PASSPHRASE = "six words for faults only"
MARK = "Канарейкина"
"""Stands in what is written; no file may hold it in plain."""


@cache
def packs() -> Packs:
    """The packs of the program; loaded once."""
    return load_packs(forms_folder())


def secret(words: str = PASSPHRASE) -> bytearray:
    """A passphrase that may be wiped."""
    return bytearray(words.encode())


def new_vault(folder: Path, owner: str = "Vera Muster") -> Vault:
    """An empty vault that opens quickly."""
    return Vault.create(folder, secret(), owner=owner, kdf=KDF_FLOOR)


@dataclass(slots=True)
class Verdict:
    """What was found after a fault."""

    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)

    def expect(self, kept: bool, what: str) -> None:
        """An acknowledged edit that is not `kept` is lost."""
        if not kept:
            self.lost.append(what)


class Scenario(ABC):
    """Edits of one kind. A home is a folder with the vault and whatever else is needed.

    Attributes:
        kill_within_s: how long after "ready" something worth disturbing goes on.
        rounds: how many edits are enough to pass every kind of point.
    """

    kill_within_s = 0.5
    rounds = 1

    @abstractmethod
    def prepare(self, home: Path) -> None:
        """Make the home as it is before the fault."""

    @abstractmethod
    def run(self, home: Path, teller: Teller, rounds: int) -> None:
        """Edit; acknowledge what was committed."""

    @abstractmethod
    def judge(self, vault: Vault, home: Path, told: Told, verdict: Verdict) -> None:
        """See whether everything that was acknowledged is there, and the rest is whole."""

    def judge_closed(self, home: Path, told: Told, verdict: Verdict) -> None:
        """What can be seen only while nobody has the vault open; nothing, for most."""
        del home, told, verdict

    def warm_up(self) -> None:
        """Load what a program that runs for a while has loaded."""
        packs()

    def open_after(self, home: Path, told: Told) -> Vault:
        """Open what the fault left, with today's code."""
        del told
        return Vault.open(home / VAULT, secret())

    def verdict(self, home: Path, told: Told) -> Verdict:
        """Open, judge, close."""
        verdict = Verdict()
        try:
            vault = self.open_after(home, told)
        except ConsulDeskError as error:
            verdict.lost.append(f"does not open: {error}")
            return verdict
        try:
            verdict.torn += examine.problems(vault)
            self.judge(vault, home, told, verdict)
        finally:
            # Recording the chain's end needs room, which a full disk has not.
            with suppress(DiskError):
                vault.close()
        self.judge_closed(home, told, verdict)
        return verdict


@contextmanager
def opened(teller: Teller, open_it: Callable[[], Vault]) -> Iterator[Vault | None]:
    """Open a vault for the edits of a scenario and close it; None where it was refused."""
    vault: Vault | None = None
    with teller.trying():
        vault = open_it()
    yield vault
    if vault is not None:
        with teller.trying():
            vault.close()


def random_bytes(count: int) -> bytes:
    """A scan that cannot be compressed, and in which the mark stands."""
    return b"%PDF-" + MARK.encode() + os.urandom(count)
