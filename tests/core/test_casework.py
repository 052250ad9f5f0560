"""Cases, people, facts and documents in a real vault."""

from __future__ import annotations

from pathlib import Path

import pytest

from consul_desk.casework.cases import find_case, list_cases, open_case
from consul_desk.casework.documents import (
    add_document,
    list_documents,
    read_document,
    save_copy,
)
from consul_desk.casework.facts import clear_fact, list_facts, set_fact
from consul_desk.casework.history import HistoryRow, history
from consul_desk.casework.names import offer_transliterations
from consul_desk.casework.people import (
    add_entry,
    add_person,
    list_entries,
    list_people,
    remove_entry,
)
from consul_desk.errors import NotFoundError, UnreadableFileError, UnwritableFileError
from consul_desk.errors.casework import (
    EmptyFileError,
    EmptyTitleError,
    InvalidAnswerError,
    UnknownFactKeyError,
)
from consul_desk.errors.vault import BlobDamagedError
from consul_desk.values import Answer, AnswerStatus, CaseId, PersonId
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary

NAMES = {
    "person.family_name": "SHCHEGLOVA",
    "person.given_names": "IULIIA",
    "person.family_name_cyrillic": "Щеглова",
    "person.given_names_cyrillic": "Юлия",
}


@pytest.fixture
def case_id(vault: Vault) -> CaseId:
    return open_case(vault, "Familie Muster")


@pytest.fixture
def mother(vault: Vault, vocabulary: Vocabulary, case_id: CaseId) -> PersonId:
    person_id = add_person(vault, case_id, "applicant")
    for key, value in NAMES.items():
        set_fact(vault, vocabulary, person_id, key, Answer(value))
    return person_id


def test_a_case_is_listed_under_its_first_applicant(
    vault: Vault, case_id: CaseId, mother: PersonId
) -> None:
    add_person(vault, case_id, "applicant")
    (row,) = list_cases(vault)
    assert (row.name_latin, row.name_cyrillic) == ("IULIIA SHCHEGLOVA", "Юлия Щеглова")
    assert (row.people, row.consul, row.status) == (2, "Vera Muster", "open")
    assert list_people(vault, case_id)[0].id == mother


@pytest.mark.parametrize(
    "search",
    ["щегл", "ЩЕГЛОВА юлия", "iuliia", "cheglova iuli", "familie", "  muster  щег"],
)
def test_a_case_is_found_by_any_part_of_a_name(
    vault: Vault, mother: PersonId, search: str
) -> None:
    assert len(list_cases(vault, search)) == 1
    assert len(list_people(vault, search=search.replace("familie", ""))) <= 1


@pytest.mark.parametrize("search", ["щегловы", "%", "_", "iuliia petrov", "' OR 1=1 --"])
def test_what_does_not_match_is_not_listed(vault: Vault, mother: PersonId, search: str) -> None:
    assert list_cases(vault, search) == ()


def test_more_cases_than_fit_one_query_are_listed_in_pages(vault: Vault) -> None:
    for number in range(7):
        open_case(vault, f"case {number}")
    titles = [case.title for case in list_cases(vault)]
    assert titles == [f"case {number}" for number in range(6, -1, -1)]
    assert [case.title for case in list_cases(vault, limit=2, offset=3)] == titles[3:5]


def test_a_case_is_found_by_number_and_by_id(vault: Vault, case_id: CaseId) -> None:
    number = list_cases(vault)[0].number
    assert find_case(vault, number.lower()) == find_case(vault, case_id) == case_id
    with pytest.raises(NotFoundError):
        find_case(vault, "26-XXXXX")


def test_an_empty_title_opens_nothing(vault: Vault) -> None:
    with pytest.raises(EmptyTitleError):
        open_case(vault, "  \n")
    assert list_cases(vault) == ()


def test_an_answer_is_kept_changed_and_taken_back(
    vault: Vault, vocabulary: Vocabulary, case_id: CaseId, mother: PersonId
) -> None:
    key = "person.born_on"
    set_fact(vault, vocabulary, mother, key, Answer("1988"))
    set_fact(vault, vocabulary, mother, key, Answer("1988-02-03"))
    assert _answers(vault, case_id)[key] == Answer("1988-02-03")
    set_fact(vault, vocabulary, mother, key, Answer(status=AnswerStatus.UNKNOWN))
    assert _answers(vault, case_id)[key] == Answer(None, AnswerStatus.UNKNOWN)
    clear_fact(vault, mother, key)
    assert key not in _answers(vault, case_id)
    set_fact(vault, vocabulary, mother, key, Answer("1989"))
    assert _answers(vault, case_id)[key] == Answer("1989")
    seen = [
        (row.before.get("value"), row.after.get("value")) for row in _of(vault, case_id, key)
    ]
    assert seen == [
        (None, "1988"),
        ("1988", "1988-02-03"),
        ("1988-02-03", None),
        (None, None),
        (None, "1989"),
    ]


def _answers(vault: Vault, case_id: CaseId) -> dict[str, Answer]:
    return {fact.key: fact.answer for fact in list_facts(vault, case_id)}


def _of(vault: Vault, case_id: CaseId, key: str) -> list[HistoryRow]:
    return [row for row in history(vault, case_id) if row.key == key]


def test_saving_the_same_answer_again_leaves_no_change(
    vault: Vault, vocabulary: Vocabulary, case_id: CaseId, mother: PersonId
) -> None:
    before = history(vault, case_id)
    for key, value in NAMES.items():
        set_fact(vault, vocabulary, mother, key, Answer(value))
    assert history(vault, case_id) == before


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("person.family_name", "Щеглова", InvalidAnswerError),
        ("person.born_on", "1988-02-30", InvalidAnswerError),
        ("person.born_on", True, InvalidAnswerError),
        ("person.surname", "x", UnknownFactKeyError),
        ("procedure.move_in_on", "2026-11-10", UnknownFactKeyError),
    ],
)
def test_an_answer_that_does_not_fit_is_not_saved(
    vault: Vault,
    vocabulary: Vocabulary,
    case_id: CaseId,
    mother: PersonId,
    key: str,
    value: str | bool,
    error: type[Exception],
) -> None:
    before = history(vault, case_id)
    with pytest.raises(error):
        set_fact(vault, vocabulary, mother, key, Answer(value))
    assert history(vault, case_id) == before


def test_nobody_is_answered_for_who_is_not_there(vault: Vault, vocabulary: Vocabulary) -> None:
    with pytest.raises(NotFoundError):
        set_fact(vault, vocabulary, "nobody", "person.born_on", Answer("1988"))
    with pytest.raises(NotFoundError):
        add_person(vault, "no-case", "applicant")


def test_two_passports_are_two_entries_with_answers_of_their_own(
    vault: Vault, vocabulary: Vocabulary, case_id: CaseId, mother: PersonId
) -> None:
    kind, key = "identity_document", "identity_document.number"
    first, second = (add_entry(vault, mother, kind) for _ in range(2))
    set_fact(vault, vocabulary, first, key, Answer("00 0000001"))
    set_fact(vault, vocabulary, second, key, Answer("00 0000002"))
    assert [entry.id for entry in list_entries(vault, mother, kind)] == [first, second]
    remove_entry(vault, first)
    assert [entry.id for entry in list_entries(vault, mother)] == [second]
    numbers = {f.subject_id: f.answer.value for f in list_facts(vault, case_id) if f.key == key}
    assert numbers[second] == "00 0000002"


def test_a_file_comes_out_as_it_went_in(vault: Vault, case_id: CaseId, tmp_path: Path) -> None:
    scan = tmp_path / "Паспорт.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 1000)
    document_id = add_document(vault, case_id, scan, kind="passport")
    (row,) = list_documents(vault, case_id)
    assert (row.title, row.kind, row.media_type) == ("Паспорт", "passport", "image/png")
    assert read_document(vault, document_id) == scan.read_bytes()
    save_copy(vault, document_id, tmp_path / "copy.png")
    assert (tmp_path / "copy.png").read_bytes() == scan.read_bytes()
    left = [row for row in history(vault, case_id) if row.kind == "disclosure"]
    assert [row.after["receiver"] for row in left] == ["copy.png"]


def test_a_copy_never_replaces_a_file(vault: Vault, case_id: CaseId, tmp_path: Path) -> None:
    document_id = add_document(vault, case_id, b"%PDF-1.7", title="x")
    there = tmp_path / "there.pdf"
    there.write_bytes(b"mine")
    before = history(vault, case_id)
    with pytest.raises(UnwritableFileError):
        save_copy(vault, document_id, there)
    assert there.read_bytes() == b"mine"
    assert history(vault, case_id) == before


def test_an_empty_or_missing_file_is_refused(
    vault: Vault, case_id: CaseId, tmp_path: Path
) -> None:
    (tmp_path / "empty").touch()
    with pytest.raises(EmptyFileError):
        add_document(vault, case_id, tmp_path / "empty")
    with pytest.raises(UnreadableFileError):
        add_document(vault, case_id, tmp_path / "missing")
    assert list_documents(vault, case_id) == ()


def _blob_files(vault: Vault) -> list[Path]:
    return [path for path in (vault.folder / "blobs").rglob("*") if path.is_file()]


def test_only_the_owner_may_read_what_lies_in_the_vault(vault: Vault, case_id: CaseId) -> None:
    add_document(vault, case_id, b"content", title="x")
    vault.checkpoint()
    for path in (vault.folder, *vault.folder.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_file_for_a_case_that_is_not_there_leaves_nothing_behind(vault: Vault) -> None:
    with pytest.raises(NotFoundError):
        add_document(vault, "no-case", b"content", title="x")
    assert _blob_files(vault) == []


def test_the_same_content_twice_is_stored_once(vault: Vault, case_id: CaseId) -> None:
    ids = [add_document(vault, case_id, b"content", title=title) for title in "ab"]
    assert len(_blob_files(vault)) == 1
    assert [read_document(vault, i) for i in ids] == [b"content"] * 2


@pytest.mark.parametrize("damage", ["flip", "cut", "gone", "swapped"])
def test_a_damaged_file_is_named_and_not_shown(
    vault: Vault, case_id: CaseId, tmp_path: Path, damage: str
) -> None:
    document_id = add_document(vault, case_id, bytes(200_000), title="x")
    (path,) = _blob_files(vault)
    data = path.read_bytes()
    if damage == "flip":
        path.write_bytes(data[:99_999] + bytes([data[99_999] ^ 1]) + data[100_000:])
    elif damage == "cut":
        path.write_bytes(data[:-1])
    elif damage == "gone":
        path.unlink()
    else:
        add_document(vault, case_id, bytes(200_001), title="y")
        (other,) = set(_blob_files(vault)) - {path}
        path.write_bytes(other.read_bytes())
    with pytest.raises(BlobDamagedError):
        read_document(vault, document_id)
    with pytest.raises(BlobDamagedError):
        save_copy(vault, document_id, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_transliterations_are_offered_by_the_name_of_their_standard() -> None:
    offers = offer_transliterations("Щеглова")
    assert [(o.standard, o.text) for o in offers] == [
        ("ICAO 9303", "SHCHEGLOVA"),
        ("MVD 310 (1997)", "CHTCHEGLOVA"),
    ]
    assert offer_transliterations(" Юлия ")[0].text == "IULIIA"
    assert offer_transliterations("  ") == ()
