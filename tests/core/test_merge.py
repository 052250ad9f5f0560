"""Merging: the same everywhere, nothing lost, nothing hidden."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import SQLModel, select

from consul_desk.casework.cases import open_case
from consul_desk.errors.exchange import BundleRefusedError
from consul_desk.exchange.merge import Merged, merge
from consul_desk.vault.journal import canonical, chain_digest, content_digest
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.rows import Edit, row_state
from consul_desk.vault.tables import CaseTable, ChangeTable, ConflictTable, shared_tables
from consul_desk.vault.vault import Vault


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Vault, Vault]]:
    secret = b"words for tests only"
    vaults = tuple(
        Vault.create(tmp_path / name, bytearray(secret), owner=name, kdf=KDF_FLOOR)
        for name in ("anna", "boris")
    )
    yield vaults[0], vaults[1]
    for vault in vaults:
        vault.close()


def changes_of(vault: Vault) -> list[ChangeTable]:
    with vault.read() as session:
        found = session.exec(select(ChangeTable).order_by("seq")).all()
        return [ChangeTable(**change.model_dump()) for change in found]


def send(source: Vault, target: Vault) -> Merged:
    with target.write(replaying=True) as session:
        return merge(session, changes_of(source))


def rows_of(vault: Vault) -> list[str]:
    tables: list[type[SQLModel]] = [*shared_tables().values(), ConflictTable]
    with vault.read() as session:
        found = [row for table in tables for row in session.exec(select(table))]
        return sorted(canonical(row.model_dump()) for row in found)


def title(vault: Vault, case_id: str, new: str) -> None:
    with vault.write() as session:
        session.get_one(CaseTable, case_id).title = new


def test_a_merged_case_is_the_same_case(two: tuple[Vault, Vault]) -> None:
    anna, boris = two
    open_case(anna, "Щеглов")
    merged = send(anna, boris)
    assert len(merged.fresh) == 1
    assert rows_of(boris) == rows_of(anna)
    assert send(anna, boris) == Merged((), ())


def test_a_later_edit_replaces_what_it_had_seen(two: tuple[Vault, Vault]) -> None:
    anna, boris = two
    case_id = open_case(anna, "one")
    send(anna, boris)
    title(boris, case_id, "two")
    assert send(boris, anna).conflicts == ()
    with anna.read() as session:
        assert session.get_one(CaseTable, case_id).title == "two"


def test_two_edits_of_the_same_thing_are_a_conflict_on_both_sides(
    two: tuple[Vault, Vault],
) -> None:
    anna, boris = two
    case_id = open_case(anna, "one")
    send(anna, boris)
    title(anna, case_id, "by Anna")
    title(boris, case_id, "by Boris")
    (conflict,) = send(anna, boris).conflicts
    assert conflict.column == "title"
    send(boris, anna)
    assert rows_of(anna) == rows_of(boris)
    with anna.read() as session:
        assert session.get_one(CaseTable, case_id).title == "by Boris"


def test_two_equal_edits_are_no_conflict(two: tuple[Vault, Vault]) -> None:
    anna, boris = two
    case_id = open_case(anna, "one")
    send(anna, boris)
    title(anna, case_id, "same")
    title(boris, case_id, "same")
    assert send(anna, boris).conflicts == ()
    send(boris, anna)
    assert rows_of(anna) == rows_of(boris)


def test_what_was_deleted_does_not_come_back(two: tuple[Vault, Vault]) -> None:
    anna, boris = two
    case_id = open_case(anna, "one")
    send(anna, boris)
    with anna.write() as session:
        session.delete(session.get_one(CaseTable, case_id))
    send(boris, anna)
    send(anna, boris)
    for vault in two:
        with vault.read() as session:
            assert session.get(CaseTable, case_id) is None


def forged(change: ChangeTable, **altered: object) -> ChangeTable:
    copy = ChangeTable(**(change.model_dump() | altered))
    copy.content_hash = content_digest(copy)
    copy.hash = chain_digest(copy)
    return copy


BAD_CONTENT = '{"bases":{},"values":{"exists":true,"number":%s}}'


@pytest.mark.parametrize(
    ("altered", "rule"),
    [
        ({"id": "another", "title": ""}, "fork"),
        ({"actor": "Somebody Else"}, "fork"),
        ({"table_name": "setting"}, "table"),
        ({"table_name": "contact"}, "table"),
        ({"content": '{"bases":{},"values":{"heads":{}}}'}, "column"),
        ({"content": '{"bases":{"status":["x"]},"values":{"title":"x"}}'}, "column"),
        ({"content": BAD_CONTENT % "7"}, "value"),
        ({"content": BAD_CONTENT % "null"}, "value"),
        ({"id": "n", "seq": 99, "row_id": "r", "content": BAD_CONTENT % '"x"'}, "row"),
        ({"id": "n", "seq": 99, "case_id": "other"}, "case"),
        ({"id": "n", "seq": 99, "row_id": "new", "case_id": ""}, "case"),
    ],
)
def test_a_change_that_does_not_fit_refuses_everything(
    two: tuple[Vault, Vault], altered: dict[str, object], rule: str
) -> None:
    anna, boris = two
    open_case(anna, "one")
    (change,) = changes_of(anna)
    send(anna, boris)
    before = rows_of(boris)
    altered.pop("title", None)
    with pytest.raises(BundleRefusedError) as refused, boris.write(replaying=True) as session:
        merge(session, [forged(change, **altered)])
    assert refused.value.facts == {"rule": rule}
    assert rows_of(boris) == before


def test_a_change_that_was_altered_on_the_way_is_refused(two: tuple[Vault, Vault]) -> None:
    anna, boris = two
    open_case(anna, "one")
    (change,) = changes_of(anna)
    change.content = change.content.replace("one", "two")
    with pytest.raises(BundleRefusedError), boris.write(replaying=True) as session:
        merge(session, [change])


Seen = dict[str, Edit]


@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from("ABC"), st.integers(0, 2))),
    st.permutations(range(3)),
)
def test_devices_that_know_the_same_changes_show_the_same(
    steps: list[tuple[int, str, int]], order: list[int]
) -> None:
    """Devices edit (value A, B) or take over everything from another one (C)."""
    known: list[Seen] = [{}, {}, {}]
    clock = 0
    for device, action, other in steps:
        if action == "C":
            known[device] |= known[other]
            continue
        clock += 1
        before = row_state(known[device].values())
        bases = {"x": [before.heads["x"]]} if "x" in before.heads else {}
        edit = Edit(f"{device}-{clock}", (clock, str(device)), {"x": action}, bases)
        known[device][edit.id] = edit
        assert row_state(known[device].values()).values["x"] == action
    everything = known[0] | known[1] | known[2]
    for device in order:
        known[device] |= everything
    states = [row_state(seen.values()) for seen in known]
    assert states[0] == states[1] == states[2]
    named = {base for e in everything.values() for base in e.bases.get("x", ())}
    standing = [e for e in everything.values() if e.id not in named]
    if len({str(e.values["x"]) for e in standing}) > 1:
        assert set(states[0].conflicts["x"]) == {e.id for e in standing}
    else:
        assert "x" not in states[0].conflicts
