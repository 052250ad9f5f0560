"""Cases: opening, listing, finding, their history.

Comes in: a vault and plain values. Goes out: frozen Rows.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from consul_desk.casework.names import NAME_KEYS, Name, name_of
from consul_desk.errors import NotFoundError
from consul_desk.errors.casework import EmptyTitleError
from consul_desk.language import N_, Message
from consul_desk.values import AnswerStatus, CaseId, new_id
from consul_desk.vault.journal import author_of
from consul_desk.vault.search_index import SHOWN, Summary, find_by_words
from consul_desk.vault.tables import CaseTable, FactTable, PersonTable, ProcedureTable
from consul_desk.vault.vault import Vault

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letters that look like digits


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the case list. The names are the first applicant's."""

    id: CaseId
    number: str
    title: str
    name_latin: str
    name_cyrillic: str
    workflows: tuple[str, ...]
    people: int
    opened_on: date
    consul: str
    status: str


def open_case(vault: Vault, title: str) -> CaseId:
    """Begin a case.

    Raises:
        EmptyTitleError: the title is empty.
    """
    with vault.write() as session:
        return insert_case(session, title)


def insert_case(session: Session, title: str) -> CaseId:
    """Begin a case inside a larger write."""
    if not title.strip():
        raise EmptyTitleError
    author, case_id = author_of(session), new_id()
    today = author.clock().astimezone().date()
    case = CaseTable(
        id=case_id,
        case_id=case_id,
        number=_number(today),
        title=title.strip(),
        consul=author.actor,
        opened_on=today.isoformat(),
    )
    session.add(case)
    return CaseId(case_id)


def _number(today: date) -> str:
    """Such as "26-K7Q4P": random, so that laptops without a network do not collide."""
    letters = (_ALPHABET[byte % len(_ALPHABET)] for byte in os.urandom(5))
    return f"{today:%y}-{''.join(letters)}"


def list_cases(
    vault: Vault, search: str = "", limit: int | None = None, offset: int = 0
) -> tuple[CaseRow, ...]:
    """List cases, newest first; of a search, those that came last into this vault first.

    Args:
        search: words or parts of words, from two characters on, in either script and any
            spelling; a case must have all of them somewhere.
    """
    with vault.read() as session:
        return tuple(map(_summary_row, find_by_words(session, search, limit, offset)))


def search_cases(vault: Vault, text: str, limit: int = 50) -> tuple[CaseRow, ...]:
    """Find cases while somebody types; of nothing typed, the newest."""
    return list_cases(vault, text, limit)


def _summary_row(summary: Summary) -> CaseRow:
    name = name_of(summary.names)
    return _case_row(summary.case, name, tuple(summary.workflows), summary.people)


def case_rows(session: Session, cases: Sequence[CaseTable]) -> tuple[CaseRow, ...]:
    """Rows for these cases, with a fixed number of queries."""
    ids = [case.id for case in cases]
    names = names_of(session, [case.lead_person_id for case in cases])
    workflows: dict[str, list[str]] = defaultdict(list)
    for case_id, workflow_id in _of_cases(
        session, ids, ProcedureTable.case_id, ProcedureTable.workflow_id
    ):
        workflows[case_id].append(workflow_id)
    people: dict[str, int] = defaultdict(int)
    for case_id, _ in _of_cases(session, ids, PersonTable.case_id, PersonTable.id):
        people[case_id] += 1
    return tuple(
        _case_row(
            [getattr(case, name) for name in SHOWN],
            names[case.lead_person_id],
            tuple(workflows[case.id]),
            people[case.id],
        )
        for case in cases
    )


def _case_row(
    shown: Sequence[str], name: Name, workflows: tuple[str, ...], people: int
) -> CaseRow:
    case_id, number, title, status, consul, opened_on = shown
    return CaseRow(
        id=CaseId(case_id),
        number=number,
        title=title,
        name_latin=name.latin,
        name_cyrillic=name.cyrillic,
        workflows=workflows,
        people=people,
        opened_on=date.fromisoformat(opened_on),
        consul=consul,
        status=status,
    )


_MOST_IN_ONE_QUERY = 500


def of_some(wanted: Any, column: Any, ids: Sequence[str]) -> Any:
    """Narrow a query to rows of these ids.

    A statement takes a limited number of values, and beyond a page reading all is quicker:
    then the query stays as it is, and the caller looks its rows up by id.
    """
    return wanted.where(column.in_(ids)) if len(ids) <= _MOST_IN_ONE_QUERY else wanted


def _of_cases(session: Session, ids: Sequence[str], owner: Any, value: Any) -> Iterable[Any]:
    found: Iterable[Any] = session.exec(
        of_some(select(owner, value).order_by(value), owner, ids)
    )
    return found


def names_of(session: Session, person_ids: Sequence[str]) -> dict[str, Name]:
    """The names of these people; somebody without any has an empty Name."""
    wanted = select(FactTable.subject_id, FactTable.key, FactTable.value).where(
        col(FactTable.key).in_(NAME_KEYS), FactTable.status == AnswerStatus.KNOWN
    )
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    found = session.exec(of_some(wanted, FactTable.subject_id, person_ids))
    for person_id, key, value in found:
        facts[person_id][key] = str(json.loads(value))
    return defaultdict(Name, {person_id: name_of(found) for person_id, found in facts.items()})


def find_case(vault: Vault, number_or_id: str) -> CaseId:
    """Find a case by its number or id.

    Raises:
        NotFoundError: there is none.
    """
    with vault.read() as session:
        wanted = number_or_id.strip()
        found = session.exec(
            select(CaseTable.id).where(
                or_(col(CaseTable.id) == wanted, col(CaseTable.number) == wanted.upper())
            )
        ).first()
    if found is None:
        raise NotFoundError(kind=Message(N_("case")), name=number_or_id)
    return CaseId(found)


def required_case(session: Session, case_id: str) -> CaseTable:
    """The row of a case.

    Raises:
        NotFoundError: there is none.
    """
    case = session.get(CaseTable, case_id)
    if case is None:
        raise NotFoundError(kind=Message(N_("case")), name=case_id)
    return case
