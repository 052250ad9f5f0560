"""The verbs that find: search, case list --search, person duplicates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.command_line import FAST, STORY, WORDS, CommandLine


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The sample family, entered twice."""
    (tmp_path / "words.txt").write_text(WORDS)
    made = CommandLine(tmp_path / "vault", tmp_path / "words.txt", capsys)
    made.does("init", "--owner", "Vera Muster", *FAST)
    for _ in range(2):
        made.does("intake", STORY / "family.yaml")
    return made


def test_the_verbs_find_in_either_script_and_name_who_was_entered_twice(
    cli: CommandLine,
) -> None:
    numbers = [row["number"] for row in cli.asks("case", "list")]
    name = cli.asks("case", "list")[0]["name_latin"].split()[-1].lower()
    found = cli.asks("search", name[:4], name[-4:])
    assert [row["number"] for row in found] == numbers
    assert len(cli.asks("search", name, "--limit", "1")) == 1
    assert cli.asks("search", "qqqq") == []
    assert cli.asks("case", "list", "--search", name) == found

    pairs = cli.asks("person", "duplicates")
    assert {(row["case_number"], row["reason"]) for row in pairs} <= {
        (number, row["reason"]) for number in numbers for row in pairs
    }
    of_one = cli.asks("person", "duplicates", numbers[0])
    assert {row["case_number"] for row in of_one} == {numbers[1]}
    assert "Дата" in cli.does("person", "duplicates", language="ru") or pairs
