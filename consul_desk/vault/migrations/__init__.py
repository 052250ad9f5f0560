"""Schema steps, from the first table on. Comes in: an engine. Goes out: today's schema.

Each step is frozen SQL in a module of its own; `PRAGMA user_version` counts the steps that
a database has gone through. All missing steps run in one transaction, in which the search
index is made anew too where it is missing or of an older kind.
"""

from __future__ import annotations

from sqlalchemy import Engine

from consul_desk.errors.vault import VaultTooNewError
from consul_desk.vault.migrations import (
    v0001_first_tables,
    v0002_search,
    v0003_erasure,
    v0004_receipts,
    v0005_upkeep,
)
from consul_desk.vault.search_index import refresh_index

STEPS: tuple[tuple[str, ...], ...] = (
    v0001_first_tables.STATEMENTS,
    v0002_search.STATEMENTS,
    v0003_erasure.STATEMENTS,
    v0004_receipts.STATEMENTS,
    v0005_upkeep.STATEMENTS,
)


def migrate(engine: Engine) -> None:
    """Bring a database to today's schema.

    Raises:
        VaultTooNewError: a newer program has been here.
    """
    with engine.begin() as connection:
        found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if found > len(STEPS):
            raise VaultTooNewError(found=found, known=len(STEPS))
        for statements in STEPS[found:]:
            for statement in statements:
                connection.exec_driver_sql(statement)
        if found < len(STEPS):
            connection.exec_driver_sql(f"PRAGMA user_version = {len(STEPS)}")
        refresh_index(connection)


def is_behind(engine: Engine) -> bool:
    """Tell whether steps are missing; a copy should be made before they run."""
    with engine.connect() as connection:
        found: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return found < len(STEPS)
