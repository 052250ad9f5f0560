"""What every procedure explains, with its sources, days of checking and review."""

from __future__ import annotations

from consul_desk.workflows.model import Guidance, GuidanceLevel, Workflow
from ui.guide.texts import TextColumn
from ui.interview.sources import law_words, review_words
from ui.theme import Tone
from ui.widgets.containers import Card
from ui.widgets.labels import Label, StateLabel


class ProceduresTab(TextColumn):
    """General information, never advice on a single case. The texts are the packs' own."""

    def fill(self) -> None:
        """Add every procedure."""
        for workflow in self._desk.packs.workflows.values():
            self._add_workflow(workflow)

    def _add_workflow(self, workflow: Workflow) -> None:
        language = self._desk.language
        self.add_heading(language.text(workflow.title))
        self.add_text(workflow.german_term, Tone.MUTED)
        self.add_text(language.text(workflow.summary))
        law, review = law_words(workflow.law, language), review_words(workflow.review, language)
        self.add_text(f"{law}\n{review}", Tone.MUTED, small=True)
        for step in workflow.steps:
            for guidance in step.guidance:
                self.add(self._card(guidance))

    def _card(self, guidance: Guidance) -> Card:
        language, card = self._desk.language, Card()
        is_loud = guidance.level is GuidanceLevel.WARNING
        words, source = StateLabel(), Label(Tone.MUTED, small=True)
        words.say(language.text(guidance.text), Tone.WARNING if is_loud else Tone.PLAIN)
        source.setText(law_words(guidance.law, language))
        card.rows.addWidget(words)
        card.rows.addWidget(source)
        return card
