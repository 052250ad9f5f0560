"""Edits: cases with a person and her names in one transaction, single facts, documents."""

from __future__ import annotations

import hashlib
from pathlib import Path

from consul_desk.casework.cases import insert_case, list_cases
from consul_desk.casework.documents import add_document, list_documents, read_document
from consul_desk.casework.facts import list_facts, put_fact, set_fact
from consul_desk.casework.history import history
from consul_desk.casework.names import NAME_KEYS
from consul_desk.casework.people import insert_person, list_people
from consul_desk.errors import ConsulDeskError
from consul_desk.values import Answer, CaseId
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
from tests.faults.teller import Done, Teller, Told

NAMES = ("KANAREIKINA", "VERA", MARK, "Вера")
PLACE = "person.birth_place"


class Edit(Scenario):
    """Each round: a case as one transaction, then a fact of it, then a document."""

    def prepare(self, home: Path) -> None:
        vault = new_vault(home / VAULT)
        one_case(vault, "from before")
        vault.close()

    def run(self, home: Path, teller: Teller, rounds: int) -> None:
        with opened(teller, lambda: Vault.open(home / VAULT, secret())) as vault:
            teller.ready()
            for number in range(rounds if vault else 0):
                assert vault is not None
                _edit(vault, teller, f"{MARK} {number}")

    def judge(self, vault: Vault, home: Path, told: Told, verdict: Verdict) -> None:
        shapes_of_cases(vault, verdict)
        cases = {case.id: case.title for case in list_cases(vault)}
        for done in told.done:
            verdict.expect(cases.get(CaseId(done["case"])) == done["title"], f"case {done}")
            if done["case"] not in cases:
                continue
            if done["kind"] == "case":
                found = list_cases(vault, search=done["title"])
                verdict.expect(done["case"] in {case.id for case in found}, f"index {done}")
            if done["kind"] == "fact":
                verdict.expect(_has_fact(vault, done), f"fact {done}")
            if done["kind"] == "document":
                verdict.expect(has_document(vault, done), f"document {done}")


def one_case(vault: Vault, title: str) -> tuple[str, str]:
    """A case, a person and four names in one transaction."""
    with vault.write() as session:
        case_id = insert_case(session, title)
        session.flush()
        person = insert_person(session, case_id, "applicant")
        session.flush()
        for key, name in zip(NAME_KEYS[:4], NAMES, strict=True):
            put_fact(session, packs().vocabulary, person, key, Answer(name), "consul")
    return case_id, person


def _edit(vault: Vault, teller: Teller, title: str) -> None:
    case_id = ""
    with teller.trying():
        case_id, person = one_case(vault, title)
        teller.done(kind="case", case=case_id, title=title)
    if not case_id:
        return
    with teller.trying():
        place = "Obraztsovsk " + "".join("abcdefghij"[int(d)] for d in title if d.isdigit())
        set_fact(vault, packs().vocabulary, person, PLACE, Answer(place))
        teller.done(kind="fact", case=case_id, title=title, subject=person, place=place)
    with teller.trying():
        content = random_bytes(150_000)
        document = add_document(vault, case_id, content, title=MARK)
        digest = hashlib.sha256(content).hexdigest()
        teller.done(kind="document", case=case_id, title=title, id=document, sha256=digest)


def _has_fact(vault: Vault, done: Done) -> bool:
    """It stands there, and the history says that it was put there."""
    stands = any(
        (fact.subject_id, fact.key, fact.answer.value)
        == (done["subject"], PLACE, done["place"])
        for fact in list_facts(vault, done["case"])
    )
    told = any(
        entry.key == PLACE and entry.after.get("value") == done["place"]
        for entry in history(vault, done["case"])
    )
    return stands and told


def has_document(vault: Vault, done: Done) -> bool:
    """It is listed and can be read, byte for byte."""
    if done["id"] not in {document.id for document in list_documents(vault, done["case"])}:
        return False
    try:
        content = read_document(vault, done["id"])
    except ConsulDeskError:
        return False
    return hashlib.sha256(content).hexdigest() == str(done["sha256"])


def shapes_of_cases(vault: Vault, verdict: Verdict) -> None:
    """A case came with one person and four names, or not at all."""
    for case in list_cases(vault):
        people = list_people(vault, case.id)
        keys = {fact.key for fact in list_facts(vault, case.id)}
        whole = len(people) == 1 and set(NAME_KEYS[:4]) <= keys
        lead = {entry.op for entry in history(vault, case.id) if entry.kind == "case"}
        if not whole or "insert" not in lead:
            verdict.torn.append(f"half a case: {len(people)} people, {sorted(keys)}")
