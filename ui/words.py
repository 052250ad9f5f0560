"""Words that several pages need: roles of people, how far away a day is.

Pure: a Language and values come in, text goes out.
"""

from __future__ import annotations

from consul_desk.language import N_, Language
from consul_desk.values import Subject

ROLE_WORDS = {
    "applicant": N_("applicant"),
    "spouse": N_("spouse"),
    "child": N_("child"),
    "other": N_("other person"),
}


def role_word(role: str, language: Language) -> str:
    """Name a person's role."""
    return language.gettext(ROLE_WORDS.get(role, ROLE_WORDS["other"]))


def person_title(person: Subject, language: Language) -> str:
    """Name a person, or her role while nobody has typed a name."""
    return person.label or language.gettext("No name yet ({role})").format(
        role=role_word(person.role, language)
    )


def days_left_words(days_left: int, language: Language) -> str:
    """Say how far a last day is away: "in 6 days", "today", "2 days ago"."""
    if days_left == 0:
        return language.gettext("today")
    if days_left > 0:
        words = language.ngettext("in {count} day", "in {count} days", days_left)
        return words.format(count=days_left)
    words = language.ngettext("{count} day ago", "{count} days ago", -days_left)
    return words.format(count=-days_left)
