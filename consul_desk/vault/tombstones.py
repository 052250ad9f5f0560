"""Tombstones: which cases were erased, and what their changes become.

A tombstone stays for ever and travels: what it names does not come back from an old bundle.
Comes in: a session. Goes out: ids of erased cases; changes without content.
"""

from __future__ import annotations

from sqlmodel import Session, col, select, update

from consul_desk.values import derived_id
from consul_desk.vault.tables import ChangeTable, TombstoneTable

TOMBSTONE = "tombstone"


def tombstone_id(case_id: str) -> str:
    """The id of a case's tombstone: two laptops that erase the same case write one row."""
    return derived_id(TOMBSTONE, case_id)


def erased_cases(session: Session) -> frozenset[str]:
    """Every case with a tombstone."""
    return frozenset(session.exec(select(TombstoneTable.case_id)))


def empty(change: ChangeTable) -> None:
    """Make a change that is not stored yet a skeleton."""
    change.content = change.salt = ""


def empty_changes(session: Session, case_id: str) -> None:
    """Make every stored change of a case a skeleton, but those that tell of its erasure."""
    session.execute(
        update(ChangeTable)
        .where(col(ChangeTable.case_id) == case_id, col(ChangeTable.table_name) != TOMBSTONE)
        .values(content="", salt="")
    )
    session.info["touched"].add("change")
