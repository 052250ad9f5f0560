"""What a mapping of a blank may not say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from consul_desk import strict_yaml
from consul_desk.strict_yaml import StrictYamlError
from consul_desk.values import (
    JsonValue,
)
from consul_desk.workflows.blank_lint import first_blank_fault
from consul_desk.workflows.blanks import BlankMapping
from consul_desk.workflows.model import Vocabulary
from tests.core.mappings import HEAD, mapping_of

# What a mapping may not say


def yaml_error(tmp_path: Path, fields: str) -> StrictYamlError:
    path = tmp_path / "form.yaml"
    head = "".join(f"{key}: {json.dumps(value)}\n" for key, value in HEAD.items())
    path.write_text(f"{head}fields:\n{fields}", encoding="utf-8")
    with pytest.raises(StrictYamlError) as caught:
        strict_yaml.validate(path, BlankMapping)
    return caught.value


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ("{print: [person.sex], tick: {fact: person.sex, equals: male}}", "fields.x"),
        ("{person: 1}", "fields.x"),
        ("{print: [identity_document.kind], entry: identity_document}", "fields.x"),
        ("{print: [person.sex], person: 1, colour: red}", "fields.x.colour"),
        ("{print: [{fact: person.sex, date: MM/DD}], person: 1}", "date"),
        ("{print: [Vorname], person: 1}", "print"),
        ("{print: [person.sex], person: 3}", "-"),
    ],
)
def test_a_slip_names_line_and_key(tmp_path: Path, rule: str, key: str) -> None:
    error = yaml_error(tmp_path, f"  x: {rule}\n")
    assert key in error.key
    assert error.line == (len(HEAD) + 2 if key != "-" else 1)


def test_a_field_is_not_filled_and_left_blank(tmp_path: Path) -> None:
    rule = "  x: {print: [procedure.move_in_on]}\nleft_blank: {x: Stempel}\n"
    assert "not both" in yaml_error(tmp_path, rule).problem.text


@pytest.mark.parametrize(
    ("rule", "at"),
    [
        ({"print": ["person.shoe_size"], "person": 1}, ("print", 0)),
        ({"print": ["person.sex"]}, ("print", 0)),
        ({"print": ["identity_document.kind"], "person": 1}, ("print", 0)),
        ({"print": ["person.sex"], "person": 1, "entry": "pet"}, ("entry",)),
        (
            {"print": [{"fact": "person.sex", "parts": ["city"]}], "person": 1},
            ("print", 0, "parts"),
        ),
        ({"print": [{"fact": "person.sex", "date": "TT"}], "person": 1}, ("print", 0, "date")),
        (
            {"print": [{"fact": "person.sex", "words": {"mal": "m"}}], "person": 1},
            ("print", 0, "words", "mal"),
        ),
        (
            {"print": [{"fact": "person.birth_country", "words": {"XX": "m"}}], "person": 1},
            ("print", 0, "words", "XX"),
        ),
        ({"tick": {"fact": "procedure.mood", "equals": "good"}}, ("tick",)),
        ({"tick": {"not": {"fact": "person.sex", "equals": "male"}}}, ("tick",)),
        (
            {"print": ["procedure.land"], "when": {"fact": "procedure.mood", "known": True}},
            ("when",),
        ),
    ],
)
def test_a_mapping_is_checked_against_the_vocabulary(
    vocabulary: Vocabulary, rule: JsonValue, at: tuple[str | int, ...]
) -> None:
    fault = first_blank_fault(mapping_of({"x": rule}), vocabulary)
    assert fault is not None
    assert fault.location == ("fields", "x", *at)


def test_a_mapping_knows_its_facts_and_compares_its_fields() -> None:
    mapping = mapping_of(
        {
            "a": {
                "print": [
                    {"fact": "procedure.land", "when": {"fact": "procedure.x", "known": True}}
                ]
            },
            "b": {
                "tick": {
                    "all": [
                        {"fact": "procedure.y", "equals": 1},
                        {"count": "each_child", "at_least": 1},
                    ]
                }
            },
        },
        left_blank={"c": "Stempel"},
    )
    assert mapping.facts() == {"procedure.land", "procedure.x", "procedure.y"}
    assert mapping.unknown_fields(["a", "b"]) == ("c",)
    assert mapping.forgotten_fields(["a", "b", "c", "d"]) == ("d",)
