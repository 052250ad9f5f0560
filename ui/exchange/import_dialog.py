"""Import: what a file is, who sealed it, what it would change; then all of it or nothing.

A bundle and a receipt come in by the same button. After a bundle the next step is the
receipt for whoever sent it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from consul_desk.exchange.bundle import Sealed
from consul_desk.exchange.entrance import accept_file, preview_file
from consul_desk.exchange.incoming import ImportReport
from consul_desk.exchange.outgoing import SentRow
from consul_desk.exchange.receipts import make_receipt
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.exchange.import_view import BundleView, ReceiptView
from ui.theme import Tone
from ui.widgets.containers import Column
from ui.widgets.dialog import Dialog
from ui.widgets.files import choose_folder
from ui.widgets.labels import StateLabel

WIDTH = 640
HEIGHT = 480
Found = ImportReport | SentRow


def _preview(path: Path, vault: Vault) -> Found:
    return preview_file(vault, path)


def _accept(path: Path, vault: Vault, *, accept_unverified: bool) -> Found:
    return accept_file(vault, path, accept_unverified=accept_unverified)


def _receipt(bundle_id: str, folder: Path, vault: Vault) -> Sealed:
    return make_receipt(vault, bundle_id, folder)


class ImportDialog(Dialog):
    """Shows the preview of a file; "Accept" does exactly that."""

    def __init__(self, desk: Desk, path: Path, parent: QWidget) -> None:
        super().__init__(desk, parent, WIDTH)
        self._path = path
        self._found: Found | None = None
        self._is_done = False
        self._receipt: Sealed | None = None
        self._build()
        self._connect()
        self.retranslate()
        self.busy.start(desk.language.gettext("The file is being checked."))
        desk.run(partial(_preview, path), self, self._on_preview, self.show_error)

    def _build(self) -> None:
        self.outcome = StateLabel()
        self.outcome.hide()
        self.bundle, self.receipt = BundleView(self._desk), ReceiptView(self._desk)
        column = Column(WIDTH)
        for part in (self.outcome, self.bundle, self.receipt):
            column.rows.addWidget(part)
        column.rows.addStretch(1)
        self.body.addWidget(column, 1)
        self.ask_height(HEIGHT)

    def _connect(self) -> None:
        self.bundle.trust.toggled.connect(self._judge)
        self.main.clicked.connect(self._on_main_clicked)

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.setWindowTitle(_("Import"))
        is_receipt = isinstance(self._found, SentRow)
        self.heading.setText(_("A receipt") if is_receipt else _("What this bundle brings"))
        self.main.setText(_("Add the receipt") if is_receipt else _("Accept"))
        self.bundle.retranslate()
        self.receipt.retranslate()
        if self._is_done:
            self._say_done()
        self._judge()

    def _say_done(self) -> None:
        _, found = self._desk.language.gettext, self._found
        self.dismiss.setText(_("Close"))
        self.main.setText(_("Make the receipt …"))
        if isinstance(found, SentRow):
            self.heading.setText(_("The receipt was added"))
            is_complete = found.arrived_at is not None
            self.outcome.say(
                _("The bundle has arrived.")
                if is_complete
                else _("The receipt of somebody else is still missing."),
                Tone.OK if is_complete else Tone.WARNING,
            )
        elif self._receipt is not None:
            words = _("The receipt lies at {path}. Give it to {name}: only then does she know.")
            name = found.sender if found else ""
            self.outcome.say(words.format(path=self._receipt.path, name=name), Tone.OK)
        else:
            self.heading.setText(_("The bundle was taken in"))
            self.outcome.say(_("Everything in it is in your vault now."), Tone.OK)

    def _judge(self) -> None:
        found = self._found
        if self._is_done:
            # A receipt says who reads whose bundles: it goes to compared cards only.
            owes = isinstance(found, ImportReport) and found.is_verified
            self.main.setVisible(owes and self._receipt is None)
            self.main.setEnabled(True)
            return
        is_trusted = isinstance(found, SentRow) or (
            found is not None and (found.is_verified or self.bundle.trust.isChecked())
        )
        self.main.setEnabled(is_trusted)

    def _on_preview(self, found: Found) -> None:
        self.busy.stop()
        self._show(found)

    def _show(self, found: Found) -> None:
        self._found = found
        if isinstance(found, SentRow):
            self.receipt.show_receipt(found)
        else:
            self.bundle.show_report(found, is_done=self._is_done)
        self.retranslate()

    def _on_main_clicked(self) -> None:
        if self._is_done:
            self._make_receipt()
            return
        self.main.setEnabled(False)
        self.show_error(None)
        self.busy.start(self._desk.language.gettext("The file is being taken in."))
        work = partial(_accept, self._path, accept_unverified=self.bundle.trust.isChecked())
        self._desk.run(work, self, self._on_accepted, self._on_failed)

    def _on_accepted(self, found: Found) -> None:
        self.busy.stop()
        self._is_done = True
        self.outcome.show()
        self._show(found)

    def _make_receipt(self) -> None:
        title = self._desk.language.gettext("Folder for the receipt")
        folder = choose_folder(self, title, self._path.parent)
        if folder is None or not isinstance(self._found, ImportReport):
            return
        self.show_error(None)
        work = partial(_receipt, self._found.bundle_id, folder)
        self._desk.run(work, self, self._on_receipt, self._on_failed)

    def _on_receipt(self, sealed: Sealed) -> None:
        self._receipt = sealed
        self.retranslate()

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        self._judge()
