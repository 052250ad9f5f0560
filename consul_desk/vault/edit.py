"""Saving one row at a time, quickly: the row and its Change, without an object of either.

For what is saved at every key: an answer. It does what the events in `journal.py` do for
objects, by the same functions; everything else uses objects.

Comes in: a session, a table and plain values. Goes out: the row in the transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import bindparam, inspect, select
from sqlalchemy.dialects import sqlite
from sqlmodel import Session

from consul_desk.values import JsonValue
from consul_desk.vault.database import bare_of
from consul_desk.vault.journal import EXISTS, Draft, append_changes, content_columns, touch
from consul_desk.vault.tables import Journaled


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row as the database holds it."""

    heads: Mapping[str, str]
    values: Mapping[str, Any]


def stored_row(session: Session, table: type[Journaled], row_id: str) -> StoredRow | None:
    """Look a row up; what the session still holds back is written first."""
    if session.new or session.dirty or session.deleted:
        session.flush()
    found = bare_of(session).execute(_select(table), (row_id,)).fetchone()
    if found is None:
        return None
    heads, *values = found
    return StoredRow(json.loads(heads), dict(zip(content_columns(table), values, strict=True)))


def write_row(
    session: Session,
    table: type[Journaled],
    row_id: str,
    case_id: str,
    before: StoredRow | None,
    values: Mapping[str, JsonValue],
) -> None:
    """Insert a row, or update what differs of it.

    Args:
        before: what `stored_row` said in this transaction.
        values: of a new row every column that the journal records.
    """
    known = before.values if before else {}
    changed = {name: value for name, value in values.items() if known.get(name) != value}
    if before is None:
        changed = {EXISTS: True} | dict(values)
    if not changed:
        return
    heads = before.heads if before else {}
    op = "update" if before else "insert"
    draft = Draft(str(table.__tablename__), row_id, case_id, heads, op, changed)
    (change_id,) = append_changes(session, [draft])
    new_heads = json.dumps({**heads, **dict.fromkeys(changed, change_id)})
    written = {"id": row_id, "row_id": row_id, "case_id": case_id, "heads": new_heads, **values}
    bare_of(session).execute(_write(table, op, tuple(values)), written)
    touch(session, draft.table_name, case_id)
    _forget_object(session, table, row_id)


def _forget_object(session: Session, table: type[Journaled], row_id: str) -> None:
    """An object of the same row, loaded before, is read anew when it is next looked at."""
    if not len(session.identity_map):
        return
    loaded = session.identity_map.get(inspect(table).identity_key_from_primary_key((row_id,)))
    if loaded is not None:
        session.expire(loaded)


@cache
def _select(table: type[Journaled]) -> str:
    columns = inspect(table).local_table.c
    wanted = select(columns.heads, *(columns[name] for name in content_columns(table)))
    return str(wanted.where(columns.id == bindparam("id")).compile(dialect=sqlite.dialect()))


@cache
def _write(table: type[Journaled], op: str, names: tuple[str, ...]) -> str:
    """Columns that keep their values are left alone, so that their indexes are too."""
    stored = inspect(table).local_table
    dialect = sqlite.dialect(paramstyle="named")
    if op == "insert":
        return str(stored.insert().compile(dialect=dialect))
    update = stored.update().where(stored.c.id == bindparam("row_id"))
    values: dict[str, Any] = {name: bindparam(name) for name in ("heads", *names)}
    return str(update.values(values).compile(dialect=dialect))
