"""Exchange: what was sealed, whom for, one's own card; sealing and taking in.

The one main action follows the tab. Taking a bundle in is always at hand beside it.
"""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget

from ui.desk import Desk
from ui.exchange.contacts_tab import ContactsTab
from ui.exchange.export_dialog import ExportDialog
from ui.exchange.import_dialog import ImportDialog
from ui.exchange.my_card import MyCardTab
from ui.exchange.outbox import OutboxTab
from ui.widgets.buttons import QuietButton
from ui.widgets.files import choose_file
from ui.widgets.page import Page, Place

PARTS = ("outbox", "contacts", "card")


class ExchangePage(Page):
    """Outbox, contacts, my card."""

    shows = frozenset({"contact", "disclosure", "case", "sent_bundle"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._build()
        self._connect()
        self.retranslate()
        self.reload()

    def _build(self) -> None:
        self.take_in = QuietButton("down")
        self.head.addWidget(self.take_in)
        self.outbox, self.contacts = OutboxTab(self._desk), ContactsTab(self._desk)
        self.my_card = MyCardTab(self._desk)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for tab in (self.outbox, self.contacts, self.my_card):
            self.tabs.addTab(tab, "")
        self.body.addWidget(self.tabs, 1)
        self.main.show()

    def _connect(self) -> None:
        self.take_in.clicked.connect(self.import_file)
        self.tabs.currentChanged.connect(self.retranslate)
        self.main.clicked.connect(self._on_main_clicked)

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.title.setText(_("Exchange"))
        self.take_in.setText(_("Import a file …"))
        for at, words in enumerate((_("Outbox"), _("Contacts"), _("My card"))):
            self.tabs.setTabText(at, words)
        self.tabs.tabBar().setAccessibleName(_("Parts of the exchange"))
        actions = (_("Export …"), _("Add a card …"), _("Save the card …"))
        self.main.setText(actions[self.tabs.currentIndex()])

    def enter(self, place: Place) -> None:
        """Show the part that the user came for, or take a file in."""
        if place.part in PARTS:
            self.tabs.setCurrentIndex(PARTS.index(place.part))
        self.tabs.setFocus()
        if place.part == "import":
            self.import_file()

    def reload(self) -> None:
        """Ask for bundles and contacts."""
        self.outbox.reload()
        self.contacts.reload()

    def import_file(self) -> None:
        """Choose a bundle or a receipt, and show what it would change."""
        path = choose_file(self, self._desk.language.gettext("Import a bundle or a receipt"))
        if path is not None:
            ImportDialog(self._desk, path, self).open()

    def _on_main_clicked(self) -> None:
        actions = (self._export, self.contacts.add, self.my_card.save)
        actions[self.tabs.currentIndex()]()

    def _export(self) -> None:
        ExportDialog(self._desk, self).open()
