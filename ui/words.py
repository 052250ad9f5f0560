"""Words that several pages need: roles of people, how far away a day is.

Pure: a Language and values come in, text goes out.
"""

from __future__ import annotations

from datetime import date

from consul_desk.language import N_, Language
from consul_desk.values import Subject, SubjectKind
from consul_desk.workflows.interview import Interview, Missing
from consul_desk.workflows.model import Vocabulary
from ui.theme import Tone

SOON_DAYS = 7
ROLE_WORDS = {
    "applicant": N_("applicant"),
    "spouse": N_("spouse"),
    "child": N_("child"),
    "other": N_("other person"),
}


def role_word(language: Language, role: str) -> str:
    """Name a person's role."""
    return language.gettext(ROLE_WORDS.get(role, ROLE_WORDS["other"]))


def person_title(language: Language, person: Subject) -> str:
    """Name a person, or her role while nobody has typed a name."""
    return person.label or language.gettext("No name yet ({role})").format(
        role=role_word(language, person.role)
    )


def days_left(language: Language, days: int) -> str:
    """Say how far a last day is away: "in 6 days", "tomorrow", "2 days overdue"."""
    if days < 0:
        text = language.ngettext("{count} day overdue", "{count} days overdue", -days)
        return text.format(count=-days)
    if days == 0:
        return language.gettext("today")
    if days == 1:
        return language.gettext("tomorrow")
    return language.ngettext("in {count} day", "in {count} days", days).format(count=days)


def due(language: Language, days: int, last_on: date) -> str:
    """Say how far a last day is away, with the date."""
    return f"{days_left(language, days)}, {language.long_date(last_on)}"


def due_tone(days: int) -> Tone:
    """How loudly a deadline speaks."""
    if days < 0:
        return Tone.DANGER
    return Tone.WARNING if days <= SOON_DAYS else Tone.PLAIN


def missing_words(
    language: Language, vocabulary: Vocabulary, interview: Interview, missing: Missing
) -> str:
    """Name what is missing, and of whom where it is about a person."""
    if missing.field is not None:
        what = language.text(missing.field.label)
    elif missing.entry is not None:
        what = language.text(vocabulary.entries[missing.entry].title)
    else:
        titles = {item.id: item.title for item in interview.checklist}
        what = language.text(titles[missing.document or ""])
    if missing.subject.kind is not SubjectKind.PERSON:
        return what
    return f"{what} · {person_title(language, missing.subject)}"
