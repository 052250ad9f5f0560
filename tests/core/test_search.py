"""Finding cases and people by what somebody types; everybody here is invented."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from consul_desk.casework.cases import case_rows, list_cases, open_case, search_cases
from consul_desk.casework.facts import clear_fact, set_fact
from consul_desk.casework.people import add_entry, add_person, list_people, remove_entry
from consul_desk.values import Answer, PersonId
from consul_desk.vault.search_index import check_search, rebuild_search
from consul_desk.vault.tables import CaseTable, FactTable
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary


@pytest.fixture
def vera(vault: Vault, vocabulary: Vocabulary) -> PersonId:
    """Vera Shcherbakova, born 1980-05-12, with a passport; her names in both scripts."""
    person = add_person(vault, open_case(vault, "Erste Beratung"), "applicant")
    for key, value in {
        "family_name": "SHCHERBAKOVA",
        "given_names": "VERA IULIIA",
        "family_name_cyrillic": "Щербакова",
        "given_names_cyrillic": "Вера Юлия",
        "patronymic_cyrillic": "Ильинична",
        "born_on": "1980-05-12",
        "birth_place": "Orjol",
        "marital_status": "married",
    }.items():
        set_fact(vault, vocabulary, person, f"person.{key}", Answer(value))
    paper = add_entry(vault, person, "identity_document")
    set_fact(vault, vocabulary, paper, "identity_document.number", Answer("75 1234567"))
    return person


@pytest.mark.parametrize(
    "typed",
    [
        "щербакова вера", "Вера Щербакова", "вера ильин", "юлия щерб", "Julija Schtscherbak",
        "wera chtcherb", "орел", "ОРЁЛ", "beratung", "75 1234567", "751234567", "345", "1980",
        "12.05.1980", "Vera, Shcherbakova", "IULIIA",
    ],
)  # fmt: skip
def test_a_case_is_found_by_any_of_its_words_in_any_order(
    vault: Vault, vera: PersonId, typed: str
) -> None:
    assert [row.name_cyrillic for row in search_cases(vault, typed)] == [
        "Вера Юлия Ильинична Щербакова"
    ]


@pytest.mark.parametrize(
    "typed", ["вера петрова", "married", "%", "...", "75 7654321", "zz", '" NOT "', "щербаковы"]
)
def test_what_is_not_in_the_case_does_not_find_it(
    vault: Vault, vera: PersonId, typed: str
) -> None:
    assert search_cases(vault, typed) == ()


@pytest.mark.parametrize("typed", ["", "  ", "щ"])
def test_before_two_letters_are_typed_all_cases_are_listed(vault: Vault, typed: str) -> None:
    ids = [open_case(vault, title) for title in "abc"]
    assert [row.id for row in search_cases(vault, typed, limit=2)] == ids[:0:-1]


def test_the_newest_come_first_and_no_more_than_asked(vault: Vault) -> None:
    ids = [open_case(vault, "Beratung") for _ in range(5)]
    assert [row.id for row in search_cases(vault, "berat", limit=3)] == ids[:1:-1]
    assert [row.id for row in list_cases(vault, "berat", 2, offset=3)] == ids[1::-1]


def test_people_are_found_by_their_own_names_only(
    vault: Vault, vera: PersonId, vocabulary: Vocabulary
) -> None:
    case_id = list_cases(vault)[0].id
    other = add_person(vault, case_id, "spouse")
    set_fact(vault, vocabulary, other, "person.given_names_cyrillic", Answer("Борис"))
    assert [row.id for row in list_people(vault, search="boris")] == [other]
    assert [row.id for row in list_people(vault, search="schtscherb")] == [vera]
    assert list_people(vault, search="boris schtscherb") == ()


def test_what_is_taken_back_or_changed_is_not_found_any_more(
    vault: Vault, vera: PersonId, vocabulary: Vocabulary
) -> None:
    set_fact(vault, vocabulary, vera, "person.family_name_cyrillic", Answer("Петрова"))
    clear_fact(vault, vera, "person.family_name")
    clear_fact(vault, vera, "person.birth_place")
    assert search_cases(vault, "щербак") == search_cases(vault, "орёл") == ()
    assert len(search_cases(vault, "petrova")) == 1


def test_a_removed_entry_is_not_found_any_more(vault: Vault, vera: PersonId) -> None:
    with vault.read() as session:
        (paper,) = session.exec(
            select(FactTable.subject_id).where(FactTable.key == "identity_document.number")
        )
    remove_entry(vault, paper)
    assert search_cases(vault, "1234567") == ()


def test_a_list_shows_what_the_rows_say(vault: Vault, vera: PersonId) -> None:
    add_person(vault, list_cases(vault)[0].id, "child")
    (found,) = search_cases(vault, "щербак")
    with vault.read() as session:
        assert (found,) == case_rows(session, session.exec(select(CaseTable)).all())
    assert found.people == 2


def test_the_index_is_what_the_rows_say(vault: Vault, vera: PersonId) -> None:
    with vault.read() as session:
        assert check_search(session) == ()


def test_a_write_that_fails_leaves_the_index_alone(vault: Vault, vera: PersonId) -> None:
    def fail() -> None:
        with vault.write() as session:
            session.exec(select(CaseTable)).one().title = "Andere"
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert len(search_cases(vault, "beratung")) == 1
    with vault.read() as session:
        assert check_search(session) == ()


def test_nothing_of_a_deleted_case_stays_in_the_index(vault: Vault, vera: PersonId) -> None:
    open_case(vault, "Zweite")
    with vault.write() as session:
        session.info["replaying"] = True
        for table in (FactTable, CaseTable):
            for row in session.exec(select(table).where(table.case_id == _first(session))):
                session.delete(row)
    with vault.read() as session:
        connection = session.connection()
        terms = connection.exec_driver_sql("SELECT term FROM search_term").scalars().all()
        pages = connection.exec_driver_sql("SELECT block FROM search_index_data").scalars()
        # Terms are kept without what they share with the one before: look for an end.
        assert not any("акова".encode() in bytes(page) for page in pages)
        assert check_search(session) == ()
    assert "zweite" in terms
    assert not {"щербакова", "751234567", "=вера"} & {*terms}


def _first(session: Session) -> str:
    return session.exec(select(CaseTable.id).order_by(col(CaseTable.id))).all()[0]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE search_document SET forms = 'other'",
        "UPDATE search_document SET summary = '[]'",
        "DELETE FROM search_document",
        "INSERT INTO search_document VALUES (9, 'nobody', '[]', 'щербакова')",
        "INSERT INTO search_index (rowid, tokens) VALUES (1, 'щерба')",
        "INSERT INTO search_index (search_index) VALUES ('delete-all')",
    ],
)
def test_a_wrong_index_is_noticed_and_made_anew(
    vault: Vault, vera: PersonId, damage: str
) -> None:
    with vault.write() as session:
        session.connection().exec_driver_sql(damage)
    with vault.read() as session:
        assert check_search(session)
    with vault.write() as session:
        rebuild_search(session)
    with vault.read() as session:
        assert check_search(session) == ()
    assert len(search_cases(vault, "щербак")) == 1


def test_an_index_of_an_older_kind_is_made_anew_at_the_opening(
    vault: Vault, vera: PersonId
) -> None:
    with vault.write() as session:
        connection = session.connection()
        connection.exec_driver_sql("UPDATE setting SET value = '0' WHERE name = 'search'")
        connection.exec_driver_sql("UPDATE search_document SET forms = 'old'")
    vault.close()
    with closing(Vault.open(vault.folder, bytearray(b"words for tests only"))) as again:
        assert len(search_cases(again, "щербак")) == 1


def test_an_old_vault_is_searched_after_its_migration(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    shutil.copytree(Path(__file__).parents[1] / "vaults" / "0.1.0", folder)
    secret = bytearray(b"six words that belong together")
    with closing(Vault.open(folder, secret)) as vault:
        people = list_people(vault)
        assert all(list_people(vault, search=row.shown_name) for row in people)
        with vault.read() as session:
            assert check_search(session) == ()
    assert people
