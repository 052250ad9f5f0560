"""What stands beside the questions: what is missing, deadlines, why, explanations, sources."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from consul_desk.workflows.deadlines import Deadline
from consul_desk.workflows.interview import Interview, Missing, QuestionState, StepState
from consul_desk.workflows.model import Guidance, GuidanceLevel, Workflow
from ui import theme
from ui.desk import Desk
from ui.interview.deadline_note import DeadlineNote
from ui.interview.sources import law_words, review_words
from ui.retranslate import Retranslates
from ui.theme import Tone
from ui.widgets.containers import Card, Column, clear
from ui.widgets.labels import Heading, Label, StateLabel
from ui.widgets.link import WrappedLink
from ui.words import missing_words

MOST_MISSING = 8


class Beside(Retranslates, Column):
    """The right-hand side. Everything in it is said anew after each change.

    Signals:
        jump_wanted: a Missing; the page goes there.
    """

    jump_wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._workflow: Workflow | None = None
        self._interview: Interview | None = None
        self._step: StepState | None = None
        self._question: QuestionState | None = None
        self.links: list[WrappedLink] = []
        self.deadlines: dict[str, DeadlineNote] = {}
        self._build()
        self.retranslate()

    def _build(self) -> None:
        self._missing_heading, self._about_heading = Heading(), Heading()
        self._missing, self._dates, self._about = _rows(), _rows(), _rows()
        self._explained = _rows()
        self._review = Label(Tone.MUTED, small=True)
        self.rows.addWidget(self._missing_heading)
        self.rows.addLayout(self._missing)
        self.rows.addLayout(self._dates)
        self.rows.addWidget(self._about_heading)
        self.rows.addLayout(self._about)
        self.rows.addLayout(self._explained)
        self.rows.addWidget(self._review)
        self.rows.addStretch(1)

    def retranslate(self) -> None:
        """Say everything again."""
        self._about_heading.setText(self._desk.language.gettext("About this question"))
        if self._workflow is not None:
            self._review.setText(review_words(self._workflow.review, self._desk.language))
        self._say_missing()
        self._say_deadlines()
        self._say_question()
        self._say_guidance()

    def show_interview(self, workflow: Workflow, interview: Interview, step: StepState) -> None:
        """Take over what the core worked out."""
        self._workflow, self._interview, self._step = workflow, interview, step
        self.retranslate()

    def show_question(self, question: QuestionState | None) -> None:
        """Explain the question that has the focus."""
        if question != self._question:
            self._question = question
            self._say_question()

    def _say_missing(self) -> None:
        clear(self._missing)
        self.links = []
        self._missing_heading.setText("")
        if self._interview is not None:
            self._say_problems(self._interview)
            self._say_needed(self._interview)
        self._missing_heading.setVisible(bool(self._missing_heading.text()))

    def _say_problems(self, interview: Interview) -> None:
        for problem in interview.problems:
            state = StateLabel()
            state.say(self._desk.language.say(problem.message), Tone.DANGER)
            self._missing.addWidget(state)
            label = self._desk.language.text(problem.field.label)
            self._add_link(label, Missing(problem.step_id, problem.subject, problem.field))

    def _say_needed(self, interview: Interview) -> None:
        _, language = self._desk.language.gettext, self._desk.language
        missing, vocabulary = interview.missing, self._desk.packs.vocabulary
        if missing:
            heading = _("Still needed ({count})").format(count=len(missing))
            self._missing_heading.setText(heading)
        elif not interview.problems:
            state = StateLabel()
            state.say(_("Nothing is missing."), Tone.OK)
            self._missing.addWidget(state)
        for one in missing[:MOST_MISSING]:
            self._add_link(missing_words(language, vocabulary, interview, one), one)
        if (count := len(missing) - MOST_MISSING) > 0:
            more = Label(Tone.MUTED, small=True)
            words = language.ngettext("and {count} more", "and {count} more", count)
            more.setText(words.format(count=count))
            self._missing.addWidget(more)

    def _add_link(self, words: str, target: Missing) -> None:
        link = WrappedLink(words)
        link.clicked.connect(partial(self.jump_wanted.emit, target))
        self._missing.addWidget(link)
        self.links.append(link)

    def _say_deadlines(self) -> None:
        unfolded = {one for one, note in self.deadlines.items() if note.is_unfolded()}
        clear(self._dates)
        self.deadlines = {}
        deadlines: Iterable[Deadline] = self._interview.deadlines if self._interview else ()
        for deadline in deadlines:
            note = DeadlineNote(self._desk, deadline, is_unfolded=deadline.id in unfolded)
            self.deadlines[deadline.id] = note
            self._dates.addWidget(note)

    def _say_question(self) -> None:
        clear(self._about)
        asked = self._question
        sentences = []
        if asked is not None and asked.asked_because is not None:
            sentences.append(self._desk.language.say(asked.asked_because))
        if asked is not None and asked.field.law:
            sentences.append(law_words(asked.field.law, self._desk.language))
        for sentence in sentences:
            label = Label(small=True)
            label.setText(sentence)
            self._about.addWidget(label)
        self._about_heading.setVisible(bool(sentences))

    def _say_guidance(self) -> None:
        clear(self._explained)
        for guidance in self._step.guidance if self._step else ():
            self._explained.addWidget(self._card(guidance))

    def _card(self, guidance: Guidance) -> QWidget:
        language, card = self._desk.language, Card()
        loud = guidance.level is GuidanceLevel.WARNING
        words = StateLabel()
        words.say(language.text(guidance.text), Tone.WARNING if loud else Tone.PLAIN)
        source = Label(Tone.MUTED, small=True)
        source.setText(law_words(guidance.law, language))
        card.rows.addWidget(words)
        card.rows.addWidget(source)
        return card


def _rows() -> QVBoxLayout:
    rows = QVBoxLayout()
    rows.setSpacing(theme.GRID // 2)
    return rows
