"""The slots of an open vault: who can open it, and how that is changed.

Comes in: an authentic header and the vault key. Goes out: headers with other slots, written
to disk. A changed slot always gets fresh salt and nonce, and whatever it replaced opens
nothing any more in the header that counts. Data is never encrypted anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from consul_desk.errors.vault import (
    BackupNeedsRecoveryError,
    KeystoreNeedsRecoveryError,
    OldPassphraseNeededError,
)
from consul_desk.vault import keyslots, keystore, shares
from consul_desk.vault.header import (
    ChainHead,
    Header,
    KdfParameters,
    Slot,
    SlotKind,
    write_header,
)
from consul_desk.vault.memory import wipe, wiping
from consul_desk.vault.recovery import RecoveryCode
from consul_desk.vault.shares import Piece


class Slots:
    """Holds the header and the vault key while the vault is open.

    Attributes:
        opened_by: the kind of the slot that opened it.
        recorded: how many changes of slots the database knows of; never goes back.
    """

    def __init__(
        self, folder: Path, header: Header, vault_key: bytearray, opened_by: SlotKind
    ) -> None:
        self.opened_by = opened_by
        self.recorded = header.slots_sequence
        self._folder = folder
        self._header = header
        self._vault_key = vault_key
        self._keys = keyslots.derive_keys(vault_key)

    @classmethod
    def found(
        cls,
        folder: Path,
        passphrase: bytearray,
        kdf: KdfParameters | None,
        recovery: RecoveryCode | None,
    ) -> Slots:
        """The slots of a new vault. Writes nothing yet."""
        vault_key, vault_id = keyslots.new_vault_key(), os.urandom(16).hex()
        costs = kdf or keyslots.calibrate()
        kind = SlotKind.PASSPHRASE
        made = [keyslots.wrap(vault_key, vault_id, kind, passphrase, costs)]
        if recovery is not None:
            made.append(_recovery_slot(vault_key, vault_id, recovery))
        keys = keyslots.derive_keys(vault_key)
        header = Header.new(vault_id, made, keys.header)
        keys.wipe()
        return cls(folder, header, vault_key, kind)

    @property
    def database_key(self) -> bytearray:
        """The key of vault.db; the same buffer each time, zeros after `wipe`."""
        return self._keys.database

    @property
    def keys(self) -> keyslots.Keys:
        """One key per use; zeros after `wipe`."""
        return self._keys

    @property
    def header(self) -> Header:
        """The header that counts."""
        return self._header

    @property
    def is_rolled_back(self) -> bool:
        """Whether the database knows of newer slots than this header has."""
        return self._header.slots_sequence < self.recorded

    def confirm(self, passphrase: bytearray) -> None:
        """Make sure that this passphrase opens the vault; it is wiped.

        Raises:
            WrongPassphraseError: it does not.
        """
        with wiping(passphrase):
            slot = self._required(SlotKind.PASSPHRASE)
            found = keyslots.unwrap(self._header.vault_id, slot, passphrase)
        if found is None:
            raise keyslots.wrong(SlotKind.PASSPHRASE)
        wipe(found)

    def set_passphrase(self, passphrase: bytearray, kdf: KdfParameters | None) -> None:
        """Put a new passphrase in the place of the old one; it is wiped.

        The keystore's part stays if the passphrase was opened with it, and goes after
        recovery: its entry may be what got lost.

        Args:
            kdf: costs of the new slot; calibrated again when left out, as laptops change.
        """
        kept = None
        if self._needs_keystore() and self.opened_by is SlotKind.PASSPHRASE:
            kept = keystore.find_secret(self._header.vault_id)
        with wiping(passphrase):
            costs = kdf or keyslots.calibrate()
            self._put(self._wrapped(SlotKind.PASSPHRASE, passphrase, costs, kept))

    def enable_keystore(self, passphrase: bytearray) -> None:
        """Make the system's keystore a second factor of the passphrase, which is wiped.

        Raises:
            WrongPassphraseError: it does not open the vault.
            KeystoreNeedsRecoveryError: there is no recovery code.
            KeystoreUnavailableError: there is no keystore to trust.
        """
        if self._header.slot(SlotKind.RECOVERY) is None:
            wipe(passphrase)
            raise KeystoreNeedsRecoveryError
        self._rewrap(passphrase, lambda: keystore.make_secret(self._header.vault_id))

    def disable_keystore(self, passphrase: bytearray) -> None:
        """Let the passphrase open the vault alone again; it is wiped.

        Raises:
            WrongPassphraseError: it does not open the vault.
            KeystoreMissingError: the keystore does not give its part.
        """
        self._rewrap(passphrase, lambda: None)
        keystore.remove_secret(self._header.vault_id)

    def _rewrap(self, passphrase: bytearray, part: Callable[[], bytearray | None]) -> None:
        with wiping(passphrase):
            self.confirm(bytearray(passphrase))
            kdf = self._required(SlotKind.PASSPHRASE).kdf
            self._put(self._wrapped(SlotKind.PASSPHRASE, passphrase, kdf, part()))

    def _needs_keystore(self) -> bool:
        slot = self._header.slot(SlotKind.PASSPHRASE)
        return slot is not None and slot.keystore

    def _required(self, kind: SlotKind) -> Slot:
        slot = self._header.slot(kind)
        if slot is None:
            raise keyslots.no_slot(kind)
        return slot

    def require_recovered(self) -> None:
        """Let nobody replace the passphrase of a vault that merely stands open.

        Raises:
            OldPassphraseNeededError: the vault was opened with its passphrase.
        """
        if self.opened_by is SlotKind.PASSPHRASE:
            raise OldPassphraseNeededError

    def replace_recovery_code(self, code: RecoveryCode) -> None:
        """Put a new code in the place of the old one, whose sheet opens nothing any more."""
        self._put(_recovery_slot(self._vault_key, self._header.vault_id, code))

    @contextmanager
    def sharing(self, needed: int, count: int) -> Iterator[tuple[Piece, ...]]:
        """Split a new secret; its pieces count once the block ends without an error.

        Earlier pieces open nothing from then on.

        Raises:
            RecoverySplitError: not 2 <= needed <= count <= 16.
        """
        secret = shares.new_secret()
        with wiping(secret):
            pieces = shares.split(secret, needed, count)
            slot = self._wrapped(SlotKind.SHARED, secret, keyslots.KDF_FLOOR)
        yield pieces
        self._put(slot)

    def checkpoint(self, head: ChainHead) -> None:
        """Record in the header where the chain stands."""
        if head != self._header.head:
            self._write(self._header.with_head(head, self._keys.header))

    def write_recovery_header(self, folder: Path) -> None:
        """Write a header elsewhere that the recovery code opens, and nothing else does.

        Raises:
            BackupNeedsRecoveryError: the vault has no recovery code.
        """
        slot = self._header.slot(SlotKind.RECOVERY)
        if slot is None:
            raise BackupNeedsRecoveryError
        count = self._header.slots_sequence
        write_header(
            folder, self._header.with_slots((slot,), count, self._keys.header), is_first=True
        )

    def wipe(self) -> None:
        """Forget the keys."""
        wipe(self._vault_key)
        self._keys.wipe()

    def _wrapped(
        self,
        kind: SlotKind,
        secret: bytearray,
        kdf: KdfParameters,
        part: bytearray | None = None,
    ) -> Slot:
        vault_id = self._header.vault_id
        return keyslots.wrap(self._vault_key, vault_id, kind, secret, kdf, part)

    def _put(self, slot: Slot) -> None:
        others = [other for other in self._header.slots if other.kind is not slot.kind]
        self._write_slots(*others, slot)

    def _write_slots(self, *slots: Slot) -> None:
        ordered = sorted(slots, key=lambda slot: list(SlotKind).index(slot.kind))
        count = max(self.recorded, self._header.slots_sequence) + 1
        self._write(self._header.with_slots(ordered, count, self._keys.header))

    def _write(self, header: Header) -> None:
        write_header(self._folder, header)
        self._header = header


def _recovery_slot(vault_key: bytearray, vault_id: str, code: RecoveryCode) -> Slot:
    secret = code.secret()
    with wiping(secret):
        kind = SlotKind.RECOVERY
        return keyslots.wrap(vault_key, vault_id, kind, secret, keyslots.KDF_FLOOR)
