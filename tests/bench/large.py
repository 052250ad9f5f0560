"""A vault of many cases with thirty facts each, filled row by row but with a whole journal.

Filling 100,000 cases takes some minutes, so a filled vault is kept in build/ under the
schema's and the index's version and used again. Its rows, changes, hashes and search index
are what the program itself would have written: `integrity` finds nothing wrong with them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import sqlite
from sqlcipher3 import dbapi2

from consul_desk.paths import DATABASE_FILE
from consul_desk.values import JsonValue, derived_id, new_id
from consul_desk.vault import search, search_index
from consul_desk.vault.database import connect
from consul_desk.vault.header import read_headers
from consul_desk.vault.journal import EXISTS, canonical
from consul_desk.vault.keyslots import KDF_FLOOR, choose_header, derive_keys
from consul_desk.vault.migrations import STEPS
from consul_desk.vault.tables import (
    CaseTable,
    ChangeTable,
    EntryTable,
    FactTable,
    PersonTable,
    ProcedureTable,
)
from consul_desk.vault.vault import Vault
from tests.bench.people import facts_of

PASSPHRASE = b"six words that nobody would guess"
_AT = "2026-08-01T12:00:00+00:00"
_PORTION = 2_000
_COPIES = (
    "DELETE FROM plain.search_index_data",
    "DELETE FROM plain.search_index_config",
    "INSERT INTO plain.search_index_data SELECT * FROM main.search_index_data",
    "INSERT INTO plain.search_index_idx SELECT * FROM main.search_index_idx",
    "INSERT INTO plain.search_index_config SELECT * FROM main.search_index_config",
)
_INSERTS = {
    str(table.__tablename__): str(insert(table).compile(dialect=sqlite.dialect()))
    for table in (CaseTable, PersonTable, EntryTable, ProcedureTable, FactTable, ChangeTable)
}


def filled_vault(folder: Path, cases: int) -> Path:
    """The folder of a closed vault with so many cases; filled when it is not there yet."""
    kind = hashlib.sha256(repr((STEPS, search_index.VERSION)).encode()).hexdigest()[:8]
    name = f"bench-vault-{cases}-{kind}"
    wanted = folder / name
    if not wanted.exists():
        print(f"(filling a vault of {cases:,} cases; it is kept in {wanted})", flush=True)
        started = folder / f"{name}.started"
        shutil.rmtree(started, ignore_errors=True)
        Vault.create(started, secret(), owner="Bench", kdf=KDF_FLOOR).close()
        connection = raw_connection(started)
        _fill(connection, cases)
        connection.close()
        Vault.open(started, secret()).close()  # the header learns where the chain ends
        started.rename(wanted)
    return wanted


def secret() -> bytearray:
    """The passphrase of every vault here."""
    return bytearray(PASSPHRASE)


def raw_connection(folder: Path) -> Any:
    """The database of a vault without the program around it."""
    _, vault_key = choose_header(read_headers(folder), secret())
    return connect(folder / DATABASE_FILE, derive_keys(vault_key).database)


def plain_index(folder: Path) -> Any:
    """The vault's FTS5 index alone, in a plain SQLite database without anything around it."""
    plain = folder.with_suffix(".plain.db")
    if not plain.exists():
        source = raw_connection(folder)
        source.execute("ATTACH ? AS plain KEY ''", (str(plain),))
        source.execute(
            "CREATE VIRTUAL TABLE plain.search_index USING fts5 (tokens, content = '',"
            " columnsize = 0, detail = 'none', tokenize = \"ascii tokenchars '=#:-'\")"
        )
        for statement in _COPIES:
            source.execute(statement)
        source.close()
    return dbapi2.connect(str(plain))


def _fill(connection: Any, cases: int) -> None:
    (device,) = connection.execute(
        "SELECT value FROM setting WHERE name = 'device_id'"
    ).fetchone()
    # Nobody needs half a vault: no journal, no syncing, indexes at the end.
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1500000"):
        connection.execute(f"PRAGMA {setting}")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    rows = _Rows(device)
    for start in range(0, cases, _PORTION):
        connection.execute("BEGIN")
        for number in range(start, min(start + _PORTION, cases)):
            rows.add_case(number)
        rows.write(connection)
        connection.execute("COMMIT")
    for _, sql in indexes:
        connection.execute(sql)
    connection.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")


class _Rows:
    """Rows that wait to be written, each with its change; the chain goes on through all."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._seq, self._hash = 0, ""
        self._hlc = 1 << 56
        self._waiting: dict[str, list[tuple[Any, ...]]] = {}
        self._documents: list[tuple[int, str, str, str]] = []

    def add_case(self, number: int) -> None:
        case, applicant, spouse, paper, move = (new_id() for _ in range(5))
        columns = {
            "number": f"26-{number:05}", "title": f"Case {number}", "status": "open",
            "consul": "Bench", "opened_on": "2026-08-01", "lead_person_id": applicant,
            "retain_until": "", "review_on": "",
        }  # fmt: skip
        self._add("case", case, case, columns)
        for person, role in ((applicant, "applicant"), (spouse, "spouse")):
            self._add("person", person, case, {"role": role, "sort_key": person})
        self._add("entry", paper, case, {
            "owner_id": applicant, "kind": "identity_document", "sort_key": paper,
        })  # fmt: skip
        self._add("procedure", move, case, {
            "workflow_id": "residence_registration", "revision": 1,
            "started_on": "2026-08-01", "status": "open",
        })  # fmt: skip
        about = {"applicant": applicant, "spouse": spouse, "paper": paper, "procedure": move}
        facts = [(about[f.about], f.key, canonical(f.value)) for f in facts_of(number)]
        for subject, key, value in facts:
            self._add("fact", derived_id(subject, key), case, {
                "subject_id": subject, "key": key, "value": value, "status": "known",
                "source": "consul", "recorded_at": _AT,
            })  # fmt: skip
        subjects = [
            ("entry", paper, ""), ("person", applicant, ""), ("person", spouse, ""),
            ("procedure", move, "residence_registration"),
        ]  # fmt: skip
        made = search_index.made_document(
            {"id": case, "case_id": case} | columns, subjects, facts
        )
        self._documents.append((number + 1, case, *made))

    def _add(self, table: str, row_id: str, case_id: str, values: dict[str, Any]) -> None:
        change_id = new_id()
        heads: dict[str, JsonValue] = dict.fromkeys((EXISTS, *values), change_id)
        self._wait(table, (row_id, case_id, canonical(heads), *values.values()))
        content = canonical({"values": {EXISTS: True} | values, "bases": {}})
        self._change(change_id, table, row_id, case_id, content)

    def _change(
        self, change_id: str, table: str, row_id: str, case_id: str, content: str
    ) -> None:
        self._seq += 1
        self._hlc += 1
        salt = os.urandom(16)
        digest = hashlib.sha256(salt + content.encode()).hexdigest()
        told = (
            change_id, self._device, self._seq, self._hlc, _AT, "Bench", table, row_id,
            case_id, "insert",
        )  # fmt: skip
        bound = canonical([self._hash, *told, digest])
        before, self._hash = self._hash, hashlib.sha256(bound.encode()).hexdigest()
        self._wait("change", (*told, content, salt.hex(), digest, before, self._hash))

    def _wait(self, table: str, row: tuple[Any, ...]) -> None:
        self._waiting.setdefault(table, []).append(row)

    def write(self, connection: Any) -> None:
        """Hand everything that waits to the database."""
        for table, rows in self._waiting.items():
            connection.executemany(_INSERTS[table], rows)
        connection.executemany(
            "INSERT INTO search_document VALUES (?, ?, ?, ?)", self._documents
        )
        connection.executemany(
            "INSERT INTO search_index (rowid, tokens) VALUES (?, ?)", self._tokens()
        )
        self._waiting.clear()
        self._documents.clear()

    def _tokens(self) -> Iterator[tuple[int, str]]:
        for number, _, _, forms in self._documents:
            yield number, " ".join(search.token_changes("", forms)[1])
