"""One group of deadlines; a long one shows its first part and offers the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from consul_desk.casework.procedures import DeadlineRow
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.today.deadline import DeadlineCard
from ui.widgets.buttons import LinkButton
from ui.widgets.containers import clear
from ui.widgets.labels import Heading

PORTION = 25


class DeadlineGroup(Retranslates, QWidget):
    """A heading and its deadlines; hidden while there are none.

    Signals:
        opened: the DeadlineRow whose case the user wants to see.
    """

    opened = Signal(object)

    def __init__(self, desk: Desk, heading: str) -> None:
        super().__init__()
        self._desk = desk
        self._text = heading
        self._rows: tuple[DeadlineRow, ...] = ()
        self._count = PORTION
        self._heading, self.more = Heading(), LinkButton()
        self._cards = QVBoxLayout()
        self._cards.setSpacing(theme.GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.GRID)
        column.setSpacing(theme.GRID)
        column.addWidget(self._heading)
        column.addLayout(self._cards)
        column.addWidget(self.more)
        self.more.clicked.connect(self._on_more_clicked)
        self.retranslate()

    def show_rows(self, rows: Sequence[DeadlineRow]) -> None:
        """Show these, the earliest first."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            clear(self._cards)
            self._add_cards(0)
        self.setVisible(bool(rows))
        self.retranslate()

    def retranslate(self) -> None:
        """Say the heading, with the number of what is in it."""
        language, left = self._desk.language, len(self._rows) - self._count
        heading = language.gettext(self._text)
        self._heading.setText(f"{heading} ({len(self._rows)})" if left > 0 else heading)
        self.more.setVisible(left > 0)
        if left > 0:
            words = language.ngettext("Show {count} more", "Show {count} more", left)
            self.more.setText(words.format(count=left))

    def _add_cards(self, start: int) -> None:
        for row in self._rows[start : self._count]:
            card = DeadlineCard(self._desk, row)
            card.opened.connect(self.opened)
            self._cards.addWidget(card)

    def _on_more_clicked(self) -> None:
        start, self._count = self._count, self._count + PORTION
        self._add_cards(start)
        self.retranslate()
