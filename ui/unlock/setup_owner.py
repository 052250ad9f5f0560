"""Set-up, first step: the consul's name, and the folder of the vault."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from consul_desk.vault.places import warning_about
from ui.desk import Desk
from ui.theme import Tone
from ui.unlock.frame import DoorPart
from ui.widgets.buttons import QuietButton
from ui.widgets.files import choose_folder
from ui.widgets.form import FormField
from ui.widgets.labels import StateLabel


class OwnerPart(DoorPart):
    """Who, and where.

    Signals:
        folder_chosen: a Path; another place is wanted.
    """

    folder_chosen = Signal(object)

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__(desk)
        self.folder = folder
        self.consul = QLineEdit()
        self.folder_line = QLineEdit()
        self.choose = QuietButton()
        self.warning = StateLabel()
        self._build()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        """What the card is headed with."""
        return self._desk.language.gettext("Set up a vault")

    def is_ready(self) -> bool:
        """Whether there is a name; whether it will do, the core says."""
        return bool(self.name())

    def name(self) -> str:
        """The consul's name as it will stand in the history."""
        return self.consul.text().strip()

    def show_folder(self, folder: Path) -> None:
        """Take another place, and warn of it where there is a reason."""
        self.folder = folder
        self.folder_line.setText(str(folder))
        warning = warning_about(folder)
        self.warning.setVisible(warning is not None)
        if warning is not None:
            self.warning.say(self._desk.language.say(warning), Tone.WARNING)

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._consul_field.speak(
            _("Your name"), _("It stands in the history of every case that you work on.")
        )
        self._folder_field.speak(_("Folder"))
        self.choose.setText(_("Choose"))
        self.show_folder(self.folder)

    def _build(self) -> None:
        self.folder_line.setReadOnly(True)
        across = QHBoxLayout()
        across.addWidget(self.folder_line, 1)
        across.addWidget(self.choose)
        self._consul_field = FormField(self.consul)
        self._folder_field = FormField(self.folder_line, across)
        self._folder_field.rows.addWidget(self.warning)
        self.rows.addWidget(self._consul_field)
        self.rows.addWidget(self._folder_field)
        self.setFocusProxy(self.consul)

    def _connect(self) -> None:
        self.consul.textChanged.connect(self.changed)
        self.consul.textEdited.connect(self._desk.warm_up)
        self.consul.returnPressed.connect(self.entered)
        self.choose.clicked.connect(self._on_choose_clicked)

    def _on_choose_clicked(self) -> None:
        chosen = choose_folder(self, self.choose.text(), self.folder.parent)
        if chosen is not None:
            self.show_folder(chosen)
            self.folder_chosen.emit(chosen)
