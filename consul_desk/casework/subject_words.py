"""A person's own data in words: what its parts are called in one language.

Comes in: SubjectData and a Language. Goes out: text for the paper and the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from consul_desk.casework.discretion import OTHER
from consul_desk.casework.history import HAPPENED
from consul_desk.casework.subject_rows import (
    SubjectChange,
    SubjectData,
    SubjectDocument,
    SubjectFact,
    SubjectProcedure,
    SubjectTopic,
)
from consul_desk.language import N_, Language
from consul_desk.values import Answer
from consul_desk.workflows.model import FactField
from consul_desk.workflows.validate import show_value

_OTHERS = {
    "applicant": N_("another person (applicant)"),
    "spouse": N_("another person (spouse)"),
    "child": N_("another person (child)"),
    "other": N_("another person"),
}
SOURCES = {
    "consul": N_("entered by the consul"),
    "intake": N_("from an intake file"),
}
COPIES = {
    "copy": N_("Plain copy of a file"),
    "bundle": N_("The whole case, sealed for another vault"),
    "received": N_("The whole case, sent here by somebody who has it too"),
    "subject_data": N_("This overview"),
}
STATUS = {"open": N_("open"), "closed": N_("closed")}
WITHHELD = N_("(not shown, because it names somebody else)")


class Words:
    """Says the parts of a person's data in one language."""

    def __init__(self, data: SubjectData, language: Language) -> None:
        self._data = data
        self._language = language
        name = data.person.name_cyrillic if language.code == "ru" else data.person.name_latin
        self.name = name or data.person.shown_name
        self._people: Mapping[str, str] = {
            data.person.id: self.name,
            **{OTHER + role: language.gettext(text) for role, text in _OTHERS.items()},
        }

    def marked(self, texts: Mapping[str, str], code: str) -> str:
        """The words for a code; an unknown code as it is."""
        return self._language.gettext(texts[code]) if code in texts else code

    def label(self, fact: SubjectFact) -> str:
        """What a question is called."""
        return self._language.text(fact.field.label) if fact.field else fact.key

    def answer(self, field: FactField | None, answer: Answer | None) -> str:
        """What was answered; nothing where an answer was taken back."""
        if answer is None:
            return ""
        if field is None:
            return "" if answer.value is None else str(answer.value)
        return show_value(field, answer, self._language, self._people)

    def topic(self, topic: SubjectTopic) -> str:
        """The heading over answers."""
        if topic.kind == "person":
            return self._language.gettext(N_("Answers about you"))
        if topic.kind == "case":
            return self._language.gettext(N_("Answers about the case"))
        title = self._language.text(topic.title) if topic.title else topic.kind
        if topic.is_removed:
            return self._language.gettext(N_("{title} (removed)")).format(title=title)
        return title

    def procedure(self, procedure: SubjectProcedure) -> str:
        """What a procedure is called."""
        if procedure.title is None:
            return procedure.workflow_id
        return self._language.text(procedure.title)

    def document(self, document: SubjectDocument) -> str:
        """What a file is called."""
        return document.title or self._language.gettext(WITHHELD)

    def kind(self, document: SubjectDocument) -> str:
        """Which file of the checklist it is."""
        if document.kind_title is None:
            return document.kind
        return self._language.text(document.kind_title)

    def change(self, change: SubjectChange) -> str:
        """What was changed."""
        if change.row.kind == "fact":
            return self._language.text(change.field.label) if change.field else change.row.key
        happened = HAPPENED.get((change.row.kind, change.row.op), N_("Something else changed"))
        return self._language.gettext(happened)

    def day(self, day: date | None) -> str:
        """A day, or that there is none."""
        return self._language.short_date(day) if day else self._language.gettext(N_("not set"))
