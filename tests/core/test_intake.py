"""An intake file becomes a case, wholly or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from consul_desk.casework.cases import list_cases
from consul_desk.casework.documents import list_documents, read_document
from consul_desk.casework.facts import case_facts, list_facts
from consul_desk.casework.intake import take_in
from consul_desk.casework.people import list_entries, list_people
from consul_desk.casework.procedures import show_case
from consul_desk.errors import UnreadableFileError
from consul_desk.errors.casework import IntakeError
from consul_desk.language import language
from consul_desk.messages import explain
from consul_desk.paths import forms_folder
from consul_desk.values import Answer, AnswerStatus
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import Packs, load_packs
from tests.core.command_line import STORY, fingerprints

REGISTER = "{workflow: address-registration}"
FAMILY = STORY / "family.yaml"
SMALL = """\
title: Muster
people:
  - id: a
    role: applicant
"""


@pytest.fixture(scope="session")
def packs() -> Packs:
    return load_packs(forms_folder())


def _written(folder: Path, text: str) -> Path:
    file = folder / "intake.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_sample_family_becomes_a_case(vault: Vault, packs: Packs) -> None:
    case_id = take_in(vault, packs, FAMILY)
    row = list_cases(vault)[0]
    assert (row.id, row.people, row.workflows) == (case_id, 3, ("address-registration",))
    assert (row.name_latin, row.name_cyrillic) == ("IULIIA SHCHEGLOVA", "Юлия Олеговна Щеглова")
    mother, father, child = list_people(vault, case_id)
    assert (mother.role, father.role, child.role) == ("applicant", "spouse", "child")
    assert len(list_entries(vault, child.id, "identity_document")) == 1


def test_facts_stand_with_their_subjects_and_people_with_their_new_ids(
    vault: Vault, packs: Packs
) -> None:
    case_id = take_in(vault, packs, FAMILY)
    mother, father, child = list_people(vault, case_id)
    procedure = show_case(vault, case_id).procedures[0]
    facts = case_facts(vault, procedure.id)
    assert facts.answer(child.id, "person.legal_guardians") == Answer([mother.id, father.id])
    assert facts.answer(mother.id, "person.married_on") == Answer("2014-08")
    assert facts.answer(procedure.id, "procedure.move_in_on") == Answer("2026-11-10")
    assert facts.answer(case_id, "case.sample_data") == Answer(value=True)
    assert {fact.source for fact in list_facts(vault, case_id)} == {"intake"}


def test_the_scan_is_kept_byte_for_byte(vault: Vault, packs: Packs) -> None:
    case_id = take_in(vault, packs, FAMILY)
    (scan,) = list_documents(vault, case_id)
    assert (scan.kind, scan.media_type) == ("passport", "image/png")
    assert read_document(vault, scan.id) == (STORY / "passport-mother.png").read_bytes()


def test_unknown_and_not_applicable_are_answers(
    vault: Vault, packs: Packs, tmp_path: Path
) -> None:
    text = SMALL + (
        "    facts:\n"
        "      person.birth_place: {status: unknown}\n"
        "      person.nationalities: {status: not_applicable}\n"
    )
    case_id = take_in(vault, packs, _written(tmp_path, text))
    answers = {fact.key: fact.answer for fact in list_facts(vault, case_id)}
    assert answers["person.birth_place"] == Answer(status=AnswerStatus.UNKNOWN)
    assert answers["person.nationalities"] == Answer(status=AnswerStatus.NOT_APPLICABLE)


def test_a_case_that_is_no_sample_says_nothing_about_it(
    vault: Vault, packs: Packs, tmp_path: Path
) -> None:
    case_id = take_in(vault, packs, _written(tmp_path, SMALL))
    assert list_facts(vault, case_id) == ()


def test_a_document_may_belong_to_one_procedure(
    vault: Vault, packs: Packs, tmp_path: Path
) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7\n")
    text = SMALL + (
        "procedures: [{workflow: address-registration}]\n"
        "documents:\n"
        "  - {file: letter.pdf, procedure: address-registration, title: Bestätigung}\n"
    )
    details = show_case(vault, take_in(vault, packs, _written(tmp_path, text)))
    (document,) = details.documents
    assert document.procedure_id == details.procedures[0].id
    assert (document.title, document.media_type) == ("Bestätigung", "application/pdf")


@pytest.mark.parametrize(
    ("added", "key", "says"),
    [
        ("    age: 7\n", "people.a.age", "not known"),
        ("    facts: {person.hat: red}\n", "people.a.facts.person.hat", "not known"),
        (
            "    facts: {case.sample_data: true}\n",
            "people.a.facts.case.sample_data",
            "not known",
        ),
        (
            "    facts: {person.born_on: 1988-02-30}\n",
            "people.a.facts.person.born_on",
            "calendar",
        ),
        (
            "    facts: {person.family_name: Щеглова}\n",
            "people.a.facts.person.family_name",
            "Latin",
        ),
        (
            "    facts: {person.legal_guardians: [b]}\n",
            "people.a.facts.person.legal_guardians.0",
            "Nobody",
        ),
        ("  - {id: a, role: child}\n", "people.a.id", "Two people"),
        ("  - {id: b, role: uncle}\n", "people.b.role", "applicant, spouse"),
        ("    entries: [{kind: hat}]\n", "people.a.entries.0.kind", "no such entry"),
        ("procedures: [{workflow: dance}]\n", "procedures.0.workflow", "no such workflow"),
        (
            f"procedures: [{REGISTER}, {REGISTER}]\n",
            "procedures.1.workflow",
            "twice",
        ),
        (
            "procedures: [{workflow: address-registration, people: [b]}]\n",
            "procedures.0.people.0",
            "Nobody",
        ),
        ("documents: [{file: no.png}]\n", "documents.0.file", "no such file"),
        ("documents: [{file: ../out.png}]\n", "documents.0.file", "outside"),
        ("documents: [{file: /etc/hostname}]\n", "documents.0.file", "outside"),
        ("documents: [{file: empty.png}]\n", "documents.0.file", "empty"),
        ("documents: [{file: ok.png, kind: hat}]\n", "documents.0.kind", "checklist"),
        ("documents: [{file: ok.png, procedure: dance}]\n", "documents.0.procedure", "no such"),
        ("title: Again\n", "title", "twice"),
    ],
)
def test_a_fault_is_named_by_line_and_key_and_nothing_is_saved(
    vault: Vault, packs: Packs, tmp_path: Path, added: str, key: str, says: str
) -> None:
    place = tmp_path / "desk"
    place.mkdir()
    (place / "ok.png").write_bytes(b"\x89PNG")
    (place / "empty.png").touch()
    (tmp_path / "out.png").write_bytes(b"\x89PNG")
    before = fingerprints(vault.folder)
    with pytest.raises(IntakeError) as caught:
        take_in(vault, packs, _written(place, SMALL + added))
    facts = caught.value.facts
    assert (facts["key"], facts["line"]) == (key, SMALL.count("\n") + 1)
    assert says in explain(caught.value, language("en")).happened
    assert list_cases(vault) == ()
    assert fingerprints(vault.folder) == before


def test_a_file_that_is_not_there_is_unreadable(
    vault: Vault, packs: Packs, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableFileError):
        take_in(vault, packs, tmp_path / "none.yaml")


def test_a_link_out_of_the_folder_is_refused(
    vault: Vault, packs: Packs, tmp_path: Path
) -> None:
    place = tmp_path / "desk"
    place.mkdir()
    shutil.copy(STORY / "passport-child.png", tmp_path / "out.png")
    (place / "scan.png").symlink_to(tmp_path / "out.png")
    with pytest.raises(IntakeError):
        take_in(vault, packs, _written(place, SMALL + "documents: [{file: scan.png}]\n"))


def test_when_the_write_fails_the_stored_scan_is_taken_back(
    vault: Vault, packs: Packs, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprints(vault.folder)
    monkeypatch.setattr("consul_desk.casework.intake.insert_case", _breaks)
    with pytest.raises(OSError, match="disk full"):
        take_in(vault, packs, FAMILY)
    assert fingerprints(vault.folder) == before


def _breaks(*_: object) -> str:
    raise OSError("disk full")
