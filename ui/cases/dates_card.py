"""Until when a case may be kept, when to look at it again, and its end."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from consul_desk.casework.retention import CaseDates, case_dates, set_dates
from consul_desk.values import PartialDate
from consul_desk.vault.vault import Vault
from ui.desk import Desk
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import QuietButton
from ui.widgets.containers import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.form import FormField
from ui.widgets.labels import Heading, StateLabel


def _read(case_id: str, vault: Vault) -> CaseDates:
    return case_dates(vault, case_id)


def _keep(case_id: str, dates: CaseDates, vault: Vault) -> CaseDates:
    return set_dates(vault, case_id, dates.retain_until, dates.review_on)


class DatesCard(Retranslates, Card):
    """Both dates save themselves; neither does anything by itself.

    Signals:
        erase_wanted: the user wants to erase the case.
    """

    erase_wanted = Signal()

    def __init__(self, desk: Desk, case_id: str) -> None:
        super().__init__()
        self._desk, self._case_id = desk, case_id
        self._dates = CaseDates(None, None)
        self._build()
        self._connect()
        self.retranslate()

    def reload(self) -> None:
        """Ask for the dates."""
        self._desk.run(partial(_read, self._case_id), self, self._show_dates)

    def retranslate(self) -> None:
        """Say every word."""
        _ = self._desk.language.gettext
        self._heading.setText(_("Keeping and erasing"))
        self._retain_field.speak(
            _("Keep until"),
            _("After this day the case stands on the page Today; nothing erases it by itself."),
        )
        self._review_field.speak(
            _("Look at it again on"), _("On this day the case stands on the page Today.")
        )
        self.erase.setText(_("Erase this case …"))
        for line in (self.retain_until, self.review_on):
            line.setPlaceholderText(_("day.month.year"))
            self._judge(line)

    def _build(self) -> None:
        self._heading = Heading()
        self.retain_until, self.review_on = QLineEdit(), QLineEdit()
        self._retain_field = FormField(self.retain_until)
        self._review_field = FormField(self.review_on)
        self.problems = {self.retain_until: StateLabel(), self.review_on: StateLabel()}
        self.erase = QuietButton("bin")
        across = FlowLayout()
        across.addWidget(self.erase)
        self.rows.addWidget(self._heading)
        for field, line in (
            (self._retain_field, self.retain_until),
            (self._review_field, self.review_on),
        ):
            field.rows.addWidget(self.problems[line])
            self.rows.addWidget(field)
        self.rows.addLayout(across)

    def _connect(self) -> None:
        for line in (self.retain_until, self.review_on):
            line.editingFinished.connect(self._save)
            line.textChanged.connect(partial(self._judge, line))
        self.erase.clicked.connect(self.erase_wanted)

    def _show_dates(self, dates: CaseDates) -> None:
        self._dates = dates
        shown = ((self.retain_until, dates.retain_until), (self.review_on, dates.review_on))
        for line, day in shown:
            if not line.hasFocus() and self._fits(line):
                line.setText(self._desk.language.short_date(day) if day else "")

    def _judge(self, line: QLineEdit, _text: str = "") -> None:
        self.problems[line].setVisible(not self._fits(line))
        words = self._desk.language.gettext("Type a whole date, such as 24.11.2026.")
        self.problems[line].say(words, Tone.WARNING)

    def _fits(self, line: QLineEdit) -> bool:
        return not line.text().strip() or _day(line.text()) is not None

    def _save(self) -> None:
        """Save what fits; what does not fit yet stays where it was typed."""
        typed = CaseDates(
            _day(self.retain_until.text())
            if self._fits(self.retain_until)
            else self._dates.retain_until,
            _day(self.review_on.text())
            if self._fits(self.review_on)
            else self._dates.review_on,
        )
        if typed != self._dates:
            self._dates = typed
            self._desk.run(partial(_keep, self._case_id, typed), self)


def _day(text: str) -> date | None:
    try:
        return PartialDate.parse(text).full
    except ValueError:
        return None
