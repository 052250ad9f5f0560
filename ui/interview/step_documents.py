"""Documents that belong to a step: which, how many are there, a button that adds one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from consul_desk.workflows.checklist import ChecklistItem
from ui import theme
from ui.desk import Desk
from ui.documents.item_state import item_words
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Card, clear
from ui.widgets.labels import Heading, Label, StateLabel


class StepDocuments(Retranslates, QWidget):
    """The checklist items of one step.

    Signals:
        file_wanted: the id of an item.
    """

    file_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._items: tuple[ChecklistItem, ...] = ()
        self.buttons: dict[str, QuietButton] = {}
        self._heading = Heading()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(self._heading)
        column.addLayout(self._rows)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every item again."""
        self._heading.setText(self._desk.language.gettext("Documents"))
        clear(self._rows)
        self.buttons = {}
        for item in self._items:
            self._rows.addWidget(self._card(item))

    def show_items(self, items: Sequence[ChecklistItem]) -> None:
        """Show these; nothing moves where nothing has changed."""
        if tuple(items) != self._items:
            self._items = tuple(items)
            self.retranslate()

    def _card(self, item: ChecklistItem) -> Card:
        language, card = self._desk.language, Card()
        title, state = Label(), StateLabel()
        title.setText(language.text(item.title))
        state.say(*item_words(item, language))
        button = QuietButton("file")
        button.setText(language.gettext("Add a file …"))
        button.setAccessibleName(
            language.gettext("Add a file: {title}").format(title=title.text())
        )
        button.clicked.connect(partial(self.file_wanted.emit, item.id))
        self.buttons[item.id] = button
        across = QHBoxLayout()
        across.addWidget(state, 1)
        across.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
        card.rows.addWidget(title)
        card.rows.addLayout(_quiet(item, title.text()))
        card.rows.addLayout(across)
        return card


def _quiet(item: ChecklistItem, title: str) -> QVBoxLayout:
    rows = QVBoxLayout()
    if item.german_term and item.german_term != title:
        term = Label(Tone.MUTED, small=True)
        term.setText(item.german_term)
        rows.addWidget(term)
    return rows
