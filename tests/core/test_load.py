"""Packs load completely or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from consul_desk.errors import NotFoundError, UnreadableFileError
from consul_desk.errors.casework import PackError, UnknownFactKeyError
from consul_desk.paths import forms_folder
from consul_desk.values import Subject, SubjectKind
from consul_desk.workflows.load import load_packs, load_vocabulary
from consul_desk.workflows.model import prefix_of

PACKS = load_packs(forms_folder())


def test_the_program_brings_its_workflow_and_vocabulary() -> None:
    workflow = PACKS.workflow("address-registration")
    assert workflow.revision == 1
    assert PACKS.vocabulary.field("person.family_name").latin_only
    assert PACKS.vocabulary.field("person.family_name").prefix == "person"
    assert PACKS.vocabulary.fields_of("identity_document")


def test_an_unknown_workflow_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        PACKS.workflow("gardening")


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(UnknownFactKeyError):
        PACKS.vocabulary.field("person.shoe_size")


def test_a_folder_without_packs_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError):
        load_packs(tmp_path)


def test_two_files_cannot_define_one_key(tmp_path: Path) -> None:
    text = (forms_folder() / "vocabulary" / "case.yaml").read_text(encoding="utf-8")
    (tmp_path / "vocabulary").mkdir()
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / "vocabulary" / name).write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_vocabulary(tmp_path)
    assert caught.value.facts["path"] == "vocabulary/b.yaml"


def test_an_entry_kind_cannot_take_the_name_of_a_subject(tmp_path: Path) -> None:
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / "a.yaml").write_text(
        "entries: [{id: person, title: {de: P, ru: P, en: P}, owner: case}]\nfields: []\n",
        encoding="utf-8",
    )
    with pytest.raises(PackError) as caught:
        load_vocabulary(tmp_path)
    assert caught.value.facts["key"] == "entries.person.id"


def test_a_blank_must_be_called_like_its_file(tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(forms_folder(), tmp_path / "forms"))
    blanks = folder / "workflows" / "address-registration" / "blanks"
    (blanks / "anmeldung-berlin.yaml").rename(blanks / "anmeldung-hamburg.yaml")
    with pytest.raises(PackError) as caught:
        load_packs(folder)
    assert caught.value.facts["key"] == "id"


@pytest.mark.parametrize(
    ("subject", "prefix"),
    [
        (Subject("a", SubjectKind.PERSON, "spouse"), "person"),
        (Subject("a", SubjectKind.ENTRY, "identity_document", "b"), "identity_document"),
        (Subject("a", SubjectKind.CASE), "case"),
    ],
)
def test_subjects_and_keys_share_their_prefix(subject: Subject, prefix: str) -> None:
    assert prefix_of(subject) == prefix
