"""A case leaves one vault on purpose and arrives in another, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from consul_desk.casework.cases import list_cases, open_case
from consul_desk.casework.documents import add_document, list_documents, read_document
from consul_desk.casework.facts import list_facts, set_fact
from consul_desk.casework.history import history
from consul_desk.casework.people import add_person, list_people
from consul_desk.errors import ConsulDeskError, NotFoundError, UnwritableFileError
from consul_desk.errors.exchange import (
    BundleDamagedError,
    BundleNotForUsError,
    ConsentMissingError,
    RecipientUnverifiedError,
    SenderUnverifiedError,
)
from consul_desk.exchange.contacts import (
    add_card,
    list_contacts,
    my_card,
    revoke_contact,
    verify_contact,
)
from consul_desk.exchange.identity import fingerprint_digits
from consul_desk.exchange.incoming import accept_import, preview_import
from consul_desk.exchange.outgoing import export_cases, list_sent, preview_export
from consul_desk.values import Answer, CaseId
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary

SCAN = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2000


class Two(NamedTuple):
    """A consul and her coordinator, who know each other."""

    consul: Vault
    coordinator: Vault
    case_id: CaseId
    contact_id: str


@pytest.fixture
def two(tmp_path: Path, vocabulary: Vocabulary) -> Iterator[Two]:
    consul, coordinator = (
        Vault.create(
            tmp_path / name, bytearray(b"words for tests only"), owner=name, kdf=KDF_FLOOR
        )
        for name in ("Vera Muster", "Klara Beispiel")
    )
    for vault, other in ((consul, coordinator), (coordinator, consul)):
        contact = add_card(vault, my_card(other).to_bytes())
        verify_contact(vault, contact.id, fingerprint_digits(my_card(other).fingerprint))
    case_id = open_case(consul, "Familie Щеглов")
    person = add_person(consul, case_id, "applicant")
    set_fact(consul, vocabulary, person, "person.family_name", Answer("SHCHEGLOVA"))
    set_fact(consul, vocabulary, case_id, "case.consent_to_share", Answer(value=True))
    add_document(consul, case_id, SCAN, kind="passport", title="Reisepass")
    yield Two(consul, coordinator, case_id, list_contacts(consul)[0].id)
    consul.close()
    coordinator.close()


def sealed(two: Two, target: Path) -> Path:
    return export_cases(two.consul, [two.case_id], [two.contact_id], target).path


def everything(vault: Vault) -> list[object]:
    """All that a user can see of all cases, disclosures aside: those stay at home."""
    seen: list[object] = []
    for case in list_cases(vault):
        seen += [case, *list_people(vault, case.id), *list_facts(vault, case.id)]
        seen += [(row, read_document(vault, row.id)) for row in list_documents(vault, case.id)]
        seen += [row for row in history(vault, case.id) if row.kind != "disclosure"]
    return seen


def files_of(vault: Vault) -> dict[str, bytes]:
    vault.checkpoint()
    return {str(p): p.read_bytes() for p in vault.folder.rglob("*") if p.is_file()}


def test_the_coordinator_holds_the_same_case(two: Two, tmp_path: Path) -> None:
    bundle = sealed(two, tmp_path)
    preview = preview_import(two.coordinator, bundle)
    assert list_cases(two.coordinator) == ()
    report = accept_import(two.coordinator, bundle)
    assert report == preview
    (case,) = report.cases
    assert case.is_new
    assert case.added == {"case": 1, "person": 1, "fact": 2, "document": 1}
    assert everything(two.coordinator) == everything(two.consul)
    assert {row.actor for row in history(two.coordinator, two.case_id)} == {"Vera Muster"}


def test_the_preview_names_everything_that_leaves(two: Two) -> None:
    preview = preview_export(two.consul, [two.case_id], [two.contact_id])
    (case,) = preview.cases
    assert [person.name_latin for person in case.people] == ["SHCHEGLOVA"]
    assert [document.title for document in case.documents] == ["Reisepass"]
    assert (preview.size_bytes, preview.obstacle) == (len(SCAN), None)
    assert list_sent(two.consul) == ()


def test_what_left_is_remembered_and_stays_at_home(two: Two, tmp_path: Path) -> None:
    bundle = sealed(two, tmp_path)
    (sent,) = list_sent(two.consul)
    assert (sent.file_name, len(sent.cases)) == (bundle.name, 1)
    accept_import(two.coordinator, bundle)
    at_home = [row.kind for row in history(two.consul, two.case_id)]
    there = [row.kind for row in history(two.coordinator, two.case_id)]
    assert at_home.count("disclosure") == 1
    assert "disclosure" not in there


def test_later_edits_follow_and_both_see_who_made_them(
    two: Two, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    accept_import(two.coordinator, sealed(two, tmp_path))
    person = list_people(two.coordinator, two.case_id)[0].id
    key = "person.given_names"
    set_fact(two.coordinator, vocabulary, person, key, Answer("IULIIA"))
    back = list_contacts(two.coordinator)[0].id
    answer = export_cases(two.coordinator, [two.case_id], [back], tmp_path / "back.age").path
    report = accept_import(two.consul, answer)
    assert report.cases[0].added == {"fact": 1}
    assert everything(two.consul) == everything(two.coordinator)
    assert history(two.consul, two.case_id)[-1].actor == "Klara Beispiel"


def test_the_same_bundle_again_changes_nothing(two: Two, tmp_path: Path) -> None:
    bundle = sealed(two, tmp_path)
    accept_import(two.coordinator, bundle)
    before = everything(two.coordinator)
    again = accept_import(two.coordinator, bundle)
    assert again.is_known
    assert [(case.added, case.changed) for case in again.cases] == [({}, {})]
    assert everything(two.coordinator) == before


def test_a_bundle_that_did_not_arrive_leaves_a_gap_that_is_told(
    two: Two, tmp_path: Path
) -> None:
    first, second, third = (sealed(two, tmp_path) for _ in range(3))
    assert not accept_import(two.coordinator, first).has_gap
    assert preview_import(two.coordinator, third).has_gap
    assert accept_import(two.coordinator, third).has_gap
    assert not accept_import(two.coordinator, second).has_gap
    assert not accept_import(two.coordinator, third).has_gap


def test_two_edits_of_one_answer_are_shown_as_a_conflict(
    two: Two, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    accept_import(two.coordinator, sealed(two, tmp_path))
    person = list_people(two.coordinator, two.case_id)[0].id
    for vault, name in ((two.consul, "SHCHEGLOVAA"), (two.coordinator, "SCHTSCHEGLOWA")):
        set_fact(vault, vocabulary, person, "person.family_name", Answer(name))
    report = accept_import(two.coordinator, sealed(two, tmp_path))
    assert {conflict.column for conflict in report.conflicts} >= {"value"}
    assert report.cases[0].conflicts == len(report.conflicts)


def test_without_consent_nothing_leaves(
    two: Two, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    set_fact(two.consul, vocabulary, two.case_id, "case.consent_to_share", Answer(value=False))
    with pytest.raises(ConsentMissingError):
        sealed(two, tmp_path / "x.age")
    assert not list(tmp_path.glob("*.age*"))


def test_an_unverified_or_revoked_card_gets_nothing(two: Two, tmp_path: Path) -> None:
    revoke_contact(two.consul, two.contact_id)
    with pytest.raises(RecipientUnverifiedError):
        sealed(two, tmp_path / "x.age")
    with pytest.raises(NotFoundError):
        export_cases(two.consul, [two.case_id], ["nobody"], tmp_path / "x.age")
    assert not list(tmp_path.glob("*.age*"))
    assert list_sent(two.consul) == ()


def test_a_bundle_never_replaces_a_file(two: Two, tmp_path: Path) -> None:
    (tmp_path / "x.age").write_bytes(b"mine")
    with pytest.raises(UnwritableFileError):
        sealed(two, tmp_path / "x.age")
    assert (tmp_path / "x.age").read_bytes() == b"mine"
    assert list_sent(two.consul) == ()


def test_a_sender_who_was_never_verified_is_not_believed(two: Two, tmp_path: Path) -> None:
    bundle = sealed(two, tmp_path)
    revoke_contact(two.coordinator, list_contacts(two.coordinator)[0].id)
    assert not preview_import(two.coordinator, bundle).is_verified
    before = files_of(two.coordinator)
    with pytest.raises(SenderUnverifiedError):
        accept_import(two.coordinator, bundle)
    assert files_of(two.coordinator) == before
    accept_import(two.coordinator, bundle, accept_unverified=True)
    assert len(list_cases(two.coordinator)) == 1


def test_a_bundle_for_somebody_else_stays_closed(two: Two, tmp_path: Path) -> None:
    bundle = sealed(two, tmp_path)
    before = files_of(two.consul)
    with pytest.raises(BundleNotForUsError):
        accept_import(two.consul, bundle)
    assert files_of(two.consul) == before


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6, 0.999])
@pytest.mark.parametrize("fault", ["flip", "cut"])
def test_a_damaged_bundle_changes_nothing(
    two: Two, tmp_path: Path, place: float, fault: str
) -> None:
    bundle = sealed(two, tmp_path)
    data = bytearray(bundle.read_bytes())
    position = int(len(data) * place)
    if fault == "flip":
        data[position] ^= 1
    else:
        del data[position:]
    bundle.write_bytes(data)
    before = files_of(two.coordinator)
    with pytest.raises((BundleDamagedError, BundleNotForUsError)):
        accept_import(two.coordinator, bundle)
    with pytest.raises(ConsulDeskError):
        preview_import(two.coordinator, bundle)
    assert files_of(two.coordinator) == before


def test_no_name_can_be_read_in_a_bundle(two: Two, tmp_path: Path) -> None:
    data = sealed(two, tmp_path).read_bytes()
    for word in ("SHCHEGLOVA", "Щеглов", "Vera", "Klara", "Reisepass", "person.family_name"):
        assert word.encode() not in data
        assert word.encode("utf-16-le") not in data
