"""Whose cards are kept, how far each is trusted, and comparing the digits."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from consul_desk.errors import UnreadableFileError
from consul_desk.exchange.contacts import (
    ContactRow,
    ContactState,
    add_card,
    list_contacts,
    revoke_contact,
)
from consul_desk.exchange.identity import MAX_CARD_BYTES
from consul_desk.language import N_, Language
from consul_desk.vault.vault import Vault
from ui import theme
from ui.desk import Desk
from ui.exchange.contact_card import FingerprintCard
from ui.exchange.sentences import trust_words
from ui.exchange.verify import VerifyDialog
from ui.retranslate import Retranslates
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Column
from ui.widgets.empty import EmptyState
from ui.widgets.files import choose_file
from ui.widgets.panes import Panes
from ui.widgets.table import Table, TableColumn

LIST_PX = 280
CARD_WIDTH = 960


def _name(contact: ContactRow, language: Language) -> str:
    return f"{contact.name}\n{trust_words(contact.state, language)[0]}"


COLUMNS = (TableColumn(N_("Contacts"), _name),)


def _add_card(path: Path, vault: Vault) -> ContactRow:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_CARD_BYTES + 1)
    except OSError:
        raise UnreadableFileError(path=str(path)) from None
    return add_card(vault, data)


def _revoke(contact_id: str, vault: Vault) -> ContactRow:
    return revoke_contact(vault, contact_id)


class ContactsTab(Retranslates, QWidget):
    """The list at the left, the chosen contact as one big card at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._contacts: tuple[ContactRow, ...] = ()
        self._chosen = ""
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        self.table = Table(COLUMNS, self._desk.language)
        self.card = FingerprintCard(self._desk)
        self.compare, self.revoke = QuietButton("ok"), QuietButton("close")
        self.card.buttons.addWidget(self.compare)
        self.card.buttons.addWidget(self.revoke)
        self.card.buttons.addStretch(1)
        right = Column(CARD_WIDTH)
        right.rows.addWidget(self.card)
        right.rows.addStretch(1)
        self.panes = Panes((self.table, LIST_PX), (right, 0))
        self.empty = EmptyState("person")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.panes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2 * theme.GRID, 0, 0)
        column.addWidget(self._stack)

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.compare.clicked.connect(self._on_compare_clicked)
        self.revoke.clicked.connect(self._on_revoke_clicked)
        self.empty.button.clicked.connect(self.add)

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self.table.rows.speak(self._desk.language)
        self.table.setAccessibleName(_("Contacts"))
        self.panes.speak((_("Contacts"), _("Card")))
        self.compare.setText(_("Compare the digits …"))
        self.revoke.setText(_("Stop trusting"))
        self.empty.speak(
            _("No contacts yet"),
            _("Cases go only to people whose card is kept here and whose digits you compared."),
            _("Add a card …"),
        )
        self._show_chosen()

    def reload(self) -> None:
        """Ask for the contacts."""
        self._desk.run(list_contacts, self, self._on_contacts)

    def add(self) -> None:
        """Take in a card file."""
        title = self._desk.language.gettext("Add a contact card")
        path = choose_file(self, title)
        if path is not None:
            self._desk.run(partial(_add_card, path), self, self._on_contact)

    def _on_contacts(self, contacts: tuple[ContactRow, ...]) -> None:
        self._contacts = contacts
        self._stack.setCurrentWidget(self.panes if contacts else self.empty)
        self.table.show_rows(contacts)
        places: list[str] = [contact.id for contact in contacts]
        if self._chosen in places:
            self.table.selectRow(places.index(self._chosen))
        self._show_chosen()

    def _on_contact(self, contact: ContactRow) -> None:
        self._chosen = contact.id
        self.reload()

    def _on_row_changed(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self._chosen = self.table.rows.row_at(now).id
            self._show_chosen()

    def _contact(self) -> ContactRow | None:
        return next((one for one in self._contacts if one.id == self._chosen), None)

    def _show_chosen(self) -> None:
        contact, _ = self._contact(), self._desk.language.gettext
        self.card.setVisible(contact is not None)
        if contact is None:
            return
        self.card.show_fingerprint(contact.name, contact.fingerprint_digits)
        self.card.state.say(*trust_words(contact.state, self._desk.language))
        is_trusted = contact.state is ContactState.VERIFIED
        self.card.explanation.setText(
            _("You compared the digits. Cases can be sealed for this card.")
            if is_trusted
            else _("Cases cannot be sealed for this card until you compared the digits.")
        )
        self.compare.setVisible(not is_trusted)
        self.revoke.setVisible(is_trusted)

    def _on_compare_clicked(self) -> None:
        contact = self._contact()
        if contact is not None:
            VerifyDialog(self._desk, contact, self).open()

    def _on_revoke_clicked(self) -> None:
        self._desk.run(partial(_revoke, self._chosen), self, self._on_contact)
