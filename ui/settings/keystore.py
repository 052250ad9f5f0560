"""The computer's own keystore as a second factor: what it means, on and off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from consul_desk.language import N_
from consul_desk.vault.keystore import keystore_name
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Card, Unfold
from ui.widgets.form import FormField
from ui.widgets.labels import Heading, Label, StateLabel
from ui.widgets.outcome import Outcome
from ui.widgets.passphrase import PassphraseField


def _enable(passphrase: bytearray, vault: Vault) -> None:
    vault.enable_keystore(passphrase)


def _disable(passphrase: bytearray, vault: Vault) -> None:
    vault.disable_keystore(passphrase)


class KeystoreCard(Retranslates, Card):
    """Says whether the keystore takes part, and lets that be changed with the passphrase.

    Signals:
        changed: the keystore takes part now, or no longer.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._store: str | None = None
        self._is_on = self._has_sheet = False
        self._build()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        """Ask the computer for its keystore; that may take a moment."""
        self._desk.think(keystore_name, self, self._on_store)

    def show_state(self, *, is_on: bool, has_sheet: bool) -> None:
        """Show whether it takes part, and whether there is a way back without it."""
        self._is_on, self._has_sheet = is_on, has_sheet
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._heading.setText(_("This computer as a second factor"))
        self._why.setText(
            _(
                "Then a copied or stolen disk cannot be opened elsewhere, even with the "
                "passphrase. If the system is installed anew, only the recovery sheet "
                "opens the vault."
            )
        )
        self.state.say(*self._state_words())
        self.form.setVisible(self._is_on or (self._has_sheet and self._store is not None))
        words = _("Switch it off") if self._is_on else _("Switch it on")
        self.form.link.setText(words)
        self.confirm.setText(words)
        self.passphrase.speak(self._desk.language)
        self._field.speak(_("Passphrase"), _("To be sure that it is you."))

    def _state_words(self) -> tuple[str, Tone, str]:
        _ = self._desk.language.gettext
        if self._is_on:
            return (
                _("On: this computer’s keystore is needed besides the passphrase."),
                Tone.OK,
                "",
            )
        if self._store is None:
            words = _("This computer has no keystore that the program trusts.")
            return words, Tone.MUTED, "info"
        if not self._has_sheet:
            words = _("Off. Make a recovery sheet first: keystores lose entries.")
            return words, Tone.WARNING, "warning"
        words = _("Off. The keystore would be {name}.").format(name=self._store)
        return words, Tone.MUTED, "info"

    def _build(self) -> None:
        self._heading, self._why, self.state = Heading(), Label(Tone.MUTED), StateLabel()
        self.form, self.passphrase = Unfold(), PassphraseField()
        self._field = FormField(self.passphrase)
        self.confirm, self.outcome = QuietButton("done"), Outcome(self._desk)
        self.confirm.setEnabled(False)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self.confirm)
        self.form.rows.setContentsMargins(0, 0, 0, 0)
        self.form.rows.addWidget(self._field)
        self.form.rows.addLayout(across)
        for part in (self._heading, self._why, self.state, self.form, self.outcome):
            self.rows.addWidget(part)

    def _connect(self) -> None:
        self.form.link.toggled.connect(self._on_form_toggled)
        self.passphrase.edited.connect(self._judge)
        self.passphrase.entered.connect(self.confirm.click)
        self.confirm.clicked.connect(self._on_confirm_clicked)

    def _on_store(self, name: str | None) -> None:
        self._store = name
        self.retranslate()

    def _on_form_toggled(self) -> None:
        self.passphrase.line.clear()
        self._judge()
        if self.form.link.isChecked():
            self.outcome.clear()
            self.passphrase.setFocus()

    def _judge(self) -> None:
        self.confirm.setEnabled(bool(self.passphrase.length()))

    def _on_confirm_clicked(self) -> None:
        self.confirm.setEnabled(False)
        act: Callable[[bytearray, Vault], None] = _disable if self._is_on else _enable
        work = partial(act, self.passphrase.take())
        self._desk.run(work, self, self._on_changed, self._on_failed)

    def _on_changed(self, _nothing: None) -> None:
        was_on = self._is_on
        self.form.link.setChecked(False)
        self.form.link.setFocus()
        self.outcome.say(
            N_("It was switched off. The passphrase opens the vault alone.")
            if was_on
            else N_("It was switched on. Keep the recovery sheet in a safe place.")
        )
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self.outcome.show_error(error)
        self._judge()
        self.passphrase.setFocus()
