"""Latin spellings that a Cyrillic name offers to the empty Latin line beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from consul_desk.casework.names import offer_transliterations
from ui.fields.question import QuestionField

CYRILLIC = "_cyrillic"
Find = Callable[[str, str], QuestionField | None]


class LatinOffers:
    """Watches the Cyrillic names of one step; takes nothing over by itself.

    Args:
        find: finds a field of the step by subject and key.
    """

    def __init__(self, find: Find) -> None:
        self._find = find

    def watch(self, field: QuestionField) -> None:
        """Offer spellings for this field while it is typed in."""
        if field.state.field.key.endswith(CYRILLIC):
            field.typed.connect(partial(self.offer, field))
            field.offer_taken.connect(partial(self._take, field))

    def offer(self, field: QuestionField) -> None:
        """Offer what fits the name now, as long as the Latin line is empty."""
        latin = self._latin_line(field)
        if latin is not None:
            text = "" if latin.state.answer is not None else field.shown_text()
            field.offers.show_offers(offer_transliterations(text))

    def _take(self, field: QuestionField, text: str) -> None:
        latin = self._latin_line(field)
        if latin is not None:
            latin.put(text)

    def _latin_line(self, field: QuestionField) -> QuestionField | None:
        key = field.state.field.key
        if not key.endswith(CYRILLIC):
            return None
        return self._find(field.state.subject.id, key.removesuffix(CYRILLIC))
