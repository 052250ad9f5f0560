"""Edits while the clock of the process jumps, stands still or crosses an odd moment."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from consul_desk.casework.cases import list_cases
from consul_desk.casework.facts import set_fact
from consul_desk.casework.history import history
from consul_desk.casework.intake import take_in
from consul_desk.casework.people import add_person, list_people
from consul_desk.casework.procedures import list_deadlines
from consul_desk.values import Answer
from consul_desk.vault.vault import Vault
from tests.faults import shim
from tests.faults.scenario import VAULT, Scenario, Verdict, new_vault, packs, secret
from tests.faults.teller import Teller, Told

FAMILY = Path(__file__).resolve().parents[1] / "story" / "family.yaml"
PLAN, BEFORE = "clock.json", "before.json"
TODAY = date(2026, 11, 23)
_NAME = "person.family_name_cyrillic"
_EDITS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """Where the clock is put before some edits.

    Attributes:
        at: ISO time with offset.
        zone: what the system's time zone is meanwhile.
        stands: the clock shows the same tick again and again.
        reopens: the vault is closed and opened in between.
    """

    at: str
    zone: str = "Europe/Berlin"
    stands: bool = False
    reopens: bool = False

    @property
    def at_s(self) -> int:
        """Seconds since 1970."""
        return int(datetime.fromisoformat(self.at).astimezone(UTC).timestamp())


class Clock(Scenario):
    """Each step adds people and changes one name over and over."""

    def prepare(self, home: Path) -> None:
        vault = new_vault(home / VAULT)
        case_id = take_in(vault, packs(), FAMILY)
        (home / BEFORE).write_text(json.dumps([case_id, _deadlines(vault)]))
        vault.close()

    def plan(self, home: Path, steps: tuple[Step, ...]) -> None:
        """Say where the clock shall go."""
        (home / PLAN).write_text(json.dumps([asdict(step) for step in steps]))

    def run(self, home: Path, teller: Teller, rounds: int) -> None:
        case_id = json.loads((home / BEFORE).read_text())[0]
        steps = [Step(**step) for step in json.loads((home / PLAN).read_text())]
        _go_to(steps[0])
        vault = Vault.open(home / VAULT, secret())
        teller.ready()
        subject = list_people(vault, case_id)[0].id
        for step in steps:
            if step.reopens:
                vault.close()
            _go_to(step)
            if step.reopens:
                vault = Vault.open(home / VAULT, secret())
            for _ in range(_EDITS):
                with teller.trying():
                    _edit(vault, case_id, subject, teller)
        vault.close()

    def judge(self, vault: Vault, home: Path, told: Told, verdict: Verdict) -> None:
        case_id, deadlines = json.loads((home / BEFORE).read_text())
        subject = list_people(vault, case_id)[0].id
        names = [
            str(entry.after["value"])
            for entry in history(vault, case_id)
            if (entry.key, entry.subject_id) == (_NAME, subject)
        ]
        wanted = [done["name"] for done in told.done]
        verdict.expect(set(wanted) <= set(names), f"names {wanted} in {names}")
        if names[1:] != wanted:
            verdict.torn.append(f"the history tells {names[1:]}, written were {wanted}")
        people = [person.id for person in list_people(vault, case_id)][-len(wanted) :]
        if people != [done["person"] for done in told.done]:
            verdict.torn.append("people are not in the order in which they were entered")
        if _deadlines(vault) != deadlines:
            verdict.torn.append("deadlines moved")
        if len(list_cases(vault)) != 1:
            verdict.torn.append("there is another case")


def _go_to(step: Step) -> None:
    os.environ["TZ"] = step.zone
    time.tzset()
    shim.set_clock(step.at_s, stands=step.stands)


def _edit(vault: Vault, case_id: str, subject: str, teller: Teller) -> None:
    person = add_person(vault, case_id, "other")
    letters = "".join("абвгдежзик"[int(digit)] for digit in str(time.monotonic_ns()))
    set_fact(vault, packs().vocabulary, subject, _NAME, Answer(f"Имя {letters}"))
    teller.done(person=person, name=f"Имя {letters}")


def _deadlines(vault: Vault) -> list[str]:
    return [str(row.deadline) for row in list_deadlines(vault, packs(), TODAY)]
