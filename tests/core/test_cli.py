"""The command line: every verb, how it speaks, how it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from consul_desk.casework import cases
from consul_desk.cli import main
from consul_desk.cli.call import environment_language
from consul_desk.cli.output import Column, plain, print_table
from consul_desk.language import language
from consul_desk.paths import forms_folder
from tests.core.command_line import FAST, STORY, WORDS, CommandLine, fingerprints
from tests.core.error_classes import error_classes

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with the sample family, made once; every test gets a copy."""
    return tmp_path_factory.mktemp("cli")


@pytest.fixture
def cli(prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    if not (prepared / "vault").exists():
        (prepared / "words.txt").write_text(WORDS + "\r\nsecond line\n")
        first = CommandLine(prepared / "vault", prepared / "words.txt", capsys)
        first.does("init", "--owner", "Vera Muster", *FAST)
        first.does("intake", STORY / "family.yaml")
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return CommandLine(tmp_path / "vault", tmp_path / "words.txt", capsys)


@pytest.fixture
def number(cli: CommandLine) -> str:
    return str(cli.asks("case", "list")[0]["number"])


# Vault


def test_init_makes_a_vault_once(cli: CommandLine) -> None:
    before = fingerprints(cli.vault)
    again = cli.try_to("init", "--owner", "Somebody", *FAST)
    assert (again.status, fingerprints(cli.vault)) == (4, before)


def test_unlock_check_names_the_owner(cli: CommandLine) -> None:
    assert cli.asks("unlock", "--check") == {"owner": "Vera Muster"}
    assert "Vera Muster" in cli.does("unlock", "--check", language="de")


def test_reading_verbs_leave_the_vault_as_it_was(cli: CommandLine, number: str) -> None:
    before = fingerprints(cli.vault)
    for words in (
        ("case", "list"),
        ("case", "show", number),
        ("case", "history", number),
        ("person", "list"),
        ("fact", "list", number),
        ("entry", "list", number),
        ("workflow", "status", number),
        ("deadline", "list"),
        ("document", "list", number),
        ("blank", "list"),
        ("card", "list"),
    ):
        assert cli.asks(*words) is not None
        cli.does(*words)
    assert fingerprints(cli.vault) == before


# Cases, people, facts


def test_a_new_case_gets_people_and_facts(cli: CommandLine) -> None:
    number = cli.asks("case", "new", "Zweite Familie")["number"]
    person = cli.asks("person", "add", number, "--role", "applicant")["id"]
    cli.does("fact", "set", number, "person.born_on", "5.3.1990")
    cli.does("fact", "set", number, "person.sex", "женский", language="ru")
    cli.does("fact", "set", number, "person.religion", "--unknown")
    cli.does("fact", "set", number, "person.doctorate", "--not-applicable", "--of", person)
    facts = {row["key"]: row["answer"] for row in cli.asks("fact", "list", number)}
    assert facts == {
        "person.born_on": {"value": "1990-03-05", "status": "known"},
        "person.sex": {"value": "female", "status": "known"},
        "person.religion": {"value": None, "status": "unknown"},
        "person.doctorate": {"value": None, "status": "not_applicable"},
    }


@pytest.mark.parametrize("word", ["child", "мария", "MARIIA"])
def test_a_person_is_named_by_role_or_name(cli: CommandLine, number: str, word: str) -> None:
    cli.does("fact", "set", number, "person.birth_place", "Kassel", "--of", word)
    child = cli.asks("person", "list", number)[2]["id"]
    row = next(r for r in cli.asks("fact", "list", number) if r["answer"]["value"] == "Kassel")
    assert row["subject_id"] == child


def test_people_are_answers_by_role_or_name(cli: CommandLine, number: str) -> None:
    key = "person.legal_guardians"
    cli.does("fact", "set", number, key, "applicant, Андрей", "--of", "child")
    parents = [row["id"] for row in cli.asks("person", "list", number)[:2]]
    row = next(row for row in cli.asks("fact", "list", number) if row["key"] == key)
    assert row["answer"]["value"] == parents


def test_entries_are_added_answered_and_removed(cli: CommandLine, number: str) -> None:
    kind, key = "identity_document", "identity_document.number"
    cli.does("fact", "set", number, key, "00 99", "--of", "spouse")
    added = cli.asks("entry", "add", number, kind, "--of", "spouse")["id"]
    several = cli.try_to("fact", "set", number, key, "00 98", "--of", "spouse")
    assert (several.status, added in several.err) == (2, True)
    cli.does("fact", "set", number, key, "00 98", "--of", added)
    cli.does("entry", "remove", added)
    assert added not in [row["id"] for row in cli.asks("entry", "list", number)]


def test_an_address_is_typed_on_one_line(cli: CommandLine, number: str) -> None:
    typed = "Öjendorfer Straße 12a, 10115 Berlin"
    cli.does("fact", "set", number, "procedure.new_address", typed)
    assert typed in cli.does("fact", "list", number)


def test_history_shows_before_and_after(cli: CommandLine, number: str) -> None:
    cli.does("fact", "set", number, "person.birth_place", "Kassel")
    cli.does("fact", "set", number, "person.religion", "--unknown")
    *_, place, religion = cli.does("case", "history", number).splitlines()
    assert "Obraztsovsk" in place
    assert "Kassel" in place
    assert religion.endswith("unknown")
    assert "Vera Muster" in religion


def test_show_tells_people_procedures_and_documents(cli: CommandLine, number: str) -> None:
    shown = cli.does("case", "show", number.lower(), language="ru")
    for part in ("IULIIA SHCHEGLOVA", "address-registration", "passport-mother.png"):
        assert part in shown


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("case", "show", "26-ZZZZZ"), 9),
        (("case", "new", "  "), 5),
        (("person", "add", "{number}", "--role", "uncle"), 9),
        (("fact", "set", "{number}", "person.hat", "red"), 5),
        (("fact", "set", "{number}", "person.born_on", "1990-02-30"), 5),
        (("fact", "set", "{number}", "person.born_on", "1990", "--of", "Ольга"), 9),
        (("fact", "set", "{number}", "person.born_on", "1990", "--of", "щегл"), 2),
        (("fact", "set", "{number}", "person.born_on"), 2),
        (("fact", "set", "{number}", "person.born_on", "1990", "--unknown"), 2),
        (("entry", "add", "{number}", "hat"), 9),
        (("workflow", "start", "{number}", "dance"), 9),
        (("workflow", "status", "{number}", "--workflow", "dance"), 9),
        (("workflow", "answer", "{number}", "procedure.owner_name", "x"), 9),
        (("document", "add", "{number}", "nowhere.png"), 5),
        (("document", "get", "no-id", "--to", "copy.png"), 9),
        (("paper", "make", "{number}", "poem"), 9),
        (("paper", "make", "{number}", "meldeschein"), 7),
        (("card", "add", "nowhere.card"), 5),
        (("card", "verify", "Nobody", "1"), 9),
        (("export", "{number}", "--for", "Nobody"), 9),
        (("import", "nowhere.age"), 5),
    ],
)
def test_what_cannot_be_done_is_said_in_russian_and_changes_nothing(
    cli: CommandLine, number: str, words: tuple[str, ...], status: int
) -> None:
    before = fingerprints(cli.vault)
    ended = cli.try_to(*(word.format(number=number) for word in words), language="ru")
    assert (ended.status, ended.out, ended.err.count("\n")) == (status, "", 1)
    assert any("а" <= letter <= "я" for letter in ended.err)
    assert fingerprints(cli.vault) == before


# Workflows, documents, papers


def test_workflows_are_listed_and_checked(cli: CommandLine) -> None:
    assert "address-registration" in [row["id"] for row in cli.asks("workflow", "list")]
    assert "Wohnung anmelden" in cli.does("workflow", "list", language="de")
    found = cli.asks("workflow", "check")
    assert (found["problems"], len(found["cases"]) > 3) == ([], True)
    assert cli.does("workflow", "check", language="ru")


def test_a_workflow_is_started_for_named_people(cli: CommandLine) -> None:
    number = cli.asks("case", "new", "Zweite Familie")["number"]
    for role in ("applicant", "child"):
        cli.does("person", "add", number, "--role", role)
    cli.does("workflow", "start", number, "address-registration", "--with", "applicant")
    procedure = cli.asks("case", "show", number)["procedures"][0]
    assert len(procedure["people"]) == 1
    assert cli.asks("workflow", "status", number)["progress_percent"] < 50


def test_an_answer_leads_to_the_next_question(cli: CommandLine, number: str) -> None:
    said = cli.does(
        "workflow", "answer", number, "procedure.landlord_owns", "nein", language="de"
    )
    assert "procedure.owner_name" in said
    status = cli.asks("workflow", "answer", number, "procedure.owner_name", "Otto Muster")
    assert status["next_question"]["key"] == "procedure.landlord_refuses"


def test_what_does_not_fit_is_shown_with_the_person(cli: CommandLine, number: str) -> None:
    cli.does("workflow", "answer", number, "person.born_on", "2026-11-20", "--of", "child")
    shown = cli.does("workflow", "status", number, language="ru")
    assert "Мария Андреевна Щеглова: " in shown


def test_deadlines_show_how_they_come_about(cli: CommandLine) -> None:
    shown = cli.does("deadline", "list", language="de")
    assert "24.11.2026" in shown
    assert "§ 17 Abs. 1 BMG" in shown


def test_a_document_comes_back_as_it_went_in(
    cli: CommandLine, number: str, tmp_path: Path
) -> None:
    scan = STORY / "passport-father.png"
    added = cli.asks(
        "document",
        "add",
        number,
        scan,
        "--kind",
        "passport",
        "--workflow",
        "address-registration",
    )["id"]
    cli.does("document", "get", added, "--to", tmp_path / "copy.png")
    assert (tmp_path / "copy.png").read_bytes() == scan.read_bytes()
    again = cli.try_to("document", "get", added, "--to", tmp_path / "copy.png")
    assert again.status == 5


def test_a_paper_is_made_and_copied_out(cli: CommandLine, number: str, tmp_path: Path) -> None:
    made = cli.asks("paper", "make", number, "data_sheet", "--to", tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")
    kinds = {row["id"]: row["kind"] for row in cli.asks("document", "list", number)}
    assert kinds[made["id"]] == "paper:data_sheet"


# Language and form


def test_tables_are_aligned_under_translated_headings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    columns = (Column("Name", lambda row: row[0]), Column("Id", lambda row: row[1]))
    print_table([("Щ", 1), ("Muster", None)], columns, language("en"))
    assert capsys.readouterr().out == "Name    Id\nЩ       1\nMuster\n"
    print_table([], columns, language("en"))
    assert capsys.readouterr().out == ""


def test_json_knows_every_kind_of_value() -> None:
    value = {"a": (1, 2.5, None, True), "b": {Path("x")}, "c": b"y"}
    assert plain(value, language("en")) == {"a": [1, 2.5, None, True], "b": ["x"], "c": "b'y'"}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "de_DE"}, "de"),
        ({"LC_ALL": "", "LC_MESSAGES": "de", "LANG": "ru"}, "de"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_comes_from_the_locale(environment: dict[str, str], expected: str) -> None:
    assert environment_language(environment) == expected


@pytest.mark.parametrize("option", [("--language", "ru"), ("--language=ru",)])
def test_help_is_in_the_users_language(
    option: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*option, "case", "--help"]) == 0
    assert "истори" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("dance",),
        ("case",),
        ("case", "show"),
        ("case", "list", "--colour"),
        ("--language", "fr", "case", "list"),
        ("--today", "tomorrow", "case", "list"),
        ("init", "--owner", "x", "--kdf-memory-kib", "1024"),
        ("unlock",),
    ],
)
def test_a_wrong_command_line_ends_with_2(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", "de", *words]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_an_unexpected_error_is_one_sentence(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases, "list_cases", _breaks)
    ended = cli.try_to("case", "list", language="ru")
    assert (ended.status, ended.err.count("\n")) == (1, 1)
    assert "Щеглова" not in ended.err
    assert "Traceback" in cli.try_to("--debug", "case", "list").err


def _breaks(*_: object) -> None:
    raise RuntimeError("Щеглова")


def test_every_error_has_an_exit_status_of_its_own_kind() -> None:
    kinds = list(error_classes())
    assert len(kinds) > 70
    assert [error for error in kinds if not 1 <= error.exit_status <= 9] == []


def test_an_odd_file_name_does_not_break_the_sentence(cli: CommandLine) -> None:
    ended = cli.try_to("intake", "\udcff.yaml")
    assert (ended.status, ended.err.count("\n")) == (5, 1)
    assert "\\udcff.yaml" in ended.err


def test_importing_the_command_line_loads_no_heavy_library() -> None:
    code = (
        "import sys, consul_desk.cli; print(sorted({m.partition('.')[0] for m in sys.modules}"
        " & {'sqlalchemy', 'sqlmodel', 'pydantic', 'reportlab', 'cryptography', 'babel'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout == "[]\n"


# Exchange


def test_a_preview_says_what_would_leave_and_what_stands_against_it(
    cli: CommandLine, number: str, tmp_path: Path
) -> None:
    other = CommandLine(tmp_path / "other", cli.passphrase_file, cli.capsys)
    other.does("init", "--owner", "Klara Beispiel", *FAST)
    other.does("card", "show", "--to", tmp_path / "klara.card")
    cli.does("card", "add", tmp_path / "klara.card")
    before = fingerprints(tmp_path)
    words = ("export", number, "--for", "Klara Beispiel", "--to", tmp_path, "--dry-run")
    told = cli.does(*words)
    assert number in told
    assert "Klara Beispiel has not been verified" in told
    assert cli.asks(*words)["bundle"] is None
    assert cli.try_to(*words[:-1]).status == 8
    assert fingerprints(tmp_path) == before


def test_a_pack_whose_cases_fail_is_not_in_order(cli: CommandLine, tmp_path: Path) -> None:
    shutil.copytree(forms_folder(), tmp_path / "forms")
    workflow = tmp_path / "forms/workflows/address-registration/workflow.yaml"
    text = workflow.read_text(encoding="utf-8").replace("runs: {weeks: 2}", "runs: {weeks: 3}")
    workflow.write_text(text, encoding="utf-8")
    ended = cli.try_to("workflow", "check", tmp_path / "forms")
    assert (ended.status, ended.out) == (6, "")
    assert "address-registration, " in ended.err
    found = cli.try_to("workflow", "check", tmp_path / "forms", "--json")
    assert any(case["differences"] for case in json.loads(found.out)["cases"])


def test_the_self_test_passes(cli: CommandLine, tmp_path: Path) -> None:
    checks = cli.asks("self-test", "--in", tmp_path)
    assert [check["problem"] for check in checks] == [""] * len(checks)
