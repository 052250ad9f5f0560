"""The verbs about ends: case erase, case dates, case reviews, person data."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from tests.core.command_line import FAST, STORY, WORDS, CommandLine, fingerprints


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault with the sample family, made once; every test gets a copy."""
    return tmp_path_factory.mktemp("cli")


@pytest.fixture
def cli(prepared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    if not (prepared / "vault").exists():
        (prepared / "words.txt").write_text(WORDS + "\n")
        first = CommandLine(prepared / "vault", prepared / "words.txt", capsys)
        first.does("init", "--owner", "Vera Muster", *FAST)
        first.does("intake", STORY / "family.yaml")
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return CommandLine(tmp_path / "vault", tmp_path / "words.txt", capsys)


@pytest.fixture
def number(cli: CommandLine) -> str:
    return str(cli.asks("case", "list")[0]["number"])


REASON = ("--reason", "consent_withdrawn")


def types(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_case_is_erased_after_its_number_was_typed(
    cli: CommandLine, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(f" {number.lower()}\n", monkeypatch)
    ended = cli.try_to("case", "erase", number, *REASON)
    assert (ended.status, number in ended.err) == (0, True)
    assert "SHCHEGLOVA" in ended.out
    assert "Backups made before hold the case" in ended.out
    assert cli.asks("case", "list") == []


@pytest.mark.parametrize("typed", ["", "\n", "yes\n", "26-XXXXX\n"])
def test_without_the_number_the_case_stays(
    cli: CommandLine, number: str, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    before = fingerprints(cli.vault)
    types(typed, monkeypatch)
    assert cli.try_to("case", "erase", number, *REASON).status == 5
    assert fingerprints(cli.vault) == before


def test_a_script_erases_without_being_asked(cli: CommandLine, number: str) -> None:
    told = cli.asks("case", "erase", number, *REASON, "--yes")
    assert told["preview"]["row"]["number"] == number
    assert told["erased"]["reason"] == "consent_withdrawn"
    assert told["erased"]["by"] == "Vera Muster"
    assert cli.asks("case", "list") == []


def test_an_unknown_reason_erases_nothing(cli: CommandLine, number: str) -> None:
    assert cli.try_to("case", "erase", number, "--reason", "because", "--yes").status == 9
    assert len(cli.asks("case", "list")) == 1


def test_dates_are_set_shown_and_taken_away(cli: CommandLine, number: str) -> None:
    assert cli.asks("case", "dates", number) == {"retain_until": None, "review_on": None}
    cli.does("case", "dates", number, "--retain-until", "31.3.2028")
    cli.does("case", "dates", number, "--review-on", "2026-11-01")
    dates = {"retain_until": "2028-03-31", "review_on": "2026-11-01"}
    assert cli.asks("case", "dates", number) == dates
    assert "2028" in cli.does("case", "dates", number)
    cli.does("case", "dates", number, "--retain-until", "none")
    assert cli.asks("case", "dates", number) == dates | {"retain_until": None}


@pytest.mark.parametrize("day", ["2027", "2027-02", "30.2.2027", "soon", ""])
def test_a_day_that_is_none_is_refused(cli: CommandLine, number: str, day: str) -> None:
    ended = cli.try_to("case", "dates", number, "--review-on", day)
    assert (ended.status, "calendar" in ended.err) == (5, True)


def test_cases_whose_day_has_come_are_listed(cli: CommandLine, number: str) -> None:
    assert cli.asks("case", "reviews") == {"reviews": [], "past_retention": []}
    cli.does(
        "case", "dates", number, "--review-on", "2026-11-20", "--retain-until", "2026-11-22"
    )
    told = cli.asks("case", "reviews")
    assert [due["days_over"] for due in told["reviews"]] == [3]
    assert [due["days_over"] for due in told["past_retention"]] == [1]
    assert number in cli.does("case", "reviews")


def test_a_persons_data_is_written_in_the_language_that_she_reads(
    cli: CommandLine, number: str, tmp_path: Path
) -> None:
    (tmp_path / "to").mkdir()
    words = ("person", "data", number, "applicant", "--into", tmp_path / "to")
    told = cli.asks(*words, "--language", "ru")
    data = json.loads(Path(told["json"]).read_bytes())
    assert (data["language"], Path(told["pdf"]).read_bytes()[:5]) == ("ru", b"%PDF-")
    assert cli.try_to(*words).status == 5
    assert "free text" in cli.does("person", "data", number, "child", "--into", tmp_path / "to")
