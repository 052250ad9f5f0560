"""Packs with one fault each give exactly one error, which names line and key.

The first line of each file under `broken/` says what must be found: line, key, sentence.
A file called `vocabulary-...` replaces the vocabulary, the others replace the workflow.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from consul_desk.errors import PackError
from consul_desk.language import CODES, Message, language
from consul_desk.messages import explain
from consul_desk.workflows.cases import check_packs
from consul_desk.workflows.load import load_packs

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.yaml"))


def folder_with(broken: Path, folder: Path) -> Path:
    shutil.copytree(HERE / "small", folder)
    is_vocabulary = broken.stem.startswith("vocabulary-")
    place = "vocabulary/all.yaml" if is_vocabulary else "workflows/small/workflow.yaml"
    shutil.copyfile(broken, folder / place)
    return folder


def facts_of(error: PackError) -> str:
    problem = error.facts["problem"]
    assert isinstance(problem, Message)
    said = language("en").say(problem)
    return f"# line {error.facts['line']} · {error.facts['key']} · {said}"


def test_the_small_pack_itself_is_in_order() -> None:
    assert load_packs(HERE / "small").workflow("small").revision == 1


@pytest.mark.parametrize("broken", BROKEN, ids=lambda path: path.stem)
def test_one_fault_gives_one_precise_error(broken: Path, tmp_path: Path) -> None:
    check = check_packs(folder_with(broken, tmp_path / "forms"))
    assert [facts_of(problem) for problem in check.problems] == [
        broken.read_text(encoding="utf-8").partition("\n")[0]
    ]


def test_the_error_is_raised_and_said_in_every_language(tmp_path: Path) -> None:
    folder = folder_with(HERE / "broken" / "cycle.yaml", tmp_path / "forms")
    with pytest.raises(PackError) as caught:
        load_packs(folder)
    assert caught.value.facts["path"] == "workflows/small/workflow.yaml"
    for code in CODES:
        assert "steps.move.ask.1" in explain(caught.value, language(code)).happened


def test_every_broken_file_is_reported(tmp_path: Path) -> None:
    folder = folder_with(HERE / "broken" / "cycle.yaml", tmp_path / "forms")
    other = folder / "workflows" / "other"
    other.mkdir()
    shutil.copyfile(HERE / "broken" / "typo-in-key.yaml", other / "workflow.yaml")
    assert len(check_packs(folder).problems) == 2
