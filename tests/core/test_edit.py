"""Saving an answer as a row does what saving an object does."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from consul_desk.casework.cases import insert_case, open_case
from consul_desk.casework.facts import list_facts, put_fact, set_fact
from consul_desk.casework.people import add_person, insert_person
from consul_desk.errors import NotFoundError
from consul_desk.values import Answer, PersonId, derived_id
from consul_desk.vault.journal import EXISTS, is_intact, parsed_content
from consul_desk.vault.tables import ChangeTable, FactTable
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary

KEY = "person.family_name"


@pytest.fixture
def person(vault: Vault) -> PersonId:
    return add_person(vault, open_case(vault, "Beratung"), "applicant")


def test_the_first_answer_records_every_column_and_a_later_one_what_differs(
    vault: Vault, vocabulary: Vocabulary, person: PersonId
) -> None:
    for name in ("MUSTER", "MUSTER", "PROBE"):
        set_fact(vault, vocabulary, person, KEY, Answer(name))
    fact_id = derived_id(person, KEY)
    with vault.read() as session:
        fact = session.get_one(FactTable, fact_id)
        first, second = session.exec(
            select(ChangeTable)
            .where(ChangeTable.row_id == fact_id)
            .order_by(col(ChangeTable.seq))
        )
    (inserted, _), (updated, bases) = parsed_content(first), parsed_content(second)
    columns = {"subject_id", "key", "value", "status", "source", "recorded_at"}
    assert (first.op, set(inserted)) == ("insert", {EXISTS, *columns})
    assert second.op == "update"
    assert {"value"} <= set(updated) <= {"value", "recorded_at"}
    assert bases == {name: [first.id] for name in updated}
    assert {name for name, head in fact.heads.items() if head == second.id} == set(updated)
    assert set(fact.heads) == {EXISTS, *columns}
    assert fact.value == '"PROBE"'
    assert is_intact(first)
    assert is_intact(second)


def test_an_object_that_was_loaded_before_shows_the_new_answer(
    vault: Vault, vocabulary: Vocabulary, person: PersonId
) -> None:
    set_fact(vault, vocabulary, person, KEY, Answer("MUSTER"))
    with vault.write() as session:
        fact = session.get_one(FactTable, derived_id(person, KEY))
        put_fact(session, vocabulary, person, KEY, Answer("PROBE"), "consul")
        assert fact.value == '"PROBE"'
        fact.source = "intake"
        put_fact(session, vocabulary, person, KEY, Answer("DRITTE"), "consul")
        assert fact.value == '"DRITTE"'
    with vault.read() as session:
        sources = [
            parsed_content(change)[0].get("source")
            for change in session.exec(select(ChangeTable).order_by(col(ChangeTable.seq)))
        ]
    assert "intake" in sources
    (row,) = list_facts(vault, fact.case_id)
    assert (row.answer.value, row.source) == ("DRITTE", "consul")


def test_what_the_session_holds_back_is_written_first(
    vault: Vault, vocabulary: Vocabulary
) -> None:
    with vault.write() as session:
        case_id = insert_case(session, "Beratung")
        person = insert_person(session, case_id, "applicant")
        put_fact(session, vocabulary, person, KEY, Answer("MUSTER"), "consul")
    with vault.read() as session:
        kinds = session.exec(select(ChangeTable.table_name).order_by(col(ChangeTable.seq)))
        assert list(kinds)[-1] == "fact"


def test_an_answer_about_nobody_is_refused(vault: Vault, vocabulary: Vocabulary) -> None:
    with pytest.raises(NotFoundError):
        set_fact(vault, vocabulary, "nobody", KEY, Answer("MUSTER"))


def test_a_saved_answer_tells_its_kind(
    vault: Vault, vocabulary: Vocabulary, person: PersonId
) -> None:
    told: list[frozenset[str]] = []
    vault.on_touched(lambda touched: told.append(touched.kinds))
    set_fact(vault, vocabulary, person, KEY, Answer("MUSTER"))
    assert told == [frozenset({"fact", "change"})]
