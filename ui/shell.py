"""The frame inside an open vault: rail, search, languages, the page, errors.

Owns the way that the user took. Pages ask to go somewhere; only the shell moves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.actions import Actions
from ui.caretaker import Caretaker
from ui.desk import Desk
from ui.pages import PLACES, SECTION_OF, make_page
from ui.palette import CommandPalette
from ui.rail import SECTIONS, Rail
from ui.retranslate import Retranslates
from ui.topbar import TopBar
from ui.widgets.banner import ErrorBanner
from ui.widgets.page import Page, Place
from ui.widgets.progress import ProgressLine

NARROW_PX = 900
HOME = Place("today")


class Shell(Retranslates, QWidget):
    """Shows one page at a time.

    Signals:
        lock_wanted: close the vault and ask for the passphrase again.
    """

    lock_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._here = HOME
        self._way: list[Place] = []
        self._kept: dict[str, Page] = {}
        self._build()
        self._connect()
        self.retranslate()
        self._show(HOME)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        page = self._stack.currentWidget()
        if not isinstance(page, Page):
            raise TypeError("the shell shows pages only")
        return page

    def go(self, place: Place) -> None:
        """Show a place; Esc leads back here, except from a section of the rail."""
        self._way = [] if place.page in SECTIONS else [*self._way, self._here]
        self._show(place)

    def back(self) -> None:
        """Show where the user came from."""
        if self._way:
            self._show(self._way.pop())

    def retranslate(self) -> None:
        """Name every action."""
        self._table.speak(self._desk.language)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the page in a narrow window."""
        super().resizeEvent(event)
        self.rail.narrow(is_narrow=self.width() < NARROW_PX)

    def _build(self) -> None:
        self.rail = Rail(self._desk)
        self.top = TopBar(self._desk)
        self.banner = ErrorBanner(self._desk)
        self.progress = ProgressLine(self._desk)
        self._stack = QStackedWidget()
        above = QVBoxLayout()
        above.setContentsMargins(theme.PAGE_MARGIN, 2 * theme.GRID, theme.PAGE_MARGIN, 0)
        above.setSpacing(theme.GRID)
        above.addWidget(self.top)
        above.addWidget(self.banner)
        above.addWidget(self.progress)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)

    def _connect(self) -> None:
        slots: dict[str, Callable[[], None]] = {
            **{name: partial(self.go, place) for name, place in PLACES.items()},
            "palette": self._open_palette,
            "search": self._search,
            "main": self._do_main,
            "back": self.back,
            "next_language": self._desk.preferences.speak_next,
            "lock": self.lock_wanted.emit,
        }
        self._table = Actions(self, slots)
        self._caretaker = Caretaker(self._desk, self)
        self.rail.wanted.connect(self.go)
        self.rail.lock_wanted.connect(self.lock_wanted)
        self.top.search_wanted.connect(self._open_palette)

    def _show(self, place: Place) -> None:
        old = self._stack.currentWidget()
        page = self._kept.get(place.page) or self._make(place)
        self._here = place
        self._stack.setCurrentWidget(page)
        self.rail.show_section(SECTION_OF.get(place.page, place.page))
        page.back.setVisible(bool(self._way))
        page.enter(place)
        if isinstance(old, Page) and old is not page and old not in self._kept.values():
            self._stack.removeWidget(old)
            old.deleteLater()

    def _make(self, place: Place) -> Page:
        page = make_page(self._desk, place)
        page.wanted.connect(self.go)
        page.back_wanted.connect(self.back)
        page.lock_wanted.connect(self.lock_wanted)
        if place.page in SECTIONS:
            self._kept[place.page] = page
        self._stack.addWidget(page)
        return page

    def _open_palette(self) -> None:
        palette = CommandPalette(self._desk, self, [*self.actions(), *self.page.actions()])
        palette.wanted.connect(self.go)
        palette.open()

    def _search(self) -> None:
        if not self.page.search():
            self._open_palette()

    def _do_main(self) -> None:
        self.page.do_main()
