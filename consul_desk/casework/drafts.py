"""Drafts: what was typed and is no answer yet, such as half a date.

Kept in the vault as it is typed, so that neither a lock nor a power cut takes it. Local
rows: no journal, no bundle. An erased case takes its drafts along.
"""

from __future__ import annotations

import json
from typing import TypeAlias

from sqlalchemy import delete
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import Session, col, select

from consul_desk.values import JsonValue
from consul_desk.vault.tables import ChangeTable, DraftTable
from consul_desk.vault.vault import Vault

DraftPlace: TypeAlias = tuple[str, str]
"""Subject's id and vocabulary key."""


def save_draft(vault: Vault, place: DraftPlace, value: JsonValue) -> None:
    """Keep what is typed there now; an earlier draft of the same place goes."""
    subject_id, key = place
    text = json.dumps(value, ensure_ascii=False)
    row = insert(DraftTable).values(subject_id=subject_id, key=key, value=text)
    columns = ("subject_id", "key")
    with vault.write() as session:
        session.execute(row.on_conflict_do_update(index_elements=columns, set_={"value": text}))


def drop_draft(vault: Vault, place: DraftPlace) -> None:
    """Forget what was typed there; it became an answer, or was taken back."""
    subject_id, key = place
    with vault.write() as session:
        session.execute(
            delete(DraftTable).where(
                col(DraftTable.subject_id) == subject_id, col(DraftTable.key) == key
            )
        )


def list_drafts(vault: Vault) -> dict[DraftPlace, JsonValue]:
    """Everything that was typed and is no answer yet."""
    with vault.read() as session:
        rows = session.exec(select(DraftTable)).all()
        return {(row.subject_id, row.key): json.loads(row.value) for row in rows}


def drop_drafts_of(session: Session, case_id: str) -> None:
    """Forget all drafts about anything in a case, in the caller's transaction."""
    subjects = select(ChangeTable.row_id).where(ChangeTable.case_id == case_id)
    session.execute(delete(DraftTable).where(col(DraftTable.subject_id).in_(subjects)))
