"""The way forward for a damaged vault: going back to a backup, in front of the door.

The backups beside the vault are offered, others can be chosen. A backup is read in full
before anything is touched, and what is in the folder now is set aside, not deleted.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QComboBox

from consul_desk.errors import ConsulDeskError
from consul_desk.vault.backup import BackupRow, find_backup, list_backups
from consul_desk.vault.header import SlotKind
from consul_desk.vault.recovery import parse_code
from consul_desk.vault.restore import RestoreReport, restore_backup
from ui.desk import Desk
from ui.theme import Tone
from ui.unlock.frame import DoorPart, Failed, Then
from ui.widgets.buttons import QuietButton
from ui.widgets.files import choose_folder
from ui.widgets.form import FormField
from ui.widgets.labels import Label
from ui.widgets.passphrase import PassphraseField

_KINDS = (SlotKind.PASSPHRASE, SlotKind.RECOVERY)


class RestorePart(DoorPart):
    """Which backup, and what opens it.

    Attributes:
        report: what was restored, once it was.
    """

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk)
        self._folder = folder
        self._rows: list[BackupRow] = list(list_backups(folder))
        self.report: RestoreReport | None = None
        self._build()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        """What the card is headed with."""
        return self._desk.language.gettext("Go back to a backup")

    def main_text(self) -> str:
        """What the main button says."""
        return self._desk.language.gettext("Go back")

    def is_ready(self) -> bool:
        """Whether a backup is chosen and something is typed."""
        return self.backup.currentIndex() >= 0 and bool(self.secret.length())

    def waiting_text(self) -> str:
        """What goes on meanwhile."""
        return self._desk.language.gettext("The backup is being read and put in place.")

    def act(self, owner: QObject, then: Then, failed: Failed) -> None:
        """Put the backup in the place of what is damaged."""
        kind, path = self._kind(), self._rows[self.backup.currentIndex()].path
        try:
            secret = self._secret(kind)
        except ConsulDeskError as error:
            failed(error)
            return
        work = partial(restore_backup, self._folder, path, secret, kind)
        self._desk.think(work, owner, partial(self._on_restored, then), failed)

    def retranslate(self) -> None:
        """Say every word."""
        language = self._desk.language
        _ = language.gettext
        self._intro.setText(
            _(
                "The backup is read in full before anything is touched. What lies in the "
                "folder now is set aside and not deleted."
            )
        )
        chosen = self.backup.currentIndex()
        self.backup.clear()
        self.backup.addItems([language.moment(row.made_at) for row in self._rows])
        self.backup.setCurrentIndex(max(chosen, 0) if self._rows else -1)
        none = "" if self._rows else _("There is no backup beside the vault.")
        self._backup_field.speak(_("Backup"), none)
        self.choose.setText(_("Choose one on another drive …"))
        at = max(self.kind.currentIndex(), 0)
        self.kind.clear()
        self.kind.addItems([_("Passphrase"), _("Recovery code")])
        self.kind.setCurrentIndex(at)
        self._kind_field.speak(_("What opens it"))
        self.secret.speak(language)
        self._secret_field.speak(self.kind.currentText())

    def _build(self) -> None:
        self._intro = Label(Tone.MUTED)
        self.backup, self.kind = QComboBox(), QComboBox()
        self.choose = QuietButton()
        self.secret = PassphraseField()
        self._backup_field = FormField(self.backup)
        self._backup_field.rows.addWidget(self.choose)
        self._kind_field = FormField(self.kind)
        self._secret_field = FormField(self.secret)
        self.rows.addWidget(self._intro)
        for field in (self._backup_field, self._kind_field, self._secret_field):
            self.rows.addWidget(field)
        self.setFocusProxy(self.backup)

    def _connect(self) -> None:
        self.choose.clicked.connect(self._on_choose_clicked)
        self.kind.activated.connect(self.retranslate)
        self.secret.line.textChanged.connect(self.changed)
        self.secret.entered.connect(self.entered)

    def _kind(self) -> SlotKind:
        return _KINDS[self.kind.currentIndex()]

    def _secret(self, kind: SlotKind) -> bytearray:
        if kind is SlotKind.PASSPHRASE:
            return self.secret.take()
        code = parse_code(self.secret.line.text())
        secret = code.secret()
        code.wipe()
        return secret

    def _on_choose_clicked(self) -> None:
        chosen = choose_folder(self, self.choose.text(), self._folder.parent)
        if chosen is None:
            return
        try:
            found = list_backups(chosen) or (find_backup(chosen.parent, chosen.name),)
        except ConsulDeskError as error:
            self.failed.emit(error)
            return
        self._rows = [*found, *self._rows]
        self.retranslate()
        self.backup.setCurrentIndex(0)
        self.changed.emit()

    def _on_restored(self, then: Then, report: RestoreReport) -> None:
        self.report = report
        then(None)
