"""The line above the page: what looks like a search field and opens the palette, languages."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.widgets.buttons import QuietButton
from ui.widgets.languages import LanguageButtons

_LEAST_PX = 160
"""In a narrow window with large text the search is cut, not the window widened."""


class TopBar(Retranslates, QWidget):
    """Search at the left, languages at the right.

    Signals:
        search_wanted: the user wants the palette.
    """

    search_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.search = QuietButton("search")
        self.search.setProperty("search", "true")
        self.search.setMinimumWidth(_LEAST_PX)
        self.search.clicked.connect(self.search_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.search, 2)
        row.addStretch(1)
        row.addWidget(LanguageButtons(desk.preferences))
        self.retranslate()

    def retranslate(self) -> None:
        """Say what the search does."""
        _ = self._desk.language.gettext
        self.search.setText(_("Search or do something (Ctrl+K)"))
