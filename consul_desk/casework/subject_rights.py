"""What a person is told together with her data, in plain words.

Comes in: her data. and a Language. Goes out: titled texts, one for each letter of the
law's list.

Source:
    Regulation (EU) 2016/679 (GDPR), Art. 15 (1) (a) to (h); Art. 7 (3), 9 (1), 12 (3), 16 to
    18, 20, 21, 22 and 77 as each text names them; checked 2026-11-24.
"""

from __future__ import annotations

from dataclasses import dataclass

from consul_desk.casework.subject_rows import SubjectData
from consul_desk.language import N_, Language, Message

CATEGORIES = N_("Your name and what you answered, files, deadlines and the history.")
SPECIAL_CATEGORIES = N_(
    "Your name and what you answered, files, deadlines and the history. Some answers belong "
    "to the specially protected kinds of Art. 9 (1) GDPR, such as religion or health."
)
NO_RECIPIENTS = N_("Nobody. No copy has left this laptop through the program.")
RECIPIENTS = N_(
    "Those listed under “Who was given copies”. The program does not record in which country "
    "they keep them."
)
RIGHTS = N_(
    "You may have wrong data corrected (Art. 16), have data erased (Art. 17) or its use "
    "restricted (Art. 18), take your data elsewhere (Art. 20) and object to its use "
    "(Art. 21). You may withdraw your consent at any time (Art. 7 (3)); what was done before "
    "stays lawful. You get an answer within one month as a rule (Art. 12 (3))."
)
COMPLAINT = N_(
    "You may complain to a data protection supervisory authority, for example where you live "
    "or work (Art. 77)."
)
SOURCE = N_("Below each answer stands how it came into the program, and when.")
AUTOMATION = N_(
    "There are none (Art. 22). The program works out dates and checks forms; people decide."
)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that she is told.

    Attributes:
        id: "keeper", "purposes", "categories" ...; the same in every language.
    """

    id: str
    title: str
    text: str


def information(data: SubjectData, consul: str, language: Language) -> tuple[Told, ...]:
    """Everything that she is told, in the order of the law."""
    keeper = Message(
        N_("{consul} keeps this data, encrypted, on a laptop."), {"consul": consul}
    )
    texts = (
        ("keeper", N_("Who keeps it"), keeper),
        ("purposes", N_("What for: Art. 15 (1) (a) GDPR"), _purposes(data, language)),
        ("categories", N_("What kinds of data: Art. 15 (1) (b) GDPR"), _categories(data)),
        ("recipients", N_("Who was given it: Art. 15 (1) (c) GDPR"), _recipients(data)),
        ("period", N_("How long: Art. 15 (1) (d) GDPR"), _period(data, language)),
        ("rights", N_("Your rights: Art. 15 (1) (e) GDPR"), Message(RIGHTS)),
        ("complaint", N_("Complaint: Art. 15 (1) (f) GDPR"), Message(COMPLAINT)),
        ("source", N_("Where it comes from: Art. 15 (1) (g) GDPR"), Message(SOURCE)),
        ("automation", N_("Automated decisions: Art. 15 (1) (h) GDPR"), Message(AUTOMATION)),
    )
    return tuple(Told(i, language.gettext(t), language.say(text)) for i, t, text in texts)


def _purposes(data: SubjectData, language: Language) -> Message:
    titles = [language.text(p.title) for p in data.procedures if p.title]
    if not titles:
        return Message(N_("To help you with German authorities."))
    text = N_("To help you with German authorities, namely: {procedures}.")
    return Message(text, {"procedures": "; ".join(titles)})


def _categories(data: SubjectData) -> Message:
    facts = [fact for topic in data.topics for fact in topic.facts]
    is_special = any(fact.field and fact.field.sensitive for fact in facts)
    return Message(SPECIAL_CATEGORIES if is_special else CATEGORIES)


def _recipients(data: SubjectData) -> Message:
    return Message(RECIPIENTS if data.copies else NO_RECIPIENTS)


def _period(data: SubjectData, language: Language) -> Message:
    if data.dates.retain_until:
        text = N_("Until {day}. You may ask for erasure before that.")
        return Message(text, {"day": language.short_date(data.dates.retain_until)})
    return Message(N_("No last day has been set. You may ask for erasure at any time."))
