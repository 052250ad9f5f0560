"""People who may have been entered twice; everybody here is invented."""

from __future__ import annotations

import pytest

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.casework.duplicates import find_duplicates, find_similar, list_duplicates
from consul_desk.casework.facts import set_fact
from consul_desk.casework.people import add_entry, add_person, list_people
from consul_desk.errors import NotFoundError
from consul_desk.values import Answer, CaseId, PersonId
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary

Facts = dict[str, str]

VERA: Facts = {
    "family_name": "SHCHERBAKOVA",
    "given_names": "VERA IULIIA",
    "family_name_cyrillic": "Щербакова",
    "given_names_cyrillic": "Вера Юлия",
    "patronymic_cyrillic": "Ильинична",
    "born_on": "1980-05-12",
}
LATIN: Facts = {
    "family_name": "SCHTSCHERBAKOWA",
    "given_names": "WERA",
    "born_on": "1980-05-12",
}


class Desk:
    """Enters people."""

    def __init__(self, vault: Vault, vocabulary: Vocabulary) -> None:
        self.vault = vault
        self._vocabulary = vocabulary

    def enter(self, facts: Facts, case_id: CaseId | None = None, number: str = "") -> PersonId:
        case_id = case_id or open_case(self.vault, "Beratung")
        person = add_person(self.vault, case_id, "applicant")
        for key, value in facts.items():
            self._set(person, f"person.{key}", value)
        if number:
            paper = add_entry(self.vault, person, "identity_document")
            self._set(paper, "identity_document.number", number)
        return person

    def _set(self, subject: str, key: str, value: str) -> None:
        set_fact(self.vault, self._vocabulary, subject, key, Answer(value))

    def reasons(self, person: PersonId) -> list[tuple[str, str]]:
        return [(row.person_id, row.reason.text) for row in find_duplicates(self.vault, person)]


@pytest.fixture
def desk(vault: Vault, vocabulary: Vocabulary) -> Desk:
    return Desk(vault, vocabulary)


NUMBER = "A document with the same number: {number}."
SAME = "The same name and birth date."
RESPELLED = "The same name in another spelling, and the same birth date."
SWAPPED = "The same name; day and month of the birth date are swapped."
ONE_DIGIT = "The same name; the birth dates differ in one digit."
UNKNOWN = "The same name; a birth date is not known."


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (VERA, SAME),
        (LATIN, RESPELLED),
        ({**LATIN, "family_name": "WERA", "given_names": "SCHTSCHERBAKOWA"}, RESPELLED),
        ({**LATIN, "given_names": "JULIJA"}, RESPELLED),
        ({**LATIN, "born_on": "1980-12-05"}, SWAPPED),
        ({**LATIN, "born_on": "1980-05-13"}, ONE_DIGIT),
        ({**LATIN, "born_on": "1989-05-12"}, ONE_DIGIT),
        ({"family_name": "CHTCHERBAKOVA", "given_names": "VERA"}, UNKNOWN),
        ({"family_name_cyrillic": "Щербакова", "given_names_cyrillic": "Вера"}, UNKNOWN),
    ],
)
def test_the_same_person_entered_again_is_found_with_the_reason(
    desk: Desk, other: Facts, reason: str
) -> None:
    first, second = desk.enter(VERA), desk.enter(other)
    assert desk.reasons(first) == [(second, reason)]
    assert desk.reasons(second) == [(first, reason)]


@pytest.mark.parametrize(
    "other",
    [
        {**LATIN, "born_on": "1991-01-30"},
        {**LATIN, "given_names": "ANNA"},
        {**LATIN, "family_name": "PETROWA"},
        {"family_name": "SHCHERBAKOVA"},
        {"born_on": "1980-05-12"},
        {},
        {
            "family_name_cyrillic": "Щербакова",
            "given_names_cyrillic": "Вера",
            "patronymic_cyrillic": "Олеговна",
        },
    ],
)
def test_somebody_else_is_not_taken_for_her(desk: Desk, other: Facts) -> None:
    first = desk.enter(VERA)
    desk.enter(other)
    assert desk.reasons(first) == []
    assert list_duplicates(desk.vault) == ()


def test_a_number_counts_whatever_the_name_and_the_spaces(desk: Desk) -> None:
    first = desk.enter(VERA, number="75 1234567")
    second = desk.enter({"family_name": "MUSTER", "given_names": "ANNA"}, number="751234567")
    (row,) = find_duplicates(desk.vault, first)
    assert (row.person_id, row.reason.text) == (second, NUMBER)
    assert row.reason.values == {"number": "75 1234567"}
    assert row.case_number == list_cases(desk.vault)[0].number


def test_the_surest_reason_is_named_and_comes_first(desk: Desk) -> None:
    first = desk.enter(VERA, number="75 1234567")
    by_name, by_number = desk.enter(LATIN), desk.enter(LATIN, number="75 1234567")
    assert desk.reasons(first) == [(by_number, NUMBER), (by_name, RESPELLED)]


def test_somebody_twice_in_one_case_is_found(desk: Desk) -> None:
    case_id = open_case(desk.vault, "Beratung")
    first, second = desk.enter(VERA, case_id), desk.enter(LATIN, case_id)
    assert desk.reasons(first) == [(second, RESPELLED)]
    (pair,) = list_duplicates(desk.vault)
    assert (pair.of, pair.person_id) == (first, second)


def test_nothing_is_merged(desk: Desk) -> None:
    first = desk.enter(VERA)
    desk.enter(VERA)
    find_duplicates(desk.vault, first)
    assert len(list_people(desk.vault)) == 2


def test_all_pairs_of_the_vault_are_listed_once(desk: Desk) -> None:
    ids = [desk.enter(VERA), desk.enter(LATIN), desk.enter({**LATIN, "born_on": "1980-12-05"})]
    desk.enter({"family_name": "MUSTER", "given_names": "ANNA", "born_on": "1980-05-12"})
    pairs = [(row.of, row.person_id, row.reason.text) for row in list_duplicates(desk.vault)]
    assert pairs == [
        (ids[0], ids[1], RESPELLED),
        (ids[0], ids[2], SWAPPED),
        (ids[1], ids[2], SWAPPED),
    ]
    assert len(list_duplicates(desk.vault, limit=2)) == 2


def test_nobody_has_no_duplicates(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        find_duplicates(desk.vault, "nobody")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("щербакова", "The same name."),
        ("Вера Щербакова", "The same name."),
        ("Schtscherbakowa Wera", "The same name in another spelling."),
        ("Щерб", "A similar name."),
        ("Вера Щерб", "A similar name."),
    ],
)
def test_a_name_being_typed_shows_who_is_here_already(
    desk: Desk, typed: str, reason: str
) -> None:
    person = desk.enter(VERA)
    (row,) = find_similar(desk.vault, typed)
    assert (row.person_id, row.reason.text, row.of) == (person, reason, None)
    assert row.shown_name == "Вера Юлия Ильинична Щербакова"


@pytest.mark.parametrize("typed", ["", "щ", "Петрова", "Beratung", "1980"])
def test_what_is_nobodys_name_shows_nobody(desk: Desk, typed: str) -> None:
    desk.enter(VERA)
    assert find_similar(desk.vault, typed) == ()
