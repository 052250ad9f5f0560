"""Settings: a tab for each part. The one main action follows the tab."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QTabWidget

from consul_desk.language import N_
from ui.desk import Desk
from ui.settings.backups import BackupsSection
from ui.settings.check import CheckSection
from ui.settings.keys import KeysSection
from ui.settings.lock import LockSection
from ui.settings.looks import LooksSection
from ui.settings.section import Section
from ui.settings.travel import TravelSection
from ui.widgets.page import Page, Place

SECTIONS: dict[str, tuple[str, Callable[[Desk], Section]]] = {
    "keys": (N_("Keys"), KeysSection),
    "backups": (N_("Backups"), BackupsSection),
    "check": (N_("Check"), CheckSection),
    "lock": (N_("Locking"), LockSection),
    "travel": (N_("Travel"), TravelSection),
    "looks": (N_("Languages and looks"), LooksSection),
}


class SettingsPage(Page):
    """Shows one section at a time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(True)
        self.sections = {name: make(desk) for name, (_words, make) in SECTIONS.items()}
        for section in self.sections.values():
            self.tabs.addTab(section, "")
            section.wanted.connect(self.wanted)
            section.lock_wanted.connect(self.lock_wanted)
            section.main_changed.connect(self._show_main)
        self.body.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(self._show_main)
        self.main.clicked.connect(self._on_main_clicked)
        self.retranslate()

    def enter(self, place: Place) -> None:
        """Show the section that the user came for."""
        if place.part in self.sections:
            self.tabs.setCurrentWidget(self.sections[place.part])
        self.tabs.setFocus()

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        _ = self._desk.language.gettext
        self.title.setText(_("Settings"))
        for at, (words, _make) in enumerate(SECTIONS.values()):
            self.tabs.setTabText(at, _(words))
        self.tabs.tabBar().setAccessibleName(_("Parts of the settings"))
        self._show_main()

    @property
    def section(self) -> Section:
        """The section that is shown."""
        return list(self.sections.values())[self.tabs.currentIndex()]

    def _show_main(self) -> None:
        words = self.section.main_words()
        self.main.setText(words)
        self.main.setVisible(bool(words))

    def _on_main_clicked(self) -> None:
        self.section.do_main()
