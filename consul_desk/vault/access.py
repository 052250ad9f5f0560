"""Who can open a vault, seen from inside it: the passphrase, the code, the pieces.

Comes in: secrets, which are wiped. Goes out: a changed header on the disk, and a database
that remembers how often slots were changed. `Vault` builds on this.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from consul_desk.errors.vault import HeaderRolledBackError
from consul_desk.vault.header import KdfParameters, Slot, SlotKind
from consul_desk.vault.memory import wiping
from consul_desk.vault.passphrases import require_strong
from consul_desk.vault.recovery import RecoveryCode, new_code
from consul_desk.vault.shares import Piece
from consul_desk.vault.slots import Slots
from consul_desk.vault.tables import SettingTable

_SLOTS_SEQUENCE = "slots_sequence"
_MADE_AT = {kind: f"slot_made_at.{kind}" for kind in SlotKind}


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One way to open the vault.

    Attributes:
        needs_keystore: the operating system's keystore has a part in it.
        made_at: None where a crash or release 0.1.0 left no date.
    """

    kind: SlotKind
    memory_kib: int
    passes: int
    lanes: int
    needs_keystore: bool
    made_at: datetime | None


class Access(ABC):
    """The part of an open vault that is about its slots."""

    def __init__(self, slots: Slots, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self._slots = slots

    @property
    @abstractmethod
    def owner(self) -> str:
        """The consul's name as it stands in the history."""

    @abstractmethod
    def read(self) -> AbstractContextManager[Session]:
        """A session to look things up."""

    @abstractmethod
    def write(self, *, replaying: bool = False) -> AbstractContextManager[Session]:
        """A session whose edits are committed together at its end."""

    @property
    def slots(self) -> tuple[SlotRow, ...]:
        """The ways to open this vault."""
        with self.read() as session:
            dates = {kind: session.get(SettingTable, _MADE_AT[kind]) for kind in SlotKind}
        return tuple(_row(slot, dates[slot.kind]) for slot in self._slots.header.slots)

    @property
    def is_recovered(self) -> bool:
        """Whether it was opened without its passphrase, so that a new one can be set."""
        return self._slots.opened_by is not SlotKind.PASSPHRASE

    @property
    def is_rolled_back(self) -> bool:
        """Whether an old header was put back; setting a new passphrase ends that."""
        return self._slots.is_rolled_back

    def confirm_passphrase(self, passphrase: bytearray) -> None:
        """Make sure that the person at the keyboard knows the passphrase; it is wiped.

        Raises:
            WrongPassphraseError: she does not.
        """
        self._slots.confirm(passphrase)

    def change_passphrase(
        self, old: bytearray, new: bytearray, *, kdf: KdfParameters | None = None
    ) -> None:
        """Replace the passphrase; both are wiped. Nothing is encrypted anew.

        Raises:
            WrongPassphraseError: the old one is wrong.
            WeakPassphraseError: the new one is too easy to guess.
        """
        with wiping(old, new):
            require_strong(new, (self.owner,))
            self._slots.confirm(old)
            self._slots.set_passphrase(new, kdf)
        self._record_slots(SlotKind.PASSPHRASE)

    def set_passphrase(self, new: bytearray, *, kdf: KdfParameters | None = None) -> None:
        """Set a passphrase after recovery, without the forgotten one; it is wiped.

        Raises:
            OldPassphraseNeededError: the vault was opened with its passphrase.
            WeakPassphraseError: it is too easy to guess.
        """
        with wiping(new):
            self._slots.require_recovered()
            require_strong(new, (self.owner,))
            self._slots.set_passphrase(new, kdf)
        self._record_slots(SlotKind.PASSPHRASE)

    def enable_keystore(self, passphrase: bytearray) -> None:
        """Make the system's keystore a second factor of the passphrase, which is wiped.

        Raises:
            WrongPassphraseError: it does not open the vault.
            KeystoreNeedsRecoveryError: there is no recovery code.
            KeystoreUnavailableError: there is no keystore to trust.
        """
        self._slots.enable_keystore(passphrase)
        self._record_slots(SlotKind.PASSPHRASE)

    def disable_keystore(self, passphrase: bytearray) -> None:
        """Let the passphrase open the vault alone again; it is wiped.

        Raises:
            WrongPassphraseError, KeystoreMissingError: why it does not open the vault.
        """
        self._slots.disable_keystore(passphrase)
        self._record_slots(SlotKind.PASSPHRASE)

    @contextmanager
    def sharing_recovery(self, needed: int, count: int) -> Iterator[tuple[Piece, ...]]:
        """Split a recovery secret; the pieces count once the block ends without an error.

        Earlier pieces open nothing from then on.

        Raises:
            RecoverySplitError: not 2 <= needed <= count <= 16.
        """
        with self._slots.sharing(needed, count) as pieces:
            yield pieces
        self._record_slots(SlotKind.SHARED)

    def replace_recovery_code(self, code: RecoveryCode | None = None) -> RecoveryCode:
        """Make a new recovery code; the old sheet opens nothing from now on.

        Args:
            code: one that its owner has copied already; a new one is drawn when left out.
        """
        code = code or new_code()
        self._slots.replace_recovery_code(code)
        self._record_slots(SlotKind.RECOVERY)
        return code

    def _record_slots(self, *changed: SlotKind) -> None:
        """Let the database remember the change of slots, so that no old header passes.

        The header was written first: a crash in between leaves a database that knows less,
        which is made good at the next opening and locks nobody out.
        """
        count = self._slots.header.slots_sequence
        now = self.clock().isoformat(timespec="seconds")
        with self.write() as session:
            session.merge(SettingTable(name=_SLOTS_SEQUENCE, value=str(count)))
            for kind in changed:
                session.merge(SettingTable(name=_MADE_AT[kind], value=now))
        self._slots.recorded = count

    def _compare_slots(self) -> None:
        with self.read() as session:
            setting = session.get(SettingTable, _SLOTS_SEQUENCE)
            recorded = int(setting.value) if setting else 0
        if recorded < self._slots.header.slots_sequence:
            self._record_slots()
        self._slots.recorded = max(recorded, self._slots.recorded)
        if self.is_rolled_back and not self.is_recovered:
            raise HeaderRolledBackError


def _row(slot: Slot, made: SettingTable | None) -> SlotRow:
    return SlotRow(
        kind=slot.kind,
        memory_kib=slot.kdf.memory_kib,
        passes=slot.kdf.passes,
        lanes=slot.kdf.lanes,
        needs_keystore=slot.keystore,
        made_at=datetime.fromisoformat(made.value) if made else None,
    )
