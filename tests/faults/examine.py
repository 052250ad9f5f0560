"""Looks a vault over without the program's own checks: another pair of eyes.

Comes in: an open vault. Goes out: a sentence for everything that no whole edit leads to.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, select

from consul_desk.errors.vault import BlobDamagedError
from consul_desk.vault.blobs import UNSETTLED
from consul_desk.vault.journal import EXISTS, content_columns, is_intact, is_skeleton
from consul_desk.vault.migrations import STEPS
from consul_desk.vault.tables import BlobTable, ChangeTable, DocumentTable, journaled_tables
from consul_desk.vault.tombstones import erased_cases
from consul_desk.vault.vault import Vault


def problems(vault: Vault) -> list[str]:
    """Everything that is torn."""
    with vault.read() as session:
        return [
            *_file(session),
            *_indexes(session),
            *_chains(session),
            *_rows(session),
            *_blobs(vault, session),
        ]


def _file(session: Session) -> Iterator[str]:
    raw = session.connection()
    for row in raw.exec_driver_sql("PRAGMA cipher_integrity_check"):
        yield f"SQLCipher: {row[0]}"
    for row in raw.exec_driver_sql("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield f"SQLite: {row[0]}"
    if raw.exec_driver_sql("PRAGMA user_version").scalar() != len(STEPS):
        yield "the schema is another one"


def _indexes(session: Session) -> Iterator[str]:
    """Ask every full-text index to compare itself with its content."""
    raw = session.connection()
    wanted = "SELECT name FROM sqlite_master WHERE replace(sql, ' ', '') LIKE '%USINGfts5(%'"
    for (name,) in raw.exec_driver_sql(wanted).all():
        quoted = '"' + name.replace('"', '""') + '"'
        check = f"INSERT INTO {quoted}({quoted}, rank) VALUES ('integrity-check', 1)"
        try:
            raw.exec_driver_sql(check)
        except Exception as error:
            yield f"index {name}: {error}"


def _chains(session: Session) -> Iterator[str]:
    before: dict[str, ChangeTable] = {}
    erased = erased_cases(session)
    for change in session.exec(select(ChangeTable).order_by("device_id", "seq")):
        if not is_intact(change, erased):
            yield f"change {change.seq} is not what was written"
        last = before.get(change.device_id)
        if last is None and change.seq == 1 and change.prev_hash:
            yield "the first change names one before it"
        if last is not None:
            if change.seq == last.seq + 1 and change.prev_hash != last.hash:
                yield f"change {change.seq} does not follow the one before"
            if change.hlc <= last.hlc:
                yield f"change {change.seq} is not later than the one before"
        before[change.device_id] = change
    yield from _gaps(session)


def _gaps(session: Session) -> Iterator[str]:
    """This device's own chain has no hole; of another one only some cases arrive."""
    raw = session.connection()
    counted = (
        "SELECT count(*), max(seq) FROM change"
        " WHERE device_id = (SELECT value FROM setting WHERE name = 'device_id')"
    )
    count, last = raw.exec_driver_sql(counted).one()
    if count != (last or 0):
        yield f"{count} own changes, the last of which is number {last}"


def _rows(session: Session) -> Iterator[str]:
    """Replay all changes and compare."""
    replayed: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for change in session.exec(select(ChangeTable).order_by("hlc", "device_id")):
        if is_skeleton(change):
            continue
        rows = replayed[change.table_name]
        rows.setdefault(change.row_id, {}).update(json.loads(change.content)["values"])
    for name, table in journaled_tables().items():
        wanted = {i: row for i, row in replayed[name].items() if row.get(EXISTS)}
        found = {row.id: row for row in session.exec(select(table))}
        if wanted.keys() != found.keys():
            yield f"{name}: rows {len(found)}, by the journal {len(wanted)}"
        for row_id in wanted.keys() & found.keys():
            # A column that a later schema step added holds its default.
            whole = {c: table.model_fields[c].default for c in content_columns(table)}
            whole |= wanted[row_id]
            for column in content_columns(table):
                if getattr(found[row_id], column) != whole[column]:
                    yield f"{name}.{column} is not what the journal says"


def _blobs(vault: Vault, session: Session) -> Iterator[str]:
    here = {}
    for blob in session.exec(select(BlobTable)):
        here[blob.sha256] = blob
        try:
            for _piece in vault.blobs.pieces(blob):
                pass
        except BlobDamagedError:
            yield f"blob {blob.id} cannot be read"
    named = {blob.id for blob in here.values()}
    for path in (*vault.blobs.files(), *(vault.blobs.folder / UNSETTLED).glob("*")):
        if path.name not in named or path.parent.name == UNSETTLED:
            yield f"{path.parent.name}/{path.name} is left over"
    for document in session.exec(select(DocumentTable)):
        if document.sha256 not in here:
            yield f"document {document.id} has no blob"
