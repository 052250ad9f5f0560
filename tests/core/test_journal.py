"""The chain of changes goes on where it was committed, whatever happened in between."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from consul_desk.casework.cases import insert_case, list_cases, open_case
from consul_desk.vault.journal import chain_digest, is_intact
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.tables import ChangeTable
from consul_desk.vault.vault import Vault


def changes_of(vault: Vault) -> Sequence[ChangeTable]:
    with vault.read() as session:
        return session.exec(
            select(ChangeTable)
            .where(ChangeTable.device_id == vault.device_id)
            .order_by(col(ChangeTable.seq))
        ).all()


def assert_one_chain(vault: Vault, length: int) -> None:
    changes = changes_of(vault)
    assert [change.seq for change in changes] == list(range(1, length + 1))
    assert all(map(is_intact, changes))
    assert [c.prev_hash for c in changes] == ["", *(c.hash for c in changes[:-1])]
    assert len({change.hlc for change in changes}) == length


def test_writes_follow_one_another(vault: Vault) -> None:
    for title in "abc":
        open_case(vault, title)
    assert_one_chain(vault, 3)


def test_the_chain_goes_on_after_the_vault_was_opened_again(vault: Vault) -> None:
    open_case(vault, "a")
    vault.close()
    with closing(Vault.open(vault.folder, bytearray(b"words for tests only"))) as again:
        open_case(again, "b")
        open_case(again, "c")
        assert_one_chain(again, 3)


def test_a_write_that_fails_leaves_no_gap(vault: Vault) -> None:
    open_case(vault, "a")
    with suppress(ZeroDivisionError), vault.write() as session:
        insert_case(session, "lost")
        session.flush()
        raise ZeroDivisionError
    open_case(vault, "b")
    assert_one_chain(vault, 2)


def test_a_commit_that_fails_leaves_no_gap(vault: Vault) -> None:
    open_case(vault, "a")
    with pytest.raises(IntegrityError), vault.write() as session:
        insert_case(session, "lost")
        connection = session.connection()
        connection.exec_driver_sql(
            "CREATE TABLE late (id REFERENCES change DEFERRABLE INITIALLY DEFERRED)"
        )
        connection.exec_driver_sql("INSERT INTO late VALUES ('no such change')")
    open_case(vault, "b")
    assert_one_chain(vault, 2)
    assert [row.title for row in list_cases(vault)] == ["b", "a"]


def test_what_a_reader_throws_away_leaves_no_gap(vault: Vault) -> None:
    open_case(vault, "a")
    with vault.read() as session:
        insert_case(session, "thrown away")
        session.flush()
    open_case(vault, "b")
    assert_one_chain(vault, 2)


def test_a_change_comes_after_every_change_that_was_imported_before(vault: Vault) -> None:
    open_case(vault, "a")
    ahead = _foreign(changes_of(vault)[0])
    with vault.write(replaying=True) as session:
        session.add(ahead)
        later = ahead.hlc
    open_case(vault, "b")
    assert changes_of(vault)[-1].hlc > later
    assert_one_chain(vault, 2)


def test_own_changes_out_of_an_older_backup_are_gone_on_from(vault: Vault) -> None:
    open_case(vault, "a")
    own = _foreign(changes_of(vault)[0])
    own.device_id, own.seq, own.prev_hash = vault.device_id, 2, changes_of(vault)[0].hash
    own.hash = chain_digest(own)
    with vault.write(replaying=True) as session:
        session.add(own)
    open_case(vault, "b")
    assert_one_chain(vault, 3)


def _foreign(change: ChangeTable) -> ChangeTable:
    other = ChangeTable(**change.model_dump())
    other.id, other.device_id, other.row_id = "ff", "another device", "row"
    other.hlc = change.hlc + (int(timedelta(days=1).total_seconds() * 1000) << 16)
    other.hash = chain_digest(other)
    return other


def test_time_that_goes_backwards_does_not_turn_the_order_round(tmp_path: Path) -> None:
    times = iter(datetime(2026, 11, day, tzinfo=UTC) for day in range(28, 1, -1))
    secret = bytearray(b"words for tests only")
    made = Vault.create(
        tmp_path / "v", secret, owner="x", kdf=KDF_FLOOR, clock=lambda: next(times)
    )
    with closing(made) as vault:
        for title in "abc":
            open_case(vault, title)
        clocks = [change.hlc for change in changes_of(vault)]
    assert clocks == sorted(set(clocks))
