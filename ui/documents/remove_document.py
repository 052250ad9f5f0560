"""The dialog before a document goes for good: what that means, then it is gone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from consul_desk.casework.documents import remove_document
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.documents.save_copy import Shown
from ui.theme import Tone
from ui.widgets.dialog import Dialog
from ui.widgets.labels import Label, StateLabel


def _remove(document_id: str, vault: Vault) -> None:
    remove_document(vault, document_id)


class RemoveDocumentDialog(Dialog):
    """Removing destroys the key of the file; nothing undoes that.

    Signals:
        removed: the document is gone.
    """

    removed = Signal()
    is_final = True

    def __init__(self, desk: Desk, shown: Shown, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._shown = shown
        self._warning, self._stays = StateLabel(), Label(Tone.MUTED)
        for part in (self._warning, self._stays):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.main.clicked.connect(self._on_main_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """Say what goes and what stays."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.setWindowTitle(_("Remove a document"))
        self.heading.setText(_("Remove “{title}”").format(title=self._shown.title))
        self._warning.say(
            _("The file is destroyed in this vault. Nothing brings it back."), Tone.DANGER
        )
        self._stays.setText(
            _(
                "The history keeps that it was here and who removed it. Backups made before "
                "still hold it, and so do people to whom it was sent."
            )
        )
        self.main.setText(_("Remove for good"))

    def _on_main_clicked(self) -> None:
        self.main.setEnabled(False)
        self.show_error(None)
        work = partial(_remove, self._shown.document_id)
        self._desk.run(work, self, self._on_removed, self._on_failed)

    def _on_removed(self, _nothing: None) -> None:
        self.removed.emit()
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self.main.setEnabled(True)
        self.show_error(error)
