"""What a person writes to name a thing of a case: a role, a name, a workflow, an id.

    person      id, role ("applicant") or part of the name, in either script
    procedure   id or workflow id; may be left out where the case has one
    entry       id, or its person: then her only entry of that kind

Comes in: a case and such a word. Goes out: the row or id. What fits twice is refused,
never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from consul_desk.casework.people import APPLICANT, EntryRow, PersonRow, list_entries
from consul_desk.casework.procedures import CaseDetails, ProcedureRow
from consul_desk.errors import AmbiguousError, AnswerMissingError, NotFoundError
from consul_desk.exchange.contacts import ContactRow, list_contacts
from consul_desk.language import N_, Message
from consul_desk.values import Answer, AnswerStatus, SubjectKind
from consul_desk.vault.search import fold
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import FactField, FactType, Vocabulary
from consul_desk.workflows.validate import parse_value

Row = TypeVar("Row", PersonRow, ProcedureRow, EntryRow, ContactRow)


def person_named(details: CaseDetails, word: str) -> PersonRow:
    """Find a person; without a word, the applicant under whom the case is listed.

    Raises:
        NotFoundError, AmbiguousError: the word fits nobody, or several.
    """
    exact = [p for p in details.people if (word or APPLICANT) in (p.id, p.role)]
    if not word:
        return _only(exact[:1], N_("person"), APPLICANT)
    named = [p for p in details.people if fold(word) in fold(p.name_cyrillic + p.name_latin)]
    return _only(exact or named, N_("person"), word)


def procedure_named(details: CaseDetails, word: str) -> ProcedureRow:
    """Find a procedure; without a word, the only one.

    Raises:
        NotFoundError, AmbiguousError: the word fits none, or several.
    """
    fitting = [p for p in details.procedures if word in ("", p.id, p.workflow_id)]
    return _only(fitting, N_("procedure"), word)


def contact_named(vault: Vault, word: str) -> ContactRow:
    """Find a contact by id or whole name.

    Raises:
        NotFoundError, AmbiguousError: the word fits nobody, or several.
    """
    fitting = [c for c in list_contacts(vault) if word in (c.id, c.name)]
    return _only(fitting, N_("contact"), word)


def subject_of(
    vault: Vault, vocabulary: Vocabulary, details: CaseDetails, key: str, word: str
) -> str:
    """Find whom a fact is about: the key says what kind of subject, the word which one.

    Raises:
        UnknownFactKeyError: the vocabulary has no such key.
        NotFoundError, AmbiguousError: the word fits none, or several.
    """
    kind = vocabulary.field(key).prefix
    if kind == SubjectKind.CASE:
        return details.row.id
    if kind == SubjectKind.PROCEDURE:
        return procedure_named(details, word).id
    if kind == SubjectKind.PERSON:
        return person_named(details, word).id
    return _entry(vault, vocabulary, details, kind, word).id


def answer_of(
    details: CaseDetails,
    field: FactField,
    value: str | None,
    *,
    unknown: bool,
    not_applicable: bool,
) -> Answer:
    """Read what was typed. People may be named like anywhere else.

    Raises:
        InvalidAnswerError: the text means nothing here.
        AnswerMissingError: there is none, or more than one.
    """
    if (value is not None) + unknown + not_applicable != 1:
        raise AnswerMissingError
    if value is None:
        status = AnswerStatus.UNKNOWN if unknown else AnswerStatus.NOT_APPLICABLE
        return Answer(status=status)
    if field.type is FactType.PEOPLE:
        people = [person_named(details, word.strip()) for word in value.split(",")]
        return Answer([person.id for person in people])
    return Answer(parse_value(field, value))


def owner_of(vocabulary: Vocabulary, details: CaseDetails, kind: str, word: str) -> str:
    """Find who gets a new entry of this kind."""
    if kind not in vocabulary.entries:
        raise NotFoundError(kind=Message(N_("entry")), name=kind)
    if vocabulary.entries[kind].owner is SubjectKind.PROCEDURE:
        return procedure_named(details, word).id
    return person_named(details, word).id


def entries_of(vault: Vault, details: CaseDetails) -> tuple[EntryRow, ...]:
    """Everything that repeats in a case, person by person."""
    owners = [p.id for p in details.people] + [p.id for p in details.procedures]
    return tuple(entry for owner in owners for entry in list_entries(vault, owner))


def labels_of(vault: Vault, details: CaseDetails) -> dict[str, str]:
    """What a person, procedure or entry of a case is called in lists, by id."""
    labels: dict[str, str] = {details.row.id: details.row.number}
    labels |= {p.id: p.shown_name or p.role for p in details.people}
    labels |= {p.id: p.workflow_id for p in details.procedures}
    for entry in entries_of(vault, details):
        labels[entry.id] = f"{labels[entry.owner_id]}, {entry.kind}"
    return labels


def _entry(
    vault: Vault, vocabulary: Vocabulary, details: CaseDetails, kind: str, word: str
) -> EntryRow:
    entries = [e for e in entries_of(vault, details) if e.kind == kind]
    if exact := [e for e in entries if e.id == word]:
        return exact[0]
    owner = owner_of(vocabulary, details, kind, word)
    return _only([e for e in entries if e.owner_id == owner], N_("entry"), word or kind)


def _only(found: Sequence[Row], kind: str, word: str) -> Row:
    if not found:
        raise NotFoundError(kind=Message(kind), name=word)
    if len(found) > 1:
        ids = ", ".join(row.id for row in found)
        raise AmbiguousError(kind=Message(kind), name=word, found=ids)
    return found[0]
