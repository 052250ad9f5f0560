"""A case whose day has come: to be looked at again, or kept beyond its last day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from consul_desk.casework.retention import DueRow
from ui import theme
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import LinkButton
from ui.widgets.containers import Card, clear
from ui.widgets.labels import Heading, Label, StateLabel


class ReviewCard(Retranslates, Card):
    """One case.

    Signals:
        opened: the user wants to see it; its DueRow.
    """

    opened = Signal(object)

    def __init__(self, desk: Desk, due: DueRow, *, is_past: bool) -> None:
        super().__init__()
        self._desk = desk
        self.due, self._is_past = due, is_past
        self.when, self._what, self.whose = StateLabel(), Label(Tone.MUTED), LinkButton()
        self.rows.setSpacing(theme.GRID // 2)
        for part in (self.when, self._what, self.whose):
            self.rows.addWidget(part)
        self.whose.clicked.connect(self._on_whose_clicked)
        self.retranslate()

    def retranslate(self) -> None:
        """Say when, why and whose."""
        language, dates = self._desk.language, self.due.dates
        _ = language.gettext
        if self._is_past and dates.retain_until is not None:
            words = _("Was to be kept until {day}")
            day = language.long_date(dates.retain_until)
            self.when.say(words.format(day=day), Tone.DANGER)
            self._what.setText(_("Erase the case, or set a later day and say why you may."))
        elif dates.review_on is not None:
            words = _("Look at it again: {day}")
            day = language.long_date(dates.review_on)
            tone = Tone.WARNING if self.due.days_over else Tone.PLAIN
            self.when.say(words.format(day=day), tone, "clock")
            self._what.setText(_("Is it still needed? Is everything still right?"))
        row = self.due.row
        name = row.name_cyrillic or row.name_latin or row.title
        self.whose.setText(f"{name}, {row.number}")

    def _on_whose_clicked(self) -> None:
        self.opened.emit(self.due)


class ReviewGroup(Retranslates, QWidget):
    """A heading and its cases; hidden while there are none.

    Signals:
        opened: the DueRow of the case that the user wants to see.
    """

    opened = Signal(object)

    def __init__(self, desk: Desk, heading: str, *, is_past: bool) -> None:
        super().__init__()
        self._desk, self._text, self._is_past = desk, heading, is_past
        self._heading, self._cards = Heading(), QVBoxLayout()
        self._cards.setSpacing(theme.GRID)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.GRID)
        column.setSpacing(theme.GRID)
        column.addWidget(self._heading)
        column.addLayout(self._cards)
        self.hide()
        self.retranslate()

    def show_rows(self, rows: Sequence[DueRow]) -> None:
        """Show these."""
        clear(self._cards)
        for due in rows:
            card = ReviewCard(self._desk, due, is_past=self._is_past)
            card.opened.connect(self.opened)
            self._cards.addWidget(card)
        self.setVisible(bool(rows))

    def retranslate(self) -> None:
        """Say the heading."""
        self._heading.setText(self._desk.language.gettext(self._text))
