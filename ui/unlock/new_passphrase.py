"""After recovery: a new passphrase, before anything else is shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.theme import Tone
from ui.unlock.frame import DoorPart, Failed, Then
from ui.unlock.judged import JudgedPassphrase
from ui.widgets.labels import Label


def _owner(vault: Vault) -> str:
    return vault.owner


def _set(passphrase: bytearray, vault: Vault) -> None:
    vault.set_passphrase(passphrase)


class NewPassphrasePart(DoorPart):
    """The vault is open; its old passphrase ends with the new one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._intro = Label(Tone.MUTED)
        self.new = JudgedPassphrase(desk)
        self.rows.addWidget(self._intro)
        self.rows.addWidget(self.new)
        self.setFocusProxy(self.new)
        self.new.changed.connect(self.changed)
        self.new.entered.connect(self.entered)
        desk.run(_owner, self, self._on_owner_found)
        self.retranslate()

    def title(self) -> str:
        """What the card is headed with."""
        return self._desk.language.gettext("Set a new passphrase")

    def main_text(self) -> str:
        """What the main button says."""
        return self._desk.language.gettext("Set it and open the vault")

    def is_ready(self) -> bool:
        """Whether the new passphrase is good, and typed twice."""
        return self.new.is_good()

    def waiting_text(self) -> str:
        """What goes on while the slot is written."""
        return self._desk.language.gettext("The new passphrase is being set.")

    def act(self, owner: QObject, then: Then, failed: Failed) -> None:
        """Write the new slot; what the forgotten passphrase opened is closed by it."""
        self._desk.run(partial(_set, self.new.take()), owner, then, failed)

    def retranslate(self) -> None:
        """Say every word."""
        self._intro.setText(
            self._desk.language.gettext(
                "The vault is open. The old passphrase opens it no longer once you have set "
                "a new one; the recovery code stays as it is."
            )
        )

    def _on_owner_found(self, name: str) -> None:
        self.new.names = (name,)
