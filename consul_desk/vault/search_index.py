"""The search index: one document per case, kept in the transaction that changes its rows.

SQLAlchemy's events note which cases a write touches, whoever writes and why (editing,
import, erasure); before the commit their documents are made anew from their rows and what
differs is edited in the FTS5 table, token by token. Nobody can forget, and a document is a
function of the rows, never of what happened before.

Comes in: a session of the vault. Goes out: ids of cases.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import UOWTransaction
from sqlcipher3 import dbapi2
from sqlmodel import Session

from consul_desk.vault.journal import JournaledSession
from consul_desk.vault.search import document_of, match_expression, token_changes, words_of
from consul_desk.vault.tables import (
    CaseTable,
    EntryTable,
    FactTable,
    PersonTable,
    ProcedureTable,
)

VERSION = "1"
"""Raise it when `search.py` or `transliteration.py` makes other forms of the same rows."""

_SEARCHED = (CaseTable, PersonTable, ProcedureTable, EntryTable, FactTable)
_STALE = "search_stale"

_CASE = 'SELECT number, title FROM "case" WHERE id = ?'
# An entry that was removed keeps its answers for the history; they are not searched.
_FACTS = """
    SELECT fact.subject_id, fact."key", fact.value FROM fact
    WHERE fact.case_id = ?1 AND fact.status = 'known' AND fact.subject_id IN (
        SELECT ?1 UNION ALL SELECT id FROM person WHERE case_id = ?1
        UNION ALL SELECT id FROM entry WHERE case_id = ?1
        UNION ALL SELECT id FROM procedure WHERE case_id = ?1
    )
"""
_DOCUMENT = "SELECT n, forms FROM search_document WHERE case_id = ?"
_KEEP = """
    INSERT INTO search_document (case_id, forms) VALUES (?, ?)
    ON CONFLICT (case_id) DO UPDATE SET forms = excluded.forms RETURNING n
"""
_DROP = "DELETE FROM search_document WHERE n = ?"
_LOSE = "INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', ?, ?)"
_GAIN = "INSERT INTO search_index (rowid, tokens) VALUES (?, ?)"
_FIND = """
    SELECT search_document.case_id FROM search_index
    CROSS JOIN search_document ON search_document.n = search_index.rowid
    WHERE search_index MATCH ? ORDER BY search_index.rowid DESC LIMIT ? OFFSET ?
"""
_EVERY_CASE = 'SELECT id FROM "case" UNION SELECT case_id FROM search_document ORDER BY 1'


@event.listens_for(JournaledSession, "before_flush")
def note_stale(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Remember which cases are about to change."""
    rows = (*session.new, *session.dirty, *session.deleted)
    mark_stale(session, (row.case_id for row in rows if isinstance(row, _SEARCHED)))


@event.listens_for(JournaledSession, "before_commit")
def index_stale(session: Session) -> None:
    """Bring the documents of changed cases up to date before they are committed."""
    session.flush()
    stale: set[str] = session.info.pop(_STALE, set())
    cursor = _cursor(session)
    for case_id in sorted(stale):
        _index(cursor, case_id)


def mark_stale(session: Session, case_ids: Iterable[str]) -> None:
    """Have the documents of these cases made anew; for writes that pass the events by."""
    session.info.setdefault(_STALE, set()).update(case_ids)


def find_cases(
    session: Session, expression: str, limit: int | None = None, offset: int = 0
) -> list[str]:
    """The cases whose documents match, those that came last into this vault first.

    Args:
        expression: as `search.match_expression` and its relatives make it.
    """
    values = (expression, -1 if limit is None else limit, offset)
    return [case_id for (case_id,) in _cursor(session).execute(_FIND, values)]


def find_by_words(
    session: Session, text: str, limit: int | None = None, offset: int = 0
) -> list[str] | None:
    """The cases in which every typed word occurs.

    Returns:
        None where nothing was typed yet, or a first letter: then all cases are as good.
    """
    if expression := match_expression(text):
        return find_cases(session, expression, limit, offset)
    return [] if text.strip() and not words_of(text) else None


def _cursor(session: Session) -> Any:
    return _raw(session.connection())


def _raw(connection: Connection) -> Any:
    # The driver itself: these statements run at every save and at every key.
    return connection.connection.cursor()


def _index(cursor: Any, case_id: str) -> None:
    number, old = cursor.execute(_DOCUMENT, (case_id,)).fetchone() or (None, "")
    new = _document(cursor, case_id)
    if new == old:
        return
    if new:
        (number,) = cursor.execute(_KEEP, (case_id, new)).fetchone()
    else:
        cursor.execute(_DROP, (number,))
    lost, gained = token_changes(old, new)
    # FTS5 counts its documents by these two statements: what was there is taken out once,
    # what is there is put in once, be it without a token.
    if old:
        cursor.execute(_LOSE, (number, " ".join(lost)))
    if new:
        cursor.execute(_GAIN, (number, " ".join(gained)))


def _document(cursor: Any, case_id: str) -> str:
    called = cursor.execute(_CASE, (case_id,)).fetchone()
    if called is None:
        return ""
    number, title = called
    return document_of(number, title, cursor.execute(_FACTS, (case_id,)).fetchall())


# --- making it anew, and comparing


def refresh_index(connection: Connection) -> None:
    """Fill the index where it is empty or of an older kind; in the caller's transaction."""
    cursor = _raw(connection)
    found = cursor.execute("SELECT value FROM setting WHERE name = 'search'").fetchone()
    if found != (VERSION,):
        _rebuild(cursor)
        cursor.execute("INSERT OR REPLACE INTO setting VALUES ('search', ?)", (VERSION,))


def rebuild_search(session: Session) -> None:
    """Make the whole index anew from the rows."""
    _rebuild(_cursor(session))


def _rebuild(cursor: Any) -> None:
    cursor.execute("DELETE FROM search_document")
    cursor.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    for (case_id,) in cursor.execute('SELECT id FROM "case" ORDER BY id').fetchall():
        _index(cursor, case_id)
    # Many small pieces in one: erased words leave nothing, and searching is quicker.
    cursor.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")


def check_search(session: Session) -> tuple[str, ...]:
    """Compare the index with the rows.

    Returns:
        The cases whose documents are not what their rows say; every case where the
        documents are right but FTS5 finds its index different from them.
    """
    cursor = _cursor(session)
    kept = dict(cursor.execute("SELECT case_id, forms FROM search_document"))
    every = [case_id for (case_id,) in cursor.execute(_EVERY_CASE).fetchall()]
    wrong = tuple(case for case in every if _document(cursor, case) != kept.get(case, ""))
    if wrong or _is_sound(cursor):
        return wrong
    return tuple(every)


def _is_sound(cursor: Any) -> bool:
    try:
        cursor.execute(
            "INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)"
        )
    except dbapi2.DatabaseError:
        return False
    return True
