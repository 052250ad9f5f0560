"""The search index: one document per case, kept in the transaction that changes its rows.

The journal notes which cases a write touches, whoever writes and why (editing, import,
erasure); before the commit their documents are made anew from their rows and what differs
is edited in the FTS5 table, token by token. Nobody can forget, and a document is a
function of the rows, never of what happened before.

Comes in: a session of the vault. Goes out: summaries of the cases that were found.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, event
from sqlcipher3 import dbapi2
from sqlmodel import Session

from consul_desk.values import JsonValue
from consul_desk.vault.database import bare_of
from consul_desk.vault.journal import JournaledSession, canonical
from consul_desk.vault.search import (
    NAME_KEYS,
    TWICE,
    Fact,
    document_of,
    match_expression,
    token_changes,
    words_of,
)

VERSION = "1"
"""Raise it when `search.py` or `transliteration.py` makes other forms of the same rows."""

SHOWN = ("id", "number", "title", "status", "consul", "opened_on")
_SEARCHED = frozenset({"case", "person", "procedure", "entry", "fact"})

_CASE = 'SELECT * FROM "case" WHERE id = ?'
_SUBJECTS = """
    SELECT 'person', id, '' FROM person WHERE case_id = ?1
    UNION ALL SELECT 'entry', id, '' FROM entry WHERE case_id = ?1
    UNION ALL SELECT 'procedure', id, workflow_id FROM procedure WHERE case_id = ?1
"""
_FACTS = """
    SELECT subject_id, "key", value FROM fact WHERE case_id = ? AND status = 'known'
"""
_DOCUMENT = "SELECT n, summary, forms FROM search_document WHERE case_id = ?"
_ADD = "INSERT INTO search_document (summary, forms, case_id) VALUES (?, ?, ?)"
_KEEP = "UPDATE search_document SET summary = ?, forms = ? WHERE n = ?"
_DROP = "DELETE FROM search_document WHERE n = ?"
_LOSE = "INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', ?, ?)"
_GAIN = "INSERT INTO search_index (rowid, tokens) VALUES (?, ?)"
_FIND = """
    SELECT summary FROM search_index
    CROSS JOIN search_document ON search_document.n = search_index.rowid
    WHERE search_index MATCH ? ORDER BY search_index.rowid DESC LIMIT ? OFFSET ?
"""
_NEWEST = "SELECT summary FROM search_document ORDER BY case_id DESC LIMIT ? OFFSET ?"
_SHARED = """
    SELECT term FROM search_term
    WHERE term >= '#' AND term < '$' AND (doc > 1 OR term = ?) ORDER BY term DESC LIMIT ?
"""
_LEAVES = """
    SELECT id >> 37, id & 0x7fffffff, hex(substr(block, 3, 2)), length(block)
    FROM search_index_data WHERE id > 10 AND (id >> 31) & 63 = 0
"""
_LISTED = "SELECT segid, pgno >> 1 FROM search_index_idx"
_EVERY_CASE = 'SELECT id FROM "case" UNION SELECT case_id FROM search_document ORDER BY 1'


@event.listens_for(JournaledSession, "before_commit")
def index_stale(session: Session) -> None:
    """Bring the documents of changed cases up to date before they are committed."""
    session.flush()
    if session.info["touched"].isdisjoint(_SEARCHED):
        return
    cursor = _cursor(session)
    for case_id in sorted(session.info.pop("cases", ())):
        _index(cursor, case_id)


class Summary(NamedTuple):
    """What a list shows of a case, in one row: fifty cases would be hundreds of pages.

    Attributes:
        case: the columns of its row that `SHOWN` names, in that order.
        names: the name facts of the person under whom it is listed.
        workflows: of its procedures, sorted.
    """

    case: Sequence[str]
    names: Mapping[str, str]
    workflows: Sequence[str]
    people: int

    @property
    def case_id(self) -> str:
        """Which case it is."""
        return self.case[0]


def find_cases(
    session: Session, expression: str, limit: int | None = None, offset: int = 0
) -> list[Summary]:
    """The cases whose documents match, those that came last into this vault first.

    Args:
        expression: as `search.match_expression` and its relatives make it.
    """
    return _summaries(session, _FIND, expression, _without_limit(limit), offset)


def find_by_words(
    session: Session, text: str, limit: int | None = None, offset: int = 0
) -> list[Summary]:
    """The cases in which every typed word occurs.

    Where nothing was typed yet, or a first letter, all cases are as good: newest first.
    """
    if expression := match_expression(text):
        return find_cases(session, expression, limit, offset)
    if text.strip() and not words_of(text):
        return []
    return _summaries(session, _NEWEST, _without_limit(limit), offset)


def shared_forms(session: Session, limit: int) -> list[str]:
    """Forms with a mark that more than one case has, or two people of one case."""
    return [form for (form,) in _cursor(session).execute(_SHARED, (TWICE, limit))]


def _without_limit(limit: int | None) -> int:
    return -1 if limit is None else limit


def _summaries(session: Session, statement: str, *values: str | int) -> list[Summary]:
    found = _cursor(session).execute(statement, values).fetchall()
    # Read as one text: a long list is a long way for one by one.
    return [*map(Summary._make, json.loads(f"[{','.join(text for (text,) in found)}]"))]


def _cursor(session: Session) -> Any:
    # The driver itself: these statements run at every save and at every key.
    return bare_of(session).cursor()


def _index(cursor: Any, case_id: str) -> None:
    found = cursor.execute(_DOCUMENT, (case_id,)).fetchone()
    number, *old = found or (None, "", "")
    new = _document(cursor, case_id)
    if new == tuple(old):
        return
    if not new[0]:
        cursor.execute(_DROP, (number,))
    elif number is None:
        number = cursor.execute(_ADD, (*new, case_id)).lastrowid
    else:
        cursor.execute(_KEEP, (*new, number))
    _edit(cursor, number, old[1], new[1])


def _edit(cursor: Any, number: int | None, old: str, new: str) -> None:
    if new == old:
        return
    lost, gained = token_changes(old, new)
    # FTS5 counts its documents by these two statements: what was there is taken out once,
    # what is there is put in once, be it without a token.
    if old:
        cursor.execute(_LOSE, (number, " ".join(lost)))
    if new:
        cursor.execute(_GAIN, (number, " ".join(gained)))


def _document(cursor: Any, case_id: str) -> tuple[str, str]:
    """Summary and forms as the rows make them; both empty where there is no such case."""
    row = cursor.execute(_CASE, (case_id,)).fetchone()
    if row is None:
        return "", ""
    names = [column[0] for column in cursor.description]
    case = {name: value for name, value in zip(names, row, strict=True) if name != "heads"}
    subjects = cursor.execute(_SUBJECTS, (case_id,)).fetchall()
    return made_document(case, subjects, cursor.execute(_FACTS, (case_id,)).fetchall())


def made_document(
    case: Mapping[str, str], subjects: Sequence[tuple[str, str, str]], facts: Sequence[Fact]
) -> tuple[str, str]:
    """Summary and forms of a case.

    Args:
        case: the columns of its row.
        subjects: kind, id and, of procedures, workflow of everything in it.
        facts: the known answers about it and about everything that was ever in it.
    """
    # An entry that was removed keeps its answers for the history; they are not searched.
    present = {case["id"], *(subject for _, subject, _ in subjects)}
    facts = [fact for fact in facts if fact[0] in present]
    forms = document_of(case["number"], case["title"], facts)
    return _summary(case, subjects, facts), forms


def _summary(
    case: Mapping[str, str], subjects: Sequence[tuple[str, str, str]], facts: Sequence[Fact]
) -> str:
    lead = case["lead_person_id"]
    names = {k: json.loads(v) for who, k, v in facts if who == lead and k in NAME_KEYS}
    workflows: list[JsonValue] = [
        workflow for kind, _, workflow in subjects if kind == "procedure"
    ]
    people = sum(kind == "person" for kind, _, _ in subjects)
    shown: list[JsonValue] = [case[name] for name in SHOWN]
    return canonical([shown, names, workflows, people])  # in the order of Summary


# --- making it anew, and comparing


def refresh_index(connection: Connection) -> None:
    """Fill the index where it is empty or of an older kind; in the caller's transaction."""
    cursor = connection.connection.cursor()
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
    every = [case_id for (case_id,) in cursor.execute(_EVERY_CASE).fetchall()]
    wrong = tuple(case_id for case_id in every if not _is_current(cursor, case_id))
    if wrong or _is_sound(cursor):
        return wrong
    return tuple(every)


def _is_current(cursor: Any, case_id: str) -> bool:
    kept = cursor.execute(_DOCUMENT, (case_id,)).fetchone() or (0, "", "")
    return _document(cursor, case_id) == tuple(kept[1:])


def _is_sound(cursor: Any) -> bool:
    try:
        cursor.execute(
            "INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)"
        )
    except dbapi2.DatabaseError:
        return False
    return _lists_every_page(cursor)


def _lists_every_page(cursor: Any) -> bool:
    """FTS5 compares what its list of pages leads to; a page out of the list is never found.

    Source:
        SQLite 3.53, ext/fts5/fts5_index.c: rowids of segment pages, and the header of a
        leaf, whose second half is less than the page's size where terms begin on the page.
        Checked 2026-11-24.
    """
    pages = {
        (segment, page)
        for segment, page, header, size in cursor.execute(_LEAVES)
        if int(header, 16) < size
    }
    return pages <= set(cursor.execute(_LISTED))
