"""Two processes at one vault, and locks that nobody holds any more."""

from __future__ import annotations

import time
from pathlib import Path

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.errors import ConsulDeskError
from consul_desk.errors.vault import VaultInUseError
from consul_desk.vault.vault import Vault
from tests.faults.child import Request
from tests.faults.counts import Count
from tests.faults.homes import Homes
from tests.faults.nursery import Nursery
from tests.faults.scenario import VAULT, secret

RUNS = 20
SOON_S = 2.0


def two_processes(folder: Path, runs: int) -> Count:
    """Who comes second hears so at once, changes nothing, and gets in once the first ends."""
    count = Count("two processes, lock holder killed")
    homes = Homes(folder)
    with Nursery() as nursery:
        for number in range(runs):
            with homes.copy("edit") as home:
                _second(home, nursery, f"run {number}", count)
    return count


def _second(home: Path, nursery: Nursery, what: str, count: Count) -> None:
    said: list[str] = []

    def while_held() -> None:
        begun = time.monotonic()
        try:
            Vault.open(home / VAULT, secret()).close()
            said.append("opened twice")
        except VaultInUseError:
            if time.monotonic() - begun > SOON_S:
                said.append("waited")
        except ConsulDeskError as error:
            said.append(str(error))

    told = nursery.run(Request("edit", str(home), 10_000), 0.2, while_held)
    try:
        vault = Vault.open(home / VAULT, secret())
    except ConsulDeskError as error:
        count.ran(f"{what}: after the kill: {error}", lost=1)
        return
    titles = {case.title for case in list_cases(vault)}
    lost = sum(done["title"] not in titles for done in told.done)
    vault.close()
    count.ran(f"{what}: {said}, lost {lost}", lost=lost, silent=len(said))


def stale_files(folder: Path) -> Count:
    """Files that a dead process left beside the vault keep nobody out."""
    count = Count("stale locks and leftovers")
    homes = Homes(folder)
    leftovers = {
        "lock": b"4711\n",
        "vault.db-journal": b"",
        "vault.db-journal ": b"",
        "vault.db-wal": bytes(32),
        "vault.db-shm": bytes(32),
        "head.a.new": b"{half",
        "head.b.new": b"",
        "blobs/00.new": b"half a blob",
        "vault.db.lock": b"4711",
        ".nfs0001": b"",
    }
    for name, data in leftovers.items():
        with homes.copy("edit") as home:
            (home / VAULT / name).write_bytes(data)
            count.ran(f"{name!r}", lost=not _works(home))
    return count


def _works(home: Path) -> bool:
    try:
        vault = Vault.open(home / VAULT, secret())
    except ConsulDeskError:
        return False
    open_case(vault, "after")
    titles = {case.title for case in list_cases(vault)}
    vault.close()
    return titles == {"from before", "after"}
