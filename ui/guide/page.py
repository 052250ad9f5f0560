"""The guide: what every procedure explains, with its sources, and what the program defends."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from consul_desk.threats import HEADINGS, Threat, Verdict, threats_of
from consul_desk.workflows.model import Guidance, GuidanceLevel, Workflow
from ui import theme
from ui.desk import Desk
from ui.interview.sources import law_words, review_words
from ui.theme import Tone
from ui.widgets.containers import Card, Column, clear
from ui.widgets.labels import Heading, Label, StateLabel
from ui.widgets.page import Page

_SIGNS = {
    Verdict.DEFENDED: ("ok", Tone.OK),
    Verdict.NOTICED: ("info", Tone.PLAIN),
    Verdict.NOT_DEFENDED: ("warning", Tone.WARNING),
}


class GuidePage(Page):
    """General information, never advice on a single case."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._column = Column()
        self._texts = QVBoxLayout()
        self._texts.setSpacing(theme.GRID)
        self._column.rows.addLayout(self._texts)
        self._column.rows.addStretch(1)
        self.body.addWidget(self._column, 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every word; the texts are the packs' own."""
        super().retranslate()
        self.title.setText(self._desk.language.gettext("Guide"))
        clear(self._texts)
        for workflow in self._desk.packs.workflows.values():
            self._add_workflow(workflow)
        self._add_threats()

    def _add_workflow(self, workflow: Workflow) -> None:
        language = self._desk.language
        heading, term = Heading(), Label(Tone.MUTED)
        heading.setText(language.text(workflow.title))
        term.setText(workflow.german_term)
        summary, source = Label(), Label(Tone.MUTED, small=True)
        summary.setText(language.text(workflow.summary))
        law, review = law_words(workflow.law, language), review_words(workflow.review, language)
        source.setText(f"{law}\n{review}")
        for part in (heading, term, summary, source):
            self._texts.addWidget(part)
        for step in workflow.steps:
            for guidance in step.guidance:
                self._texts.addWidget(self._card(guidance))

    def _add_threats(self) -> None:
        """What the program defends: the same text as SECURITY.md."""
        _ = self._desk.language.gettext
        for verdict, words in HEADINGS.items():
            heading = Heading()
            heading.setText(_(words))
            self._texts.addWidget(heading)
            for threat in threats_of(verdict):
                self._texts.addWidget(self._threat_card(threat))

    def _threat_card(self, threat: Threat) -> Card:
        _, card = self._desk.language.gettext, Card()
        danger, answer, remains = Label(), StateLabel(), Label(Tone.MUTED)
        danger.setText(_(threat.danger))
        icon, tone = _SIGNS[threat.verdict]
        answer.say(_(threat.answer), tone, icon)
        remains.setText(_(threat.remains))
        for part in (danger, answer, remains):
            card.rows.addWidget(part)
        return card

    def _card(self, guidance: Guidance) -> Card:
        language, card = self._desk.language, Card()
        is_loud = guidance.level is GuidanceLevel.WARNING
        words, source = StateLabel(), Label(Tone.MUTED, small=True)
        words.say(language.text(guidance.text), Tone.WARNING if is_loud else Tone.PLAIN)
        source.setText(law_words(guidance.law, language))
        card.rows.addWidget(words)
        card.rows.addWidget(source)
        return card
