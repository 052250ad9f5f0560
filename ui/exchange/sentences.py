"""How trust and changes are put into words, the same on every page of the exchange.

Pure: Rows of the core and a Language come in, words go out.
"""

from __future__ import annotations

from collections.abc import Mapping

from consul_desk.casework.erasure import REASONS, ErasureReason
from consul_desk.exchange.contacts import ContactState
from consul_desk.exchange.erasures import ErasedCase
from consul_desk.exchange.incoming import ImportedCase, ImportReport
from consul_desk.language import N_, Language
from ui.theme import Tone

_TRUST = {
    ContactState.VERIFIED: (N_("verified"), Tone.OK, "ok"),
    ContactState.UNVERIFIED: (N_("not verified yet"), Tone.WARNING, "warning"),
    ContactState.CHANGED: (N_("has new keys; compare again"), Tone.DANGER, "danger"),
    ContactState.REVOKED: (N_("no longer trusted"), Tone.DANGER, "danger"),
}

_COUNTED = {
    "person": (N_("{count} person"), N_("{count} people")),
    "fact": (N_("{count} answer"), N_("{count} answers")),
    "entry": (N_("{count} list entry"), N_("{count} list entries")),
    "procedure": (N_("{count} procedure"), N_("{count} procedures")),
    "document": (N_("{count} document"), N_("{count} documents")),
}
"""Kinds of rows that mean something to people; the others go along unsaid."""


def trust_words(state: ContactState, language: Language) -> tuple[str, Tone, str]:
    """Say how far a contact is trusted.

    Returns:
        Shape: words, tone, name of the icon; what `StateLabel.say` takes.
    """
    words, tone, icon = _TRUST[state]
    return language.gettext(words), tone, icon


def sender_words(report: ImportReport, language: Language) -> tuple[str, Tone, str]:
    """Say who sealed a bundle, and whether she is verified here."""
    _ = language.gettext
    if report.is_verified:
        return _("From {name}, verified.").format(name=report.sender), Tone.OK, "ok"
    words = _(
        "It says it is from {name}, but her digits were not compared here. Anybody could "
        "have sealed it."
    )
    return words.format(name=report.sender), Tone.WARNING, "warning"


def case_sentences(case: ImportedCase, language: Language) -> list[str]:
    """Say what a bundle changes in one case, in plain sentences."""
    _ = language.gettext
    if case.is_new:
        words = _("The case is new here, with {things}.")
        return [words.format(things=_things(case.added, language) or _("nothing in it"))]
    told = (
        (case.added, _("New: {things}.")),
        (case.changed, _("Changed: {things}.")),
        (case.removed, _("Removed: {things}.")),
    )
    said = [
        words.format(things=things)
        for counts, words in told
        if (things := _things(counts, language))
    ]
    return said or [_("Nothing changes; everything is known here already.")]


def conflict_words(count: int, language: Language) -> str:
    """Say that both sides changed the same thing."""
    words = language.ngettext(
        "{count} answer was changed here and there. Both are kept; the newer one is shown "
        "until somebody decides.",
        "{count} answers were changed here and there. Both are kept; the newer ones are "
        "shown until somebody decides.",
        count,
    )
    return words.format(count=count)


def erased_words(erased: ErasedCase, language: Language) -> str:
    """Say that a case goes, or is gone already."""
    _ = language.gettext
    by, day = erased.erased.by, language.long_date(erased.erased.erased_at.astimezone().date())
    if erased.row is None:
        words = _("A case was erased by {name} on {day}. Nothing of it is here.")
        return words.format(name=by, day=day)
    words = _("Case {number} was erased by {name} on {day}, and is erased here too.")
    return words.format(number=erased.row.number, name=by, day=day)


def erased_sentences(erased: ErasedCase, language: Language) -> list[str]:
    """Say why, and what goes from this vault."""
    reason = REASONS.get(ErasureReason(erased.erased.reason), "")
    told = [language.gettext(reason)]
    if erased.row is not None:
        names = [person.shown_name for person in erased.people if person.shown_name]
        told.append(", ".join(names) or erased.row.title)
    for (one, many), count in (
        ((N_("{count} document goes."), N_("{count} documents go.")), erased.documents),
        (
            (
                N_("{count} change of it is not taken in."),
                N_("{count} changes of it are not taken in."),
            ),
            erased.kept_out,
        ),
    ):
        if count:
            told.append(language.ngettext(one, many, count).format(count=count))
    return told


def _things(counts: Mapping[str, int], language: Language) -> str:
    return ", ".join(
        language.ngettext(one, many, counts[kind]).format(count=counts[kind])
        for kind, (one, many) in _COUNTED.items()
        if counts.get(kind)
    )
