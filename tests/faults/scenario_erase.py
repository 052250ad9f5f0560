"""Erasure: a case goes with its values, files and index, or it is all there."""

from __future__ import annotations

import json
from pathlib import Path

from consul_desk.casework.cases import list_cases
from consul_desk.casework.documents import list_documents, read_document
from consul_desk.casework.erasure import ErasureReason, erase_case, list_erased
from consul_desk.vault.vault import Vault
from tests.faults.scenario import VAULT, Scenario, Verdict, new_vault, opened, secret
from tests.faults.scenario_edit import Edit, shapes_of_cases
from tests.faults.teller import Silent, Teller, Told

CASES = 6


class Erase(Scenario):
    """Each round erases one case."""

    def prepare(self, home: Path) -> None:
        new_vault(home / VAULT).close()
        Edit().run(home, Silent(), CASES)
        vault = Vault.open(home / VAULT, secret())
        known = [case.id for case in list_cases(vault)]
        (home / "known.json").write_text(json.dumps(known))
        vault.close()

    def run(self, home: Path, teller: Teller, rounds: int) -> None:
        known = json.loads((home / "known.json").read_text())
        with opened(teller, lambda: Vault.open(home / VAULT, secret())) as vault:
            teller.ready()
            for case_id in known[:rounds] if vault else ():
                assert vault is not None
                with teller.trying():
                    erase_case(vault, case_id, ErasureReason.NO_LONGER_NEEDED)
                    teller.done(erased=case_id)

    def judge(self, vault: Vault, home: Path, told: Told, verdict: Verdict) -> None:
        shapes_of_cases(vault, verdict)
        known = json.loads((home / "known.json").read_text())
        here = {case.id for case in list_cases(vault)}
        erased = {row.case_id for row in list_erased(vault)}
        if here & erased or here | erased != set(known):
            verdict.torn.append(f"{len(here)} cases, {len(erased)} erased of {len(known)}")
        for done in told.done:
            verdict.expect(done["erased"] in erased, f"erasure of {done}")
        for case_id in here:
            for document in list_documents(vault, case_id):
                read_document(vault, document.id)
