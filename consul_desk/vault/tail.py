"""The quick look at the end of this device's chain, and at the rows that it wrote.

An old page that was put back passes every check of SQLCipher and SQLite. What gives it away
is that the rows on it say less than the latest changes do.

Comes in: an SQL connection. Goes out: findings. Its time does not grow with the vault.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, inspect, select

from consul_desk.values import JsonValue
from consul_desk.vault.chain import (
    ALL_LINKS,
    Link,
    check_links,
    erased_cases,
    is_skeleton,
)
from consul_desk.vault.findings import Finding, FindingKind
from consul_desk.vault.journal import EXISTS
from consul_desk.vault.tables import Journaled, journaled_tables

TAIL = 1000


def check_tail(connection: Any, device_id: str) -> tuple[Finding, ...]:
    """Check the last 1,000 changes of this device and the rows that they wrote."""
    links = _tail(connection, device_id)
    erased = erased_cases(connection)
    last = links[-1].seq if links else 0
    found = [one for one in check_links(links, erased, complete_to=last) if one]
    if not found:
        found.extend(_check_rows(connection, _said(links)))
    return tuple(found)


def _tail(connection: Any, device_id: str) -> list[Link]:
    newest = connection.execute(
        ALL_LINKS + " WHERE device_id = ? ORDER BY seq DESC LIMIT ?", (device_id, TAIL)
    )
    return [Link._make(row) for row in newest][::-1]


@dataclass(slots=True)
class _Said:
    """What the changes say of one row.

    Attributes:
        edits: the changes in order, with the content of each.
        latest: per column, this device's last change and the value that it wrote.
    """

    table_name: str
    edits: list[tuple[Link, Any]] = field(default_factory=list)
    latest: dict[str, tuple[Link, JsonValue]] = field(default_factory=dict)

    def replaced(self, column: str) -> set[str]:
        """The changes of a column that these, or this one after that one, replaced."""
        found: set[str] = set()
        before: Link | None = None
        for link, content in self.edits:
            if column in content["values"]:
                found.update([before.id] if before else [], content["bases"].get(column, ()))
                before = link
        return found


def _said(links: Sequence[Link]) -> dict[str, _Said]:
    rows: dict[str, _Said] = {}
    for link in links:
        if is_skeleton(link):
            continue
        said = rows.setdefault(link.row_id, _Said(link.table_name))
        content = json.loads(link.content)
        said.edits.append((link, content))
        for column, value in content["values"].items():
            said.latest[column] = (link, value)
    return rows


def _check_rows(connection: Any, said: Mapping[str, _Said]) -> Iterator[Finding]:
    by_table: dict[str, list[str]] = defaultdict(list)
    for row_id, row in said.items():
        by_table[row.table_name].append(row_id)
    foreign: list[tuple[str, Link, str]] = []
    for table_name, row_ids in by_table.items():
        live = _live(connection, table_name, row_ids)
        for row_id in row_ids:
            place = f"{table_name} {row_id}"
            if row_id in live:
                yield from _differences(place, live[row_id], said[row_id], foreign)
            elif said[row_id].latest.get(EXISTS, (None, True))[1] is not False:
                yield from _check_removed(connection, place, row_id)
    yield from _check_foreign(connection, foreign)


def _live(
    connection: Any, table_name: str, row_ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    table = journaled_tables().get(table_name)
    if table is None:
        return {}
    found = connection.execute(_some_rows(table), {"ids": json.dumps(row_ids)})
    names = [column[0] for column in found.description]
    place = names.index("id")
    return {values[place]: dict(zip(names, values, strict=True)) for values in found}


@cache
def _some_rows(table: type[Journaled]) -> str:
    columns = inspect(table).columns
    asked = func.json_each(bindparam("ids")).table_valued("value")
    return str(select(*columns).where(columns.id.in_(select(asked.c.value))))


def _differences(
    place: str, row: Mapping[str, Any], said: _Said, foreign: list[tuple[str, Link, str]]
) -> Iterator[Finding]:
    heads = json.loads(row["heads"])
    for column, (link, value) in said.latest.items():
        head = heads.get(column)
        if head == link.id:
            is_right = value is True if column == EXISTS else row[column] == value
        else:
            is_right = head is not None and head not in said.replaced(column)
            if is_right:
                foreign.append((place, link, head))
        if not is_right:
            yield Finding(FindingKind.ROW_DIFFERS, f"{place} {column}")


def _check_foreign(
    connection: Any, foreign: Sequence[tuple[str, Link, str]]
) -> Iterator[Finding]:
    """What another device wrote may stand above ours only if it is later."""
    for place, link, head in foreign:
        found = connection.execute(
            "SELECT hlc, device_id FROM change WHERE id = ?", (head,)
        ).fetchone()
        if found is None or tuple(found) < (link.hlc, link.device_id):
            yield Finding(FindingKind.ROW_DIFFERS, place)


def _check_removed(connection: Any, place: str, row_id: str) -> Iterator[Finding]:
    removed = connection.execute(
        "SELECT 1 FROM change WHERE row_id = ? AND op = 'delete' LIMIT 1", (row_id,)
    ).fetchone()
    if removed is None:
        yield Finding(FindingKind.ROW_MISSING, place)
