"""Going back to a backup: what that means, the passphrase, then the vault starts anew."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from consul_desk.vault.backup import BackupRow
from consul_desk.vault.restore import RestoreReport
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.dialog import Dialog
from ui.widgets.form import FormField
from ui.widgets.labels import Label, StateLabel
from ui.widgets.passphrase import PassphraseField


class RestoreDialog(Dialog):
    """Nothing is deleted: what is here now is set aside among the backups.

    Signals:
        restored: the vault is the one of the backup; it is closed now.
    """

    restored = Signal()
    is_final = True

    def __init__(self, desk: Desk, row: BackupRow, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._row = row
        self._build()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """Say what will happen."""
        super().retranslate()
        language = self._desk.language
        _ = language.gettext
        self.setWindowTitle(_("Go back to a backup"))
        moment = language.moment(self._row.made_at)
        self.heading.setText(_("Go back to {moment}").format(moment=moment))
        self._warning.say(
            _("The vault becomes what it was then. What came later is not in it any more."),
            Tone.WARNING,
        )
        self._safe.setText(
            _(
                "Nothing is deleted: today’s vault is set aside and stands among the backups. "
                "The backup is read in full before anything is touched. Afterwards the "
                "program starts anew and asks for the passphrase."
            )
        )
        self.passphrase.speak(language)
        self._field.speak(_("Passphrase"), _("To be sure that it is you."))
        self.main.setText(_("Go back"))

    def _build(self) -> None:
        self._warning, self._safe = StateLabel(), Label()
        self.passphrase = PassphraseField()
        self._field = FormField(self.passphrase)
        for part in (self._warning, self._safe, self._field):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.main.setEnabled(False)

    def _connect(self) -> None:
        self.passphrase.edited.connect(self._judge)
        self.passphrase.entered.connect(self.main.click)
        self.main.clicked.connect(self._on_main_clicked)

    def _judge(self) -> None:
        self.main.setEnabled(bool(self.passphrase.length()))

    def _on_main_clicked(self) -> None:
        for button in (self.main, self.dismiss):
            button.setEnabled(False)
        self.show_error(None)
        self.busy.start(self._desk.language.gettext("The backup is being restored."))
        secret, path = self.passphrase.take(), self._row.path
        self._desk.restore(path, secret, self, self._on_restored, self._on_failed)

    def _on_restored(self, _report: RestoreReport) -> None:
        self.restored.emit()
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        self.dismiss.setEnabled(True)
        self._judge()
        self.passphrase.setFocus()
