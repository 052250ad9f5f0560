"""A person's own data: all of hers, nothing of the others', in three languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from consul_desk.casework.cases import open_case
from consul_desk.casework.documents import add_document, save_copy
from consul_desk.casework.erasure import erase_case
from consul_desk.casework.facts import set_fact
from consul_desk.casework.history import history
from consul_desk.casework.intake import take_in
from consul_desk.casework.people import add_person, list_entries, list_people, remove_entry
from consul_desk.casework.retention import set_dates
from consul_desk.casework.subject_data import save_subject_data, subject_data
from consul_desk.casework.subject_rows import SubjectData
from consul_desk.errors import NotFoundError, UnwritableFileError
from consul_desk.language import language
from consul_desk.paths import forms_folder
from consul_desk.values import Answer, LanguageCode
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import Packs, load_packs
from consul_desk.workflows.model import Vocabulary

FAMILY = Path(__file__).parents[1] / "story" / "family.yaml"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs(forms_folder())


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    words = bytearray(b"words for tests only")
    made = Vault.create(
        tmp_path / "v", words, owner="Vera Muster", kdf=KDF_FLOOR, clock=lambda: NOW
    )
    yield made
    made.close()


@pytest.fixture
def people(vault: Vault, packs: Packs) -> dict[str, str]:
    """The sample family: ids by role."""
    case_id = take_in(vault, packs, FAMILY)
    return {row.role: row.id for row in list_people(vault, case_id)}


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).replace("\ufffe", "-").split())


def saved(
    vault: Vault, packs: Packs, person: str, folder: Path, code: LanguageCode = "en"
) -> tuple[str, dict[str, Any]]:
    """What the two files say."""
    folder.mkdir(exist_ok=True)
    pdf, structured = save_subject_data(vault, packs, person, folder, language(code))
    return text_of(pdf), json.loads(structured.read_bytes())


def shown(data: SubjectData) -> dict[str, object]:
    return {fact.key: fact.answer.value for topic in data.topics for fact in topic.facts}


def test_everything_about_her_is_there(
    vault: Vault, packs: Packs, people: dict[str, str]
) -> None:
    data = subject_data(vault, packs, people["applicant"])
    facts = shown(data)
    assert facts["person.family_name"] == "SHCHEGLOVA"
    assert facts["identity_document.number"] == "001234567"
    assert facts["case.consent_to_share"] is True
    assert any(key.startswith("procedure.") for key in facts)
    assert data.procedures
    assert data.is_sample
    assert data.documents
    assert {change.row.actor for change in data.history} == {"Vera Muster"}
    assert all(fact.field for topic in data.topics for fact in topic.facts)


def test_nothing_about_the_others_is_there(
    vault: Vault, packs: Packs, people: dict[str, str], tmp_path: Path
) -> None:
    case_id = subject_data(vault, packs, people["applicant"]).case.id
    add_document(vault, case_id, b"%PDF-1", title="Pass Andrei", file_name="АНДРЕЙ.pdf")
    pdf, structured = saved(vault, packs, people["applicant"], tmp_path / "to")
    written = pdf + json.dumps(structured, ensure_ascii=False)
    for word in ("ANDREI", "Andrei", "Андрей", "АНДРЕЙ", "Юрьевич", "MARIIA", "Мария"):
        assert word not in written
    for role in ("spouse", "child"):
        assert people[role] not in written
    assert any(document["title"] is None for document in structured["documents"])
    assert "not shown, because it names somebody else" in pdf


def test_a_childs_guardians_are_called_by_their_roles(
    vault: Vault, packs: Packs, people: dict[str, str], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    parents = Answer([people["applicant"], people["spouse"]])
    set_fact(vault, vocabulary, people["child"], "person.legal_guardians", parents)
    assert shown(subject_data(vault, packs, people["child"]))["person.legal_guardians"] == [
        "person:applicant",
        "person:spouse",
    ]
    pdf, _ = saved(vault, packs, people["child"], tmp_path / "to")
    assert "another person (applicant), another person (spouse)" in pdf


def test_alone_in_a_case_she_reads_every_title(vault: Vault, packs: Packs) -> None:
    case_id = open_case(vault, "Щеглова allein")
    person = add_person(vault, case_id, "applicant")
    add_document(vault, case_id, b"%PDF-1", title="Reisepass Щеглова")
    data = subject_data(vault, packs, person)
    assert (data.case_title, data.others) == ("Щеглова allein", 0)
    assert [document.title for document in data.documents] == ["Reisepass Щеглова"]


def test_what_was_removed_is_told_while_it_is_kept(
    vault: Vault, packs: Packs, people: dict[str, str]
) -> None:
    (entry,) = list_entries(vault, people["applicant"], "identity_document")
    remove_entry(vault, entry.id)
    data = subject_data(vault, packs, people["applicant"])
    (topic,) = [topic for topic in data.topics if topic.id == entry.id]
    assert topic.is_removed
    assert "identity_document.number" in {fact.key for fact in topic.facts}


def test_the_history_says_what_was_and_what_became(
    vault: Vault, packs: Packs, people: dict[str, str], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    place = "person.birth_place"
    set_fact(vault, vocabulary, people["applicant"], place, Answer("Kassel"))
    pdf, structured = saved(vault, packs, people["applicant"], tmp_path / "to")
    assert "Obraztsovsk → Kassel" in pdf
    change = [c for c in structured["history"] if c["key"] == place][-1]
    assert (change["before"], change["after"]) == ("Obraztsovsk", "Kassel")


def test_copies_are_told_with_who_has_them(
    vault: Vault, packs: Packs, people: dict[str, str], tmp_path: Path
) -> None:
    data = subject_data(vault, packs, people["applicant"])
    save_copy(vault, data.documents[0].id, tmp_path / "copy.bin")
    saved(vault, packs, people["spouse"], tmp_path / "spouse")
    saved(vault, packs, people["applicant"], tmp_path / "hers")
    _, structured = saved(vault, packs, people["applicant"], tmp_path / "again")
    copies = [(copy["kind"], copy["receiver"]) for copy in structured["copies"]]
    assert copies == [("copy", "copy.bin"), ("subject_data", "hers")]


@pytest.mark.parametrize("code", ["de", "ru", "en"])
def test_both_files_speak_the_language_that_was_asked_for(
    vault: Vault, packs: Packs, people: dict[str, str], tmp_path: Path, code: LanguageCode
) -> None:
    pdf, structured = saved(vault, packs, people["applicant"], tmp_path / "to", code)
    label = packs.vocabulary.field("person.family_name").label
    assert structured["language"] == code
    assert language(code).text(label) in pdf
    assert ("Юлия" if code == "ru" else "IULIIA SHCHEGLOVA") in pdf
    hers = structured["topics"][0]["facts"]
    assert language(code).text(label) in {fact["label"] for fact in hers}
    assert {fact["value"] for fact in hers if fact["key"] == "person.sex"} == {"female"}


def test_the_law_is_told_with_its_articles(
    vault: Vault, packs: Packs, people: dict[str, str], tmp_path: Path
) -> None:
    data = subject_data(vault, packs, people["applicant"])
    set_dates(vault, data.case.id, date(2028, 3, 31), None)
    pdf, structured = saved(vault, packs, people["applicant"], tmp_path / "to")
    told = {one["id"]: one["text"] for one in structured["information"]}
    assert list(told) == [
        "keeper", "purposes", "categories", "recipients", "period", "rights", "complaint",
        "source", "automation",
    ]  # fmt: skip
    for letter in "abcdefgh":
        assert f"Art. 15 (1) ({letter}) GDPR" in pdf
    for article in ("Art. 16", "Art. 17", "Art. 18", "Art. 20", "Art. 21", "Art. 77"):
        assert article in pdf
    assert "31.03.2028" in told["period"]
    assert "Nobody" in told["recipients"]
    for procedure in data.procedures:
        assert procedure.title is not None
        assert procedure.title.en in told["purposes"]


def test_the_file_has_the_format_that_is_documented(
    vault: Vault, packs: Packs, people: dict[str, str], tmp_path: Path
) -> None:
    _, structured = saved(vault, packs, people["applicant"], tmp_path / "to")
    assert structured["format"] == "consul-desk-subject-data/1"
    described = (Path(__file__).parents[2] / "ARCHITECTURE.md").read_text()
    for name in structured:
        assert f"`{name}`" in described, name


def test_letters_without_a_glyph_are_spelled_not_refused(
    vault: Vault, packs: Packs, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    case_id = open_case(vault, "Party 🎈")
    person = add_person(vault, case_id, "applicant")
    pdf, structured = saved(vault, packs, person, tmp_path / "to")
    assert "Party [U+1F388]" in pdf
    assert structured["case"]["title"] == "Party 🎈"


# Files on the disk


def test_the_files_are_private_and_named_after_nobody(
    vault: Vault, packs: Packs, people: dict[str, str], tmp_path: Path
) -> None:
    saved(vault, packs, people["applicant"], tmp_path / "to")
    for path in (tmp_path / "to").iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.name.startswith("subject-data-26-")
        assert "shcheglov" not in path.name.lower()


@pytest.mark.parametrize("suffix", [".pdf", ".json"])
def test_a_file_that_is_there_is_not_replaced_and_nothing_is_left(
    vault: Vault, packs: Packs, people: dict[str, str], tmp_path: Path, suffix: str
) -> None:
    folder = tmp_path / "to"
    saved(vault, packs, people["applicant"], folder)
    for path in folder.iterdir():
        if path.suffix == suffix:
            path.write_bytes(b"mine")
        else:
            path.unlink()
    data = subject_data(vault, packs, people["applicant"])
    with pytest.raises(UnwritableFileError):
        save_subject_data(vault, packs, people["applicant"], folder, language("en"))
    (left,) = folder.iterdir()
    assert left.read_bytes() == b"mine"
    assert subject_data(vault, packs, people["applicant"]) == data


def test_that_it_left_stands_in_the_history(
    vault: Vault, packs: Packs, people: dict[str, str], tmp_path: Path
) -> None:
    saved(vault, packs, people["applicant"], tmp_path / "to")
    case_id = subject_data(vault, packs, people["applicant"]).case.id
    last = history(vault, case_id)[-1]
    assert (last.kind, last.after["kind"]) == ("disclosure", "subject_data")


def test_nobody_and_the_erased_have_no_data(
    vault: Vault, packs: Packs, people: dict[str, str]
) -> None:
    erase_case(vault, subject_data(vault, packs, people["child"]).case.id, "objection")
    for person in ("nobody", people["child"]):
        with pytest.raises(NotFoundError):
            subject_data(vault, packs, person)
