"""The viewer's buttons: pages, zoom, a copy, the end of a file."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import IconButton, QuietButton
from ui.widgets.labels import Label


class ViewerBar(Retranslates, QWidget):
    """Says what the user wants; the viewer does it.

    Signals:
        page_wanted: so many pages on, or back.
        zoom_wanted: so many steps larger, or smaller.
        fit_wanted, copy_wanted, remove_wanted: as they say.
    """

    page_wanted = Signal(int)
    zoom_wanted = Signal(int)
    fit_wanted = Signal()
    copy_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._page, self._pages = 0, 0
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        self.previous, self.next = IconButton("up"), IconButton("down")
        self.smaller, self.larger = IconButton("remove"), IconButton("add")
        self.fit = IconButton("fit")
        self.copy, self.remove = QuietButton("save"), IconButton("bin")
        self.place = Label(Tone.MUTED)
        self.place.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID // 2)
        for widget in (self.previous, self.place, self.next):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.smaller, self.larger, self.fit):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.remove)

    def _connect(self) -> None:
        self.previous.clicked.connect(self._on_previous_clicked)
        self.next.clicked.connect(self._on_next_clicked)
        self.smaller.clicked.connect(self._on_smaller_clicked)
        self.larger.clicked.connect(self._on_larger_clicked)
        self.fit.clicked.connect(self.fit_wanted)
        self.copy.clicked.connect(self.copy_wanted)
        self.remove.clicked.connect(self.remove_wanted)

    def retranslate(self) -> None:
        """Name every button."""
        _ = self._desk.language.gettext
        self.previous.name(_("Previous page"), "PgUp")
        self.next.name(_("Next page"), "PgDown")
        self.smaller.name(_("Smaller"), "Ctrl+-")
        self.larger.name(_("Larger"), "Ctrl++")
        self.fit.name(_("Fit the width"), "Ctrl+0")
        self.copy.setText(_("Save a copy …"))
        self.remove.name(_("Remove this file …"))
        self.show_place(self._page, self._pages)

    def show_place(self, page: int, pages: int) -> None:
        """Say which page of how many is seen."""
        self._page, self._pages = page, pages
        _ = self._desk.language.gettext
        words = _("Page {page} of {pages}").format(page=page + 1, pages=pages)
        self.place.setText(words if pages else "")
        self.previous.setEnabled(page > 0)
        self.next.setEnabled(page + 1 < pages)
        for button in (self.smaller, self.larger, self.fit):
            button.setEnabled(pages > 0)

    def allow_copy(self, *, allowed: bool) -> None:
        """Offer a copy only of what is there."""
        self.copy.setEnabled(allowed)

    def _on_previous_clicked(self) -> None:
        self.page_wanted.emit(-1)

    def _on_next_clicked(self) -> None:
        self.page_wanted.emit(1)

    def _on_smaller_clicked(self) -> None:
        self.zoom_wanted.emit(-1)

    def _on_larger_clicked(self) -> None:
        self.zoom_wanted.emit(1)
