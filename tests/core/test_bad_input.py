"""Whatever a person may hand over wrongly: one sentence, one status, nothing changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from consul_desk.language import CODES
from consul_desk.paths import forms_folder
from consul_desk.values import LanguageCode
from consul_desk.vault.vault import Vault
from tests.core.command_line import FAST, STORY, WORDS, CommandLine, fingerprints


@dataclass(frozen=True, slots=True)
class Ground:
    """Three vaults, and a bundle that the consul sealed for the coordinator."""

    folder: Path
    consul: CommandLine
    coordinator: CommandLine
    stranger: CommandLine

    @property
    def bundle(self) -> Path:
        return self.folder / "case.age"

    @property
    def desk(self) -> Path:
        """Where the person keeps what she hands over."""
        return self.folder / "desk"


Words = tuple[CommandLine, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Bad:
    """One bad input.

    Attributes:
        prepare: puts it on the desk, tells who does what with it.
        says: words of the English sentence.
        names: what the sentence names in every language.
    """

    name: str
    prepare: Callable[[Ground], Words]
    status: int
    says: str
    names: str = ""


def wrong_passphrase(ground: Ground) -> Words:
    file = ground.desk / "wrong.txt"
    file.write_text("these are not the words\n")
    return replace(ground.consul, passphrase_file=file), ("case", "list")


def no_vault(ground: Ground) -> Words:
    (ground.desk / "holiday.txt").write_text("nothing to do with it")
    return replace(ground.consul, vault=ground.desk), ("case", "list")


def no_folder(ground: Ground) -> Words:
    return replace(ground.consul, vault=ground.desk / "nowhere"), ("case", "list")


def newer_header(ground: Ground) -> Words:
    for name in ("head.a", "head.b"):
        head = ground.consul.vault / name
        head.write_text(json.dumps(json.loads(head.read_text()) | {"format": 99}))
    return ground.consul, ("case", "list")


def newer_database(ground: Ground) -> Words:
    vault = Vault.open(ground.consul.vault, bytearray(WORDS.encode()))
    with vault.write() as session:
        session.connection().exec_driver_sql("PRAGMA user_version = 99")
    vault.close()
    return ground.consul, ("case", "list")


def _intake(ground: Ground, old: str, new: str) -> Words:
    for file in STORY.glob("passport-*.png"):
        shutil.copy(file, ground.desk)
    text = (STORY / "family.yaml").read_text(encoding="utf-8")
    assert text.count(old) >= 1
    file = ground.desk / "family.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return ground.consul, ("intake", file)


def intake_with_unknown_key(ground: Ground) -> Words:
    return _intake(ground, "person.birth_place:", "person.brith_place:")


def intake_with_impossible_date(ground: Ground) -> Words:
    return _intake(ground, "1988-06-14", "1988-06-31")


def intake_with_missing_scan(ground: Ground) -> Words:
    return _intake(ground, "passport-mother.png", "passport-aunt.png")


def intake_reaching_outside(ground: Ground) -> Words:
    (ground.folder / "secret.png").write_bytes(b"\x89PNG")
    return _intake(ground, "passport-mother.png", "../secret.png")


def intake_of_nothing(ground: Ground) -> Words:
    return ground.consul, ("intake", ground.desk / "nothing.yaml")


def workflow_with_typo(ground: Ground) -> Words:
    shutil.copytree(forms_folder(), ground.desk / "forms")
    workflow = ground.desk / "forms/workflows/address-registration/workflow.yaml"
    text = workflow.read_text(encoding="utf-8")
    workflow.write_text(
        text.replace("procedure.move_in_on", "procedure.move_in_no", 1), "utf-8"
    )
    return ground.consul, ("workflow", "check", ground.desk / "forms")


def blank_with_another_hash(ground: Ground) -> Words:
    file = ground.desk / "anmeldung-berlin.pdf"
    file.write_bytes(b"%PDF-1.7\n% another edition\n%%EOF\n")
    return ground.consul, ("blank", "add", file)


def truncated_bundle(ground: Ground) -> Words:
    file = ground.desk / "case.age"
    file.write_bytes(ground.bundle.read_bytes()[:-100])
    return ground.coordinator, ("import", file)


def altered_bundle(ground: Ground) -> Words:
    data = bytearray(ground.bundle.read_bytes())
    data[-100] ^= 1
    file = ground.desk / "case.age"
    file.write_bytes(data)
    return ground.coordinator, ("import", file)


def bundle_that_is_none(ground: Ground) -> Words:
    file = ground.desk / "case.age"
    file.write_bytes(b"Dear colleague, here is the case")
    return ground.coordinator, ("import", file)


def bundle_for_somebody_else(ground: Ground) -> Words:
    return ground.stranger, ("import", ground.bundle)


KEY = "people.mother.facts.person."
BAD = (
    Bad("wrong_passphrase", wrong_passphrase, 3, "does not open this vault"),
    Bad("no_vault", no_vault, 4, "holds no vault", "desk"),
    Bad("no_folder", no_folder, 4, "holds no vault", "nowhere"),
    Bad("newer_header", newer_header, 4, "newer version", "99"),
    Bad("newer_database", newer_database, 4, "newer version", "99"),
    Bad("unknown_key", intake_with_unknown_key, 5, "not known here", f" 32, {KEY}brith_place:"),
    Bad(
        "impossible_date", intake_with_impossible_date, 5, "day does not", f" 31, {KEY}born_on:"
    ),
    Bad(
        "missing_scan",
        intake_with_missing_scan,
        5,
        "There is no such file",
        "documents.0.file:",
    ),
    Bad("scan_outside", intake_reaching_outside, 5, "outside the folder", "documents.0.file:"),
    Bad("no_intake", intake_of_nothing, 5, "cannot be read", "nothing.yaml"),
    Bad("workflow_typo", workflow_with_typo, 6, "The vocabulary", "workflow.yaml, "),
    Bad("other_blank", blank_with_another_hash, 7, "No mapping knows", "SHA-256"),
    Bad("truncated_bundle", truncated_bundle, 8, "incomplete or was altered"),
    Bad("altered_bundle", altered_bundle, 8, "incomplete or was altered"),
    Bad("no_bundle", bundle_that_is_none, 8, "bundle"),
    Bad("foreign_bundle", bundle_for_somebody_else, 8, "sealed for somebody else"),
)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vaults and the bundle, made once; every test gets a copy."""
    return tmp_path_factory.mktemp("ground")


@pytest.fixture
def ground(prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ground:
    if not (prepared / "case.age").exists():
        _prepare(_ground(prepared, capsys))
    shutil.copytree(prepared, tmp_path / "ground")
    ground = _ground(tmp_path / "ground", capsys)
    ground.desk.mkdir()
    return ground


def _ground(folder: Path, capsys: pytest.CaptureFixture[str]) -> Ground:
    secret = folder / "words.txt"
    names = ("consul", "coordinator", "stranger")
    return Ground(folder, *(CommandLine(folder / name, secret, capsys) for name in names))


def _prepare(ground: Ground) -> None:
    (ground.folder / "words.txt").write_text(WORDS + "\n")
    consul, coordinator, stranger = ground.consul, ground.coordinator, ground.stranger
    for who in (consul, coordinator, stranger):
        who.does("init", "--owner", who.vault.name, *FAST)
    stranger.does("card", "show")
    for mine, other in ((consul, coordinator), (coordinator, consul)):
        card = ground.folder / f"{mine.vault.name}.card"
        digits = mine.asks("card", "show", "--to", card)["fingerprint"]
        other.does("card", "add", card)
        other.does("card", "verify", mine.vault.name, digits)
    number = consul.asks("intake", STORY / "family.yaml")["number"]
    consul.does("export", number, "--for", "coordinator", "--to", ground.bundle)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_bad_input_ends_with_a_sentence_and_changes_nothing(
    ground: Ground, bad: Bad, code: LanguageCode
) -> None:
    who, words = bad.prepare(ground)
    before = fingerprints(ground.folder)
    ended = who.try_to(*words, language=code)
    assert ended.status == bad.status
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert bad.names in ended.err
    assert (bad.says in ended.err) == (code == "en")
    assert fingerprints(ground.folder) == before


def test_the_bundle_itself_is_good(ground: Ground) -> None:
    ground.coordinator.does("import", ground.bundle)
    assert len(ground.coordinator.asks("case", "list")) == 1
