"""History of a case: who changed what and when, out of the journal.

Comes in: a vault and a case. Goes out: one Row per change, oldest first, the same on the
laptop where it was made and on the coordinator's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from consul_desk.casework.cases import names_of, required_case
from consul_desk.language import N_
from consul_desk.values import JsonValue
from consul_desk.vault.journal import EXISTS, parsed_content
from consul_desk.vault.tables import ChangeTable
from consul_desk.vault.vault import Vault

HAPPENED = {
    ("case", "insert"): N_("Case begun"),
    ("case", "update"): N_("Case changed"),
    ("person", "insert"): N_("Person added"),
    ("person", "update"): N_("Person changed"),
    ("person", "delete"): N_("Person removed"),
    ("entry", "insert"): N_("Entry added"),
    ("entry", "update"): N_("Entry changed"),
    ("entry", "delete"): N_("Entry removed"),
    ("procedure", "insert"): N_("Procedure begun"),
    ("procedure", "update"): N_("Procedure changed"),
    ("participant", "insert"): N_("Takes part in the procedure"),
    ("participant", "delete"): N_("Takes part no longer"),
    ("document", "insert"): N_("File added"),
    ("document", "update"): N_("File changed"),
    ("document", "delete"): N_("File removed"),
    ("disclosure", "insert"): N_("Left the vault"),
}
"""What a change says in words, by kind of row and operation; marked English."""

_QUIET = frozenset({EXISTS, "recorded_at", "source", "sort_key"})


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change.

    Attributes:
        op: "insert", "update" or "delete".
        kind: the kind of row: "case", "person", "fact", "document" ...
        subject_id, subject: whom it is about, and her name where she has one.
        key: for a fact its vocabulary key, else empty.
        before, after: what the changed columns held; for a fact the answer itself.
    """

    change_id: str
    at: datetime
    actor: str
    op: str
    kind: str
    row_id: str
    subject_id: str
    subject: str
    key: str
    before: Mapping[str, JsonValue]
    after: Mapping[str, JsonValue]


def history(vault: Vault, case_id: str) -> tuple[HistoryRow, ...]:
    """List every change of a case, oldest first.

    Raises:
        NotFoundError: there is no such case.
    """
    with vault.read() as session:
        required_case(session, case_id)
        changes = session.exec(
            select(ChangeTable)
            .where(ChangeTable.case_id == case_id)
            .order_by(col(ChangeTable.hlc), col(ChangeTable.device_id))
        ).all()
        values = {change.id: parsed_content(change)[0] for change in changes}
        full: dict[str, dict[str, JsonValue]] = {}
        for change in changes:
            full.setdefault(change.row_id, {}).update(values[change.id])
        subjects = {_subject_id(change, full[change.row_id]) for change in changes}
        names = names_of(session, sorted(subjects))
    rows = []
    for change in changes:
        subject_id = _subject_id(change, full[change.row_id])
        rows.append(_row(change, values, full, names[subject_id].shown))
    return tuple(rows)


def _subject_id(change: ChangeTable, row: Mapping[str, JsonValue]) -> str:
    for column in ("subject_id", "owner_id", "person_id"):
        if named := row.get(column):
            return str(named)
    return change.row_id


def _row(
    change: ChangeTable,
    values: Mapping[str, Mapping[str, JsonValue]],
    full: Mapping[str, Mapping[str, JsonValue]],
    subject: str,
) -> HistoryRow:
    _, bases = parsed_content(change)
    before: dict[str, JsonValue] = {}
    for column, replaced in bases.items():
        for base in replaced:
            before[column] = values.get(base, {}).get(column)
    row = full[change.row_id]
    return HistoryRow(
        change_id=change.id,
        at=datetime.fromisoformat(change.at),
        actor=change.actor,
        op=change.op,
        kind=change.table_name,
        row_id=change.row_id,
        subject_id=_subject_id(change, row),
        subject=subject,
        key=str(row.get("key", "")) if change.table_name == "fact" else "",
        before=_shown(change, before),
        after=_shown(change, values[change.id]),
    )


def _shown(change: ChangeTable, values: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """What the columns held; a fact keeps its answer as JSON text, which is read here."""
    shown = {column: value for column, value in values.items() if column not in _QUIET}
    if change.table_name == "fact" and isinstance(text := shown.get("value"), str):
        shown["value"] = json.loads(text)
    return shown
