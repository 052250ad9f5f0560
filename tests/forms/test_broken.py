"""Packs with one fault each give exactly one error, which names line and key.

The first line of each file under `broken/` says what must be found: line, key, sentence.
A file called `vocabulary-...` replaces the vocabulary, the others replace the workflow.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from consul_desk.errors.casework import PackError
from consul_desk.language import CODES, Message, language
from consul_desk.messages import explain
from consul_desk.paths import forms_folder
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


KIND, OWNER, LANDLADY = "procedure.kind", "procedure.is_owner", "procedure.landlady"
BORN, MOVED, RUSSIAN = "person.born_on", "procedure.moved_on", "person.nationalities"
SOLE, MAIN = ({"fact": KIND, "equals": kind} for kind in ("sole", "main"))
MANY = [{"fact": MOVED, "after": f"2026-01-{day}"} for day in range(10, 26)]


@pytest.mark.parametrize(
    "when",
    [
        {"fact": OWNER, "known": False},
        {"fact": MOVED, "known": True},
        {"all": [{"not": {"fact": OWNER, "equals": answer}} for answer in (True, False)]},
        {"not": {"fact": OWNER, "equals": True}},
        {"fact": KIND, "in": ["sole", "main"]},
        {"any": [SOLE, MAIN]},
        {"all": [{"not": SOLE}, {"fact": KIND, "known": True}]},
        {"any": [{"fact": LANDLADY, "equals": "A"}, {"fact": LANDLADY, "in": ["A", "B"]}]},
        {"count": "paper", "where": {"fact": RUSSIAN, "has": "RU"}, "at_least": 1},
        {"count": "each_adult", "where": {"fact": BORN, "before": MOVED}, "under": 1},
        {"fact": MOVED, "after": "2026-06"},
        {"all": MANY},
    ],
    ids=str,
)
def test_a_condition_that_can_hold_is_accepted(when: object, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(HERE / "small", tmp_path / "forms"))
    path = folder / "workflows" / "small" / "workflow.yaml"
    text = path.read_text(encoding="utf-8")
    old = "{fact: procedure.is_owner, equals: false}"
    path.write_text(text.replace(old, json.dumps(when)), encoding="utf-8")
    assert load_packs(folder).workflows


def test_a_fault_in_the_mapping_of_a_blank_is_found(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(forms_folder(), tmp_path / "forms"))
    path = folder / "workflows" / "address-registration" / "blanks" / "anmeldung-berlin.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("person.birth_name", "person.birthname"), encoding="utf-8")
    [problem] = check_packs(folder).problems
    assert problem.facts["path"] == str(path.relative_to(folder))
    assert "person.birthname" in facts_of(problem)


def test_cases_are_played_and_a_pack_may_have_none() -> None:
    assert check_packs(forms_folder()).is_in_order
    assert check_packs(HERE / "small").cases == ()
