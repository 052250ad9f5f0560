"""Erasures on their way: which ones a bundle carries along, and what they do where they arrive.

An erasure goes to everybody who was sent the case, or sent it: by itself, with the next
bundle, because nobody can choose a case that is gone. Only its tombstone travels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from consul_desk.casework.cases import CaseRow, case_rows
from consul_desk.casework.documents import document_rows
from consul_desk.casework.erasure import ErasedRow, erased_rows
from consul_desk.casework.people import PersonRow, people_of
from consul_desk.exchange.fitness import buried_by
from consul_desk.exchange.merge import Merged
from consul_desk.vault.tables import (
    CaseTable,
    ChangeTable,
    ReceivedBundleTable,
    SentBundleTable,
    TombstoneTable,
)
from consul_desk.vault.tombstones import TOMBSTONE, erased_cases


@dataclass(frozen=True, slots=True)
class ErasedCase:
    """A case that a bundle tells of, and that was erased: there or here.

    Attributes:
        row, people, documents: what goes from this vault; nothing where it is gone already.
        kept_out: how many changes came of which the content is not taken in.
    """

    erased: ErasedRow
    row: CaseRow | None
    people: tuple[PersonRow, ...]
    documents: int
    kept_out: int


def erasures_for(session: Session, fingerprints: Collection[str]) -> tuple[ErasedRow, ...]:
    """The erasures of cases that one of these people was sent, or sent.

    Args:
        fingerprints: of the recipients' signing keys.
    """
    shared: set[str] = set()
    for sent in session.exec(select(SentBundleTable)):
        if not {*fingerprints}.isdisjoint(sent.recipients.split()):
            shared.update(sent.case_ids)
    for received in session.exec(select(ReceivedBundleTable)):
        if received.sender in fingerprints:
            shared.update(received.case_ids)
    return _rows(session, shared & erased_cases(session))


def _rows(session: Session, case_ids: Collection[str]) -> tuple[ErasedRow, ...]:
    found = select(TombstoneTable).where(col(TombstoneTable.case_id).in_(case_ids))
    return erased_rows(session, session.exec(found).all())


def tombstone_changes(session: Session, case_ids: Collection[str]) -> Sequence[ChangeTable]:
    """The Changes that put up these cases' tombstones."""
    return session.exec(
        select(ChangeTable)
        .where(col(ChangeTable.case_id).in_(case_ids), ChangeTable.table_name == TOMBSTONE)
        .order_by(col(ChangeTable.hlc), col(ChangeTable.id))
    ).all()


Going = tuple[CaseRow, tuple[PersonRow, ...], int]


def what_goes(
    session: Session, here: Iterable[CaseTable], changes: Iterable[ChangeTable]
) -> dict[str, Going]:
    """What this vault holds of cases that these changes will erase; read before they do."""
    buried = buried_by(changes)
    return {
        case.id: (
            case_rows(session, [case])[0],
            people_of(session, case.id),
            len(document_rows(session, case.id)),
        )
        for case in here
        if case.id in buried
    }


def erased_by(
    session: Session, merged: Merged, going: Mapping[str, Going]
) -> tuple[ErasedCase, ...]:
    """What a merge has to tell of erased cases."""
    kept_out = Counter(c.case_id for c in merged.fresh if c.table_name != TOMBSTONE)
    cases = []
    for erased in _rows(session, merged.erased):
        row, people, documents = going.get(erased.case_id, (None, (), 0))
        cases.append(ErasedCase(erased, row, people, documents, kept_out[erased.case_id]))
    return tuple(cases)
