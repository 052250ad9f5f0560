"""The full checks, one part of the vault each, read afresh from the file.

Comes in: a raw connection that only reads. Goes out: findings, one by one, so that a caller
can stop between two. SQLCipher's check does not see an old page that was put back; SQLite's
does not either; the journal does.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, inspect
from sqlmodel import col, select

from consul_desk.errors.vault import BlobDamagedError
from consul_desk.vault.blobs import Blobs
from consul_desk.vault.chain import ALL_LINKS, Link, check_links, erased_cases, has_table
from consul_desk.vault.database import PAGE_BYTES
from consul_desk.vault.findings import Finding, FindingKind
from consul_desk.vault.journal import EXISTS, content_columns
from consul_desk.vault.rows import RowState, edit_of, row_state
from consul_desk.vault.tables import (
    BlobTable,
    ChangeTable,
    Journaled,
    content_tables,
    journaled_tables,
)

Steps = Iterator[Finding | None]
"""Findings, and None for every unit of work that was in order."""

_MOST_LINES = 100


def check_pages(connection: Any) -> Steps:
    """Every page against its authentication code: altered, cut and swapped pages."""
    for (line,) in connection.execute("PRAGMA cipher_integrity_check"):
        yield Finding(FindingKind.PAGE, str(line))


def check_structure(connection: Any) -> Steps:
    """Trees, indexes and references, as SQLite sees them."""
    for (line,) in connection.execute(f"PRAGMA integrity_check({_MOST_LINES})"):
        if line != "ok":
            yield Finding(FindingKind.STRUCTURE, str(line))
    for table, row_id, *_ in connection.execute("PRAGMA foreign_key_check"):
        yield Finding(FindingKind.REFERENCE, f"{table} {row_id}")


def check_size(connection: Any, path: Path) -> Steps:
    """The file against the size that its first page states."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    if pages * PAGE_BYTES != path.stat().st_size:
        yield Finding(FindingKind.SIZE, path.name)


def check_history(connection: Any, own: Mapping[str, int]) -> Steps:
    """Every change of every device against its hashes and its predecessor.

    Args:
        own: this vault's own chain, and how far it must reach at least.
    """
    complete = _complete(connection, own)
    erased = erased_cases(connection)
    found = connection.execute(ALL_LINKS + " ORDER BY device_id, seq")
    links = (Link._make(row) for row in found)
    for device_id, chain in groupby(links, key=lambda link: link.device_id):
        yield from check_links(chain, erased, complete_to=complete.get(device_id, 0))
    for device_id, seq in complete.items():
        yield from _check_length(connection, device_id, seq)


def _complete(connection: Any, own: Mapping[str, int]) -> dict[str, int]:
    """This vault's chain is complete to its end, past ones to where they were left."""
    complete = dict(own)
    if has_table(connection, "restore"):
        past = connection.execute("SELECT device_before, seq_before FROM restore")
        complete |= {device_id: max(complete.get(device_id, 0), seq) for device_id, seq in past}
    for device_id, seq in own.items():
        (last,) = connection.execute(
            "SELECT max(seq) FROM change WHERE device_id = ?", (device_id,)
        ).fetchone()
        complete[device_id] = max(seq, last or 0)
    return complete


def _check_length(connection: Any, device_id: str, seq: int) -> Steps:
    """The last of them may be missing too, and the first."""
    counted = connection.execute(
        "SELECT count(*) FROM change WHERE device_id = ? AND seq <= ?", (device_id, seq)
    ).fetchone()[0]
    if counted != seq:
        yield Finding(FindingKind.CHAIN_BROKEN, f"{device_id} {seq}")


def check_rows(connection: Any) -> Steps:
    """Every journalled row against the state that its changes give."""
    erased = erased_cases(connection)
    for table_name, table in journaled_tables().items():
        changes = connection.execute(
            "SELECT row_id, id, hlc, device_id, content, case_id FROM change"
            " WHERE table_name = ? ORDER BY row_id",
            (table_name,),
        )
        for row_id, of_row in groupby(changes, key=lambda change: change[0]):
            yield from _check_row(connection, table, row_id, list(of_row), erased)
        unexplained = connection.execute(_unexplained(table), {"table_name": table_name})
        for (row_id,) in unexplained:
            yield Finding(FindingKind.ROW_UNEXPLAINED, f"{table_name} {row_id}")


def _check_row(
    connection: Any,
    table: type[Journaled],
    row_id: str,
    changes: Sequence[tuple[Any, ...]],
    erased: Collection[str],
) -> Steps:
    place = f"{table.__tablename__} {row_id}"
    row = _live(connection, table, row_id)
    case_id = changes[0][5]
    if any(not content for *_, content, _case in changes):
        if row is not None or case_id not in erased:
            yield Finding(FindingKind.ROW_UNEXPLAINED, place)
        return
    try:
        state = row_state(edit_of(*change[1:5]) for change in changes)
    except (KeyError, TypeError, ValueError, AttributeError):
        yield Finding(FindingKind.CHANGE_ALTERED, place)
        return
    if not state.values.get(EXISTS):
        yield None if row is None else Finding(FindingKind.ROW_UNEXPLAINED, place)
    elif row is None:
        yield Finding(FindingKind.ROW_MISSING, place)
    else:
        is_right = row["case_id"] == case_id and _shows(table, row, state)
        yield None if is_right else Finding(FindingKind.ROW_DIFFERS, place)


def _live(connection: Any, table: type[Journaled], row_id: str) -> dict[str, Any] | None:
    found = connection.execute(_one_row(table), {"id": row_id})
    names = [column[0] for column in found.description]
    values = found.fetchone()
    return None if values is None else dict(zip(names, values, strict=True))


@cache
def _one_row(table: type[Journaled]) -> str:
    columns = inspect(table).columns
    return str(select(*columns).where(columns.id == bindparam("id")))


def _unexplained(table: type[Journaled]) -> str:
    known = select(ChangeTable.row_id).where(
        col(ChangeTable.table_name) == bindparam("table_name")
    )
    return str(select(table.id).where(col(table.id).not_in(known)))


def _shows(table: type[Journaled], row: Mapping[str, Any], state: RowState) -> bool:
    """Tell whether a row shows what its changes say, and defaults in later columns."""
    defaults = {name: table.model_fields[name].default for name in content_columns(table)}
    wanted = defaults | {c: v for c, v in state.values.items() if c != EXISTS}
    return json.loads(row["heads"]) == state.heads and all(
        row[column] == value for column, value in wanted.items()
    )


def check_contents(connection: Any) -> Steps:
    """Every row that names a content against the keys of the attachments."""
    for table in content_tables():
        if not has_table(connection, table.name):
            continue
        known = select(BlobTable.sha256)
        keyless = select(table.columns.id).where(table.columns.sha256.not_in(known))
        for (row_id,) in connection.execute(str(keyless)):
            yield Finding(FindingKind.CONTENT_UNKNOWN, f"{table.name} {row_id}")


def check_files(connection: Any, blobs: Blobs) -> Steps:
    """Every attachment: there, of the right size, whole, and the right one."""
    known: set[str] = set()
    rows = connection.execute("SELECT id, key, sha256, size_bytes FROM blob ORDER BY id")
    for blob_id, key, sha256, size_bytes in rows:
        known.add(blob_id)
        if blobs.find(blob_id) is None:
            yield Finding(FindingKind.FILE_MISSING, blob_id)
            continue
        yield from _check_file(blobs, blob_id, key, sha256, size_bytes)
    for path in blobs.files():
        if path.name not in known:
            yield Finding(FindingKind.FILE_STRAY, path.name)


def _check_file(blobs: Blobs, blob_id: str, key: bytes, sha256: str, size_bytes: int) -> Steps:
    read_bytes = 0
    try:
        for piece in blobs.open(blob_id, key, sha256):
            read_bytes += len(piece)
            yield None
    except BlobDamagedError:
        yield Finding(FindingKind.FILE_ALTERED, blob_id)
        return
    if read_bytes != size_bytes:
        yield Finding(FindingKind.FILE_ALTERED, blob_id)
