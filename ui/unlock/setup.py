"""Setting up a vault: the consul's name, the folder, a passphrase that holds."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from consul_desk.messages import explain
from ui.desk import Desk
from ui.theme import Tone
from ui.unlock.frame import DoorPage
from ui.widgets.buttons import QuietButton
from ui.widgets.files import choose_folder
from ui.widgets.form import FormField
from ui.widgets.labels import StateLabel
from ui.widgets.passphrase import PassphraseField

SHORTEST = 12


class SetUpPage(DoorPage):
    """Makes a new vault."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk, folder)
        self._build()
        self._connect()
        self.retranslate()

    def submit(self) -> None:
        """Create the vault, if everything is there."""
        if not self.main.isEnabled():
            return
        self.wait(self._desk.language.gettext("The vault is being set up."))
        self._desk.create_vault(
            self._folder,
            self.passphrase.take(),
            self.consul.text().strip(),
            self,
            self._on_created,
            self._on_failed,
        )

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.title.setText(_("Set up a vault"))
        self._consul_field.speak(
            _("Your name"), _("It stands in the history of every case that you work on.")
        )
        self._folder_field.speak(_("Folder"))
        self.choose.setText(_("Choose"))
        for field in (self.passphrase, self.again):
            field.speak(self._desk.language)
        self._passphrase_field.speak(_("Passphrase"))
        self._again_field.speak(
            _("Passphrase again"),
            _(
                "Without this passphrase nobody can open the vault. "
                "Write it on paper and keep it away from the computer."
            ),
        )
        self.main.setText(_("Create the vault"))
        self._judge()

    def _build(self) -> None:
        self.consul = QLineEdit()
        self.folder_line = QLineEdit(str(self._folder))
        self.folder_line.setReadOnly(True)
        self.choose = QuietButton()
        self.passphrase = PassphraseField()
        self.again = PassphraseField()
        self._judgement = StateLabel()
        across = QHBoxLayout()
        across.addWidget(self.folder_line, 1)
        across.addWidget(self.choose)
        self._consul_field = FormField(self.consul)
        self._folder_field = FormField(self.folder_line, across)
        self._passphrase_field = FormField(self.passphrase)
        self._passphrase_field.rows.addWidget(self._judgement)
        self._again_field = FormField(self.again)
        for field in (
            self._consul_field,
            self._folder_field,
            self._passphrase_field,
            self._again_field,
        ):
            self.fields.addWidget(field)
        self.setFocusProxy(self.consul)

    def _connect(self) -> None:
        for field in (self.passphrase, self.again):
            field.edited.connect(self._judge)
            field.entered.connect(self.submit)
        self.consul.textEdited.connect(self._judge)
        self.consul.textEdited.connect(self._desk.warm_up)
        self.choose.clicked.connect(self._on_choose_clicked)

    def _judge(self) -> None:
        """Tell how the passphrase stands; Create waits until all is there."""
        language, length = self._desk.language, self.passphrase.length()
        _ = language.gettext
        is_long = length >= SHORTEST
        is_same = self.passphrase.is_same_as(self.again)
        if not length:
            text = _("At least 12 characters; six words that do not belong together are good.")
            self._judgement.say(text, Tone.MUTED, "info")
        elif not is_long:
            text = language.ngettext(
                "{count} character; at least 12 are needed.",
                "{count} characters; at least 12 are needed.",
                length,
            )
            self._judgement.say(text.format(count=length), Tone.WARNING)
        elif not is_same:
            text = _("Long enough. Now type the same again.")
            self._judgement.say(text, Tone.MUTED, "info")
        else:
            self._judgement.say(_("Long enough, and both are the same."), Tone.OK)
        self.main.setEnabled(is_long and is_same and bool(self.consul.text().strip()))

    def _on_choose_clicked(self) -> None:
        chosen = choose_folder(self, self.choose.text(), self._folder.parent)
        if chosen is not None:
            self._folder = chosen
            self.folder_line.setText(str(chosen))

    def _on_created(self, _nothing: None) -> None:
        self.opened.emit()

    def _on_failed(self, error: Exception) -> None:
        said = explain(error, self._desk.language)
        self.say_problem(f"{said.happened} {said.to_do}")
