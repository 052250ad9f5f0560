"""Unlocking: the vault's folder, its passphrase, and nothing that could distract.

Who forgot the passphrase goes on with the recovery code or with coordinators' pieces, and
sets a new passphrase before anything else is shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.desk import Desk
from ui.panic import PanicButton
from ui.theme import Tone
from ui.unlock.frame import DoorPage, DoorPart, Failed, Then
from ui.widgets.buttons import LinkButton
from ui.widgets.form import FormField
from ui.widgets.labels import Label
from ui.widgets.passphrase import PassphraseField

if TYPE_CHECKING:
    from ui.unlock.restore import RestorePart


class PassphrasePart(DoorPart):
    """The passphrase, and the ways in for those who forgot it.

    Signals:
        code_wanted, pieces_wanted: another way in is wanted.
        backup_wanted: the vault is damaged, and a backup shall take its place.
    """

    code_wanted = Signal()
    pieces_wanted = Signal()
    backup_wanted = Signal()

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk)
        self._folder = folder
        self._name = Label()
        self._path = Label(Tone.MUTED, small=True)
        self.passphrase = PassphraseField()
        self._field = FormField(self.passphrase)
        self.use_code, self.use_pieces = LinkButton(), LinkButton()
        self.use_backup = LinkButton()
        self._build()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        """What the card is headed with."""
        return self._desk.language.gettext("Unlock the vault")

    def main_text(self) -> str:
        """What the main button says."""
        return self._desk.language.gettext("Unlock")

    def waiting_text(self) -> str:
        """What goes on while the key is derived."""
        return self._desk.language.gettext("The vault is being opened.")

    def act(self, owner: QObject, then: Then, failed: Failed) -> None:
        """Try the passphrase; the key takes about a second to derive."""
        self._desk.open_vault(self._folder, self.passphrase.take(), owner, then, failed)

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._name.setText(self._folder.name)
        self._path.setText(str(self._folder.parent))
        self.passphrase.speak(self._desk.language)
        self._field.speak(_("Passphrase"))
        self.use_code.setText(_("Use the recovery code"))
        self.use_pieces.setText(_("Use pieces from coordinators"))
        self.use_backup.setText(_("Go back to a backup"))

    def _build(self) -> None:
        place = QVBoxLayout()
        place.setSpacing(0)
        place.addWidget(self._name)
        place.addWidget(self._path)
        ways = QVBoxLayout()
        ways.setSpacing(0)
        self.use_backup.hide()
        for link in (self.use_code, self.use_pieces, self.use_backup):
            row = QHBoxLayout()
            row.addWidget(link)
            row.addStretch(1)
            ways.addLayout(row)
        self.rows.addLayout(place)
        self.rows.addWidget(self._field)
        self.rows.addLayout(ways)
        self.setFocusProxy(self.passphrase)

    def _connect(self) -> None:
        self.passphrase.edited.connect(self._desk.warm_up)
        self.passphrase.entered.connect(self.entered)
        self.use_code.clicked.connect(self.code_wanted)
        self.use_pieces.clicked.connect(self.pieces_wanted)
        self.use_backup.clicked.connect(self.backup_wanted)


class UnlockPage(DoorPage):
    """Opens one vault."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk, folder)
        self._is_open = False
        self._backup_part: RestorePart | None = None
        self._first = PassphrasePart(desk, folder)
        self.passphrase = self._first.passphrase
        self.panic = PanicButton(desk, folder)
        self._add_panic()
        self.add_part(self._first)
        self._first.code_wanted.connect(self._on_code_wanted)
        self._first.pieces_wanted.connect(self._on_pieces_wanted)
        self._first.backup_wanted.connect(self._on_backup_wanted)
        self.show_part(self._first)

    def can_go_back(self) -> bool:
        """From the ways around the passphrase, as long as the vault is closed."""
        return not self._is_open and self.part is not self._first

    def go_back(self) -> None:
        """Ask for the passphrase again; what was typed on the other way is gone."""
        if self.can_go_back():
            other = self.part
            self.show_part(self._first)
            self.drop_part(other)

    def submit(self) -> None:
        """Try what was typed."""
        if self.main.isEnabled():
            part = self.part
            self.wait(part.waiting_text())
            part.act(self, self._next(part), self._on_failed)

    def _next(self, part: DoorPart) -> Then:
        """What follows when a part has done its work."""
        if part is self._first or self._is_open:
            return self._on_opened
        return self._on_restored if part is self._backup_part else self._on_recovered

    def _add_panic(self) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.panic)
        row.addStretch(1)
        self.foot.addLayout(row)

    def _on_code_wanted(self) -> None:
        from ui.unlock.ways import CodePart

        self._go_another_way(CodePart(self._desk, self._folder))

    def _on_pieces_wanted(self) -> None:
        from ui.unlock.ways import PiecesPart

        self._go_another_way(PiecesPart(self._desk, self._folder))

    def _on_backup_wanted(self) -> None:
        from ui.unlock.restore import RestorePart

        self._backup_part = RestorePart(self._desk, self._folder)
        self._go_another_way(self._backup_part)

    def _on_restored(self, _nothing: None) -> None:
        self._first.use_backup.hide()
        if self._backup_part is not None and self._backup_part.report is not None:
            moment = self._desk.language.moment(self._backup_part.report.made_at)
            text = self._desk.language.gettext("The vault is again what it was at {moment}.")
            self.step_words.setText(text.format(moment=moment))
            self.step_words.show()
        self.go_back()

    def _go_another_way(self, part: DoorPart) -> None:
        self._desk.warm_up()
        self.passphrase.line.clear()
        self.add_part(part)
        self.show_part(part)

    def _on_opened(self, _nothing: None) -> None:
        self.unlocked.emit()
        self.opened.emit()

    def _on_recovered(self, _nothing: None) -> None:
        from ui.unlock.new_passphrase import NewPassphrasePart

        self._is_open = True
        self.unlocked.emit()
        self.other.hide()
        self._go_another_way(NewPassphrasePart(self._desk))

    def _on_failed(self, error: Exception) -> None:
        from consul_desk.errors.vault import NotAVaultError, VaultDamagedError

        self.say_error(error)
        if isinstance(error, NotAVaultError | VaultDamagedError):
            self._first.use_backup.show()
        if self.part is self._first:
            self.passphrase.line.selectAll()
        self.part.setFocus()
