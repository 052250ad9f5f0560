"""What the program defends, what it only notices, what it cannot do: SECURITY.md's own text."""

from __future__ import annotations

from consul_desk.threats import COLUMNS, HEADINGS, Threat, Verdict, threats_of
from ui.guide.texts import TextColumn
from ui.theme import Tone
from ui.widgets.containers import Card
from ui.widgets.labels import Heading, Label, StateLabel

_SIGNS = {
    Verdict.DEFENDED: ("ok", Tone.OK),
    Verdict.NOTICED: ("info", Tone.PLAIN),
    Verdict.NOT_DEFENDED: ("warning", Tone.WARNING),
}


class ProtectionTab(TextColumn):
    """The threat model, a card for each danger."""

    def fill(self) -> None:
        """Add every danger under its verdict."""
        for verdict, words in HEADINGS.items():
            self.add_heading(self._desk.language.gettext(words))
            for threat in threats_of(verdict):
                self.add(self._card(threat))

    def _card(self, threat: Threat) -> Card:
        _, card = self._desk.language.gettext, Card()
        danger, answer, remains = Heading(3), StateLabel(), Label(Tone.MUTED)
        danger.setText(_(threat.danger))
        icon, tone = _SIGNS[threat.verdict]
        answer.say(_(threat.answer), tone, icon)
        remains.setText(
            _("{heading}: {text}").format(heading=_(COLUMNS[-1]), text=_(threat.remains))
        )
        for part in (danger, answer, remains):
            card.rows.addWidget(part)
        return card
