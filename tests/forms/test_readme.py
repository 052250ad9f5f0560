"""What `forms/README.md` shows is what the loader takes."""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path

import pytest

from consul_desk.paths import forms_folder
from consul_desk.workflows.load import load_packs
from consul_desk.workflows.model import FactType

README = (forms_folder() / "README.md").read_text(encoding="utf-8")
CONDITIONS = [
    c for c in re.findall(r"^\| `(\{.*?\})` \|", README, re.MULTILINE) if "..." not in c
]
BLOCKS = [textwrap.dedent(b) for b in re.findall(r"(?:^    .*\n)+", README, re.MULTILINE)]


def block(start: str) -> str:
    return next(b for b in BLOCKS if b.startswith(start))


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    folder = tmp_path / "forms"
    if not folder.exists():
        shutil.copytree(forms_folder(), folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize("condition", CONDITIONS)
def test_each_condition_of_the_table_is_one(condition: str, tmp_path: Path) -> None:
    old = "      - person.former_names\n"
    asked = f"      - {{fact: person.former_names, when: {condition}}}\n"
    file = "workflows/address-registration/workflow.yaml"
    assert load_packs(changed(tmp_path, file, old, asked)).workflows


def test_the_question_of_the_example_can_be_added(tmp_path: Path) -> None:
    question = textwrap.indent(block("- key:"), "  ")
    changed(tmp_path, "vocabulary/procedure.yaml", "fields:\n", f"fields:\n{question}")
    asked = "".join(block("ask:").splitlines(keepends=True)[2:])
    folder = changed(
        tmp_path,
        "workflows/address-registration/workflow.yaml",
        "      - procedure.new_district\n",
        textwrap.indent(asked, "    ") + "      - procedure.new_district\n",
    )
    steps = load_packs(folder).workflow("address-registration").steps
    assert "procedure.floor" in {q.fact for step in steps for q in step.questions}


def test_every_type_of_answer_is_explained() -> None:
    assert all(f"`{kind}`" in README for kind in FactType)
