"""Today: what is overdue, what the next seven days bring, what comes later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtWidgets import QStackedLayout

from consul_desk.casework.procedures import DeadlineRow, list_deadlines
from consul_desk.casework.retention import DueRow, list_due_reviews, list_past_retention
from consul_desk.language import N_
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import Packs
from ui.desk import Desk
from ui.theme import Tone
from ui.today.group import DeadlineGroup
from ui.today.review import ReviewGroup
from ui.widgets.containers import Column
from ui.widgets.empty import EmptyState
from ui.widgets.labels import Label
from ui.widgets.page import Page, Place
from ui.words import SOON_DAYS

GROUPS = (N_("Overdue"), N_("Next 7 days"), N_("Later"))
WIDTH = 960


@dataclass(frozen=True, slots=True)
class Due:
    """What the page shows."""

    deadlines: Sequence[DeadlineRow]
    reviews: Sequence[DueRow]
    past: Sequence[DueRow]


def _read(packs: Packs, today: date, vault: Vault) -> Due:
    return Due(
        list_deadlines(vault, packs=packs, today=today),
        list_due_reviews(vault, today),
        list_past_retention(vault, today),
    )


class TodayPage(Page):
    """Three groups of deadlines, the most urgent first; then cases to look at again."""

    shows = frozenset({"case", "fact", "procedure", "participant", "person"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._build()
        self._connect()
        self.retranslate()
        self.reload()

    def reload(self) -> None:
        """Ask the core for all deadlines."""
        work = partial(_read, self._desk.packs, self._desk.today())
        self._desk.run(work, self, self.show_due)

    def retranslate(self) -> None:
        """Say every word."""
        super().retranslate()
        language = self._desk.language
        _ = language.gettext
        self.title.setText(_("Today"))
        self._day.setText(language.long_date(self._desk.today()))
        self.empty.speak(
            _("No deadlines"),
            _("A deadline appears here as soon as the day that it counts from is known."),
            _("Open the cases"),
        )

    def show_due(self, due: Due) -> None:
        """Put everything into its group."""
        for number, group in enumerate(self._groups):
            group.show_rows([row for row in due.deadlines if _group(row) == number])
        self.reviews.show_rows(due.reviews)
        self.past.show_rows(due.past)
        has_any = any((due.deadlines, due.reviews, due.past))
        self._switch.setCurrentIndex(0 if has_any else 1)

    def _build(self) -> None:
        self._day = Label(Tone.MUTED)
        self.body.addWidget(self._day)
        column = Column(WIDTH)
        self._groups = [DeadlineGroup(self._desk, text) for text in GROUPS]
        for group in self._groups:
            group.hide()
            column.rows.addWidget(group)
        self.past = ReviewGroup(self._desk, N_("Kept too long"), is_past=True)
        self.reviews = ReviewGroup(self._desk, N_("To look at again"), is_past=False)
        for reviewed in (self.past, self.reviews):
            column.rows.addWidget(reviewed)
        column.rows.addStretch(1)
        self.empty = EmptyState("today")
        self._switch = QStackedLayout()
        self._switch.addWidget(column)
        self._switch.addWidget(self.empty)
        self.body.addLayout(self._switch, 1)

    def _connect(self) -> None:
        self.empty.button.clicked.connect(self._on_empty_clicked)
        for group in self._groups:
            group.opened.connect(self._on_group_opened)
        for reviewed in (self.past, self.reviews):
            reviewed.opened.connect(self._on_review_opened)

    def _on_empty_clicked(self) -> None:
        self.wanted.emit(Place("cases"))

    def _on_group_opened(self, row: DeadlineRow) -> None:
        self.wanted.emit(Place("case", row.case_id))

    def _on_review_opened(self, due: DueRow) -> None:
        self.wanted.emit(Place("case", due.row.id))


def _group(row: DeadlineRow) -> int:
    if row.deadline.days_left < 0:
        return 0
    return 1 if row.deadline.days_left <= SOON_DAYS else 2
