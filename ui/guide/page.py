"""The guide: what every procedure explains, and what the program protects."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget

from ui.desk import Desk
from ui.guide.procedures import ProceduresTab
from ui.guide.protection import ProtectionTab
from ui.widgets.page import Page, Place

PARTS = ("procedures", "protection")


class GuidePage(Page):
    """Two tabs to read."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.procedures, self.protection = ProceduresTab(desk), ProtectionTab(desk)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for tab in (self.procedures, self.protection):
            self.tabs.addTab(tab, "")
        self.body.addWidget(self.tabs, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.title.setText(_("Guide"))
        for at, words in enumerate((_("Procedures"), _("What is protected"))):
            self.tabs.setTabText(at, words)
        self.tabs.tabBar().setAccessibleName(_("Parts of the guide"))
        self.procedures.say()
        self.protection.say()

    def enter(self, place: Place) -> None:
        """Show the part that the user came for."""
        if place.part in PARTS:
            self.tabs.setCurrentIndex(PARTS.index(place.part))
        self.tabs.setFocus()
