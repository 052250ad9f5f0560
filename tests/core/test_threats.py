"""The threat model is one text: SECURITY.md, the guide and the command line agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from consul_desk.cli import main
from consul_desk.language import CODES, language
from consul_desk.threats import THREATS, Verdict, as_markdown, threats_of
from consul_desk.values import LanguageCode

SECURITY = Path(__file__).parents[2] / "SECURITY.md"


def test_security_md_says_what_the_program_says() -> None:
    assert as_markdown(language("en")) in SECURITY.read_text(encoding="utf-8")


def test_every_verdict_has_lines_and_no_danger_is_named_twice() -> None:
    assert all(threats_of(verdict) for verdict in Verdict)
    assert len({threat.danger for threat in THREATS}) == len(THREATS)


@pytest.mark.parametrize("code", CODES)
def test_the_verb_prints_the_table_in_the_language(
    code: LanguageCode, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--language", code, "threats"]) == 0
    said = capsys.readouterr().out
    assert said == as_markdown(language(code))
    assert said.count("\n| ") == len(THREATS) + len(Verdict)
