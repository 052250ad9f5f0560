"""The journal: every edit of a journalled row becomes one Change, by itself.

SQLAlchemy calls `record` before each flush; it turns inserts, updates and deletes into
Change rows of the same transaction. No caller writes Changes, so none can forget.

A Change says what a column held from then on and which changes it replaced (`bases`). The
changes of one device form a hash chain. The hash covers a salted digest of the content,
not the content: erasure can remove a value later and leave the chain provable.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import event, func, inspect, select
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlmodel import Session, col

from consul_desk.values import JsonValue, new_id
from consul_desk.vault.header import ChainHead
from consul_desk.vault.tables import ChangeTable, Journaled

EXISTS = "exists"
_NOT_CONTENT = frozenset({"id", "case_id", "heads"})


@dataclass(frozen=True, slots=True)
class Author:
    """Who edits, on which device, by which clock."""

    actor: str
    device_id: str
    clock: Callable[[], datetime]


class JournaledSession(Session):
    """A session whose flushes are journalled.

    `info["author"]` is an Author; `info["touched"]` gathers the kinds of changed rows;
    while `info["replaying"]` is true, rows are being rebuilt from changes that exist.
    """


def author_of(session: Session) -> Author:
    """Who edits in this session; also where rows get the time and the consul's name from."""
    author: Author = session.info["author"]
    return author


def canonical(value: JsonValue) -> str:
    """JSON with one spelling: sorted keys, no spaces, letters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@event.listens_for(JournaledSession, "before_flush")
def record(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Add the Changes of what is about to be flushed."""
    touched: set[str] = session.info["touched"]
    for row in (*session.new, *session.dirty, *session.deleted):
        touched.add(str(row.__tablename__))
    if session.info.get("replaying"):
        return
    drafts = list(_drafts(session))
    if drafts:
        _append(session, drafts)


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
class _Draft:
    row: Journaled
    op: str
    values: dict[str, JsonValue]


def _drafts(session: Session) -> Iterable[_Draft]:
    for row in session.new:
        if isinstance(row, Journaled):
            yield _Draft(row, "insert", {EXISTS: True} | _columns(row))
    for row in session.dirty:
        if isinstance(row, Journaled) and (changed := _changed(row)):
            yield _Draft(row, "update", changed)
    for row in session.deleted:
        if isinstance(row, Journaled):
            yield _Draft(row, "delete", {EXISTS: False})


def _columns(row: Journaled) -> dict[str, JsonValue]:
    return {name: getattr(row, name) for name in content_columns(type(row))}


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


def _append(session: Session, drafts: Sequence[_Draft]) -> None:
    author = author_of(session)
    chain = _chain(session)
    for draft in drafts:
        now = author.clock()
        chain.hlc = max(chain.hlc + 1, int(now.timestamp() * 1000) << 16)
        change = _change(draft, author, now, chain)
        chain.head = ChainHead(seq=change.seq, hash=change.hash)
        session.add(change)
        if draft.op != "delete":
            draft.row.heads = draft.row.heads | dict.fromkeys(draft.values, change.id)
    session.info["touched"].add("change")


@dataclass(slots=True)
class _Chain:
    """Where the next change goes on; read once in a transaction, which owns the file."""

    head: ChainHead
    hlc: int


def _chain(session: Session) -> _Chain:
    chain: _Chain | None = session.info.get("chain")
    if chain is None:
        head = chain_head(session, author_of(session).device_id)
        chain = session.info["chain"] = _Chain(head, _last_hlc(session))
    return chain


def _change(draft: _Draft, author: Author, now: datetime, chain: _Chain) -> ChangeTable:
    row, head = draft.row, chain.head
    bases = {name: [row.heads[name]] for name in draft.values if name in row.heads}
    if draft.op == "delete":
        bases = {EXISTS: sorted(set(row.heads.values()))}
    content = canonical({"values": draft.values, "bases": cast("JsonValue", bases)})
    change = ChangeTable(
        id=new_id(),
        device_id=author.device_id,
        seq=head.seq + 1,
        hlc=chain.hlc,
        at=now.isoformat(timespec="seconds"),
        actor=author.actor,
        table_name=str(row.__tablename__),
        row_id=row.id,
        case_id=row.case_id,
        op=draft.op,
        content=content,
        salt=os.urandom(16).hex(),
        content_hash="",
        prev_hash=head.hash,
        hash="",
    )
    change.content_hash = content_digest(change)
    change.hash = chain_digest(change)
    return change


def content_digest(change: ChangeTable) -> str:
    """Digest of what was written, salted so that a short value cannot be guessed from it."""
    return hashlib.sha256(bytes.fromhex(change.salt) + change.content.encode()).hexdigest()


def chain_digest(change: ChangeTable) -> str:
    """Digest that binds a change to the one before it on the same device."""
    bound = [
        change.prev_hash, change.id, change.device_id, change.seq, change.hlc, change.at,
        change.actor, change.table_name, change.row_id, change.case_id, change.op,
        change.content_hash,
    ]  # fmt: skip
    return hashlib.sha256(canonical(cast("JsonValue", bound)).encode()).hexdigest()


def is_intact(change: ChangeTable) -> bool:
    """Tell whether a change still is what its author wrote."""
    return change.content_hash == content_digest(change) and change.hash == chain_digest(change)


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


def _last_hlc(session: Session) -> int:
    return session.execute(select(func.max(col(ChangeTable.hlc)))).scalar() or 0


def parsed_content(change: ChangeTable) -> tuple[dict[str, JsonValue], dict[str, list[str]]]:
    """Values and bases, per column, of a change."""
    content = json.loads(change.content)
    return content["values"], content["bases"]
