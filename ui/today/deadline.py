"""One deadline as a card: how far, which day, what, whose, and why it is that day."""

from __future__ import annotations

from PySide6.QtCore import Signal

from consul_desk.casework.procedures import DeadlineRow
from consul_desk.workflows.deadlines import Deadline
from ui import theme
from ui.desk import Desk
from ui.interview.deadline_note import derivation_words
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.buttons import LinkButton
from ui.widgets.containers import Card, Unfold, clear
from ui.widgets.labels import Label, StateLabel
from ui.words import due, due_tone


class Why(Retranslates, Unfold):
    """The link "Why?" that unfolds how a last day was worked out, with the paragraphs."""

    def __init__(self, desk: Desk, deadline: Deadline) -> None:
        super().__init__()
        self._desk = desk
        self._deadline = deadline
        self.retranslate()

    def retranslate(self) -> None:
        """Tell the derivation in the screen's language."""
        language = self._desk.language
        _ = language.gettext
        self.link.setText(_("Why?"))
        title = language.text(self._deadline.title)
        self.link.setAccessibleName(_("Why? {deadline}").format(deadline=title))
        clear(self.rows)
        for step in self._deadline.derivation:
            told = Label(small=True)
            told.setText(derivation_words(step, language))
            self.rows.addWidget(told)


class DeadlineCard(Retranslates, Card):
    """A deadline, and where it leads.

    Signals:
        opened: the user wants to see the case.
    """

    opened = Signal(object)

    def __init__(self, desk: Desk, row: DeadlineRow, *, names_case: bool = True) -> None:
        super().__init__()
        self._desk = desk
        self.row = row
        self._names_case = names_case
        self._build()
        self.retranslate()

    def retranslate(self) -> None:
        """Say when, what and whose."""
        language, row = self._desk.language, self.row
        deadline = row.deadline
        tone = due_tone(deadline.days_left)
        self.when.say(due(language, deadline.days_left, deadline.last_on), tone, "clock")
        self._what.setText(language.text(deadline.title))
        self.whose.setText(f"{row.person or row.case_title}, {row.case_number}")
        target = deadline.target_on
        self._target.setVisible(target is not None)
        if target is not None:
            text = language.gettext("Safer: do it by {day}.")
            self._target.setText(text.format(day=language.long_date(target)))

    def _build(self) -> None:
        self.when, self._what = StateLabel(), Label()
        self._target = Label(Tone.MUTED, small=True)
        self.whose = LinkButton()
        self.whose.setVisible(self._names_case)
        self.whose.clicked.connect(self._on_whose_clicked)
        self.why = Why(self._desk, self.row.deadline)
        self.rows.setSpacing(theme.GRID // 2)
        for part in (self.when, self._what, self._target, self.whose, self.why):
            self.rows.addWidget(part)

    def _on_whose_clicked(self) -> None:
        self.opened.emit(self.row)
