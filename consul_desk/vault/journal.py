"""The journal: every edit of a journalled row becomes one Change, by itself.

SQLAlchemy calls `record` before each flush; it turns inserts, updates and deletes into
Change rows of the same transaction. No caller writes Changes, so none can forget. Rows that
are saved one at a time and often go by `edit.py`, which writes row and Change together.

A Change says what a column held from then on and which changes it replaced (`bases`). The
changes of one device form a hash chain. The hash covers a salted digest of the content,
not the content: erasure can remove a value later and leave the chain provable.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import event, insert, inspect, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlmodel import Session, col

from consul_desk.values import JsonValue, new_id
from consul_desk.vault.database import bare_of
from consul_desk.vault.header import ChainHead
from consul_desk.vault.tables import ChangeTable, Journaled

EXISTS = "exists"
_NOT_CONTENT = frozenset({"id", "case_id", "heads"})


@dataclass(slots=True)
class Chain:
    """Where the next change goes on. A vault keeps one from write to write.

    Attributes:
        is_known: read from the database or left by a commit. A write that fails, that
            rebuilds rows from imported changes, or whose commit nobody can be sure of, has
            it read anew by the next one.
    """

    seq: int = 0
    hash: str = ""
    hlc: int = 0
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Author:
    """Who edits, on which device, by which clock; and where that device's chain goes on."""

    actor: str
    device_id: str
    clock: Callable[[], datetime]
    chain: Chain = field(default_factory=Chain, compare=False)


class JournaledSession(Session):
    """A session whose flushes are journalled.

    `info["author"]` is an Author; `info["touched"]` gathers the kinds of changed rows and
    `info["cases"]` the cases they belong to; while `info["replaying"]` is true, rows are
    being rebuilt from changes that exist.
    """


def author_of(session: Session) -> Author:
    """Who edits in this session; also where rows get the time and the consul's name from."""
    author: Author = session.info["author"]
    return author


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical(value: JsonValue) -> str:
    """JSON with one spelling: sorted keys, no spaces, letters as they are."""
    return _canonical.encode(value)


@event.listens_for(JournaledSession, "before_flush")
def record(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Add the Changes of what is about to be flushed."""
    for row in (*session.new, *session.dirty, *session.deleted):
        touch(session, str(row.__tablename__), getattr(row, "case_id", ""))
    if session.info.get("replaying"):
        # Among what is imported may be changes of this device, out of an older backup.
        author_of(session).chain.is_known = False
        return
    edited = list(_edited(session))
    if not edited:
        return
    change_ids = append_changes(session, [draft for _, draft in edited])
    for (row, draft), change_id in zip(edited, change_ids, strict=True):
        if draft.op != "delete":
            row.heads = row.heads | dict.fromkeys(draft.values, change_id)


def touch(session: Session, table_name: str, case_id: str) -> None:
    """Note what kind of row this write changes, and of which case."""
    session.info["touched"].add(table_name)
    session.info.setdefault("cases", set()).add(case_id)


@event.listens_for(JournaledSession, "do_orm_execute")
def refuse_bulk_edits(state: ORMExecuteState) -> None:
    """A bulk UPDATE or DELETE would pass the journal by."""
    if state.is_select:
        return
    mapper = state.bind_mapper
    if mapper is not None and issubclass(mapper.class_, Journaled):
        msg = f"bulk edit of {mapper.class_.__name__} bypasses the journal"
        raise RuntimeError(msg)


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit of one row that needs its Change.

    Attributes:
        heads: those of the row before the edit.
        values: what its columns hold from now on, as far as they change.
    """

    table_name: str
    row_id: str
    case_id: str
    heads: Mapping[str, str]
    op: str
    values: Mapping[str, JsonValue]


def _edited(session: Session) -> Iterable[tuple[Journaled, Draft]]:
    for row in session.new:
        if isinstance(row, Journaled):
            yield row, _draft(row, "insert", {EXISTS: True} | _columns(row))
    for row in session.dirty:
        if isinstance(row, Journaled) and (changed := _changed(row)):
            yield row, _draft(row, "update", changed)
    for row in session.deleted:
        if isinstance(row, Journaled):
            yield row, _draft(row, "delete", {EXISTS: False})


def _draft(row: Journaled, op: str, values: Mapping[str, JsonValue]) -> Draft:
    return Draft(str(row.__tablename__), row.id, row.case_id, row.heads, op, values)


def _columns(row: Journaled) -> dict[str, JsonValue]:
    return {name: getattr(row, name) for name in content_columns(type(row))}


@cache
def content_columns(table: type[Journaled]) -> tuple[str, ...]:
    """The columns of a table that the journal records."""
    return tuple(c.key for c in inspect(table).columns if c.key not in _NOT_CONTENT)


def _changed(row: Journaled) -> dict[str, JsonValue]:
    state = inspect(row)
    return {
        name: getattr(row, name)
        for name in content_columns(type(row))
        if state.attrs[name].history.has_changes()
    }


def append_changes(session: Session, drafts: Sequence[Draft]) -> list[str]:
    """Write the Changes of edits, in order, at the end of this device's chain.

    Returns:
        Their ids, which the edited rows take into their heads.
    """
    author = author_of(session)
    chain = _chain(session)
    changes = []
    for draft in drafts:
        now = author.clock()
        chain.hlc = max(chain.hlc + 1, int(now.timestamp() * 1000) << 16)
        changes.append(_change(draft, author, now, chain))
    # A Change is written once and never looked at again here: it needs no object.
    bare_of(session).executemany(_insert_change(), changes)
    session.info["touched"].add("change")
    return [str(change["id"]) for change in changes]


@cache
def _insert_change() -> str:
    return str(insert(ChangeTable).compile(dialect=sqlite.dialect(paramstyle="named")))


def _chain(session: Session) -> Chain:
    """The chain for this transaction, which owns the file."""
    author = author_of(session)
    chain = author.chain
    if not session.info.get("appending"):
        if not chain.is_known:
            head = chain_head(session, author.device_id)
            chain.seq, chain.hash, chain.hlc = head.seq, head.hash, _last_hlc(session)
        session.info["appending"] = True
        chain.is_known = False
    return chain


def remember_chain(session: Session) -> None:
    """Call it after the commit: what this session appended is where the next one goes on."""
    if session.info.pop("appending", False):
        author_of(session).chain.is_known = not session.info.get("replaying")


def _change(draft: Draft, author: Author, now: datetime, chain: Chain) -> dict[str, str | int]:
    heads = draft.heads
    bases = {name: [heads[name]] for name in draft.values if name in heads}
    if draft.op == "delete":
        bases = {EXISTS: sorted(set(heads.values()))}
    content = canonical({"values": {**draft.values}, "bases": cast("JsonValue", bases)})
    salt = os.urandom(16).hex()
    told: dict[str, str | int] = {
        "id": new_id(),
        "device_id": author.device_id,
        "seq": chain.seq + 1,
        "hlc": chain.hlc,
        "at": now.isoformat(timespec="seconds"),
        "actor": author.actor,
        "table_name": draft.table_name,
        "row_id": draft.row_id,
        "case_id": draft.case_id,
        "op": draft.op,
        "content_hash": _content_digest(salt, content),
    }
    before = chain.hash
    chain.seq, chain.hash = chain.seq + 1, _chain_digest(before, told.values())
    return told | {"content": content, "salt": salt, "prev_hash": before, "hash": chain.hash}


def content_digest(change: ChangeTable) -> str:
    """Digest of what was written, salted so that a short value cannot be guessed from it."""
    return _content_digest(change.salt, change.content)


def _content_digest(salt: str, content: str) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + content.encode()).hexdigest()


def chain_digest(change: ChangeTable) -> str:
    """Digest that binds a change to the one before it on the same device."""
    return _chain_digest(change.prev_hash, (getattr(change, name) for name in _BOUND))


# What a change's hash covers besides the hash before it, in this order.
_BOUND = (
    "id", "device_id", "seq", "hlc", "at", "actor", "table_name", "row_id", "case_id", "op",
    "content_hash",
)  # fmt: skip


def _chain_digest(prev_hash: str, bound: Iterable[str | int]) -> str:
    return hashlib.sha256(canonical([prev_hash, *bound]).encode()).hexdigest()


def is_intact(change: ChangeTable, erased: Collection[str] = ()) -> bool:
    """Tell whether a change still is what its author wrote, as far as it is still there.

    Args:
        erased: cases with a tombstone. Of these, and of no others, a change may be a
            skeleton: its content is gone, its place in the chain is proved all the same.
    """
    if is_skeleton(change):
        return change.case_id in erased and change.hash == chain_digest(change)
    return change.content_hash == content_digest(change) and change.hash == chain_digest(change)


def is_skeleton(change: ChangeTable) -> bool:
    """Tell whether a change's content was erased.

    The salt goes with it: who knew the salt could guess a short value from its digest.
    """
    return not change.content and not change.salt


def chain_head(session: Session, device_id: str) -> ChainHead:
    """The last change of a device."""
    newest = (
        select(col(ChangeTable.seq), col(ChangeTable.hash))
        .where(col(ChangeTable.device_id) == device_id)
        .order_by(col(ChangeTable.seq).desc())
        .limit(1)
    )
    found = session.execute(newest).first()
    return ChainHead(seq=found[0], hash=found[1]) if found else ChainHead()


def newest_change_id(session: Session, device_id: str) -> str | None:
    """The id of a device's last change; None where it has made none."""
    newest = (
        select(col(ChangeTable.id))
        .where(col(ChangeTable.device_id) == device_id)
        .order_by(col(ChangeTable.seq).desc())
        .limit(1)
    )
    return session.execute(newest).scalar()


# The clock rises along each device's chain: looking at the ends of the chains is enough,
# and jumping from device to device is quick in a long journal without an index of clocks.
_LAST_HLC = """
    WITH RECURSIVE device (id) AS (
        SELECT min(device_id) FROM change
        UNION ALL
        SELECT (SELECT min(device_id) FROM change WHERE device_id > device.id)
        FROM device WHERE id IS NOT NULL
    )
    SELECT max((
        SELECT hlc FROM change WHERE device_id = device.id ORDER BY seq DESC LIMIT 1
    )) FROM device
"""


def _last_hlc(session: Session) -> int:
    (latest,) = bare_of(session).execute(_LAST_HLC).fetchone()
    return latest or 0


def parsed_content(change: ChangeTable) -> tuple[dict[str, JsonValue], dict[str, list[str]]]:
    """Values and bases, per column, of a change."""
    content = json.loads(change.content)
    return content["values"], content["bases"]
