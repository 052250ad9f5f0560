"""People of a case, and what repeats about them: entries.

A person has a role; her names and everything else are facts about her. An entry (an
identity document, an earlier address) has an id of its own, so that two laptops' second
documents never become one.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from consul_desk.casework.cases import names_of, of_some, required_case
from consul_desk.casework.owners import required_owner
from consul_desk.errors import NotFoundError
from consul_desk.language import N_, Message
from consul_desk.values import CaseId, EntryId, PersonId, derived_id, new_id
from consul_desk.vault.search import mentions
from consul_desk.vault.search_index import find_by_words
from consul_desk.vault.tables import EntryTable, FactTable, PersonTable
from consul_desk.vault.vault import Vault

APPLICANT = "applicant"
ROLES = (APPLICANT, "spouse", "child", "other")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in a case."""

    id: PersonId
    case_id: CaseId
    role: str
    name_latin: str
    name_cyrillic: str

    @property
    def shown_name(self) -> str:
        """The Cyrillic name where there is one, else the Latin one."""
        return self.name_cyrillic or self.name_latin


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One of something that repeats."""

    id: EntryId
    case_id: CaseId
    owner_id: str
    kind: str
    sort_key: str


def add_person(vault: Vault, case_id: str, role: str) -> PersonId:
    """Add somebody to a case; the first applicant is the one the case is listed under."""
    with vault.write() as session:
        return insert_person(session, case_id, role)


def insert_person(session: Session, case_id: str, role: str) -> PersonId:
    """Add somebody inside a larger write.

    Raises:
        NotFoundError: no such case, or no such role.
    """
    if role not in ROLES:
        raise NotFoundError(kind=Message(N_("role")), name=role)
    case = required_case(session, case_id)
    # A UUIDv7 sorts by creation: the order in which people were entered is kept.
    person_id = new_id()
    session.add(PersonTable(id=person_id, case_id=case_id, role=role, sort_key=person_id))
    if role == APPLICANT and not case.lead_person_id:
        case.lead_person_id = person_id
    return PersonId(person_id)


def list_people(
    vault: Vault, case_id: str | None = None, search: str = ""
) -> tuple[PersonRow, ...]:
    """List the people of a case, or of all, in the order in which they were entered.

    Args:
        search: parts of somebody's name, in either script and any spelling.
    """
    with vault.read() as session:
        wanted = select(PersonTable).order_by(col(PersonTable.sort_key))
        if case_id is not None:
            required_case(session, case_id)
            wanted = wanted.where(PersonTable.case_id == case_id)
        elif search.strip():
            found = [summary.case_id for summary in find_by_words(session, search)]
            wanted = of_some(wanted, PersonTable.case_id, found)
        rows = person_rows(session, list(session.exec(wanted)))
    return tuple(
        row for row in rows if mentions(f"{row.name_latin} {row.name_cyrillic}", search)
    )


def people_of(session: Session, case_id: str) -> tuple[PersonRow, ...]:
    """The people of one case inside a larger read."""
    found = session.exec(
        select(PersonTable)
        .where(PersonTable.case_id == case_id)
        .order_by(col(PersonTable.sort_key))
    )
    return person_rows(session, list(found))


def person_rows(session: Session, people: list[PersonTable]) -> tuple[PersonRow, ...]:
    """Rows for these people, with their names."""
    names = names_of(session, [person.id for person in people])
    return tuple(
        PersonRow(
            id=PersonId(person.id),
            case_id=CaseId(person.case_id),
            role=person.role,
            name_latin=names[person.id].latin,
            name_cyrillic=names[person.id].cyrillic,
        )
        for person in people
    )


def add_entry(vault: Vault, owner_id: str, kind: str) -> EntryId:
    """Add an entry to a person, a procedure or a case."""
    with vault.write() as session:
        return insert_entry(session, owner_id, kind)


def insert_entry(session: Session, owner_id: str, kind: str) -> EntryId:
    """Add an entry inside a larger write.

    Raises:
        NotFoundError: nobody and nothing has this owner id.
    """
    owner = required_owner(session, owner_id)
    entry_id = new_id()
    session.add(
        EntryTable(
            id=entry_id,
            case_id=owner.case_id,
            owner_id=owner_id,
            kind=kind,
            sort_key=entry_id,
        )
    )
    return EntryId(entry_id)


def remove_entry(vault: Vault, entry_id: str) -> EntryRow:
    """Remove an entry. Its answers stay in the history.

    Returns:
        What was removed, for `bring_back_entry`.
    Raises:
        NotFoundError: there is no such entry.
    """
    with vault.write() as session:
        entry = session.get(EntryTable, entry_id)
        if entry is None:
            raise NotFoundError(kind=Message(N_("entry")), name=entry_id)
        removed = _entry_row(entry)
        session.delete(entry)
        return removed


def bring_back_entry(vault: Vault, entry: EntryRow) -> EntryId:
    """Undo a removal: a new entry with the answers of the removed one.

    It gets an id of its own, because a removed id stays removed on every laptop.
    """
    with vault.write() as session:
        entry_id = insert_entry(session, entry.owner_id, entry.kind)
        answers = session.exec(select(FactTable).where(FactTable.subject_id == entry.id)).all()
        for old in answers:
            copied = {"id": derived_id(entry_id, old.key), "subject_id": entry_id, "heads": {}}
            session.add(FactTable(**(old.model_dump() | copied)))
        return entry_id


def list_entries(vault: Vault, owner_id: str, kind: str = "") -> tuple[EntryRow, ...]:
    """List what an owner has, in order."""
    with vault.read() as session:
        wanted = (
            select(EntryTable)
            .where(EntryTable.owner_id == owner_id)
            .order_by(col(EntryTable.sort_key))
        )
        if kind:
            wanted = wanted.where(EntryTable.kind == kind)
        return tuple(_entry_row(entry) for entry in session.exec(wanted))


def _entry_row(entry: EntryTable) -> EntryRow:
    return EntryRow(
        EntryId(entry.id), CaseId(entry.case_id), entry.owner_id, entry.kind, entry.sort_key
    )
