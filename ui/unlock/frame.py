"""What unlocking and setting up share: one card in the middle, the languages under it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.busy import BusyBar
from ui.widgets.buttons import LinkButton, MainButton
from ui.widgets.containers import Card
from ui.widgets.labels import Heading, StateLabel
from ui.widgets.languages import LanguageButtons

CARD_WIDTH = 460
_UNDER_FIELDS = 2


class DoorPage(Retranslates, QScrollArea):
    """Base of the pages in front of a closed vault.

    Signals:
        opened: the vault is open.
        folder_chosen: a Path; the user wants another folder.
    """

    opened = Signal()
    folder_chosen = Signal(object)

    def __init__(self, desk: Desk, folder: Path) -> None:
        super().__init__()
        self._desk = desk
        self._folder = folder
        self.title = Heading(1)
        self.fields = QVBoxLayout()
        self.fields.setSpacing(2 * theme.GRID)
        self.problem: StateLabel | None = None
        self.busy = BusyBar()
        self.main = MainButton()
        self.other = LinkButton()
        self._card = Card()
        self._lay_out()
        self.main.clicked.connect(self.submit)
        self.other.clicked.connect(self._on_other_clicked)

    def submit(self) -> None:
        """Do what the main button says."""

    def retranslate(self) -> None:
        """Say the words that both pages have."""
        self.other.setText(self._desk.language.gettext("Open another folder"))

    def say_problem(self, text: str) -> None:
        """Tell in the card what is wrong."""
        self.busy.stop()
        self.main.setEnabled(True)
        if self.problem is None:
            self.problem = StateLabel()
            self._card.rows.insertWidget(_UNDER_FIELDS, self.problem)
        self.problem.say(text, Tone.DANGER)
        self.problem.show()

    def wait(self, words: str) -> None:
        """Show quietly that work goes on."""
        if self.problem is not None:
            self.problem.hide()
        self.main.setEnabled(False)
        self.busy.start(words)

    def _lay_out(self) -> None:
        card = self._card
        card.rows.setSpacing(2 * theme.GRID)
        inner = 2 * theme.CARD_MARGIN
        card.rows.setContentsMargins(inner, inner, inner, inner)
        card.setFixedWidth(CARD_WIDTH)
        card.rows.addWidget(self.title)
        card.rows.addLayout(self.fields)
        card.rows.addWidget(self.busy)
        foot = QHBoxLayout()
        foot.addWidget(self.other)
        foot.addStretch(1)
        foot.addWidget(self.main)
        card.rows.addLayout(foot)
        inside = QWidget()
        middle = QVBoxLayout(inside)
        middle.setSpacing(2 * theme.GRID)
        middle.addStretch(1)
        middle.addLayout(_centred(card))
        middle.addLayout(_centred(LanguageButtons(self._desk.preferences)))
        middle.addStretch(1)
        self.setWidgetResizable(True)
        self.setWidget(inside)

    def _on_other_clicked(self) -> None:
        from ui.widgets.files import choose_folder

        chosen = choose_folder(self, self.other.text(), self._folder)
        if chosen is not None:
            self.folder_chosen.emit(chosen)


def _centred(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row
