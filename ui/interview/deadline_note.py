"""One deadline: the last day, how far away it is, and on request how it was worked out."""

from __future__ import annotations

from consul_desk.language import Language
from consul_desk.workflows.deadlines import Deadline, DerivationStep
from ui.desk import Desk
from ui.theme import Tone
from ui.widgets.containers import Card, Unfold
from ui.widgets.labels import Label, StateLabel
from ui.words import days_left, due_tone


class DeadlineNote(Card):
    """A card for one deadline; "why?" unfolds the derivation with its paragraphs."""

    def __init__(self, desk: Desk, deadline: Deadline, *, is_unfolded: bool) -> None:
        super().__init__()
        language = desk.language
        title, self.when, day = Label(), StateLabel(), Label()
        title.setText(language.text(deadline.title))
        day.setText(language.long_date(deadline.last_on))
        tone = due_tone(deadline.days_left)
        icon = "clock" if tone is not Tone.DANGER else "danger"
        self.when.say(days_left(language, deadline.days_left), tone, icon)
        self.why = Unfold()
        self.why.link.setText(language.gettext("Why?"))
        for step in deadline.derivation:
            words = Label(small=True)
            words.setText(derivation_words(step, language))
            self.why.rows.addWidget(words)
        for part in (title, day, self.when, self.why):
            self.rows.addWidget(part)
        self.why.link.setChecked(is_unfolded)

    def is_unfolded(self) -> bool:
        """Tell whether the derivation is in sight."""
        return self.why.link.isChecked()


def derivation_words(step: DerivationStep, language: Language) -> str:
    """Say one step of a derivation: the sentence, the day it arrives at, the paragraph."""
    said = language.say(step.message)
    day = language.long_date(step.on) if step.on else ""
    parts = (said, "" if day in said else day, step.cite or "")
    return "\n".join(part for part in parts if part)
