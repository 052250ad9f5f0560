"""Changes as plain tuples: the quick way to hold many of them against their hashes.

Comes in: an SQL connection. Goes out: links of the chains, in order, and what is wrong.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from consul_desk.vault.findings import Finding, FindingKind

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


class Link(NamedTuple):
    """A change; see `journal.py` for what the fields mean."""

    id: str
    device_id: str
    seq: int
    hlc: int
    at: str
    actor: str
    table_name: str
    row_id: str
    case_id: str
    op: str
    content: str
    salt: str
    content_hash: str
    prev_hash: str
    hash: str


ALL_LINKS = """
    SELECT id, device_id, seq, hlc, at, actor, table_name, row_id, case_id, op, content,
        salt, content_hash, prev_hash, hash
    FROM change
"""


def is_whole(link: Link, erased: Collection[str] = ()) -> bool:
    """Tell whether a change still is what its author wrote, like `journal.is_intact`."""
    try:
        return _digest(_encode(_bound(link)).encode()) == link.hash and (
            link.case_id in erased
            if is_skeleton(link)
            else _digest(bytes.fromhex(link.salt) + link.content.encode()) == link.content_hash
        )
    except (AttributeError, TypeError, ValueError):
        return False


def _bound(link: Link) -> list[str | int]:
    return [
        link.prev_hash, link.id, link.device_id, link.seq, link.hlc, link.at, link.actor,
        link.table_name, link.row_id, link.case_id, link.op, link.content_hash,
    ]  # fmt: skip


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def is_skeleton(link: Link) -> bool:
    """Tell whether its content was erased, like `journal.is_skeleton`."""
    return not link.content and not link.salt


def check_links(
    links: Iterable[Link], erased: Collection[str], *, complete_to: int
) -> Iterator[Finding | None]:
    """Hold the changes of one device, in order, against their hashes and each other.

    Args:
        erased: cases with a tombstone; their changes may be without content.
        complete_to: up to here each must follow the one before it. Of another device's
            chain, bundles bring only the changes of some cases.
    Returns:
        Shape: findings, and None for each change that is in order.
    """
    before: Link | None = None
    for link in links:
        place = f"{link.device_id} {link.seq}"
        if not is_whole(link, erased):
            yield Finding(FindingKind.CHANGE_ALTERED, place)
        elif before is not None and not _follows(link, before, complete_to):
            yield Finding(FindingKind.CHAIN_BROKEN, place)
        else:
            yield None
        before = link


def _follows(link: Link, before: Link, complete_to: int) -> bool:
    if link.seq != before.seq + 1:
        return link.seq > complete_to
    return link.prev_hash == before.hash


def erased_cases(connection: Any) -> frozenset[str]:
    """The cases with a tombstone; a database of an older schema has none."""
    if not has_table(connection, "tombstone"):
        return frozenset()
    return frozenset(row[0] for row in connection.execute("SELECT case_id FROM tombstone"))


def has_table(connection: Any, name: str) -> bool:
    """Tell whether a database knows a table; backups keep the schema they had."""
    known = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)
    )
    return known.fetchone() is not None
