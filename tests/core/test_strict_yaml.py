"""YAML is read narrowly: what people mean stays what they wrote, slips are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from consul_desk.errors import UnreadableFileError
from consul_desk.language import language
from consul_desk.paths import forms_folder
from consul_desk.strict_yaml import MAX_BYTES, StrictYamlError, load, validate


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: str
    counts: tuple[int, ...] = ()


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "file.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def fault(path: Path) -> tuple[int, str, str]:
    with pytest.raises(StrictYamlError) as caught:
        validate(path, Shape)
    error = caught.value
    assert str(error).startswith(str(path))
    return error.line, error.key, language("en").say(error.problem)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("2026-11-24", "2026-11-24"),
        ("2022-03", "2022-03"),
        ("12:30", "12:30"),
        ("01067", "01067"),
        ("1.50", "1.50"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("+49", "+49"),
        ("12345678901234567", "12345678901234567"),
        ("17", 17),
        ("-3", -3),
        ("0", 0),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("'true'", "true"),
        ('"17"', "17"),
        ("Щ # comment", "Щ"),
    ],
)
def test_scalars_stay_what_was_written(tmp_path: Path, written: str, meant: object) -> None:
    value, _ = load(write(tmp_path, f"a: {written}\n"))
    assert value == {"a": meant}
    assert isinstance(value, dict)
    assert type(value["a"]) is type(meant)


def test_keys_are_always_text(tmp_path: Path) -> None:
    assert load(write(tmp_path, "1: a\nyes: b\n"))[0] == {"1": "a", "yes": "b"}


def test_every_value_knows_its_line(tmp_path: Path) -> None:
    _, lines = load(write(tmp_path, "a:\n  - id: x\n    b: 1\n  - 2\nc: 3\n"))
    assert lines.numbers[("a", 0, "b")] == 3
    assert lines.numbers[("a", 1)] == 4
    assert lines.numbers[("c",)] == 5
    assert lines.names == {("a", 0): "x"}


def test_an_empty_file_is_nothing(tmp_path: Path) -> None:
    assert load(write(tmp_path, "# nothing\n"))[0] is None


@pytest.mark.parametrize(
    ("text", "line", "key", "sentence"),
    [
        ("name: a\nname: b\n", 2, "name", "This key stands here twice."),
        ("name: &x a\n", 1, "name", "Anchors, aliases and tags are not allowed here."),
        ("name: a\ncounts: *x\n", 2, "counts", "Anchors, aliases and tags are not allowed"),
        ("name: !!str a\n", 1, "name", "Anchors, aliases and tags are not allowed here."),
        ("name: a\n---\nname: b\n", 2, "-", "A second document begins here; one is allowed."),
        ("? [name]\n: a\n", 1, "-", "A key must be plain text."),
        ("name: a\ncounts: [1\n", 3, "-", "This is not valid YAML:"),
        ("name: 'a\n", 2, "-", "This is not valid YAML:"),
        ("name: a\nname2: \x00\n", 2, "-", "A control character stands here."),
        (b"name: a\nx: \xff\n", 2, "-", "The file is not UTF-8 text."),
        ("[" * 40, 1, ".".join("0" * 30), "Lists and tables are nested too deeply."),
        ("names: a\n", 1, "names", "This key is not known here."),
        ("counts: [1]\n", 1, "name", "This key is missing."),
        ("name: 5\n", 1, "name", "Text is expected here; put a number or yes in quotes."),
        (
            "name: a\ncounts:\n  - 1\n  - true\n",
            4,
            "counts.1",
            "A whole number is expected here.",
        ),
        ("name: a\ncounts: 1\n", 2, "counts", "A list is expected here."),
        ("- a\n", 1, "-", "A table of keys and values is expected here."),
        ("", 1, "-", "A table of keys and values is expected here."),
    ],
)
def test_a_slip_is_named_by_line_key_and_sentence(
    tmp_path: Path, text: str | bytes, line: int, key: str, sentence: str
) -> None:
    found = fault(write(tmp_path, text))
    assert found[:2] == (line, key)
    assert found[2].startswith(sentence)


def test_a_typo_is_reported_rather_than_the_key_it_hides(tmp_path: Path) -> None:
    assert fault(write(tmp_path, "nmae: a\n"))[1:] == ("nmae", "This key is not known here.")


def test_a_file_of_more_than_one_mebibyte_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "name: " + "a" * MAX_BYTES)
    assert fault(path)[2] == "The file is larger than 1 MiB."


def test_a_mebibyte_of_nested_lists_is_refused_at_once(tmp_path: Path) -> None:
    assert (
        fault(write(tmp_path, "[" * MAX_BYTES))[2] == "Lists and tables are nested too deeply."
    )


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError):
        load(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    "path", sorted(forms_folder().rglob("*.yaml")), ids=lambda path: path.stem
)
def test_both_yaml_parsers_read_our_files_alike(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its C parser ruamel reads faster; where it is missing nothing may change."""
    import ruamel.yaml

    fast = load(path)
    plain = ruamel.yaml.YAML(typ="safe", pure=True)
    monkeypatch.setattr(ruamel.yaml, "YAML", lambda typ: plain)
    slow = load(path)
    assert slow[0] == fast[0]
    assert slow[1].numbers == fast[1].numbers
