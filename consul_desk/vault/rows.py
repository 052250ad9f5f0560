"""A row as a function of the *set* of its changes, whatever order they came in.

Per column, a change that another one names as its base is replaced; of those that nobody
replaced, the latest by (clock, device) shows, and where they differ there is a conflict.
Merging builds rows by this rule, and the checks hold every row against it.

Comes in: edits of one row. Goes out: what the row shows, and why.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consul_desk.values import JsonValue
from consul_desk.vault.journal import canonical


@dataclass(frozen=True, slots=True)
class Edit:
    """What a row needs to know of a change."""

    id: str
    rank: tuple[int, str]
    values: Mapping[str, JsonValue]
    bases: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class RowState:
    """A row as its changes make it.

    Attributes:
        values: what each column shows; `exists` tells whether there is a row at all.
        heads: the change that put it there.
        conflicts: per column, the changes that differ and that nobody replaced.
    """

    values: Mapping[str, JsonValue]
    heads: Mapping[str, str]
    conflicts: Mapping[str, tuple[str, ...]]


def edit_of(change_id: str, hlc: int, device_id: str, content: str) -> Edit:
    """Read an edit out of a change's content."""
    parsed = json.loads(content)
    return Edit(change_id, (hlc, device_id), parsed["values"], parsed["bases"])


def row_state(edits: Iterable[Edit]) -> RowState:
    """Work out a row from the set of its changes; their order does not matter.

    Raises:
        ValueError: changes that name each other as replaced, so that none stands.
    """
    writers: dict[str, list[Edit]] = defaultdict(list)
    replaced: dict[str, set[str]] = defaultdict(set)
    for edit in edits:
        for column in edit.values:
            writers[column].append(edit)
            replaced[column].update(edit.bases.get(column, ()))
    values: dict[str, JsonValue] = {}
    heads: dict[str, str] = {}
    conflicts: dict[str, tuple[str, ...]] = {}
    for column, wrote in writers.items():
        standing = sorted(
            (edit for edit in wrote if edit.id not in replaced[column]),
            key=lambda edit: edit.rank,
        )
        if not standing:
            raise ValueError("bases")
        shown = standing[-1]
        values[column], heads[column] = shown.values[column], shown.id
        if len({canonical(edit.values[column]) for edit in standing}) > 1:
            conflicts[column] = tuple(edit.id for edit in standing)
    return RowState(values, heads, conflicts)
