"""What an error says to the user: what happened, what is safe, what to do.

Comes in: a ConsulDeskError and a Language. Goes out: three short sentences. The command
line prints the first, the window all three with the code small at the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from consul_desk.errors import ConsulDeskError
from consul_desk.language import Language, Message
from consul_desk.messages import casework, exchange, general, vault
from consul_desk.messages.safe import Sentences


@dataclass(frozen=True, slots=True)
class Explanation:
    """Three sentences and the code."""

    happened: str
    safe: str
    to_do: str
    code: str


SENTENCES: Sentences = {
    **general.SENTENCES,
    **vault.SENTENCES,
    **casework.SENTENCES,
    **exchange.SENTENCES,
}


def explain(error: BaseException, language: Language) -> Explanation:
    """Put an error into words. Unexpected errors say so and name their type only."""
    known = isinstance(error, ConsulDeskError) and error.code in SENTENCES
    code = error.code if isinstance(error, ConsulDeskError) else type(error).__name__
    facts = error.facts if isinstance(error, ConsulDeskError) else {}
    happened, safe, to_do = SENTENCES[code if known else "internal"]
    return Explanation(
        language.say(Message(happened, facts)),
        language.say(Message(safe, facts)),
        language.say(Message(to_do, facts)),
        code,
    )
