"""Import: bundles that were sealed before; each is taken in whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from consul_desk.casework.cases import list_cases
from consul_desk.casework.documents import add_document, list_documents, read_document
from consul_desk.casework.facts import set_fact
from consul_desk.exchange.contacts import add_card, list_contacts, my_card, verify_contact
from consul_desk.exchange.identity import fingerprint_digits
from consul_desk.exchange.incoming import accept_import
from consul_desk.exchange.outgoing import export_cases
from consul_desk.values import Answer, CaseId
from consul_desk.vault.tables import ReceivedBundleTable
from consul_desk.vault.vault import Vault
from tests.faults.scenario import (
    MARK,
    VAULT,
    Scenario,
    Verdict,
    new_vault,
    opened,
    packs,
    random_bytes,
    secret,
)
from tests.faults.scenario_edit import one_case, shapes_of_cases
from tests.faults.teller import Done, Teller, Told

BUNDLES = 8
SEALED = "sealed"


class Import(Scenario):
    """Each round takes in one bundle with one case and its scan."""

    kill_within_s = 0.8
    rounds = 2

    def prepare(self, home: Path) -> None:
        sender, receiver = new_vault(home / "sender", "Anna Konsul"), new_vault(home / VAULT)
        for vault, other in ((sender, receiver), (receiver, sender)):
            card = my_card(other)
            contact = add_card(vault, card.to_bytes())
            verify_contact(vault, contact.id, fingerprint_digits(card.fingerprint))
        (home / SEALED).mkdir()
        for number in range(BUNDLES):
            _seal(sender, home / SEALED, number)
        receiver.close()
        sender.close()
        shutil.rmtree(home / "sender")

    def run(self, home: Path, teller: Teller, rounds: int) -> None:
        with opened(teller, lambda: Vault.open(home / VAULT, secret())) as vault:
            teller.ready()
            for number in range(min(rounds, BUNDLES) if vault else 0):
                assert vault is not None
                with teller.trying():
                    report = accept_import(vault, home / SEALED / f"{number}.age")
                    teller.done(number=number, bundle=report.bundle_id)

    def judge(self, vault: Vault, home: Path, told: Told, verdict: Verdict) -> None:
        shapes_of_cases(vault, verdict)
        cases = {case.id for case in list_cases(vault)}
        acknowledged = {done["number"]: done for done in told.done}
        for number in range(BUNDLES):
            case = json.loads((home / SEALED / f"{number}.json").read_text())
            has_case = CaseId(case["case"]) in cases
            is_whole = has_case and _is_whole(vault, case)
            if number in acknowledged:
                is_known = _knows_bundle(vault, acknowledged[number]["bundle"])
                verdict.expect(is_whole and is_known, f"bundle {number}")
            elif has_case and not is_whole:
                verdict.torn.append(f"half of bundle {number}")


def _seal(sender: Vault, folder: Path, number: int) -> None:
    case_id, _person = one_case(sender, f"{MARK} {number}")
    consent = Answer(value=True)
    set_fact(sender, packs().vocabulary, case_id, "case.consent_to_share", consent)
    content = random_bytes(150_000)
    add_document(sender, case_id, content, title=MARK)
    contact = list_contacts(sender)[0]
    sealed = export_cases(sender, [case_id], [contact.id], folder / f"{number}.age")
    known = {"case": case_id, "sha256": hashlib.sha256(content).hexdigest()}
    sealed.path.with_suffix(".json").write_text(json.dumps(known))


def _is_whole(vault: Vault, case: Done) -> bool:
    documents = list_documents(vault, case["case"])
    found = [hashlib.sha256(read_document(vault, d.id)).hexdigest() for d in documents]
    return found == [case["sha256"]]


def _knows_bundle(vault: Vault, bundle_id: str) -> bool:
    with vault.read() as session:
        return session.get(ReceivedBundleTable, bundle_id) is not None
