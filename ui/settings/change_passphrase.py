"""Changing the passphrase: the old one, a new one that is judged, and nothing else."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from consul_desk.language import N_
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.unlock.judged import JudgedPassphrase
from ui.widgets.busy import BusyBar
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Card, Unfold
from ui.widgets.form import FormField
from ui.widgets.labels import Heading, Label
from ui.widgets.outcome import Outcome
from ui.widgets.passphrase import PassphraseField


def _change(old: bytearray, new: bytearray, vault: Vault) -> None:
    vault.change_passphrase(old, new)


class PassphraseCard(Retranslates, Card):
    """The form unfolds; both passphrases are forgotten once they were used.

    Signals:
        changed: the vault opens with another passphrase now.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._build()
        self._connect()
        self.retranslate()

    def name_owner(self, owner: str) -> None:
        """Tell what a guesser knows."""
        self.new.names = (owner,)

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._heading.setText(_("Passphrase"))
        self._why.setText(
            _("Change it when somebody may have seen or heard it. Nothing is encrypted anew.")
        )
        self.form.link.setText(_("Change the passphrase"))
        self.old.speak(self._desk.language)
        self._old_field.speak(_("Passphrase until now"))
        self.change.setText(_("Change it now"))

    def _build(self) -> None:
        self._heading, self._why = Heading(), Label(Tone.MUTED)
        self.form = Unfold()
        self.old, self.new = PassphraseField(), JudgedPassphrase(self._desk)
        self._old_field = FormField(self.old)
        self.change, self.busy = QuietButton("done"), BusyBar()
        self.change.setEnabled(False)
        self.outcome = Outcome(self._desk)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self.change)
        self.form.rows.setContentsMargins(0, 0, 0, 0)
        for field in (self._old_field, self.new, self.busy):
            self.form.rows.addWidget(field)
        self.form.rows.addLayout(across)
        for part in (self._heading, self._why, self.form, self.outcome):
            self.rows.addWidget(part)

    def _connect(self) -> None:
        self.form.link.toggled.connect(self._on_form_toggled)
        self.old.edited.connect(self._judge)
        self.new.changed.connect(self._judge)
        self.new.entered.connect(self.change.click)
        self.change.clicked.connect(self._on_change_clicked)

    def _on_form_toggled(self) -> None:
        self.outcome.clear()
        if self.form.link.isChecked():
            self.old.setFocus()
        else:
            self._forget()

    def _judge(self) -> None:
        self.change.setEnabled(bool(self.old.length()) and self.new.is_good())

    def _on_change_clicked(self) -> None:
        self.change.setEnabled(False)
        self.outcome.clear()
        self.busy.start(self._desk.language.gettext("The passphrase is being changed."))
        work = partial(_change, self.old.take(), self.new.take())
        self._desk.run(work, self, self._on_changed, self._on_failed)

    def _on_changed(self, _nothing: None) -> None:
        self.busy.stop()
        self.form.link.setChecked(False)
        self.form.link.setFocus()
        self.outcome.say(N_("The passphrase was changed. The old one opens nothing any more."))
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self.busy.stop()
        self.outcome.show_error(error)
        self._judge()
        self.old.setFocus()

    def _forget(self) -> None:
        self.old.line.clear()
        self.new.forget()
