"""A vault of 10,000 cases, and saving one fact, against raw SQLCipher on the same files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import event

from consul_desk.casework.cases import insert_case, list_cases, open_case
from consul_desk.casework.facts import set_fact
from consul_desk.casework.names import NAME_KEYS
from consul_desk.casework.people import add_person, insert_person
from consul_desk.paths import DATABASE_FILE, forms_folder
from consul_desk.values import Answer, AnswerStatus, PersonId, derived_id
from consul_desk.vault.database import connect, create_database
from consul_desk.vault.header import read_headers
from consul_desk.vault.journal import canonical
from consul_desk.vault.keyslots import KDF_FLOOR, choose_header, derive_keys
from consul_desk.vault.tables import FactTable
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import load_packs
from consul_desk.workflows.model import Vocabulary
from tests.bench.measure import Row, in_turn, medians, timed

CASES, PORTION = 10_000, 500
_PASSPHRASE = b"six words that nobody would guess"

Statement = tuple[str, Any]


def rows(folder: Path) -> Iterator[Row]:
    """Opening, listing, saving."""
    large = folder / "large"
    _fill(large)
    yield from _open_and_list(large)
    yield _save(folder, load_packs(forms_folder()).vocabulary)


def _secret() -> bytearray:
    return bytearray(_PASSPHRASE)


def _fill(folder: Path) -> None:
    vault = Vault.create(folder, _secret(), owner="Bench", kdf=KDF_FLOOR)
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
    statements = _statements(folder)
    pairs = in_turn(lambda: _ours(folder), lambda: _raw(folder, statements), runs=5)
    opened = [(sum(ours), sum(raw)) for ours, raw in pairs]
    listed = [(ours[1], raw[1]) for ours, raw in pairs]
    yield Row(f"open a vault of {CASES:,} cases and list them", *medians(opened), target=3.0)
    yield Row(f"list {CASES:,} cases of an open vault", *medians(listed), target=4.0)


def _ours(folder: Path) -> tuple[float, float]:
    """How long opening took, and how long listing."""
    kept: list[Vault] = []
    opening = timed(lambda: kept.append(Vault.open(folder, _secret())))
    listing = timed(lambda: list_cases(kept[0]))
    kept[0].close()
    return opening, listing


def _raw(folder: Path, statements: list[Statement]) -> tuple[float, float]:
    """The least anybody needs: key from passphrase, one connection, the same queries."""
    kept: list[Any] = []
    opening = timed(lambda: kept.append(_connected(folder)))
    listing = timed(lambda: [kept[0].execute(*each).fetchall() for each in statements])
    kept[0].close()
    return opening, listing


def _connected(folder: Path) -> Any:
    _, vault_key = choose_header(read_headers(folder), _secret())
    return connect(folder / DATABASE_FILE, derive_keys(vault_key).database)


def _statements(folder: Path) -> list[Statement]:
    """The very queries that listing cases sends."""
    said: list[Statement] = []

    def note(_c: object, _k: object, statement: str, values: object, *_: object) -> None:
        said.append((statement, values))

    vault = Vault.open(folder, _secret())
    with vault.read() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    list_cases(vault)
    vault.close()
    return [each for each in said if each[0].startswith("SELECT")]


def _save(folder: Path, vocabulary: Vocabulary) -> Row:
    vault = Vault.create(folder / "small", _secret(), owner="Bench", kdf=KDF_FLOOR)
    person = add_person(vault, open_case(vault, "Case"), "applicant")
    create_database(folder / "bare.db", bytes(32)).dispose()
    bare = connect(folder / "bare.db", bytes(32))
    bare.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, value TEXT)")
    pairs = in_turn(_saving(vault, vocabulary, person), _committing(bare), runs=100)
    vault.close()
    bare.close()
    # Five statements more than the bare commit: who, what, before, chain. Still under 10 ms.
    return Row("save a fact, its history included", *medians(pairs), target=8.0)


def _saving(vault: Vault, vocabulary: Vocabulary, person: PersonId) -> Callable[[], float]:
    names = iter(f"MUSTER{letter * count}" for count in range(1, 20) for letter in "ABCDEFGHIJ")

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
