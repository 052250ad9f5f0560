"""A person's own data (Art. 15 and 20 GDPR): what leaves, then two files in a folder."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from consul_desk.casework.people import PersonRow
from consul_desk.casework.subject_data import save_subject_data
from consul_desk.language import Language
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import Packs
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.dialog import Dialog
from ui.widgets.files import choose_folder
from ui.widgets.labels import Label, StateLabel
from ui.words import role_word


def _save(
    packs: Packs, person_id: str, folder: Path, language: Language, vault: Vault
) -> tuple[Path, Path]:
    return save_subject_data(vault, packs, person_id, folder, language)


class SubjectDataDialog(Dialog):
    """Tells what the two files are, asks where, and says where they lie."""

    def __init__(self, desk: Desk, person: PersonRow, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._person = person
        self._files: tuple[Path, Path] | None = None
        self._about, self._warning, self.outcome = Label(), StateLabel(), StateLabel()
        self.outcome.hide()
        for part in (self._about, self._warning, self.outcome):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.main.clicked.connect(self._on_main_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """Say what leaves, or where it lies."""
        super().retranslate()
        language = self._desk.language
        _ = language.gettext
        self.setWindowTitle(_("Data about this person"))
        name = self._person.shown_name or role_word(language, self._person.role)
        self.heading.setText(_("Everything about {name}").format(name=name))
        self._about.setText(
            _(
                "Everybody may ask what is kept about her, and take it elsewhere. Two files "
                "are written: a PDF for her to read, in the language of the screens, and a "
                "JSON file for another program. What concerns other people is left out."
            )
        )
        self._warning.say(
            _(
                "Both files leave the vault: they are not encrypted, and whoever can use this "
                "computer can read them. The history of the case will say so."
            ),
            Tone.WARNING,
        )
        self.main.setText(_("Choose a folder …"))
        if self._files is not None:
            pdf, structured = self._files
            words = _("Saved in {folder}: {pdf} and {json}. Delete them when she has them.")
            told = words.format(folder=pdf.parent, pdf=pdf.name, json=structured.name)
            self.outcome.say(told, Tone.WARNING)
            self.dismiss.setText(_("Close"))

    def _on_main_clicked(self) -> None:
        title = self._desk.language.gettext("Folder for the two files")
        folder = choose_folder(self, title, Path.home())
        if folder is None:
            return
        self.show_error(None)
        self.main.setEnabled(False)
        desk = self._desk
        work = partial(_save, desk.packs, self._person.id, folder, desk.language)
        desk.run(work, self, self._on_saved, self._on_failed)

    def _on_saved(self, files: tuple[Path, Path]) -> None:
        self._files = files
        for part in (self.main, self._about, self._warning):
            part.hide()
        self.outcome.show()
        self.retranslate()

    def _on_failed(self, error: Exception) -> None:
        self.main.setEnabled(True)
        self.show_error(error)
