"""A vault's belongings: what is in it beside cases, and goes along on a journey.

Comes in: a session. Goes out: frames for a capsule, a digest of everything that would be
lost; or the rows again. Every table of the vault is named here or in the journal: what is in
neither would be left behind, so a test compares this list with all tables.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import func, inspect
from sqlmodel import Session, SQLModel, col, or_, select

from consul_desk.errors.exchange import BundleRefusedError
from consul_desk.exchange.bundle import Frame, bytes_frame
from consul_desk.exchange.frames import blob_frame, changes_frame
from consul_desk.exchange.records import CHANGES, TRAVEL
from consul_desk.values import JsonValue
from consul_desk.vault.header import SlotKind
from consul_desk.vault.journal import author_of, canonical, chain_head
from consul_desk.vault.tables import (
    BlankTable,
    CapsuleTable,
    CaseTable,
    ChangeTable,
    DraftTable,
    ReceivedBundleTable,
    SentBundleTable,
    SettingTable,
    shared_tables,
)
from consul_desk.vault.vault import Vault

CARRIED: tuple[type[SQLModel], ...] = (
    BlankTable,
    CapsuleTable,
    DraftTable,
    ReceivedBundleTable,
    SentBundleTable,
    SettingTable,
)
"""Local rows that go along."""

LEFT = frozenset({"blob", "conflict", "unsent"})
"""Local rows that do not: attachments get new keys, conflicts follow from the changes, and
whatever was packed was sent."""

SETTINGS = ("owner", "identity", "card")

LEFT_SETTINGS = frozenset(
    {"device_id", "slots_sequence", "recovery_pieces", "search"}
    | {f"slot_made_at.{kind}" for kind in SlotKind}
)
"""What belongs to the old header or the old index, and the device id: two vaults must never
continue one chain of changes."""

ROWS, KNOWN = "rows", "known"
LAYOUT = (CHANGES, KNOWN, ROWS)
"""The frames of a capsule, before the attachments."""

_AT_ONCE = 500


def pack_frames(vault: Vault, session: Session, extra: Iterable[SQLModel]) -> Iterator[Frame]:
    """The frames of a capsule.

    Args:
        extra: rows that are not in the session yet.
    Raises:
        BlobDamagedError: a blank or a capsule of somebody else is missing.
    """
    yield changes_frame(_own_changes(session))
    yield bytes_frame(KNOWN, b"".join(_known(session)))
    yield bytes_frame(ROWS, _written([*_carried(session), *extra]))
    files = {row.sha256: row.file_name for row in session.exec(select(BlankTable))}
    files |= {row.sha256: row.name for row in session.exec(select(CapsuleTable))}
    for sha256, name in files.items():
        yield blob_frame(vault, session, sha256, name)


def _own_changes(session: Session) -> Sequence[ChangeTable]:
    """Every change that does not travel with a case: kept rows, and cases that are gone."""
    return session.exec(
        select(ChangeTable)
        .where(
            or_(
                col(ChangeTable.table_name).not_in(shared_tables()),
                col(ChangeTable.case_id).not_in(select(CaseTable.id)),
            )
        )
        .order_by(col(ChangeTable.hlc), col(ChangeTable.id))
    ).all()


def _known(session: Session) -> Iterator[bytes]:
    """Every change by id and hash: so that none can be left out on the way back."""
    every = select(ChangeTable.id, ChangeTable.hash).order_by(col(ChangeTable.id))
    for change_id, digest in session.exec(every):
        yield f"{change_id} {digest}\n".encode()


def count_missing(session: Session, known: bytes) -> int:
    """How many of the changes that were known when packing are not here, or differ."""
    missing = 0
    lines = [line.split(" ") for line in known.decode().splitlines()]
    for start in range(0, len(lines), _AT_ONCE):
        wanted = dict(lines[start : start + _AT_ONCE])
        here = select(ChangeTable.id, ChangeTable.hash).where(col(ChangeTable.id).in_(wanted))
        found = dict(session.exec(here).all())
        missing += sum(found.get(change_id) != digest for change_id, digest in wanted.items())
    return missing


def _carried(session: Session) -> Iterator[SQLModel]:
    for table in CARRIED:
        wanted = select(table).order_by(*inspect(table).primary_key)
        if table is SettingTable:
            wanted = wanted.where(col(SettingTable.name).in_(SETTINGS))
        yield from session.exec(wanted)


def _written(rows: Iterable[SQLModel]) -> bytes:
    return b"".join(_line(str(row.__tablename__), row.model_dump()) for row in rows)


def _line(table: str, row: dict[str, JsonValue]) -> bytes:
    return canonical({"table": table, "row": row}).encode() + b"\n"


def read_rows(data: bytes) -> tuple[SQLModel, ...]:
    """Read what was carried.

    Raises:
        BundleRefusedError: a row of another table, or with a column that is not known.
    """
    try:
        return tuple(_read(json.loads(line)) for line in data.splitlines())
    except (KeyError, TypeError, ValueError):
        raise BundleRefusedError(rule="row") from None


def _read(line: dict[str, dict[str, object]]) -> SQLModel:
    table = {str(t.__tablename__): t for t in CARRIED}[str(line["table"])]
    if not line["row"].keys() <= table.model_fields.keys():
        raise ValueError("column")
    return table(**line["row"])


def state_of(session: Session) -> str:
    """A digest that differs once anything was changed that a journey would lose.

    Travel bundles themselves are left out: their receipts come after packing.
    """
    head = chain_head(session, author_of(session).device_id)
    changes = session.exec(select(func.count()).select_from(ChangeTable)).one()
    carried = [
        row
        for row in _carried(session)
        if not (isinstance(row, SentBundleTable) and row.kind == TRAVEL)
    ]
    digest = hashlib.sha256(f"{head.seq} {head.hash} {changes}\n".encode())
    digest.update(_written(carried))
    return digest.hexdigest()
