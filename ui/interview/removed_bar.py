"""Says that something was removed, and brings it back: undo instead of "are you sure"."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout

from consul_desk.casework.people import EntryRow, bring_back_entry, remove_entry
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.containers import Card
from ui.widgets.labels import Label


def _remove(entry_id: str, vault: Vault) -> EntryRow:
    return remove_entry(vault, entry_id)


def _bring_back(entry: EntryRow, vault: Vault) -> None:
    bring_back_entry(vault, entry)


class RemovedBar(Retranslates, Card):
    """Removes an entry and stays in sight until it is brought back or dismissed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._entry: EntryRow | None = None
        self._words = Label()
        self.undo, self.dismiss = QuietButton(), IconButton("close")
        across = QHBoxLayout()
        across.addWidget(self._words, 1)
        across.addWidget(self.undo)
        across.addWidget(self.dismiss)
        self.rows.addLayout(across)
        self.undo.clicked.connect(self._on_undo_clicked)
        self.dismiss.clicked.connect(self.hide)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        """Say what was removed."""
        _ = self._desk.language.gettext
        self.undo.setText(_("Undo"))
        self.dismiss.name(_("Close"))
        if self._entry is not None:
            kind = self._desk.packs.vocabulary.entries[self._entry.kind]
            title = self._desk.language.text(kind.title)
            self._words.setText(_("“{title}” was removed.").format(title=title))

    def remove(self, entry_id: str) -> None:
        """Remove an entry and offer to bring it back."""
        self._desk.run(partial(_remove, entry_id), self, self._on_removed)

    def _on_removed(self, entry: EntryRow) -> None:
        self._entry = entry
        self.retranslate()
        self.show()

    def _on_undo_clicked(self) -> None:
        if self._entry is not None:
            self._desk.run(partial(_bring_back, self._entry), self)
            self._entry = None
            self.hide()
