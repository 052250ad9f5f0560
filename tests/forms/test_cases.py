"""The workflows that come with the program: their cases hold, their texts are complete."""

from __future__ import annotations

import shutil
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from consul_desk.language import CODES, language
from consul_desk.paths import forms_folder
from consul_desk.values import Text
from consul_desk.workflows.cases import CaseResult, check_packs, run_cases
from consul_desk.workflows.load import Packs, load_packs
from consul_desk.workflows.model import Citation

PACKS = load_packs(forms_folder())
RESULTS = run_cases(PACKS)


@pytest.mark.parametrize("result", RESULTS, ids=lambda r: f"{r.workflow_id}-{r.case_id}")
def test_case_holds(result: CaseResult) -> None:
    english = language("en")
    assert [english.say(difference) for difference in result.differences] == []


@pytest.mark.parametrize("workflow_id", PACKS.workflows)
def test_every_workflow_brings_at_least_six_cases(workflow_id: str) -> None:
    assert sum(result.workflow_id == workflow_id for result in RESULTS) >= 6


def _parts(value: object, kind: type) -> list[object]:
    """Everything of one kind inside a pack."""
    if isinstance(value, kind):
        return [value]
    if isinstance(value, BaseModel):
        members = [getattr(value, name) for name in type(value).model_fields]
    elif isinstance(value, tuple | list):
        members = list(value)
    else:
        return []
    return [part for member in members for part in _parts(member, kind)]


def _everything(packs: Packs) -> list[object]:
    vocabulary = packs.vocabulary
    kinds = (*vocabulary.entries.values(), *vocabulary.fields.values())
    return [*kinds, *packs.workflows.values()]


@pytest.mark.parametrize("text", _parts(_everything(PACKS), Text), ids=lambda t: t.de[:40])
def test_text_is_written_in_each_script(text: Text) -> None:
    for field in fields(Text):
        said = getattr(text, field.name)
        assert "!" not in said
        assert "  " not in said
    has_cyrillic = any("а" <= letter <= "я" for letter in text.ru.lower())
    assert has_cyrillic or text.ru == text.de
    assert not any("а" <= letter <= "я" for letter in (text.de + text.en).lower())


def test_every_rule_was_checked_on_a_day_that_has_been() -> None:
    citations = _parts(_everything(PACKS), Citation)
    assert citations
    for citation in citations:
        assert isinstance(citation, Citation)
        assert citation.checked_on <= date(2026, 11, 23)
        assert citation.cite.startswith("§")


def test_no_workflow_claims_a_review_that_nobody_made() -> None:
    assert {w.review.status for w in PACKS.workflows.values()} == {"unreviewed"}


@pytest.mark.parametrize("code", CODES)
def test_labels_of_one_step_differ(code: str) -> None:
    """Two questions that read the same cannot be told apart."""
    for workflow in PACKS.workflows.values():
        for step in workflow.steps:
            keys = [question.fact for question in step.questions]
            labels = {getattr(PACKS.vocabulary.field(key).label, code) for key in keys}
            assert len(labels) == len(keys)


def test_a_case_that_does_not_hold_says_what_came_out(tmp_path: Path) -> None:
    folder = _copy_small(tmp_path)
    (folder / "workflows" / "small" / "cases.yaml").write_text(
        "cases:\n"
        "  - id: wrong\n"
        "    title: The last day is wrong on purpose\n"
        "    today: 2026-11-05\n"
        "    procedure: {procedure.moved_on: 2026-11-02}\n"
        "    expect:\n"
        "      deadlines: {register_by: 2026-11-17}\n"
        "      no_guidance: [hurry]\n"
        "      missing: []\n",
        encoding="utf-8",
    )
    check = check_packs(folder)
    assert not check.is_in_order
    said = {language("en").say(d) for d in check.cases[0].differences}
    assert said == {
        "deadlines register_by: expected 2026-11-17, found 2026-11-16.",
        "guidance hurry: expected -, found True.",
        "missing: expected -, found procedure.kind.",
    }


CASE = "id: a, title: t, today: 2026-01-01, expect: {}"


@pytest.mark.parametrize(
    ("cases", "key"),
    [
        ("", "cases"),
        (f"{{{CASE}, like: b}}", "cases.a.like"),
        (f"{{{CASE}, procedure: {{person.x: 1}}}}", "cases.a.procedure.person.x"),
        (f"{{{CASE}}}, {{{CASE}}}", "cases.a.id"),
    ],
)
def test_a_wrong_cases_file_is_an_error(cases: str, key: str, tmp_path: Path) -> None:
    folder = _copy_small(tmp_path)
    file = folder / "workflows" / "small" / "cases.yaml"
    file.write_text(f"cases: [{cases}]\n", encoding="utf-8")
    check = check_packs(folder)
    assert [problem.facts["key"] for problem in check.problems] == [key]


def _copy_small(tmp_path: Path) -> Path:
    return Path(shutil.copytree(Path(__file__).parent / "small", tmp_path / "forms"))
