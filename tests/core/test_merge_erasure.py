"""Merging with erasures among the edits: erased wins, everywhere, in any order."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import SQLModel, select

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.casework.documents import list_documents, read_document
from consul_desk.casework.erasure import erase_case
from consul_desk.casework.facts import list_facts
from consul_desk.casework.people import list_people
from consul_desk.casework.retention import CaseDates, case_dates, set_dates
from consul_desk.errors.exchange import BundleRefusedError
from consul_desk.exchange.bundle import Frame, seal_bundle
from consul_desk.exchange.contacts import my_card, my_identity
from consul_desk.exchange.incoming import accept_import
from consul_desk.exchange.manifest import Heading
from consul_desk.exchange.merge import Merged, merge
from consul_desk.exchange.records import BLOB, CHANGES, ChangeRecord
from consul_desk.values import new_id
from consul_desk.vault.journal import (
    canonical,
    chain_digest,
    content_digest,
    is_intact,
)
from consul_desk.vault.tables import (
    CaseTable,
    ChangeTable,
    ConflictTable,
    ContactTable,
    shared_tables,
)
from consul_desk.vault.tombstones import erased_cases, tombstone_id
from consul_desk.vault.vault import Vault
from tests.core.pairs import acquaint, new_vault

RELEASED = Path(__file__).parents[1] / "vaults" / "0.1.0"
Bundle = list[dict[str, Any]]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Vault]]:
    folder = tmp_path_factory.mktemp("three")
    vaults = [new_vault(folder / name, name) for name in ("anna", "boris", "vera")]
    yield vaults
    for vault in vaults:
        vault.close()


def bundle_of(vault: Vault, case_id: str) -> Bundle:
    """Every change of a case that a vault knows, as they are at this moment."""
    with vault.read() as session:
        found = session.exec(select(ChangeTable).where(ChangeTable.case_id == case_id))
        return [c.model_dump() for c in found if c.table_name in shared_tables()]


def take(vault: Vault, bundle: Bundle) -> Merged:
    with vault.write(replaying=True) as session:
        return merge(session, [ChangeTable(**change) for change in bundle])


def state_of(vault: Vault, case_id: str) -> list[str]:
    tables: list[type[SQLModel]] = [*shared_tables().values(), ConflictTable]
    with vault.read() as session:
        rows = [r for t in tables for r in session.exec(select(t).filter_by(case_id=case_id))]
        return sorted(canonical(row.model_dump()) for row in rows)


def edit(vault: Vault, case_id: str, title: str) -> None:
    with vault.write() as session:
        case = session.get(CaseTable, case_id)
        if case is not None:
            case.title = title


def erase(vault: Vault, case_id: str) -> None:
    if any(case.id == case_id for case in list_cases(vault)):
        erase_case(vault, case_id, "objection")


STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from("ABEST"), st.integers(0, 2)), max_size=9
)


@settings(max_examples=60, deadline=None)
@given(STEPS, st.permutations(range(3)), st.randoms(use_true_random=False))
def test_vaults_that_know_the_same_show_the_same_and_erased_wins(
    three: list[Vault], steps: list[tuple[int, str, int]], order: list[int], chance: Random
) -> None:
    """A, B: edit. E: erase. S: keep a bundle for later. T: take everything of another."""
    case_id = open_case(three[0], "start")
    kept = [bundle_of(three[0], case_id)]
    for number, (one, action, other) in enumerate(steps):
        if action == "T":
            take(three[one], bundle_of(three[other], case_id))
        elif action == "S":
            kept.append(bundle_of(three[one], case_id))
        elif action == "E":
            erase(three[one], case_id)
        else:
            edit(three[one], case_id, f"{action}{number}")
    kept += [bundle_of(vault, case_id) for vault in three]
    for vault in (three[place] for place in order):
        for bundle in sorted(kept, key=lambda _: chance.random()):
            take(vault, bundle)
    states = [state_of(vault, case_id) for vault in three]
    assert states[0] == states[1] == states[2]
    hashes = [{change["hash"] for change in bundle_of(vault, case_id)} for vault in three]
    assert hashes[0] == hashes[1] == hashes[2]
    for vault in three:
        require_erased_or_whole(vault, case_id)


def require_erased_or_whole(vault: Vault, case_id: str) -> None:
    with vault.read() as session:
        erased = erased_cases(session)
        changes = session.exec(select(ChangeTable).where(ChangeTable.case_id == case_id)).all()
        case = session.get(CaseTable, case_id)
    assert all(is_intact(change, erased) for change in changes)
    told = [change for change in changes if change.content]
    if case_id in erased:
        assert case is None
        assert {change.table_name for change in told} == {"tombstone"}
    else:
        assert case is not None
        assert len(told) == len(changes)


# What a tombstone must be


def forged(three: list[Vault], **altered: Any) -> dict[str, Any]:
    """A true tombstone, changed and hashed anew, as a hostile sender could."""
    case_id = open_case(three[0], "forged")
    take(three[1], bundle_of(three[0], case_id))
    erase_case(three[0], case_id, "objection")
    true = next(c for c in bundle_of(three[0], case_id) if c["table_name"] == "tombstone")
    change = ChangeTable(**(true | altered))
    change.content_hash = content_digest(change)
    change.hash = chain_digest(change)
    return change.model_dump()


WHOLE = '{"bases":{},"values":{"erased_at":"2026-11-24T10:00:00+00:00",%s}}'


@pytest.mark.parametrize(
    ("altered", "rule"),
    [
        ({"op": "update"}, "tombstone"),
        ({"op": "delete"}, "tombstone"),
        ({"row_id": "elsewhere"}, "tombstone"),
        ({"case_id": "", "row_id": tombstone_id("")}, "case"),
        ({"content": WHOLE % '"exists":false,"reason":"objection"'}, "tombstone"),
        ({"content": WHOLE % '"exists":true'}, "tombstone"),
        ({"content": WHOLE % '"exists":true,"reason":"because Anna asked"'}, "tombstone"),
        ({"content": WHOLE % '"exists":true,"reason":"objection","name":"x"'}, "column"),
        ({"content": '{"bases":{},"values":{"exists":true,"reason":"objection"}}'}, "row"),
        (
            {
                "content": '{"bases":{},"values":{"exists":true,"reason":"objection",'
                '"erased_at":"yesterday"}}'
            },
            "value",
        ),
        ({"content": "", "salt": ""}, "tombstone"),
        ({"content": "[]"}, "change"),
        ({"content": "{"}, "change"),
        ({"content": '{"bases":{"reason":7},"values":{"reason":"x"}}'}, "change"),
    ],
)
def test_a_tombstone_that_is_none_erases_nothing(
    three: list[Vault], altered: dict[str, object], rule: str
) -> None:
    change = forged(three, id=new_id(), seq=9_000_000, **altered)
    before = [case.id for case in list_cases(three[1])]
    with pytest.raises(BundleRefusedError) as refused:
        take(three[1], [change])
    assert refused.value.facts == {"rule": rule}
    assert [case.id for case in list_cases(three[1])] == before


def test_changes_that_replace_each_other_are_refused(three: list[Vault]) -> None:
    place = {"case_id": open_case(three[1], "here"), "row_id": new_id()}
    one, other = new_id(), new_id()
    changes = [_circular(three, one, other, place), _circular(three, other, one, place)]
    with pytest.raises(BundleRefusedError) as refused:
        take(three[1], changes)
    assert refused.value.facts == {"rule": "bases"}


def _circular(
    three: list[Vault], own: str, other: str, place: dict[str, str]
) -> dict[str, Any]:
    bases = {"exists": [other], "role": [other], "sort_key": [other]}
    content = {"bases": bases, "values": {"exists": True, "role": "child", "sort_key": "1"}}
    return forged(
        three,
        id=own,
        seq=9_000_000 + (own < other),
        table_name="person",
        content=json.dumps(content),
        **place,
    )


def test_an_erasure_of_no_case_does_not_take_the_contacts_along(three: list[Vault]) -> None:
    acquaint(three[0], three[1])
    with pytest.raises(BundleRefusedError):
        take(three[1], [forged(three, case_id="", row_id=tombstone_id(""))])
    with three[1].read() as session:
        assert session.exec(select(ContactTable)).all()


def test_a_skeleton_without_a_tombstone_is_refused(three: list[Vault]) -> None:
    case_id = open_case(three[0], "one")
    (change,) = bundle_of(three[0], case_id)
    with pytest.raises(BundleRefusedError) as refused:
        take(three[1], [change | {"content": "", "salt": ""}])
    assert refused.value.facts == {"rule": "change"}


def test_a_skeleton_cannot_occupy_a_row_of_another_case(three: list[Vault]) -> None:
    """Else every later edit of that row would be refused for ever."""
    living = open_case(three[0], "living")
    gone = open_case(three[0], "gone")
    erase_case(three[0], gone, "objection")
    (change,) = bundle_of(three[0], living)
    squatter = ChangeTable(**(change | {"id": new_id(), "case_id": gone, "seq": 9_000_001}))
    squatter.hash = chain_digest(squatter)
    with pytest.raises(BundleRefusedError) as refused:
        take(three[0], [*bundle_of(three[0], gone), squatter.model_dump()])
    assert refused.value.facts == {"rule": "case"}


def test_a_date_that_is_none_is_refused(three: list[Vault]) -> None:
    case_id = open_case(three[0], "one")
    set_dates(three[0], case_id, None, date(2027, 1, 1))
    first, second = bundle_of(three[0], case_id)
    altered = ChangeTable(**second)
    altered.content = altered.content.replace("2027-01-01", "tomorrow")
    altered.content_hash = content_digest(altered)
    altered.hash = chain_digest(altered)
    with pytest.raises(BundleRefusedError) as refused:
        take(three[1], [first, altered.model_dump()])
    assert refused.value.facts == {"rule": "value"}


# Bundles and vaults of the first release


@pytest.fixture
def released(tmp_path: Path) -> Iterator[Vault]:
    shutil.copytree(RELEASED, tmp_path / "released")
    vault = Vault.open(tmp_path / "released", bytearray(b"six words that belong together"))
    yield vault
    vault.close()


def first_format(vault: Vault, to: Vault, target: Path) -> Path:
    """All cases in a bundle as version 0.1.0 sealed it: no change knows of retention."""
    cases = list_cases(vault)
    changes = [change for case in cases for change in bundle_of(vault, case.id)]
    lines = b"".join(ChangeRecord.model_validate(c).to_bytes() + b"\n" for c in changes)
    assert b"retain_until" not in lines
    documents = [row for case in cases for row in list_documents(vault, case.id)]
    contents = [read_document(vault, row.id) for row in documents]
    heading = Heading(
        kind="cases",
        schema_version=1,
        sequence=1,
        previous=None,
        journal_heads={},
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    return seal_bundle(
        target,
        heading,
        [_frame(CHANGES, lines), *(_frame(BLOB, data) for data in contents)],
        signer=my_identity(vault),
        sender=my_card(vault),
        recipients=[my_card(to)],
    ).path


def _frame(kind: str, data: bytes) -> Frame:
    return Frame(kind, hashlib.sha256(data).hexdigest(), len(data), lambda: [data])


def test_a_bundle_of_the_first_format_still_comes_in(
    released: Vault, three: list[Vault], tmp_path: Path
) -> None:
    vault = three[2]
    bundle = first_format(released, vault, tmp_path / "old.age")
    report = accept_import(vault, bundle, accept_unverified=True)
    assert len(report.cases) == len(list_cases(released)) > 0
    for case in report.cases:
        case_id = case.row.id
        assert case_dates(vault, case_id) == CaseDates(None, None)
        assert list_people(vault, case_id) == list_people(released, case_id)
        assert list_facts(vault, case_id) == list_facts(released, case_id)
        assert list_documents(vault, case_id) == list_documents(released, case_id)
        for document in list_documents(vault, case_id):
            assert read_document(vault, document.id) == read_document(released, document.id)


def test_dates_set_on_a_case_of_the_first_format_travel_back(
    released: Vault, three: list[Vault]
) -> None:
    case_id = list_cases(released)[0].id
    take(three[1], bundle_of(released, case_id))
    set_dates(three[1], case_id, date(2027, 3, 31), date(2026, 12, 1))
    take(released, bundle_of(three[1], case_id))
    assert case_dates(released, case_id) == CaseDates(date(2027, 3, 31), date(2026, 12, 1))
    assert state_of(released, case_id) == state_of(three[1], case_id)


def test_a_vault_of_the_first_format_can_erase(released: Vault) -> None:
    cases = list_cases(released)
    for case in cases:
        erase_case(released, case.id, "no_longer_needed")
        require_erased_or_whole(released, case.id)
    assert list_cases(released) == ()
