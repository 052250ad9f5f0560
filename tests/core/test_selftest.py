"""The self-test itself: it passes here, cleans up, and notices what does not work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consul_desk import selftest
from consul_desk.cli import main
from consul_desk.errors.casework import PaperRefusedError


def test_every_part_works_and_nothing_stays_behind(tmp_path: Path) -> None:
    checks = selftest.run_selftest(tmp_path / "new")
    assert [check.problem for check in checks] == [""] * len(checks)
    assert len(checks) == 7
    assert list((tmp_path / "new").iterdir()) == []


def _breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise PaperRefusedError(field="name")

    monkeypatch.setattr(selftest, "draw_summary", refuse)


def test_a_broken_part_is_named_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _breaks(monkeypatch)
    broken = [check for check in selftest.run_selftest(tmp_path) if not check.is_ok]
    assert [check.name.text for check in broken] == ["A paper drawn and read back"]
    assert broken[0].problem == "PaperRefusedError: paper.refused(field='name')"
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_that_arrives_otherwise_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selftest, "read_document", lambda *_: b"other")
    checks = selftest.run_selftest(tmp_path)
    assert [check.problem for check in checks if check.problem] == ["_DiffersError: document"]


def test_the_verb_prints_each_part_and_ends_with_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["self-test", "--in", str(tmp_path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert [check["problem"] for check in printed] == [""] * 7


def test_the_verb_names_the_part_that_failed_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _breaks(monkeypatch)
    assert main(["--language", "en", "self-test", "--in", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert "PaperRefusedError" in said.out
    assert said.err == (
        "A part of the program does not work here: A paper drawn and read back.\n"
    )
