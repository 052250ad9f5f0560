"""Reads YAML that people write by hand, and says exactly where they slipped.

YAML 1.2, narrowed to what a form needs: text, whole numbers, true, false, null, lists and
tables. Dates, `NO`, decimals and numbers with a leading zero stay text. A key stands once;
anchors, tags and a second document are refused. Comes in: a path. Goes out: plain values
with the line of each, or one error that names file, line and key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from consul_desk.errors import UnreadableFileError
from consul_desk.language import N_, Message
from consul_desk.values import JsonValue

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

    Model = TypeVar("Model", bound=BaseModel)

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 30

Location = tuple[str | int, ...]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\Z")
_WORDS: Mapping[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class MisfitError(ValueError):
    """A model's own validator refuses a value and says why."""

    def __init__(self, problem: Message) -> None:
        super().__init__(problem.text)
        self.problem = problem


class StrictYamlError(Exception):
    """The file is wrong at one place. Callers turn it into their own error.

    Attributes:
        key: dotted, with ids in place of list positions: "steps.landlord.when".
    """

    def __init__(self, path: Path, line: int, key: str, problem: Message) -> None:
        super().__init__(f"{path}:{line}: {key}: {problem.text}")
        self.path = path
        self.line = line
        self.key = key
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Lines:
    """Where every value of a file stands.

    Attributes:
        numbers: line, from 1, by location.
        names: the id or key that a list's member carries, by location.
    """

    path: Path
    numbers: Mapping[Location, int]
    names: Mapping[Location, str]

    def nearest(self, location: Location) -> Location:
        """Follow a location as far as the file does, skipping what is not in it."""
        found: Location = ()
        for part in location:
            if (*found, part) in self.numbers:
                found = (*found, part)
        return found

    def error(self, location: Location, problem: Message, missing: str = "") -> StrictYamlError:
        """Make the error for one place; `missing` is a key that should stand there."""
        at = self.nearest(location)
        shown = [self.names.get(at[: n + 1], str(part)) for n, part in enumerate(at)]
        key = ".".join([*shown, missing] if missing else shown)
        return StrictYamlError(self.path, self.numbers.get(at, 1), key or "-", problem)


def load(path: Path) -> tuple[JsonValue, Lines]:
    """Read one file.

    Returns:
        Shape: the value, and the lines where its parts stand.
    Raises:
        UnreadableFileError: the file is not there or may not be opened.
        StrictYamlError: the file is too large or too deep, is not UTF-8 or not YAML,
            repeats a key, or uses an anchor or a tag.
    """
    return _Builder(path, _text(path)).build()


def validate(path: Path, model: type[Model]) -> Model:
    """Read one file into a pydantic model; the first fault is the only one reported.

    Raises:
        UnreadableFileError: as `load`.
        StrictYamlError: as `load`, or the content does not fit the model.
    """
    value, lines = load(path)
    return fit(value, lines, model)


def fit(value: JsonValue, lines: Lines, model: type[Model]) -> Model:
    """Put a loaded value into a model, with errors that name the line."""
    from pydantic import ValidationError

    try:
        return model.model_validate_json(json.dumps(value))
    except ValidationError as error:
        raise _located(error, lines) from None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableFileError(path=str(path)) from error
    nowhere = Lines(path, {}, {})
    if len(data) > MAX_BYTES:
        raise nowhere.error((), Message(N_("The file is larger than 1 MiB.")))
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        at = Lines(path, {(): line}, {})
        raise at.error((), Message(N_("The file is not UTF-8 text."))) from None
    if found := _CONTROL.search(text):
        at = Lines(path, {(): text.count("\n", 0, found.start()) + 1}, {})
        raise at.error((), Message(N_("A control character stands here.")))
    return text


class _Builder:
    """Turns the events of the YAML parser into values, keeping the line of each."""

    def __init__(self, path: Path, text: str) -> None:
        self._text = text
        self._numbers: dict[Location, int] = {(): 1}
        self._names: dict[Location, str] = {}
        self._lines = Lines(path, self._numbers, self._names)

    def build(self) -> tuple[JsonValue, Lines]:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import MarkedYAMLError

        try:
            return self._document(iter(YAML(typ="safe").parse(self._text))), self._lines
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = Lines(self._lines.path, {(): mark.line + 1 if mark else 1}, {})
            detail = error.problem or error.context
            problem = Message(N_("This is not valid YAML: {detail}"), {"detail": detail})
            raise at.error((), problem) from None

    def _document(self, events: Iterator[Any]) -> JsonValue:
        from ruamel.yaml import events as kinds

        next(events)  # the stream starts
        if isinstance(next(events), kinds.StreamEndEvent):
            return None
        value = self._value(next(events), events, ())
        next(events)  # the document ends
        if not isinstance(rest := next(events), kinds.StreamEndEvent):
            self._refuse((), rest, N_("A second document begins here; one is allowed."))
        return value

    def _value(self, event: Any, events: Iterator[Any], at: Location) -> JsonValue:
        from ruamel.yaml import events as kinds

        self._numbers.setdefault(at, event.start_mark.line + 1)
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            self._refuse(at, event, N_("Anchors, aliases and tags are not allowed here."))
        if isinstance(event, kinds.ScalarEvent):
            return self._scalar(event, at)
        if len(at) >= MAX_DEPTH:
            self._refuse(at, event, N_("Lists and tables are nested too deeply."))
        if isinstance(event, kinds.SequenceStartEvent):
            return self._sequence(events, at)
        return self._mapping(events, at)

    def _sequence(self, events: Iterator[Any], at: Location) -> list[JsonValue]:
        from ruamel.yaml.events import SequenceEndEvent

        members: list[JsonValue] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            here = (*at, len(members))
            member = self._value(event, events, here)
            members.append(member)
            if isinstance(member, dict):
                name = member.get("id") or member.get("key")
                self._names[here] = name if isinstance(name, str) else str(here[-1])
        return members

    def _mapping(self, events: Iterator[Any], at: Location) -> dict[str, JsonValue]:
        from ruamel.yaml.events import MappingEndEvent, ScalarEvent

        table: dict[str, JsonValue] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                self._refuse(at, event, N_("A key must be plain text."))
            here = (*at, event.value)
            if event.value in table:
                self._refuse(here, event, N_("This key stands here twice."))
            self._numbers[here] = event.start_mark.line + 1
            table[event.value] = self._value(next(events), events, here)
        return table

    def _scalar(self, event: Any, at: Location) -> JsonValue:
        text = str(event.value)
        if event.implicit[0]:
            if text in _WORDS:
                return _WORDS[text]
            if _WHOLE.match(text):
                return int(text)
        if any("\ud800" <= character <= "\udfff" for character in text):
            self._refuse(at, event, N_("This text holds a character that does not exist."))
        return text

    def _refuse(self, at: Location, event: Any, problem: str) -> NoReturn:
        self._numbers[at] = event.start_mark.line + 1
        raise self._lines.error(at, Message(problem))


_PROBLEMS: Mapping[str, str] = {
    "missing": N_("This key is missing."),
    "extra_forbidden": N_("This key is not known here."),
    "unexpected_keyword_argument": N_("This key is not known here."),
    "enum": N_("One of {expected} is expected here."),
    "literal_error": N_("One of {expected} is expected here."),
    "string_type": N_("Text is expected here; put a number or yes in quotes."),
    "int_type": N_("A whole number is expected here."),
    "bool_type": N_("true or false is expected here."),
    "date_type": N_("A date such as 2026-11-24 is expected here."),
    "date_parsing": N_("A date such as 2026-11-24 is expected here."),
    "date_from_datetime_parsing": N_("A date such as 2026-11-24 is expected here."),
    "date_from_datetime_inexact": N_("A date such as 2026-11-24 is expected here."),
    "tuple_type": N_("A list is expected here."),
    "list_type": N_("A list is expected here."),
    "dict_type": N_("A table of keys and values is expected here."),
    "model_type": N_("A table of keys and values is expected here."),
    "dataclass_type": N_("A table of keys and values is expected here."),
    "string_too_short": N_("Something must stand here."),
    "too_short": N_("Something must stand here."),
    "string_too_long": N_("This is too long."),
    "too_long": N_("This is too long."),
    "greater_than_equal": N_("This number is too small."),
    "less_than_equal": N_("This number is too large."),
    "union_tag_not_found": N_("No known condition stands here."),
}
_CAUSES_FIRST = ("extra_forbidden", "unexpected_keyword_argument")


def _located(error: ValidationError, lines: Lines) -> StrictYamlError:
    found = error.errors(include_url=False, include_input=False)
    found.sort(key=lambda one: one["type"] not in _CAUSES_FIRST)  # a typo hides a key
    first = found[0]
    missing = str(first["loc"][-1]) if first["type"] == "missing" else ""
    return lines.error(first["loc"], _problem(first), missing)


def _problem(found: Mapping[str, Any]) -> Message:
    context = found.get("ctx", {})
    if isinstance(context.get("error"), MisfitError):
        return Message(context["error"].problem.text, context["error"].problem.values)
    if "expected" in context:
        context = {"expected": context["expected"].replace(" or ", ", ")}
    fallback = N_("This value does not have the expected form.")
    return Message(_PROBLEMS.get(found["type"], fallback), context)
