"""What a change from outside must be before anything is done with it, each for itself.

Comes in: changes whose fields have the right types. Goes out: nothing, or a refusal that
names the rule. Whether changes fit one another is seen when they are merged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session

from consul_desk.errors.exchange import BundleRefusedError
from consul_desk.values import JsonValue
from consul_desk.vault.journal import (
    EXISTS,
    content_columns,
    is_intact,
    is_skeleton,
    parsed_content,
)
from consul_desk.vault.tables import ChangeTable, Journaled, Shared, shared_tables
from consul_desk.vault.tombstones import TOMBSTONE, erased_cases, tombstone_id

_REASON = re.compile(r"[a-z_]{1,40}\Z")
_DATES: Mapping[str, Callable[[str], object]] = {
    "opened_on": date.fromisoformat,
    "started_on": date.fromisoformat,
    "retain_until": date.fromisoformat,
    "review_on": date.fromisoformat,
    "recorded_at": datetime.fromisoformat,
    "added_at": datetime.fromisoformat,
    "erased_at": datetime.fromisoformat,
}
_MAY_BE_EMPTY = frozenset({"retain_until", "review_on"})


def require_fit(
    session: Session,
    changes: Sequence[ChangeTable],
    tables: Mapping[str, type[Journaled]] | None = None,
) -> frozenset[str]:
    """Check each change for itself.

    Args:
        tables: what may change; the shared ones, unless one's own vault comes back.
    Returns:
        Every case that is erased, here or by these changes.
    Raises:
        BundleRefusedError: a change is not what its author wrote, or no change of ours.
    """
    erased = erased_cases(session) | buried_by(changes)
    allowed = shared_tables() if tables is None else tables
    for change in changes:
        _refuse_unfit(change, erased, allowed)
    return erased


def buried_by(changes: Iterable[ChangeTable]) -> frozenset[str]:
    """The cases that these changes say were erased."""
    return frozenset(c.case_id for c in changes if c.table_name == TOMBSTONE)


def _refuse_unfit(
    change: ChangeTable, erased: frozenset[str], tables: Mapping[str, type[Journaled]]
) -> None:
    table = _table_of(change, tables)
    if not is_intact(change, erased):
        raise BundleRefusedError(rule="change")
    values, bases = _well_formed(change)
    if change.table_name == TOMBSTONE:
        _refuse_no_burial(change, values, bases)
    if not set(bases) <= set(values) <= {EXISTS, *content_columns(table)}:
        raise BundleRefusedError(rule="column")
    for column, value in values.items():
        wanted = bool if column == EXISTS else table.model_fields[column].annotation
        if not isinstance(wanted, type) or type(value) is not wanted:
            raise BundleRefusedError(rule="value")
        if not _is_readable(column, value):
            raise BundleRefusedError(rule="value")


def _table_of(change: ChangeTable, tables: Mapping[str, type[Journaled]]) -> type[Journaled]:
    table = tables.get(change.table_name)
    if table is None:
        raise BundleRefusedError(rule="table")
    if issubclass(table, Shared) and not change.case_id:
        raise BundleRefusedError(rule="case")
    return table


_Content = tuple[dict[str, JsonValue], dict[str, list[str]]]


def _well_formed(change: ChangeTable) -> _Content:
    """Values and bases; of a skeleton none."""
    if is_skeleton(change):
        return {}, {}
    try:
        values, bases = parsed_content(change)
        is_well = all(_is_texts(named) for named in bases.values())
    except (ValueError, TypeError, LookupError, AttributeError):
        is_well = False
    if not (is_well and isinstance(values, dict)):
        raise BundleRefusedError(rule="change")
    return values, bases


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _refuse_no_burial(
    change: ChangeTable, values: Mapping[str, JsonValue], bases: Mapping[str, object]
) -> None:
    """A tombstone is put up whole, in its one place, and stays."""
    is_whole = values.get(EXISTS) is True and not bases
    is_in_place = change.row_id == tombstone_id(change.case_id) and change.op == "insert"
    if not (is_whole and is_in_place and _REASON.match(str(values.get("reason", "")))):
        raise BundleRefusedError(rule="tombstone")


def _is_readable(column: str, value: JsonValue) -> bool:
    """Whether a date is one: a list of cases must not break over a stranger's text."""
    read = _DATES.get(column)
    if read is None or (value == "" and column in _MAY_BE_EMPTY):
        return True
    try:
        read(str(value))
    except ValueError:
        return False
    return True
