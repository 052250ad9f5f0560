"""Nothing that was altered, cut, swapped or put back is accepted in silence."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.casework.documents import list_documents
from consul_desk.casework.facts import set_fact
from consul_desk.casework.people import list_people
from consul_desk.errors import ConsulDeskError
from consul_desk.errors.vault import VaultDamagedError
from consul_desk.values import Answer
from consul_desk.vault.findings import FindingKind
from consul_desk.vault.integrity import examine, is_verify_due, quick_check, verify
from consul_desk.vault.journal import chain_digest
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.tables import ChangeTable
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary
from tests.core.whole import START, copy_of, flip, make_vault, opened, secret

PAGE = 4096


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "vault"
    make_vault(folder)
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    return copy_of(template, tmp_path / "vault")


@pytest.fixture
def vault(folder: Path) -> Iterator[Vault]:
    opened_vault = opened(folder)
    yield opened_vault
    opened_vault.close()


def kinds(vault: Vault) -> set[FindingKind]:
    return {finding.kind for finding in examine(vault).findings}


def is_noticed(vault: Vault) -> bool:
    try:
        return bool(examine(vault).findings)
    except VaultDamagedError:
        return True


def test_a_whole_vault_is_whole(vault: Vault) -> None:
    told: list[tuple[int, int]] = []
    report = verify(vault, progress=lambda done, of: told.append((done, of)))
    assert report.is_whole
    assert report.checked > 30
    assert vault.findings == ()


def test_a_check_can_be_cancelled_and_then_does_not_count(vault: Vault) -> None:
    for number in range(200):
        open_case(vault, str(number))
    told: list[tuple[int, int]] = []
    report = verify(
        vault, progress=lambda done, of: told.append((done, of)), is_cancelled=lambda: True
    )
    assert not report.is_complete
    assert not report.is_whole
    assert told == [(256, told[0][1])]
    assert told[0][1] > 400
    assert is_verify_due(vault)


def test_the_check_is_due_weekly_and_after_a_jump_of_the_clock(folder: Path) -> None:
    vault = opened(folder, START)
    assert is_verify_due(vault)
    verify(vault)
    assert not is_verify_due(vault)
    vault.close()
    for days, is_due in ((6, False), (8, True), (-1, True), (4000, True)):
        vault = opened(folder, START + timedelta(days=days))
        assert is_verify_due(vault) is is_due
        vault.close()


def test_every_flipped_bit_of_the_database_is_found(vault: Vault) -> None:
    size = vault.database.stat().st_size
    chance = random.Random(3)
    for _ in range(120):
        place, bit = chance.randrange(size), chance.randrange(8)
        flip(vault.database, place, bit)
        assert is_noticed(vault), place
        flip(vault.database, place, bit)
    assert not is_noticed(vault)


def test_every_cut_of_the_database_is_found(vault: Vault) -> None:
    whole = vault.database.read_bytes()
    chance = random.Random(4)
    cuts = [chance.randrange(len(whole)) for _ in range(20)]
    cuts += [page * PAGE for page in range(0, len(whole) // PAGE, 6)][:20]
    for size in cuts:
        vault.database.write_bytes(whole[:size])
        assert is_noticed(vault), size
    vault.database.write_bytes(whole + bytes(PAGE))
    assert FindingKind.SIZE in kinds(vault)
    vault.database.write_bytes(whole)
    assert not is_noticed(vault)


def test_every_flipped_bit_and_cut_of_an_attachment_is_found(vault: Vault) -> None:
    files = list(vault.blobs.files())
    assert len(files) == 2
    chance = random.Random(5)
    for number in range(40):
        path = files[number % 2]
        whole = path.read_bytes()
        if number % 4:
            flip(path, chance.randrange(len(whole)), chance.randrange(8))
        else:
            path.write_bytes(whole[: chance.randrange(len(whole))])
        assert kinds(vault) == {FindingKind.FILE_ALTERED}
        path.write_bytes(whole)
    assert kinds(vault) == set()


def test_flipped_bits_of_one_header_heal_and_of_both_are_refused(folder: Path) -> None:
    whole = (folder / "head.a").read_bytes()
    chance = random.Random(6)
    for _ in range(8):
        place, bit = chance.randrange(len(whole)), chance.randrange(8)
        flip(folder / "head.a", place, bit)
        opened(folder).close()
        assert (folder / "head.a").read_bytes() == whole
        for name in ("head.a", "head.b"):
            flip(folder / name, place, bit)
        with pytest.raises(ConsulDeskError):
            opened(folder)
        for name in ("head.a", "head.b"):
            (folder / name).write_bytes(whole)


def test_two_swapped_pages_are_found(vault: Vault) -> None:
    whole = vault.database.read_bytes()
    pages = [whole[at : at + PAGE] for at in range(0, len(whole), PAGE)]
    for first, second in ((3, 4), (5, len(pages) - 1), (1, 2)):
        swapped = list(pages)
        swapped[first], swapped[second] = pages[second], pages[first]
        vault.database.write_bytes(b"".join(swapped))
        assert is_noticed(vault)
    vault.database.write_bytes(whole)


def test_every_old_page_that_is_put_back_is_found(folder: Path, vocabulary: Vocabulary) -> None:
    """An old page passes both SQLCipher's and SQLite's checks; the history tells.

    Only a page of the search index that says the same as its successor may pass.
    """
    before = (folder / "vault.db").read_bytes()
    vault = opened(folder)
    case = list_cases(vault)[0]
    person = list_people(vault, case.id)[0]
    set_fact(vault, vocabulary, person.id, "person.family_name", Answer("BEREZINA"))
    vault.close()
    after = (folder / "vault.db").read_bytes()
    changed = [
        at
        for at in range(PAGE, min(len(before), len(after)), PAGE)
        if before[at : at + PAGE] != after[at : at + PAGE]
    ]
    assert len(changed) >= 3
    unnoticed: list[int] = []
    for at in changed:
        mixed = after[:at] + before[at : at + PAGE] + after[at + PAGE :]
        (folder / "vault.db").write_bytes(mixed)
        if not _refused_or_found(folder):
            unnoticed.append(at)
            assert _finds(folder, "BEREZINA") == 1
    assert len(unnoticed) <= 1
    (folder / "vault.db").write_bytes(after)
    assert not _refused_or_found(folder)


def _finds(folder: Path, name: str) -> int:
    vault = opened(folder)
    try:
        return len(list_cases(vault, search=name))
    finally:
        vault.close()


def _refused_or_found(folder: Path) -> bool:
    try:
        vault = opened(folder)
    except VaultDamagedError:
        return True
    try:
        return bool(vault.findings) or is_noticed(vault)
    finally:
        vault.close()


def test_an_old_row_under_new_changes_is_named_at_once(folder: Path) -> None:
    vault = opened(folder)
    with vault.write() as session:
        session.execute(text("UPDATE \"case\" SET title = 'old'"))
    found = quick_check(vault)
    vault.close()
    again = opened(folder)
    assert again.findings == found
    assert {finding.kind for finding in found} == {FindingKind.ROW_DIFFERS}
    assert all(finding.place.startswith("case ") for finding in found)
    assert kinds(again) >= {FindingKind.ROW_DIFFERS}
    again.close()


def test_an_old_head_of_a_row_is_named_though_its_value_is_the_same(vault: Vault) -> None:
    with vault.read() as session:
        facts = select(ChangeTable).where(ChangeTable.table_name == "fact")
        change = session.exec(facts.order_by(col(ChangeTable.seq))).first()
        assert change is not None
        fact_id, first = change.row_id, change.id
    with vault.write() as session:
        session.execute(
            text("UPDATE fact SET heads = json_set(heads, '$.value', :old) WHERE id = :id"),
            {"old": first, "id": fact_id},
        )
    assert {finding.kind for finding in quick_check(vault)} == {FindingKind.ROW_DIFFERS}
    assert kinds(vault) == {FindingKind.ROW_DIFFERS}


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM person WHERE rowid = 1", {FindingKind.ROW_MISSING}),
        (
            "INSERT INTO person SELECT 'p', case_id, heads, role, sort_key FROM person LIMIT 1",
            {FindingKind.ROW_UNEXPLAINED},
        ),
        ("UPDATE person SET case_id = 'other' WHERE rowid = 1", {FindingKind.ROW_DIFFERS}),
        ("UPDATE change SET content = content || ' '", {FindingKind.CHANGE_ALTERED}),
        ("UPDATE change SET actor = 'Somebody'", {FindingKind.CHANGE_ALTERED}),
        ("UPDATE change SET salt = '' , content = ''", {FindingKind.CHANGE_ALTERED}),
        ("DELETE FROM change WHERE seq = 3", {FindingKind.CHAIN_BROKEN}),
        ("DELETE FROM change WHERE seq = 1", {FindingKind.CHAIN_BROKEN}),
        ("DELETE FROM blob", {FindingKind.CONTENT_UNKNOWN, FindingKind.FILE_STRAY}),
        ("UPDATE blob SET key = randomblob(32)", {FindingKind.FILE_ALTERED}),
        ("UPDATE blob SET size_bytes = 1", {FindingKind.FILE_ALTERED}),
    ],
)
def test_what_a_hand_with_the_key_alters_is_found_and_named(
    vault: Vault, statement: str, found: set[FindingKind]
) -> None:
    with vault.write() as session:
        session.execute(text(statement))
    assert found <= kinds(vault)


def test_a_change_rewritten_with_its_hash_breaks_the_chain(vault: Vault) -> None:
    with vault.write(replaying=True) as session:
        change = session.exec(select(ChangeTable).where(ChangeTable.seq == 4)).one()
        change.actor = "Somebody"
        change.hash = chain_digest(change)
    assert FindingKind.CHAIN_BROKEN in kinds(vault)
    assert {f.kind for f in quick_check(vault)} == {FindingKind.CHAIN_BROKEN}


def test_swapped_and_missing_attachments_are_named(vault: Vault) -> None:
    first, second = vault.blobs.files()
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    report = examine(vault)
    assert {f.kind for f in report.findings} == {FindingKind.FILE_ALTERED}
    assert {f.place for f in report.findings} == {first.name, second.name}
    first.write_bytes(one)
    second.unlink()
    (finding,) = examine(vault).findings
    assert (finding.kind, finding.place) == (FindingKind.FILE_MISSING, second.name)


def test_a_file_of_nobody_is_named_and_left_alone(vault: Vault) -> None:
    stray = vault.blobs.path(os.urandom(16).hex())
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"noise")
    (finding,) = examine(vault).findings
    assert (finding.kind, finding.place) == (FindingKind.FILE_STRAY, stray.name)
    assert stray.exists()


def test_damage_in_one_case_leaves_the_others_readable(vault: Vault) -> None:
    first, second = vault.blobs.files()
    first.unlink()
    assert kinds(vault) == {FindingKind.FILE_MISSING}
    assert len(list_cases(vault)) == 2
    assert len(list_documents(vault, list_cases(vault)[0].id)) == 1
    assert second.exists()


def test_headers_of_another_vault_open_nothing(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    Vault.create(other, secret(), owner="Klara Beispiel", kdf=KDF_FLOOR).close()
    for name in ("head.a", "head.b"):
        shutil.copy(other / name, folder / name)
    with pytest.raises(VaultDamagedError):
        opened(folder)


def test_a_new_database_under_an_old_header_still_opens(folder: Path, tmp_path: Path) -> None:
    """A crash between commit and header leaves exactly this; nothing is older than it says."""
    for name in ("head.a", "head.b"):
        shutil.copy(folder / name, tmp_path / name)
    vault = opened(folder)
    open_case(vault, "newer")
    vault.close()
    for name in ("head.a", "head.b"):
        shutil.copy(tmp_path / name, folder / name)
    again = opened(folder)
    assert again.findings == ()
    assert not is_noticed(again)
    again.close()


def test_findings_have_sentences_without_personal_data(vault: Vault) -> None:
    with vault.write() as session:
        session.execute(text("UPDATE \"case\" SET title = 'Щеглова'"))
    for finding in examine(vault).findings:
        assert "Щеглова" not in finding.place
        assert "{place}" in finding.message.text
