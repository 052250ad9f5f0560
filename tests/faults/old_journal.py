"""A journal of yesterday beside the vault of today: SQLite would take it for a crash's.

It would roll pages back to what they were then. Whoever copied the folder while it was being
written could try that.
"""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

from consul_desk.paths import DATABASE_FILE
from tests.faults import points, shim
from tests.faults.child import Request
from tests.faults.counts import Count
from tests.faults.homes import Homes
from tests.faults.nursery import Nursery
from tests.faults.scenario import VAULT
from tests.faults.shim import Mode
from tests.faults.tamper import Victims

_JOURNAL = f"{DATABASE_FILE}-journal"


def old_journals(folder: Path) -> Count:
    """The journal of every commit of a session, each planted once."""
    count = Count("old journals planted")
    if reason := shim.missing():
        count.skipped = reason
        return count
    victims = Victims(folder)
    for number, journal in enumerate(_journals(victims.older, folder)):

        def plant(home: Path, journal: bytes = journal) -> Path:
            (home / VAULT / _JOURNAL).write_bytes(journal)
            return home / VAULT / _JOURNAL

        victims.judge(f"journal {number} as", plant, count)
    return count


def _journals(older: Path, folder: Path) -> list[bytes]:
    """Crash at the first page that each commit writes: there the journal is hot."""
    homes = Homes(folder / "homes")
    template = folder / "homes" / "templates" / "edit"
    template.parent.mkdir(parents=True)
    shutil.copytree(older, template)
    found = []
    with Nursery(shim.library()) as nursery:
        passed = points.points_of("edit", homes, nursery)
        firsts = [
            now.number
            for before, now in pairwise(passed)
            if (now.call, now.path.name) == ("write", DATABASE_FILE)
            and (before.call, before.path.name) != ("write", DATABASE_FILE)
        ]
        for number in firsts:
            with homes.copy("edit") as home:
                nursery.run(Request("edit", str(home), 1, number, int(Mode.BEFORE)))
                found.append((home / VAULT / _JOURNAL).read_bytes())
    return found
