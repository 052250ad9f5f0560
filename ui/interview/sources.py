"""Where legal content comes from: paragraph, day of the check, review; the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from consul_desk.language import Language
from consul_desk.workflows.model import Citation, Review, ReviewStatus


def law_words(law: Sequence[Citation], language: Language) -> str:
    """Name the paragraphs, each with the day when somebody last read it there."""
    if not law:
        return language.gettext("Nobody has seen a source for this yet.")
    said = language.gettext("{law}, checked on {day}")
    return "\n".join(
        said.format(law=one.cite, day=language.short_date(one.checked_on)) for one in law
    )


def review_words(review: Review, language: Language) -> str:
    """Say who answers for the content, or that nobody does yet."""
    _ = language.gettext
    if review.status is not ReviewStatus.REVIEWED or review.reviewed_on is None:
        return _("No lawyer has reviewed this yet. General information, not legal advice.")
    words = _("Reviewed by {name} on {day}. General information, not legal advice.")
    return words.format(name=review.by, day=language.short_date(review.reviewed_on))
