"""Sending back what a traveller left: whose it was, who gets it now, the file for her."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QWidget

from consul_desk.exchange.bundle import Sealed
from consul_desk.exchange.contacts import ContactRow, ContactState, list_contacts
from consul_desk.exchange.returning import CapsuleRow, send_back
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.dialog import Dialog
from ui.widgets.files import choose_folder
from ui.widgets.form import FormField
from ui.widgets.labels import Label, StateLabel


def _send(bundle_id: str, contact_id: str, folder: Path, vault: Vault) -> Sealed:
    return send_back(vault, bundle_id, contact_id, folder)


class ReturnDialog(Dialog):
    """Only a card whose digits were compared can be chosen: a new card could be anybody's."""

    def __init__(self, desk: Desk, row: CapsuleRow, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._row = row
        self._contacts: tuple[ContactRow, ...] = ()
        self._sealed: Sealed | None = None
        self._build()
        self.main.clicked.connect(self._on_main_clicked)
        self.retranslate()
        desk.run(list_contacts, self, self._show_contacts)

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        language = self._desk.language
        _ = language.gettext
        self.setWindowTitle(_("Send it back"))
        self.heading.setText(_("Send back what {name} left").format(name=self._row.name))
        moment = language.moment(self._row.packed_at)
        self._about.setText(_("Packed on {moment}").format(moment=moment))
        self._field.speak(
            _("Her new card"),
            _("After arriving she has new digits. Compare them with her first."),
        )
        self._warning.say(
            _("Whoever has this card and her passphrase becomes her. Be sure that it is she."),
            Tone.WARNING,
        )
        self._none.setText(_("Nobody’s digits were compared here yet."))
        self.main.setText(_("Seal …"))
        self._judge()
        if self._sealed is not None:
            words = _("Sealed: {path}. Give it to her; nobody else can open it.")
            self.outcome.say(words.format(path=self._sealed.path), Tone.OK)
            self.dismiss.setText(_("Close"))

    def _build(self) -> None:
        self._about, self._none = Label(Tone.MUTED), Label(Tone.MUTED)
        self._warning, self.outcome = StateLabel(), StateLabel()
        self.contact = QComboBox()
        self._field = FormField(self.contact)
        self.outcome.hide()
        for part in (self._about, self._field, self._none, self._warning, self.outcome):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _show_contacts(self, contacts: tuple[ContactRow, ...]) -> None:
        self._contacts = tuple(c for c in contacts if c.state is ContactState.VERIFIED)
        self.contact.addItems([contact.name for contact in self._contacts])
        self.retranslate()

    def _judge(self) -> None:
        self._none.setVisible(not self._contacts)
        self.main.setEnabled(bool(self._contacts))

    def _on_main_clicked(self) -> None:
        title = self._desk.language.gettext("Folder for the bundle")
        folder = choose_folder(self, title, Path.home())
        if folder is None:
            return
        self.main.setEnabled(False)
        self.show_error(None)
        self.busy.start(self._desk.language.gettext("The bundle is being sealed."))
        contact = self._contacts[self.contact.currentIndex()]
        work = partial(_send, self._row.bundle_id, contact.id, folder)
        self._desk.run(work, self, self._on_sealed, self._on_failed)

    def _on_sealed(self, sealed: Sealed) -> None:
        self.busy.stop()
        self._sealed = sealed
        for part in (self.main, self._field, self._warning):
            part.hide()
        self.outcome.show()
        self.retranslate()

    def _on_failed(self, error: Exception) -> None:
        self.show_error(error)
        self._judge()
