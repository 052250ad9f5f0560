"""Possible duplicates: people who may have been entered twice, and what speaks for it.

Comes in: a vault. Goes out: Rows with a reason each. Nothing is merged by itself: only the
consul knows whether two entries are one person. Candidates come out of the search index,
so that it is quick in a large vault; what is said of them is compared answer by answer.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from sqlmodel import Session, col, select

from consul_desk.casework.cases import of_some
from consul_desk.casework.names import name_of
from consul_desk.casework.resemblance import (
    Person,
    rank,
    resemblance,
    resemblance_to_typed,
    sure_resemblance,
)
from consul_desk.errors import NotFoundError
from consul_desk.language import N_, Message
from consul_desk.values import AnswerStatus, CaseId, PersonId
from consul_desk.vault import search
from consul_desk.vault.search_index import find_by_words, find_cases, shared_forms
from consul_desk.vault.tables import CaseTable, EntryTable, FactTable, PersonTable
from consul_desk.vault.vault import Vault

# People of one name are many in a large vault; the latest are the likeliest.
MOST_NAMESAKES = 100
MOST_PAIRS = 200
_MOST_FORMS = 1_000


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """Somebody who may be the same person as another.

    Attributes:
        of: the other one; None where she is only being typed.
        born_on: ISO text, empty where it is not known.
        reason: what the two have in common.
    """

    person_id: PersonId
    case_id: CaseId
    case_number: str
    name_latin: str
    name_cyrillic: str
    born_on: str
    reason: Message
    of: PersonId | None = None

    @property
    def shown_name(self) -> str:
        """The Cyrillic name where there is one, else the Latin one."""
        return self.name_cyrillic or self.name_latin


def _row(person: Person, reason: Message, of: str | None = None) -> DuplicateRow:
    name = name_of(person.facts)
    return DuplicateRow(
        person_id=PersonId(person.id),
        case_id=CaseId(person.case_id),
        case_number=person.case_number,
        name_latin=name.latin,
        name_cyrillic=name.cyrillic,
        born_on=person.born,
        reason=reason,
        of=None if of is None else PersonId(of),
    )


def find_duplicates(vault: Vault, person_id: str) -> tuple[DuplicateRow, ...]:
    """Find who else may be this person, in other cases and in her own.

    Raises:
        NotFoundError: there is no such person.
    """
    with vault.read() as session:
        row = session.get(PersonTable, person_id)
        if row is None:
            raise NotFoundError(kind=Message(N_("person")), name=person_id)
        own = {one.id: one for one in _people_of(session, [row.case_id])}
        person = own[person_id]
        others = {**own, **{o.id: o for o in _people_of(session, _candidates(session, person))}}
    others.pop(person_id)
    return _in_order(
        _row(other, reason, person_id)
        for other in others.values()
        if (reason := resemblance(person, other))
    )


def find_similar(vault: Vault, name: str, limit: int = 20) -> tuple[DuplicateRow, ...]:
    """Find people whose name is like one that is being typed, in whatever order."""
    if not search.match_expression(name):
        return ()
    with vault.read() as session:
        cases = [found.case_id for found in find_by_words(session, name, limit)]
        people = _people_of(session, cases)
    return tuple(
        _row(person, resemblance_to_typed(person, name))
        for person in people
        if search.mentions(person.spelled, name)
    )


def list_duplicates(vault: Vault, limit: int = MOST_PAIRS) -> tuple[DuplicateRow, ...]:
    """List pairs in the whole vault that have a number, or name and birth date, in common.

    People of one name of whom a birth date is missing are not among them: in a large
    vault these are too many; `find_duplicates` finds them for one person.
    """
    pairs: dict[tuple[str, str], DuplicateRow] = {}
    with vault.read() as session:
        for form in shared_forms(session, _MOST_FORMS):
            cases = find_cases(session, search.whole(form), MOST_NAMESAKES)
            people = _people_of(session, [found.case_id for found in cases])
            for one, other in combinations(people, 2):
                reason = sure_resemblance(one, other)
                if reason is not None:
                    pairs.setdefault((one.id, other.id), _row(other, reason, one.id))
            if len(pairs) >= limit:
                break
    return _in_order(pairs.values())[:limit]


# --- who comes into question


def _candidates(session: Session, person: Person) -> list[str]:
    forms = [search.number_form(number) for number in person.numbers]
    for key in (search.FAMILY_LATIN, search.FAMILY_CYRILLIC):
        forms.extend(search.birth_forms(person.facts.get(key, ""), person.born))
    asked = [search.any_of(map(search.whole, forms))] if forms else []
    if person.family and person.given:
        asked.append(search.all_of(map(_sounding, (person.family, person.given))))
    found = (find_cases(session, expression, MOST_NAMESAKES) for expression in asked)
    return list(dict.fromkeys(summary.case_id for summary in chain(*found)))


def _sounding(sounds: Iterable[str]) -> str:
    return search.any_of(search.whole(search.SOUND + sound) for sound in sorted(sounds))


def _people_of(session: Session, case_ids: Sequence[str]) -> list[Person]:
    people = session.exec(
        of_some(select(PersonTable), col(PersonTable.case_id), case_ids).order_by(
            col(PersonTable.id)
        )
    )
    cases = of_some(select(CaseTable.id, CaseTable.number), col(CaseTable.id), case_ids)
    called = dict(session.exec(cases).all())
    facts, numbers = _facts_of(session, case_ids), _numbers_of(session, case_ids)
    return [
        Person(p.id, p.case_id, called.get(p.case_id, ""), facts[p.id], numbers[p.id])
        for p in people
        if p.case_id in called
    ]


def _facts_of(session: Session, case_ids: Sequence[str]) -> Mapping[str, dict[str, str]]:
    keys = (*search.NAME_KEYS, search.BORN_ON)
    wanted = select(FactTable.subject_id, FactTable.key, FactTable.value).where(
        col(FactTable.key).in_(keys), FactTable.status == AnswerStatus.KNOWN
    )
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    for person_id, key, value in session.exec(of_some(wanted, FactTable.case_id, case_ids)):
        facts[person_id][key] = str(json.loads(value))
    return facts


def _numbers_of(session: Session, case_ids: Sequence[str]) -> Mapping[str, dict[str, str]]:
    """Of each owner the numbers of her documents, compared without spaces, as written."""
    wanted = (
        select(EntryTable.owner_id, FactTable.value)
        .join(FactTable, col(FactTable.subject_id) == EntryTable.id)
        .where(FactTable.key == search.DOCUMENT_NUMBER, FactTable.status == AnswerStatus.KNOWN)
    )
    numbers: dict[str, dict[str, str]] = defaultdict(dict)
    for owner_id, value in session.exec(of_some(wanted, EntryTable.case_id, case_ids)):
        written = str(json.loads(value))
        numbers[owner_id]["".join(search.words_of(written))] = written
    return numbers


def _in_order(rows: Iterable[DuplicateRow]) -> tuple[DuplicateRow, ...]:
    return tuple(sorted(rows, key=lambda row: (rank(row.reason), row.of or "", row.person_id)))
