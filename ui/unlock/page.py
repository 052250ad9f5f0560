"""Unlocking: the vault's folder, its passphrase, and nothing that could distract."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout

from ui.desk import Desk
from ui.theme import Tone
from ui.unlock.frame import DoorPage
from ui.widgets.form import FormField
from ui.widgets.labels import Label
from ui.widgets.passphrase import PassphraseField


class UnlockPage(DoorPage):
    """Asks for the passphrase of one vault."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk, folder)
        self._build()
        self._connect()
        self.retranslate()

    def submit(self) -> None:
        """Try the passphrase; the key takes about a second to derive."""
        if not self.main.isEnabled():
            return
        self.wait(self._desk.language.gettext("The vault is being opened."))
        self._desk.open_vault(
            self._folder, self.passphrase.take(), self, self._on_opened, self._on_failed
        )

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.title.setText(_("Unlock the vault"))
        self._name.setText(self._folder.name)
        self._path.setText(str(self._folder.parent))
        self.passphrase.speak(self._desk.language)
        self._field.speak(_("Passphrase"))
        self.main.setText(_("Unlock"))

    def _build(self) -> None:
        self._name = Label()
        self._path = Label(Tone.MUTED, small=True)
        self.passphrase = PassphraseField()
        self._field = FormField(self.passphrase)
        place = QVBoxLayout()
        place.setSpacing(0)
        place.addWidget(self._name)
        place.addWidget(self._path)
        self.fields.addLayout(place)
        self.fields.addWidget(self._field)
        self.setFocusProxy(self.passphrase)

    def _connect(self) -> None:
        self.passphrase.edited.connect(self._desk.warm_up)
        self.passphrase.entered.connect(self.submit)

    def _on_opened(self, _nothing: None) -> None:
        self.opened.emit()

    def _on_failed(self, error: Exception) -> None:
        from consul_desk.messages import explain

        said = explain(error, self._desk.language)
        self.say_problem(f"{said.happened} {said.to_do}")
        self.passphrase.line.selectAll()
        self.passphrase.setFocus()
