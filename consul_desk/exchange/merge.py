"""Merging: the union of changes, and the rows that follow from it.

A row is a function of the *set* of its changes (`vault/rows.py`), whatever order they came
in and however often; where edits that nobody replaced differ, a conflict is listed until a
person settles it. So every vault that knows the same changes shows the same rows, and
nothing is lost.

Erasure is the one thing that wins over every edit, earlier, later or at the same time: of a
case with a tombstone only skeletons are taken in, and a tombstone that arrives erases the
case here. Tombstones are added and never taken away, so order cannot matter here either.

Comes in: a session in which rows may be rebuilt, and verified changes. Goes out: rebuilt
rows and listed conflicts, in the caller's transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from consul_desk.casework.erasure import erase_content
from consul_desk.errors.exchange import BundleRefusedError
from consul_desk.exchange.fitness import require_fit
from consul_desk.vault.journal import EXISTS, content_columns
from consul_desk.vault.rows import Edit, RowState, edit_of, row_state
from consul_desk.vault.tables import (
    ChangeTable,
    ConflictTable,
    Journaled,
    journaled_tables,
)
from consul_desk.vault.tombstones import TOMBSTONE, empty, erased_cases

T = TypeVar("T")

# A statement takes a limited number of values.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Conflict:
    """One listed conflict."""

    case_id: str
    table_name: str
    row_id: str
    column: str
    change_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did.

    Attributes:
        erased: cases of these changes that have a tombstone, new or known.
        contents: SHA-256 of files that newly erased cases named; dropping them is left to
            the caller.
    """

    fresh: tuple[ChangeTable, ...]
    conflicts: tuple[Conflict, ...]
    erased: frozenset[str] = frozenset()
    contents: tuple[str, ...] = ()


def merge(
    session: Session,
    changes: Sequence[ChangeTable],
    tables: Mapping[str, type[Journaled]] | None = None,
) -> Merged:
    """Take in changes that are not here yet and rebuild the rows they touch.

    Args:
        tables: what may be rebuilt; the shared ones, unless one's own vault comes back.
    Raises:
        BundleRefusedError: a change is not what its author wrote, or contradicts one here.
    """
    known = erased_cases(session)
    erased = require_fit(session, changes, tables)
    fresh = _fresh(session, changes)
    for change in fresh:
        if change.case_id in erased and change.table_name != TOMBSTONE:
            empty(change)
    session.add_all(fresh)
    try:
        session.flush()
    except IntegrityError:
        # Two different changes claim the same place in one device's chain.
        raise BundleRefusedError(rule="fork") from None
    conflicts = tuple(_rebuild(session, fresh, erased))
    told = erased & {change.case_id for change in changes}
    newly = sorted(told - known)
    contents = [named for case_id in newly for named in erase_content(session, case_id)]
    return Merged(tuple(fresh), conflicts, told, tuple(contents))


def _fresh(session: Session, changes: Sequence[ChangeTable]) -> list[ChangeTable]:
    known: dict[str, str] = {}
    for some in _in_portions(changes):
        here = select(ChangeTable.id, ChangeTable.hash).where(
            col(ChangeTable.id).in_([change.id for change in some])
        )
        known.update(dict(session.exec(here).all()))
    fresh = []
    for change in changes:
        if change.id not in known:
            fresh.append(change)
        if known.setdefault(change.id, change.hash) != change.hash:
            raise BundleRefusedError(rule="fork")
    return fresh


def _rebuild(
    session: Session, fresh: Sequence[ChangeTable], erased: frozenset[str]
) -> Iterator[Conflict]:
    tables = {change.row_id: change.table_name for change in fresh}
    cases = {change.row_id: change.case_id for change in fresh}
    for some in _in_portions(list(tables)):
        edits: dict[str, list[Edit]] = defaultdict(list)
        found = select(ChangeTable).where(col(ChangeTable.row_id).in_(some))
        for change in session.exec(found):
            if (change.table_name, change.case_id) != (
                tables[change.row_id],
                cases[change.row_id],
            ):
                raise BundleRefusedError(rule="case")
            if change.case_id not in erased or change.table_name == TOMBSTONE:
                edits[change.row_id].append(
                    edit_of(change.id, change.hlc, change.device_id, change.content)
                )
        for row_id, of_row in edits.items():
            state = _state(of_row)
            table = journaled_tables()[tables[row_id]]
            _show(session, table, row_id, cases[row_id], state)
            if tables[row_id] != TOMBSTONE:  # erased twice is erased; nothing to settle
                yield from _list_conflicts(
                    session, tables[row_id], row_id, cases[row_id], state
                )


def _state(edits: Sequence[Edit]) -> RowState:
    try:
        return row_state(edits)
    except ValueError:
        raise BundleRefusedError(rule="bases") from None


def _show(
    session: Session, table: type[Journaled], row_id: str, case_id: str, state: RowState
) -> None:
    row = session.get(table, row_id)
    if not state.values.get(EXISTS):
        if row is not None:
            session.delete(row)
        return
    columns = {c: v for c, v in state.values.items() if c != EXISTS}
    if row is None:
        missing = set(content_columns(table)) - set(columns)
        if any(table.model_fields[column].is_required() for column in missing):
            raise BundleRefusedError(rule="row")
        row = table(id=row_id, case_id=case_id)
    for column, value in columns.items():
        setattr(row, column, value)
    row.heads = dict(state.heads)
    session.add(row)


def _list_conflicts(
    session: Session, table_name: str, row_id: str, case_id: str, state: RowState
) -> Iterator[Conflict]:
    listed = session.exec(select(ConflictTable).where(ConflictTable.row_id == row_id))
    for settled in [c for c in listed if c.column_name not in state.conflicts]:
        session.delete(settled)
    for column, change_ids in state.conflicts.items():
        session.merge(
            ConflictTable(
                row_id=row_id,
                column_name=column,
                table_name=table_name,
                case_id=case_id,
                change_ids=list(change_ids),
            )
        )
        yield Conflict(case_id, table_name, row_id, column, change_ids)


def _in_portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
