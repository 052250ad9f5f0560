"""Today: what is overdue, what the next seven days bring, what comes later."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from consul_desk.casework.procedures import DeadlineRow, list_deadlines
from consul_desk.language import N_
from ui import theme
from ui.desk import Desk
from ui.theme import Tone
from ui.today.deadline import DeadlineCard
from ui.widgets.containers import Column, clear
from ui.widgets.empty import EmptyState
from ui.widgets.labels import Heading, Label
from ui.widgets.page import Page, Place
from ui.words import SOON_DAYS

GROUPS = (N_("Overdue"), N_("Next 7 days"), N_("Later"))
WIDTH = 960


class TodayPage(Page):
    """Three groups of deadlines, the most urgent first."""

    shows = frozenset({"case", "fact", "procedure", "participant", "person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._build()
        self._connect()
        self.retranslate()
        self.reload()

    def reload(self) -> None:
        """Ask the core for all deadlines."""
        work = partial(list_deadlines, packs=self._desk.packs, today=self._desk.today())
        self._desk.run(work, self, self.show_rows)

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        language = self._desk.language
        _ = language.gettext
        self.title.setText(_("Today"))
        self._day.setText(language.long_date(self._desk.today()))
        for heading, text in zip(self._headings, GROUPS, strict=True):
            heading.setText(_(text))
        self.empty.speak(
            _("No deadlines"),
            _("A deadline appears here as soon as the day that it counts from is known."),
            _("Open the cases"),
        )

    def show_rows(self, rows: Sequence[DeadlineRow]) -> None:
        """Put every deadline into its group."""
        groups: tuple[list[DeadlineRow], ...] = ([], [], [])
        for row in rows:
            groups[_group(row.deadline.days_left)].append(row)
        for part, heading, list_, found in zip(
            self._parts, self._headings, self._lists, groups, strict=True
        ):
            part.setVisible(bool(found))
            heading.setVisible(bool(found))
            self._fill(list_, found)
        self._switch.setCurrentIndex(0 if rows else 1)

    def _fill(self, list_: QVBoxLayout, rows: Sequence[DeadlineRow]) -> None:
        clear(list_)
        for row in rows:
            card = DeadlineCard(self._desk, row)
            card.opened.connect(self._on_card_opened)
            list_.addWidget(card)

    def _build(self) -> None:
        self._day = Label(Tone.MUTED)
        self.body.addWidget(self._day)
        self._headings = [Heading() for _group in GROUPS]
        self._parts = [QWidget() for _group in GROUPS]
        self._lists = [QVBoxLayout(part) for part in self._parts]
        column = Column(WIDTH)
        for heading, part, list_ in zip(self._headings, self._parts, self._lists, strict=True):
            list_.setContentsMargins(0, 0, 0, theme.GRID)
            list_.setSpacing(theme.GRID)
            column.rows.addWidget(heading)
            column.rows.addWidget(part)
        column.rows.addStretch(1)
        self.empty = EmptyState("today")
        self._switch = QStackedLayout()
        self._switch.addWidget(column)
        self._switch.addWidget(self.empty)
        self.body.addLayout(self._switch, 1)

    def _connect(self) -> None:
        self.empty.button.clicked.connect(self._on_empty_clicked)

    def _on_empty_clicked(self) -> None:
        self.wanted.emit(Place("cases"))

    def _on_card_opened(self, row: DeadlineRow) -> None:
        self.wanted.emit(Place("case", row.case_id))


def _group(days_left: int) -> int:
    if days_left < 0:
        return 0
    return 1 if days_left <= SOON_DAYS else 2
