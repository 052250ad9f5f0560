"""All that a vault holds, as a user could see it: rows, and what a search finds."""

from __future__ import annotations

from pathlib import Path

from consul_desk.casework.cases import list_cases
from consul_desk.casework.facts import list_facts
from consul_desk.casework.names import NAME_KEYS
from consul_desk.vault.vault import Vault
from tests.faults.scenario import VAULT, secret

_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    " AND name NOT LIKE 'search_index%'"
)
_NOTES = ("verified_at",)


def contents(home: Path) -> dict[str, list[str]]:
    """Every row of every table but the index's own, and every search for a name or title."""
    vault = Vault.open(home / VAULT, secret())
    try:
        return {**_rows(vault), **_searches(vault)}
    finally:
        vault.close()


def _rows(vault: Vault) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with vault.read() as session:
        raw = session.connection()
        for (name,) in raw.exec_driver_sql(_TABLES).all():
            rows = raw.exec_driver_sql(f'SELECT * FROM "{name}"').all()
            found[name] = sorted(str(tuple(row)) for row in rows if row[0] not in _NOTES)
    return found


def _searches(vault: Vault) -> dict[str, list[str]]:
    words = {case.title for case in list_cases(vault)}
    for case in list_cases(vault):
        words |= {str(f.answer.value) for f in list_facts(vault, case.id) if f.key in NAME_KEYS}
    return {
        f"search for {word}": sorted(case.id for case in list_cases(vault, search=word))
        for word in sorted(words)
    }
