"""Setting up a vault, in four steps that can all be gone back.

    who and where -> passphrase -> recovery sheet -> two groups of it typed back -> vault

Until the last step nothing is written: who stops before has no vault, and no half of one.
"""

from __future__ import annotations

from pathlib import Path

from consul_desk.errors.vault import OwnerNameError, VaultExistsError, WeakPassphraseError
from consul_desk.paths import holds_vault
from consul_desk.vault.places import require_room
from ui.desk import Desk
from ui.theme import Tone
from ui.unlock.frame import DoorPage, DoorPart
from ui.unlock.judged import JudgedPassphrase
from ui.unlock.setup_owner import OwnerPart
from ui.unlock.setup_sheet import SheetPart
from ui.unlock.setup_typed import TypeBackPart
from ui.vault_keeper import NewVault
from ui.widgets.labels import Label


class PassphrasePart(DoorPart):
    """The passphrase of the new vault."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.new = JudgedPassphrase(desk)
        self._why = Label(Tone.MUTED, small=True)
        self.rows.addWidget(self.new)
        self.rows.addWidget(self._why)
        self.setFocusProxy(self.new)
        self.new.changed.connect(self.changed)
        self.new.entered.connect(self.entered)
        self.retranslate()

    def title(self) -> str:
        """What the card is headed with."""
        return self._desk.language.gettext("Choose a passphrase")

    def is_ready(self) -> bool:
        """Whether it is good, and typed twice."""
        return self.new.is_good()

    def retranslate(self) -> None:
        """Say every word."""
        self._why.setText(
            self._desk.language.gettext(
                "Whoever has the laptop and this passphrase can read everything. "
                "The next step gives you a sheet for the day on which you forget it."
            )
        )


class SetUpPage(DoorPage):
    """Makes a new vault."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk, folder)
        self.owner = OwnerPart(desk, folder)
        self.passphrase = PassphrasePart(desk)
        self.sheet = SheetPart(desk)
        self.typed = TypeBackPart(desk)
        for part in (self.owner, self.passphrase, self.sheet, self.typed):
            self.add_part(part)
        self.step_words.show()
        self.owner.folder_chosen.connect(self._on_owner_folder_chosen)
        self.show_part(self.owner)

    def can_go_back(self) -> bool:
        """From every step but the first."""
        return self.part is not self.owner

    def go_back(self) -> None:
        """Show the step before; what was typed stays."""
        if self.can_go_back() and self.busy.isHidden():
            self._go(-1)

    def submit(self) -> None:
        """Go on to the next step; after the last one, create the vault."""
        if not self.main.isEnabled():
            return
        if self.part is self.typed:
            self._create()
        elif self.part is not self.owner or self._has_room():
            self._go(1)

    def retranslate(self) -> None:
        """Say the words around the step."""
        super().retranslate()
        if self._parts:
            text = self._desk.language.gettext("Step {number} of {all}")
            number = self._parts.index(self.part) + 1
            self.step_words.setText(text.format(number=number, all=len(self._parts)))
            self.other.setVisible(self.part is self.owner)

    def _go(self, step: int) -> None:
        part = self._parts[self._parts.index(self.part) + step]
        self.passphrase.new.names = (self.owner.name(),)
        if part is self.sheet:
            self.sheet.show_sheet_of(self.owner.name())
        elif part is self.typed and self.sheet.code is not None:
            self.typed.ask(self.sheet.code)
        self.show_part(part)

    def _has_room(self) -> bool:
        try:
            require_room(self.owner.folder)
        except VaultExistsError as error:
            self.say_error(error)
            return False
        return True

    def _create(self) -> None:
        self.wait(self._desk.language.gettext("The vault is being set up."))
        self.back.setEnabled(False)
        new = NewVault(
            self.owner.folder,
            self.passphrase.new.take(),
            self.owner.name(),
            self.sheet.code,
        )
        self._desk.create_vault(new, self, self._on_created, self._on_failed)

    def _on_owner_folder_chosen(self, folder: Path) -> None:
        if holds_vault(folder):
            self.folder_chosen.emit(folder)

    def _on_created(self, _nothing: None) -> None:
        if self.sheet.code is not None:
            self.sheet.code.wipe()
        self.unlocked.emit()
        self.opened.emit()

    def _on_failed(self, error: Exception) -> None:
        """Show the step that the error is about."""
        self.back.setEnabled(True)
        about: dict[type[Exception], DoorPart] = {
            OwnerNameError: self.owner,
            VaultExistsError: self.owner,
            WeakPassphraseError: self.passphrase,
        }
        part = about.get(type(error))
        if part is not None:
            self.show_part(part)
        self.say_error(error)
