"""A vault of 10,000 cases, and saving one fact, against raw SQLCipher on the same files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import event

from consul_desk.casework.cases import insert_case, list_cases, open_case
from consul_desk.casework.facts import put_fact, set_fact
from consul_desk.casework.people import add_person, insert_person
from consul_desk.paths import forms_folder
from consul_desk.values import Answer, PersonId
from consul_desk.vault.database import connect, create_database
from consul_desk.vault.keyslots import KDF_FLOOR, choose_header, derive_keys, read_headers
from consul_desk.vault.vault import DATABASE_FILE, Vault
from consul_desk.workflows.load import load_packs
from consul_desk.workflows.model import Vocabulary
from tests.bench.measure import Row, in_turn, medians, timed

CASES, PORTION = 10_000, 500
_PASSPHRASE = b"six words that nobody would guess"

Statement = tuple[str, Any]


def rows(folder: Path) -> Iterator[Row]:
    """Opening, listing, saving."""
    vocabulary = load_packs(forms_folder()).vocabulary
    large = folder / "large"
    _fill(large, vocabulary)
    yield from _open_and_list(large)
    yield _save(folder, vocabulary)


def _secret() -> bytearray:
    return bytearray(_PASSPHRASE)


def _fill(folder: Path, vocabulary: Vocabulary) -> None:
    vault = Vault.create(folder, _secret(), owner="Bench", kdf=KDF_FLOOR)
    for start in range(0, CASES, PORTION):
        with vault.write() as session:
            for number in range(start, start + PORTION):
                person = insert_person(
                    session, insert_case(session, f"Case {number}"), "applicant"
                )
                for key, name in _names(number):
                    put_fact(session, vocabulary, person, key, Answer(name), "consul")
    vault.close()


def _names(number: int) -> tuple[tuple[str, str], ...]:
    letters = "".join("ABCDEFGHIJ"[int(digit)] for digit in str(number))
    return (
        ("person.family_name", f"MUSTER{letters}"),
        ("person.given_names", "VERA"),
        ("person.family_name_cyrillic", "Образцова"),
        ("person.given_names_cyrillic", "Вера"),
    )


def _open_and_list(folder: Path) -> Iterator[Row]:
    statements = _statements(folder)

    def ours() -> float:
        return timed(lambda: list_cases(_opened(folder, close)))

    def raw() -> float:
        return timed(lambda: _run(_raw(folder, close), statements))

    close: list[Callable[[], object]] = []
    pairs = in_turn(_closing(ours, close), _closing(raw, close), runs=5)
    yield Row(f"open a vault of {CASES:,} cases and list them", *medians(pairs), target=2.0)

    vault = Vault.open(folder, _secret())
    mine = [timed(lambda: list_cases(vault)) for _ in range(5)]
    vault.close()
    connection = _raw(folder, close)
    theirs = [timed(lambda: _run(connection, statements)) for _ in range(5)]
    connection.close()
    yield Row(
        f"list {CASES:,} cases of an open vault",
        *medians(list(zip(mine, theirs, strict=True))),
        target=3.0,
    )


def _closing(
    work: Callable[[], float], close: list[Callable[[], object]]
) -> Callable[[], float]:
    """Let go of the file outside the measured time."""

    def run() -> float:
        try:
            return work()
        finally:
            while close:
                close.pop()()

    return run


def _opened(folder: Path, close: list[Callable[[], object]]) -> Vault:
    vault = Vault.open(folder, _secret())
    close.append(vault.close)
    return vault


def _raw(folder: Path, close: list[Callable[[], object]]) -> Any:
    """What anybody needs to get at the rows: the key from the passphrase, one connection."""
    _, vault_key = choose_header(read_headers(folder), _secret())
    connection = connect(folder / DATABASE_FILE, derive_keys(vault_key).database)
    close.append(connection.close)
    return connection


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


def _run(connection: Any, statements: list[Statement]) -> list[list[tuple[object, ...]]]:
    return [connection.execute(*statement).fetchall() for statement in statements]


def _save(folder: Path, vocabulary: Vocabulary) -> Row:
    vault = Vault.create(folder / "small", _secret(), owner="Bench", kdf=KDF_FLOOR)
    person = add_person(vault, open_case(vault, "Case"), "applicant")
    create_database(folder / "bare.db", bytes(32)).dispose()
    bare = connect(folder / "bare.db", bytes(32))
    bare.execute("CREATE TABLE fact (id INTEGER PRIMARY KEY, value TEXT)")
    pairs = in_turn(_saving(vault, vocabulary, person), _committing(bare), runs=100)
    vault.close()
    bare.close()
    return Row("save a fact, its history included", *medians(pairs), target=2.0)


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
