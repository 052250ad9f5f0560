"""Backups, and going back to one: the vault stays whole, and so does every backup listed."""

from __future__ import annotations

import json
from pathlib import Path

from consul_desk.casework.cases import list_cases
from consul_desk.errors import ConsulDeskError
from consul_desk.vault.backup import list_backups, make_backup, verify_backup
from consul_desk.vault.restore import restore_backup
from consul_desk.vault.vault import Vault
from tests.faults.scenario import MARK, VAULT, Scenario, Verdict, opened, secret
from tests.faults.scenario_edit import Edit, one_case, shapes_of_cases
from tests.faults.teller import Teller, Told


class MakeBackup(Scenario):
    """Each round: a case, then a backup that holds it."""

    kill_within_s = 0.8

    def prepare(self, home: Path) -> None:
        Edit().prepare(home)

    def run(self, home: Path, teller: Teller, rounds: int) -> None:
        with opened(teller, lambda: Vault.open(home / VAULT, secret())) as vault:
            teller.ready()
            for number in range(rounds if vault else 0):
                assert vault is not None
                with teller.trying():
                    case_id, _ = one_case(vault, f"{MARK} {number}")
                    teller.done(kind="case", case=case_id)
                with teller.trying():
                    backup = make_backup(vault)
                    teller.done(kind="backup", number=backup.number)

    def judge(self, vault: Vault, home: Path, told: Told, verdict: Verdict) -> None:
        shapes_of_cases(vault, verdict)
        cases = {case.id for case in list_cases(vault)}
        backups = list_backups(vault.folder)
        newest = max((backup.number for backup in backups), default=0)
        for done in told.done:
            if done["kind"] == "case":
                verdict.expect(done["case"] in cases, f"case {done}")
            else:
                verdict.expect(newest >= done["number"], f"backup {done}")
        for backup in backups:
            verdict.torn += [f"{backup.name}: {f}" for f in verify_backup(vault, backup)]
        make_backup(vault)  # what was left half made is in nobody's way


class Restore(Scenario):
    """Going back to the first backup; whenever it is disturbed, the old or the new opens."""

    kill_within_s = 0.6

    def prepare(self, home: Path) -> None:
        Edit().prepare(home)
        vault = Vault.open(home / VAULT, secret())
        row = make_backup(vault)
        later, _ = one_case(vault, "later")
        vault.close()
        (home / "known.json").write_text(json.dumps([row.name, later]))

    def run(self, home: Path, teller: Teller, rounds: int) -> None:
        name = json.loads((home / "known.json").read_text())[0]
        teller.ready()
        with teller.trying():
            restore_backup(home / VAULT, home / VAULT / "backups" / name, secret())
            teller.done(restored=True)

    def judge(self, vault: Vault, home: Path, told: Told, verdict: Verdict) -> None:
        shapes_of_cases(vault, verdict)
        titles = {case.title for case in list_cases(vault)}
        if titles not in ({"from before"}, {"from before", "later"}):
            verdict.torn.append(f"neither the old nor the new: {titles}")
        if told.done:
            verdict.expect(titles == {"from before"}, f"it was not restored: {titles}")
        one_case(vault, "after")  # it goes on from here

    def judge_closed(self, home: Path, told: Told, verdict: Verdict) -> None:
        try:
            Vault.open(home / VAULT, secret()).close()
        except ConsulDeskError as error:
            verdict.lost.append(f"does not open a second time: {error}")
