"""The open vault, on the worker's thread: how it is opened, replaced, left and closed.

Comes in: folders and secrets, which are wiped. Goes out: the one vault that is open, or
none. `Desk` owns the thread; nothing here touches a widget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

    from consul_desk.vault.header import KdfParameters
    from consul_desk.vault.recovery import RecoveryCode
    from consul_desk.vault.restore import RestoreReport
    from consul_desk.vault.vault import Vault
    from consul_desk.workflows.load import Packs

T = TypeVar("T")


class Way(Enum):
    """The ways into a closed vault."""

    PASSPHRASE = auto()
    CODE = auto()
    PIECES = auto()


@dataclass(frozen=True, slots=True)
class NewVault:
    """What a vault is set up with.

    Attributes:
        recovery: the code on the sheet that was typed back; None leaves no way back.
    """

    folder: Path
    passphrase: bytearray = field(repr=False)
    consul: str
    recovery: RecoveryCode | None = None


class VaultKeeper:
    """Keeps one vault.

    Args:
        kept: is told of each vault that was opened.
        kdf: costs of a new vault's slots; calibrated when left out.

    Attributes:
        is_over: the vault was restored or left; only a new process goes on.
    """

    def __init__(self, kept: Callable[[Vault], None], kdf: KdfParameters | None) -> None:
        self.is_over = False
        self._kept = kept
        self._kdf = kdf
        self._vault: Vault | None = None

    def use(self, work: Callable[[Vault], T]) -> T:
        """Do something with the vault."""
        return work(self._open_one())

    def open(self, packs: Future[Packs], folder: Path, secret: bytearray, way: Way) -> None:
        """Open a vault, once the packs are known to be right, and wipe `secret`."""
        from consul_desk.vault.vault import Vault

        packs.result()  # a wrong pack is heard of here, not in the middle of a case
        openers = {
            Way.PASSPHRASE: Vault.open,
            Way.CODE: Vault.open_with_code,
            Way.PIECES: Vault.open_with_pieces,
        }
        try:
            self._keep(openers[way](folder, secret))
        finally:
            _wipe(secret)

    def create(self, packs: Future[Packs], new: NewVault) -> None:
        """Set up a vault and open it, and wipe its passphrase."""
        from consul_desk.vault.vault import Vault

        packs.result()
        try:
            vault = Vault.create(
                new.folder,
                new.passphrase,
                owner=new.consul,
                recovery=new.recovery,
                kdf=self._kdf,
            )
            self._keep(vault)
        finally:
            _wipe(new.passphrase)

    def restore(self, backup: Path, passphrase: bytearray) -> RestoreReport:
        """Put a backup in the vault's place, and wipe `passphrase`; then it is over.

        Where that fails, the vault is open as before.
        """
        from consul_desk.vault.restore import restore_backup
        from consul_desk.vault.vault import Vault

        vault, again = self._open_one(), bytearray(passphrase)
        try:
            vault.confirm_passphrase(bytearray(passphrase))
            self.close()
            try:
                report = restore_backup(vault.folder, backup, passphrase)
            except BaseException:
                self._keep(Vault.open(vault.folder, again))
                raise
        finally:
            _wipe(passphrase)
            _wipe(again)
        self.is_over = True
        return report

    def leave(self) -> Path:
        """Destroy the keys, if a receipt says that nothing is lost; then it is over."""
        from consul_desk.exchange.travel import leave

        vault = self._open_one()
        leave(vault)
        self._vault, self.is_over = None, True
        return vault.folder

    def close(self) -> None:
        """Close the vault, where one is open."""
        if self._vault is not None:
            self._vault.close()
            self._vault = None

    def _open_one(self) -> Vault:
        if self._vault is None:
            raise RuntimeError("no vault is open")
        return self._vault

    def _keep(self, vault: Vault) -> None:
        self._vault = vault
        self._kept(vault)


def _wipe(buffer: bytearray) -> None:
    buffer[:] = bytes(len(buffer))
