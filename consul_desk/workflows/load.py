"""Reads vocabulary, workflows and blank mappings, and refuses what is wrong in them.

Comes in: the folder `forms/`. Goes out: Packs, complete and checked, or one PackError that
names file, line and key. Nothing is half loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from consul_desk import strict_yaml
from consul_desk.errors import NotFoundError, UnreadableFileError
from consul_desk.errors.casework import PackError
from consul_desk.language import N_, Message
from consul_desk.strict_yaml import Lines, Location, StrictYamlError
from consul_desk.values import SubjectKind
from consul_desk.workflows.blank_lint import first_blank_fault
from consul_desk.workflows.blanks import BlankMapping
from consul_desk.workflows.lint import first_fault
from consul_desk.workflows.model import (
    EntryKind,
    FactField,
    Vocabulary,
    VocabularyFile,
    Workflow,
)

Loaded = TypeVar("Loaded")
Identified = TypeVar("Identified", Workflow, BlankMapping)

_OWN_PREFIXES = frozenset({SubjectKind.CASE, SubjectKind.PERSON, SubjectKind.PROCEDURE})


@dataclass(frozen=True, slots=True)
class Packs:
    """Everything that `forms/` holds.

    Attributes:
        folder: where it came from; `cases.yaml` and blanks lie there too.
        blanks: mappings of authorities' forms, by their id.
    """

    folder: Path
    vocabulary: Vocabulary
    workflows: Mapping[str, Workflow]
    blanks: Mapping[str, BlankMapping]

    def workflow(self, workflow_id: str) -> Workflow:
        """Look a workflow up.

        Raises:
            NotFoundError: there is none with this id.
        """
        if workflow_id not in self.workflows:
            raise NotFoundError(kind=Message(N_("workflow")), name=workflow_id)
        return self.workflows[workflow_id]


def load_packs(folder: Path) -> Packs:
    """Read and check everything.

    Raises:
        PackError: the first fault that was found.
        UnreadableFileError: there is no such folder, or a file cannot be opened.
    """
    packs, problems = load_all(folder)
    if problems:
        raise problems[0]
    return packs


def load_all(folder: Path) -> tuple[Packs, tuple[PackError, ...]]:
    """Read everything that is in order, with one error for each file that is not.

    Raises:
        PackError: the vocabulary is wrong; without it nothing can be read.
        UnreadableFileError: there is no such folder, or a file cannot be opened.
    """
    if not (folder / "vocabulary").is_dir():
        raise UnreadableFileError(path=str(folder))
    vocabulary = load_vocabulary(folder)
    problems: list[PackError] = []
    mappings = sorted(folder.glob("workflows/*/blanks/*.yaml"))
    blanks = _each(folder, mappings, partial(_blank, vocabulary), problems)
    known = frozenset(path.stem for path in mappings)
    flows = sorted(folder.glob("workflows/*/workflow.yaml"))
    workflows = _each(folder, flows, partial(_workflow, vocabulary, known), problems)
    return Packs(folder, vocabulary, workflows, blanks), tuple(problems)


def _each(
    folder: Path,
    paths: Iterable[Path],
    read: Callable[[Path], Identified],
    problems: list[PackError],
) -> Mapping[str, Identified]:
    found: dict[str, Identified] = {}
    for path in paths:
        try:
            one = located(folder, partial(read, path))
        except PackError as error:
            problems.append(error)
        else:
            found[one.id] = one
    return MappingProxyType(found)


def located(folder: Path, read: Callable[[], Loaded]) -> Loaded:
    """Read something; what is wrong in a file becomes a PackError.

    The path in the error starts at `folder`: where it lies is nobody's business.
    """
    try:
        return read()
    except StrictYamlError as error:
        raise PackError(
            path=error.path.relative_to(folder).as_posix(),
            line=error.line,
            key=error.key,
            problem=error.problem,
        ) from None


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read all files of `vocabulary/` into one; raises PackError."""
    return located(folder, partial(_vocabulary, sorted(folder.glob("vocabulary/*.yaml"))))


def _vocabulary(paths: Iterable[Path]) -> Vocabulary:
    fields: dict[str, FactField] = {}
    entries: dict[str, EntryKind] = {}
    sources: list[tuple[Location, Lines, FactField]] = []
    for path in paths:
        value, lines = strict_yaml.load(path)
        file = strict_yaml.fit(value, lines, VocabularyFile)
        for number, kind in enumerate(file.entries):
            if kind.id in entries or kind.id in _OWN_PREFIXES:
                raise lines.error(("entries", number, "id"), Message(N_("This id is taken.")))
            entries[kind.id] = kind
        for number, field in enumerate(file.fields):
            at: Location = ("fields", number, "key")
            if field.key in fields:
                raise lines.error(at, Message(N_("This key is taken.")))
            fields[field.key] = field
            sources.append((at, lines, field))
    for at, lines, field in sources:
        if field.prefix not in _OWN_PREFIXES and field.prefix not in entries:
            raise lines.error(at, Message(N_("No subject has keys that begin like this.")))
    return Vocabulary(MappingProxyType(fields), MappingProxyType(entries))


def _workflow(vocabulary: Vocabulary, blanks: frozenset[str], path: Path) -> Workflow:
    value, lines = strict_yaml.load(path)
    workflow = strict_yaml.fit(value, lines, Workflow)
    if workflow.id != path.parent.name:
        raise lines.error(("id",), Message(N_("The id differs from the folder’s name.")))
    if fault := first_fault(workflow, vocabulary, blanks):
        raise lines.error(fault.location, fault.problem)
    return workflow


def _blank(vocabulary: Vocabulary, path: Path) -> BlankMapping:
    value, lines = strict_yaml.load(path)
    mapping = strict_yaml.fit(value, lines, BlankMapping)
    if mapping.id != path.stem:
        raise lines.error(("id",), Message(N_("The id differs from the file’s name.")))
    if fault := first_blank_fault(mapping, vocabulary):
        raise lines.error(fault.location, fault.problem)
    return mapping
