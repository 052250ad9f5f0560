"""The frame that every page shares: title, body, "saved 14:02", one main action.

A page asks to go somewhere by `wanted`, and home again by `back_wanted`; only the shell
moves. It reloads itself when the vault says that a kind it shows has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import IconButton, MainButton
from ui.widgets.labels import Heading, Label
from ui.widgets.reloads import Reloads

if TYPE_CHECKING:
    from consul_desk.workflows.interview import Missing


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go.

    Attributes:
        page: "today", "cases", "case", "interview", "exchange", "guide" or "settings".
        subject_id: the case or procedure that the page shows.
        part: a tab of it.
        missing: what an interview is to begin with.
    """

    page: str
    subject_id: str = ""
    part: str = ""
    missing: Missing | None = None


class Page(Retranslates, Reloads, QWidget):
    """Base of all pages. A page fills `body`, and `main` if it has a main action.

    Signals:
        wanted: a Place to go to.
        back_wanted: back to where the user came from.
        lock_wanted: start anew in front of the vault.
    """

    wanted = Signal(object)
    back_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.title = Heading(1)
        self.back = IconButton("back")
        self.back.hide()
        self.head = QHBoxLayout()
        self.body = QVBoxLayout()
        self.main = MainButton()
        self.main.hide()
        self._saved = Label(Tone.MUTED, small=True)
        self._lay_out()
        self.back.clicked.connect(self.back_wanted)
        desk.changed.connect(self._show_saved)
        self.listen(desk)

    def enter(self, place: Place) -> None:
        """Hear that the user has arrived, and at which part of the page."""
        self.setFocus()

    def search(self) -> bool:
        """Put the focus into the page's own search field; False where it has none."""
        return False

    def do_main(self) -> None:
        """Do the main action, where there is one now."""
        if self.main.isVisible():
            self.main.click()

    def retranslate(self) -> None:
        """Say the frame's words; a page calls this first, then says its own."""
        _ = self._desk.language.gettext
        self.back.name(_("Back"), "Esc")
        self._show_saved()

    def _lay_out(self) -> None:
        self.head.setSpacing(theme.GRID)
        self.head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        self.head.addWidget(self.title, 1)
        foot = QHBoxLayout()
        foot.setSpacing(2 * theme.GRID)
        foot.addStretch(1)
        foot.addWidget(self._saved)
        foot.addWidget(self.main)
        column = QVBoxLayout(self)
        margin = theme.PAGE_MARGIN
        column.setContentsMargins(margin, margin, margin, 2 * theme.GRID)
        column.setSpacing(2 * theme.GRID)
        column.addLayout(self.head)
        column.addLayout(self.body, 1)
        column.addLayout(foot)

    def _show_saved(self) -> None:
        at = self._desk.saved_at
        _ = self._desk.language.gettext
        self._saved.setText(_("saved {time}").format(time=f"{at:%H:%M}") if at else "")
