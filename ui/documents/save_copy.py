"""The dialog before a copy leaves the vault: what that means, then where to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from consul_desk.casework.documents import save_copy
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.dialog import Dialog
from ui.widgets.files import choose_new_file
from ui.widgets.labels import Label, StateLabel


@dataclass(frozen=True, slots=True)
class Shown:
    """A document that is shown, and what it is called."""

    document_id: str
    title: str
    file_name: str


def _save(document_id: str, target: Path, vault: Vault) -> None:
    save_copy(vault, document_id, target)


class SaveCopyDialog(Dialog):
    """Tells that the copy will lie open on disk, asks where, and says where it lies."""

    def __init__(self, desk: Desk, shown: Shown, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._shown = shown
        self._target: Path | None = None
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        self.warning = Label()
        self.outcome = StateLabel()
        self.outcome.hide()
        self.body.addWidget(self.warning)
        self.body.addWidget(self.outcome)

    def _connect(self) -> None:
        self.main.clicked.connect(self._on_main_clicked)

    def retranslate(self) -> None:
        """Say what will happen, or what has happened."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.setWindowTitle(_("Save a copy"))
        self.heading.setText(_("Save a copy of “{title}”").format(title=self._shown.title))
        self.warning.setText(
            _(
                "The copy leaves the vault: it is not encrypted, and whoever can use this "
                "computer can read it. The history of the case will say that you saved it."
            )
        )
        self.main.setText(_("Choose where …"))
        if self._target is not None:
            self.dismiss.setText(_("Close"))
            words = _("The copy lies at {path}. Delete it when you no longer need it.")
            self.outcome.say(words.format(path=self._target), Tone.WARNING)

    def _on_main_clicked(self) -> None:
        title = self._desk.language.gettext("Save a copy")
        target = choose_new_file(self, title, self._shown.file_name)
        if target is not None:
            self.show_error(None)
            work = partial(_save, self._shown.document_id, target)
            self._desk.run(work, self, partial(self._on_saved, target), self.show_error)

    def _on_saved(self, target: Path, _nothing: None) -> None:
        self._target = target
        self.main.hide()
        self.warning.hide()
        self.outcome.show()
        self.retranslate()
