"""A vault of 10,000 cases, and saving one fact, against raw SQLCipher on the same files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from consul_desk.casework.cases import insert_case, list_cases
from consul_desk.casework.facts import set_fact
from consul_desk.casework.names import NAME_KEYS
from consul_desk.casework.people import insert_person, list_people
from consul_desk.paths import forms_folder
from consul_desk.values import Answer, AnswerStatus, derived_id
from consul_desk.vault.database import connect, create_database
from consul_desk.vault.journal import canonical
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.tables import FactTable
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import load_packs
from consul_desk.workflows.model import Vocabulary
from tests.bench.large import filled_vault, raw_connection, secret
from tests.bench.measure import Row, in_turn, medians, timed
from tests.bench.people import families

CASES, PORTION = 10_000, 500
_PARTS = (
    """
    SELECT id, number, title, status, consul, opened_on, lead_person_id FROM "case"
    ORDER BY id DESC
    """,
    """
    SELECT subject_id, "key", value FROM fact WHERE status = 'known' AND "key" IN (
        'person.family_name', 'person.given_names', 'person.family_name_cyrillic',
        'person.given_names_cyrillic', 'person.patronymic_cyrillic'
    )
    """,
    "SELECT case_id, workflow_id FROM procedure ORDER BY workflow_id",
    "SELECT case_id, id FROM person ORDER BY id",
)


def rows(folder: Path) -> Iterator[Row]:
    """Opening, listing, saving."""
    large = folder / "large"
    _fill(large)
    yield from _open_and_list(large)
    yield _save(folder, load_packs(forms_folder()).vocabulary)


def _fill(folder: Path) -> None:
    vault = Vault.create(folder, secret(), owner="Bench", kdf=KDF_FLOOR)
    for start in range(0, CASES, PORTION):
        with vault.write() as session:
            numbers = range(start, start + PORTION)
            cases = [insert_case(session, f"Case {number}") for number in numbers]
            session.flush()
            with session.no_autoflush:
                people = [insert_person(session, case_id, "applicant") for case_id in cases]
            for number, case_id, person in zip(numbers, cases, people, strict=True):
                session.add_all(_names(number, case_id, person))
    vault.close()


def _names(number: int, case_id: str, person: str) -> Iterator[FactTable]:
    """Written as rows, many in one flush: twenty times quicker than one by one."""
    letters = "".join("ABCDEFGHIJ"[int(digit)] for digit in str(number))
    names = (f"MUSTER{letters}", "VERA", "Образцова", "Вера")
    for key, name in zip(NAME_KEYS[:4], names, strict=True):
        yield FactTable(
            id=derived_id(person, key),
            case_id=case_id,
            subject_id=person,
            key=key,
            value=canonical(name),
            status=AnswerStatus.KNOWN,
            source="consul",
            recorded_at="",
        )


def _open_and_list(folder: Path) -> Iterator[Row]:
    pairs = in_turn(lambda: _ours(folder), lambda: _raw(folder), runs=5)
    opened = [(sum(ours), sum(raw)) for ours, raw in pairs]
    listed = [(ours[1], raw[1]) for ours, raw in pairs]
    yield Row(f"open a vault of {CASES:,} cases and list them", *medians(opened), target=3.0)
    yield Row(f"list {CASES:,} cases of an open vault", *medians(listed), target=4.0)


def _ours(folder: Path) -> tuple[float, float]:
    """How long opening took, and how long listing."""
    kept: list[Vault] = []
    opening = timed(lambda: kept.append(Vault.open(folder, secret())))
    listing = timed(lambda: list_cases(kept[0]))
    kept[0].close()
    return opening, listing


def _raw(folder: Path) -> tuple[float, float]:
    """The least anybody needs: key from passphrase, one connection, a query for each part."""
    kept: list[Any] = []
    opening = timed(lambda: kept.append(raw_connection(folder)))
    listing = timed(lambda: [kept[0].execute(each).fetchall() for each in _PARTS])
    kept[0].close()
    return opening, listing


def _save(folder: Path, vocabulary: Vocabulary) -> Row:
    create_database(folder / "bare.db", bytes(32)).dispose()
    bare = connect(folder / "bare.db", bytes(32))
    bare.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, value TEXT)")
    with closing(Vault.open(filled_vault(folder, 1), secret())) as vault:
        pairs = in_turn(saving(vault, vocabulary), _committing(bare), runs=200)
    bare.close()
    return Row("save a fact, its history and index included", *medians(pairs), target=4.0)


def saving(vault: Vault, vocabulary: Vocabulary) -> Callable[[], float]:
    """Save another family name of the newest case's applicant."""
    person = list_people(vault, list_cases(vault, limit=1)[0].id)[0].id
    names = families()

    def save() -> float:
        answer = Answer(next(names))
        return timed(lambda: set_fact(vault, vocabulary, person, "person.family_name", answer))

    return save


def _committing(bare: Any) -> Callable[[], float]:
    def commit() -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO fact (value) VALUES ('MUSTER')")
        bare.execute("COMMIT")

    return lambda: timed(commit)
