"""An erased case is gone, provably was there, and does not come back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.casework.documents import (
    add_document,
    list_documents,
    read_document,
    remove_document,
    save_copy,
)
from consul_desk.casework.erasure import (
    backups_holding,
    erase_case,
    list_erased,
    preview_erasure,
)
from consul_desk.casework.facts import set_fact
from consul_desk.casework.history import history
from consul_desk.casework.people import add_entry, add_person, list_people
from consul_desk.errors import NotFoundError
from consul_desk.errors.exchange import NothingToExportError
from consul_desk.errors.vault import VaultDamagedError
from consul_desk.exchange.incoming import accept_import, preview_import
from consul_desk.exchange.outgoing import list_sent, preview_export
from consul_desk.values import Answer
from consul_desk.vault.journal import is_intact
from consul_desk.vault.search import fold
from consul_desk.vault.search_index import check_search
from consul_desk.vault.tables import (
    BlankTable,
    BlobTable,
    ChangeTable,
    ConflictTable,
    DocumentTable,
    case_tables,
)
from consul_desk.vault.tombstones import erased_cases
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary
from tests.core.pairs import (
    SCAN,
    Two,
    acquaint,
    contact_named,
    new_pair,
    new_vault,
    pages_of,
    send,
)

REASON = "consent_withdrawn"
# Tables whose rows say nothing about a case; a new one must be judged, here or by a case_id.
NOT_OF_A_CASE = {
    "blank", "blob", "canary", "capsule", "change", "received_bundle", "sent_bundle",
    "setting", "tombstone",
}  # fmt: skip
# Made from the rows before each commit, case by case; `search_index.py`.
SEARCH = {
    "search_document", "search_index", "search_index_config", "search_index_data",
    "search_index_idx", "search_term",
}  # fmt: skip
CANARIES = (
    "CANARYFAMILY", "Канарейкина", "Канарейка", "CANARYPLACE", "CanaryTitle", "canaryfile",
    "canarycopy", "canarybundle", "CANARYOLD", "canaryreasons", "CanaryGone",
)  # fmt: skip


@pytest.fixture
def two(tmp_path: Path, vocabulary: Vocabulary) -> Iterator[Two]:
    made = new_pair(tmp_path, vocabulary)
    yield made
    made.consul.close()
    made.coordinator.close()


def changes_of(vault: Vault, case_id: str) -> list[ChangeTable]:
    with vault.read() as session:
        found = select(ChangeTable).where(ChangeTable.case_id == case_id)
        return list(session.exec(found.order_by("seq")))


def graves_of(vault: Vault) -> frozenset[str]:
    with vault.read() as session:
        return erased_cases(session)


def files_of(vault: Vault) -> set[str]:
    return {p.name for p in (vault.folder / "blobs").rglob("*") if p.is_file()}


def found_in(data: bytes, words: tuple[str, ...] = CANARIES) -> list[str]:
    encodings = ("utf-8", "utf-16-le", "utf-16-be")
    return [word for word in words if any(word.encode(e) in data for e in encodings)]


# What goes


def canary_case(two: Two, folder: Path, vocabulary: Vocabulary) -> str:
    """A case with a canary in every place that takes text, and a conflict."""
    vault = two.consul
    case_id = open_case(vault, "CanaryTitle Familie")
    person = add_person(vault, case_id, "applicant")
    entry = add_entry(vault, person, "identity_document")
    facts = [
        (person, "person.family_name", "CANARYOLD"),
        (person, "person.family_name", "CANARYFAMILY"),
        (person, "person.family_name_cyrillic", "Канарейкина"),
        (person, "person.given_names_cyrillic", "Канарейка"),
        (person, "person.birth_place", "CANARYPLACE"),
        (entry, "identity_document.authority", "CANARYPLACE"),
        (person, "person.children_elsewhere", "canaryreasons " * 70),
    ]
    for subject, key, value in facts:
        set_fact(vault, vocabulary, subject, key, Answer(value))
    set_fact(vault, vocabulary, case_id, "case.consent_to_share", Answer(value=True))
    gone = add_document(vault, case_id, b"gone", title="CanaryGone", file_name="canaryfile1")
    kept = add_document(
        vault, case_id, b"kept", title="CanaryTitle " * 900, file_name="canaryfile2"
    )
    remove_document(vault, gone)
    save_copy(vault, kept, folder / "canarycopy.bin")
    bundle = send(vault, two.coordinator, folder / "canarybundle.age", case_id)
    accept_import(two.coordinator, bundle)
    for one, name in ((vault, "CANARYFAMILYA"), (two.coordinator, "CANARYFAMILYB")):
        set_fact(one, vocabulary, person, "person.family_name", Answer(name))
    accept_import(vault, send(two.coordinator, vault, folder / "back.age", case_id))
    return case_id


def test_no_page_of_the_vault_remembers_a_word(
    two: Two, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    case_id = canary_case(two, tmp_path, vocabulary)
    with two.consul.read() as session:
        assert session.exec(select(ConflictTable)).first() is not None
    assert found_in(pages_of(two.consul)) == list(CANARIES)
    erase_case(two.consul, case_id, REASON)
    pages = pages_of(two.consul)
    assert found_in(pages) == []
    assert found_in(pages, ("a canary sings", "SHCHEGLOVA")) == ["a canary sings", "SHCHEGLOVA"]


def test_no_page_remembers_a_case_that_was_edited_for_long_among_others(
    vault: Vault, vocabulary: Vocabulary
) -> None:
    """Rows grow, shrink and move between pages; none leaves a copy behind."""
    people = {}
    for place in range(24):
        case_id = open_case(vault, f"CANARYCASE{chr(65 + place)}")
        people[case_id] = add_person(vault, case_id, "applicant")
    for turn in range(6):
        for place, person in enumerate(people.values()):
            name = f"CANARY{chr(65 + place)}" + "Q" * ((turn * 37 + place * 11) % 90)
            set_fact(vault, vocabulary, person, "person.family_name", Answer(name))
    gone = list(people)[::3]
    for case_id in gone:
        erase_case(vault, case_id, REASON)
    pages = pages_of(vault)
    left = [chr(65 + n) for n in range(24) if n % 3]
    names = tuple(f"CANARY{chr(65 + n)}" for n in range(24))
    assert found_in(pages, names) == [f"CANARY{letter}" for letter in left]


@pytest.mark.parametrize("script", ["Latin", "Cyrillic"])
def test_no_piece_of_a_name_is_left_in_the_search_index(
    vault: Vault, vocabulary: Vocabulary, script: str
) -> None:
    """The index holds folded words, other spellings and parts of words."""
    name, key = {
        "Latin": ("ZYGWUTOVSKAJA", "person.family_name"),
        "Cyrillic": ("Жыгвутовская", "person.family_name_cyrillic"),
    }[script]
    open_case(vault, "another")
    gone = open_case(vault, "one")
    person = add_person(vault, gone, "applicant")
    set_fact(vault, vocabulary, person, key, Answer(name))
    folded = fold(name)
    pieces = tuple(folded[at : at + 4] for at in range(len(folded) - 3))
    assert len(found_in(pages_of(vault), pieces)) > len(pieces) // 2
    assert len(list_cases(vault, name)) == 1
    erase_case(vault, gone, REASON)
    assert list_cases(vault, name) == ()
    assert found_in(pages_of(vault), (*pieces, name, "ygwutov", "ygvutov")) == []
    with vault.read() as session:
        assert check_search(session) == ()
        kept = session.execute(text("SELECT count(*) FROM search_document")).scalar_one()
    assert kept == 1


def test_nothing_of_the_case_is_in_any_table(
    two: Two, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    case_id = canary_case(two, tmp_path, vocabulary)
    erase_case(two.consul, case_id, REASON)
    with two.consul.read() as session:
        for table in case_tables():
            assert session.exec(select(table).filter_by(case_id=case_id)).all() == [], table
    assert [case.id for case in list_cases(two.consul)] == [two.case_id]
    with pytest.raises(NotFoundError):
        history(two.consul, case_id)
    with pytest.raises(NotFoundError):
        add_person(two.consul, case_id, "child")


def test_every_table_is_erased_or_was_judged(vault: Vault) -> None:
    with vault.read() as session:
        names = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        found = set(names.scalars())
    covered = {str(table.__tablename__) for table in case_tables()}
    # A draft is found by its subject, as `drop_drafts_of` does.
    assert found - covered == NOT_OF_A_CASE | SEARCH | {"draft"}
    assert covered <= set(SQLModel.metadata.tables)


def test_other_cases_stay_whole(two: Two, tmp_path: Path, vocabulary: Vocabulary) -> None:
    case_id = canary_case(two, tmp_path, vocabulary)
    before = [
        list_people(two.consul, two.case_id),
        history(two.consul, two.case_id),
        list_documents(two.consul, two.case_id),
    ]
    erase_case(two.consul, case_id, REASON)
    assert before == [
        list_people(two.consul, two.case_id),
        history(two.consul, two.case_id),
        list_documents(two.consul, two.case_id),
    ]


# Files


def test_a_file_goes_with_its_key_unless_another_case_has_it(two: Two) -> None:
    vault = two.consul
    other = open_case(vault, "Other")
    shared = add_document(vault, other, SCAN, title="same scan")
    add_document(vault, two.case_id, b"only here", title="only here")
    assert len(files_of(vault)) == 2
    erase_case(vault, two.case_id, REASON)
    assert read_document(vault, shared) == SCAN
    with vault.read() as session:
        (blob,) = session.exec(select(BlobTable)).all()
    assert files_of(vault) == {blob.id}
    erase_case(vault, other, REASON)
    assert files_of(vault) == set()


def test_a_file_that_was_removed_elsewhere_goes_here_too(two: Two, tmp_path: Path) -> None:
    accept_import(two.coordinator, send(two.consul, two.coordinator, tmp_path, two.case_id))
    (document,) = list_documents(two.consul, two.case_id)
    remove_document(two.consul, document.id)
    bundle = send(two.consul, two.coordinator, tmp_path, two.case_id)
    preview_import(two.coordinator, bundle)
    assert len(files_of(two.coordinator)) == 1
    accept_import(two.coordinator, bundle)
    assert files_of(two.coordinator) == set()


def test_a_file_that_only_the_history_names_goes_too(two: Two) -> None:
    """A row may have gone without its file: programs before 0.2 left them."""
    with two.consul.write() as session:
        session.delete(session.exec(select(DocumentTable)).one())
    assert len(files_of(two.consul)) == 1
    erase_case(two.consul, two.case_id, REASON)
    assert files_of(two.consul) == set()


def test_an_authoritys_blank_stays_although_a_case_had_the_same_file(two: Two) -> None:
    (document,) = list_documents(two.consul, two.case_id)
    with two.consul.write() as session:
        session.add(
            BlankTable(id="b", sha256=document.sha256, file_name="b.pdf", added_at="2026-11-24")
        )
    erase_case(two.consul, two.case_id, REASON)
    assert len(files_of(two.consul)) == 1


def test_a_failed_erasure_changes_nothing(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [*changes_of(two.consul, two.case_id)]

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("consul_desk.casework.erasure.empty_changes", broken)
    with pytest.raises(ZeroDivisionError):
        erase_case(two.consul, two.case_id, REASON)
    assert [c.hash for c in changes_of(two.consul, two.case_id)] == [c.hash for c in before]
    (document,) = list_documents(two.consul, two.case_id)
    assert read_document(two.consul, document.id) == SCAN
    assert list_erased(two.consul) == ()


# The journal


def test_the_chain_is_proved_by_a_skeleton_that_says_nothing(two: Two) -> None:
    vault = two.consul
    before = changes_of(vault, two.case_id)
    erased = erase_case(vault, two.case_id, REASON)
    *skeletons, tombstone = changes_of(vault, two.case_id)
    assert [c.hash for c in skeletons] == [c.hash for c in before]
    assert {(c.content, c.salt) for c in skeletons} == {("", "")}
    assert all(is_intact(change, graves_of(vault)) for change in (*skeletons, tombstone))
    with vault.read() as session:
        chain = session.exec(select(ChangeTable).order_by("seq")).all()
    assert [c.prev_hash for c in chain[1:]] == [c.hash for c in chain[:-1]]
    assert (tombstone.table_name, tombstone.op) == ("tombstone", "insert")
    assert (erased.reason, erased.by) == (REASON, "Vera Muster")
    assert list_erased(vault) == (erased,)


def test_emptied_content_is_no_erasure_where_no_tombstone_stands(two: Two) -> None:
    change = changes_of(two.consul, two.case_id)[0]
    change.content = change.salt = ""
    assert not is_intact(change)
    assert not is_intact(change, {"another case"})
    assert is_intact(change, {two.case_id})
    change.actor = "Somebody Else"
    assert not is_intact(change, {two.case_id})


@pytest.mark.parametrize("column", ["content", "salt"])
def test_half_a_skeleton_is_none(two: Two, column: str) -> None:
    change = changes_of(two.consul, two.case_id)[0]
    setattr(change, column, "")
    assert not is_intact(change, {two.case_id})


def test_the_database_from_before_is_not_taken_for_todays(two: Two, tmp_path: Path) -> None:
    folder = two.consul.folder
    two.consul.checkpoint()
    shutil.copy(folder / "vault.db", tmp_path / "old.db")
    erase_case(two.consul, two.case_id, REASON)
    two.consul._engine.dispose()  # as a crash would: nothing is recorded at the end
    shutil.copy(tmp_path / "old.db", folder / "vault.db")
    with pytest.raises(VaultDamagedError):
        Vault.open(folder, bytearray(b"words for tests only"))


# What is said


def test_the_preview_names_what_goes_and_what_is_out_of_reach(
    two: Two, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    (document,) = list_documents(two.consul, two.case_id)
    save_copy(two.consul, document.id, tmp_path / "scan.png")
    bundle = send(two.consul, two.coordinator, tmp_path, two.case_id)
    preview = preview_erasure(two.consul, two.case_id)
    assert [person.name_latin for person in preview.people] == ["SHCHEGLOVA"]
    assert (preview.size_bytes, preview.answers) == (len(SCAN), 2)
    assert preview.changes == len(changes_of(two.consul, two.case_id))
    assert [(copy.kind, copy.what, copy.receiver) for copy in preview.copies] == [
        ("copy", "Reisepass", "scan.png"),
        ("bundle", bundle.name, "Klara Beispiel"),
    ]
    accept_import(two.coordinator, bundle)
    (origin,) = preview_erasure(two.coordinator, two.case_id).copies
    assert (origin.kind, origin.receiver) == ("received", "Vera Muster")
    assert len(list_cases(two.consul)) == 1


@dataclass(frozen=True)
class Made:
    made_at: datetime


def test_the_backups_since_the_case_began_hold_it(two: Two) -> None:
    preview = preview_erasure(two.consul, two.case_id)
    old, new = Made(datetime(2020, 1, 1, tzinfo=UTC)), Made(datetime(2090, 1, 1, tzinfo=UTC))
    assert backups_holding((old, Made(preview.since), new), preview) == (
        Made(preview.since),
        new,
    )


@pytest.mark.parametrize("reason", ["", "Щеглова asked for it", "CONSENT_WITHDRAWN"])
def test_a_reason_in_free_words_is_refused(two: Two, reason: str) -> None:
    with pytest.raises(NotFoundError):
        erase_case(two.consul, two.case_id, reason)
    assert len(list_cases(two.consul)) == 1


def test_the_list_of_bundles_outlives_the_case(two: Two, tmp_path: Path) -> None:
    bundle = send(two.consul, two.coordinator, tmp_path, two.case_id)
    send(two.consul, two.coordinator, tmp_path / "Щеглова.age", two.case_id)
    erase_case(two.consul, two.case_id, REASON)
    named, neutral = sorted(list_sent(two.consul), key=lambda sent: sent.file_name)
    assert (named.file_name, named.cases, named.erased) == ("", (), 1)
    assert (neutral.file_name, neutral.erased) == (bundle.name, 1)


# On its way


def test_an_old_bundle_does_not_bring_it_back(two: Two, tmp_path: Path) -> None:
    bundle = send(two.consul, two.coordinator, tmp_path, two.case_id)
    accept_import(two.coordinator, bundle)
    erase_case(two.coordinator, two.case_id, REASON)
    preview = preview_import(two.coordinator, bundle)
    assert accept_import(two.coordinator, bundle) == preview
    assert preview.cases == ()
    (told,) = preview.erased
    assert (told.row, told.kept_out, told.erased.by) == (None, 0, "Klara Beispiel")
    assert list_cases(two.coordinator) == ()
    assert files_of(two.coordinator) == set()


def test_later_edits_arrive_as_skeletons_only(
    two: Two, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    accept_import(two.coordinator, send(two.consul, two.coordinator, tmp_path, two.case_id))
    erase_case(two.coordinator, two.case_id, REASON)
    add_document(two.consul, two.case_id, b"a later scan", title="CanaryTitle")
    person = list_people(two.consul, two.case_id)[0].id
    set_fact(two.consul, vocabulary, person, "person.given_names", Answer("CANARYFAMILY"))
    report = accept_import(
        two.coordinator, send(two.consul, two.coordinator, tmp_path, two.case_id)
    )
    assert (report.cases, report.erased[0].kept_out) == ((), 2)
    assert files_of(two.coordinator) == set()
    assert found_in(pages_of(two.coordinator)) == []
    changes = changes_of(two.coordinator, two.case_id)
    assert all(is_intact(change, {two.case_id}) for change in changes)


def test_an_erasure_goes_along_by_itself_and_is_shown_before(two: Two, tmp_path: Path) -> None:
    accept_import(two.coordinator, send(two.consul, two.coordinator, tmp_path, two.case_id))
    assert len(files_of(two.coordinator)) == 1
    erase_case(two.consul, two.case_id, REASON)
    contact = contact_named(two.consul, "Klara Beispiel")
    assert [e.case_id for e in preview_export(two.consul, [], [contact]).erased] == [
        two.case_id
    ]
    bundle = send(two.consul, two.coordinator, tmp_path)
    preview = preview_import(two.coordinator, bundle)
    (told,) = preview.erased
    assert told.row is not None
    assert [person.name_latin for person in told.people] == ["SHCHEGLOVA"]
    assert (told.documents, told.erased.by) == (1, "Vera Muster")
    assert len(list_cases(two.coordinator)) == 1
    assert len(files_of(two.coordinator)) == 1
    assert accept_import(two.coordinator, bundle) == preview
    assert list_cases(two.coordinator) == ()
    assert files_of(two.coordinator) == set()
    assert found_in(pages_of(two.coordinator), ("SHCHEGLOVA", "Щеглов", "Reisepass")) == []
    assert [e.reason for e in list_erased(two.coordinator)] == [REASON]


def test_who_sent_the_case_hears_that_it_was_erased(two: Two, tmp_path: Path) -> None:
    accept_import(two.coordinator, send(two.consul, two.coordinator, tmp_path, two.case_id))
    erase_case(two.coordinator, two.case_id, "no_longer_needed")
    accept_import(two.consul, send(two.coordinator, two.consul, tmp_path))
    assert list_cases(two.consul) == ()
    assert list_erased(two.consul) == list_erased(two.coordinator)


def test_nobody_else_hears_of_it(two: Two, tmp_path: Path, vocabulary: Vocabulary) -> None:
    third = new_vault(tmp_path / "third", "Boris Probe")
    acquaint(two.consul, third)
    erase_case(two.consul, two.case_id, REASON)
    with pytest.raises(NothingToExportError):
        send(two.consul, third, tmp_path / "x.age")
    other = open_case(two.consul, "Other")
    set_fact(two.consul, vocabulary, other, "case.consent_to_share", Answer(value=True))
    report = accept_import(third, send(two.consul, third, tmp_path, other))
    assert report.erased == ()
    assert graves_of(third) == frozenset()
    assert not (tmp_path / "x.age").exists()
    third.close()


def test_a_second_erasure_elsewhere_is_no_conflict(two: Two, tmp_path: Path) -> None:
    accept_import(two.coordinator, send(two.consul, two.coordinator, tmp_path, two.case_id))
    erase_case(two.consul, two.case_id, REASON)
    erase_case(two.coordinator, two.case_id, "objection")
    reports = (
        accept_import(two.coordinator, send(two.consul, two.coordinator, tmp_path)),
        accept_import(two.consul, send(two.coordinator, two.consul, tmp_path)),
    )
    assert [report.conflicts for report in reports] == [(), ()]
    assert list_erased(two.consul) == list_erased(two.coordinator)
    for vault in two[:2]:
        with vault.read() as session:
            assert session.exec(select(DocumentTable)).all() == []
