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
from consul_desk.errors import NotFoundError, PackError
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
        UnreadableFileError: a file cannot be opened.
    """
    vocabulary = load_vocabulary(folder)
    blanks = load_blanks(folder, vocabulary)
    workflows = {
        path.parent.name: load_workflow(folder, path, vocabulary, blanks)
        for path in workflow_files(folder)
    }
    return Packs(folder, vocabulary, MappingProxyType(workflows), blanks)


def workflow_files(folder: Path) -> list[Path]:
    """The workflows of a forms folder, by name."""
    return sorted(folder.glob("workflows/*/workflow.yaml"))


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


def load_workflow(
    folder: Path, path: Path, vocabulary: Vocabulary, blanks: Mapping[str, BlankMapping]
) -> Workflow:
    """Read one workflow and check it against the vocabulary; raises PackError."""
    return located(folder, partial(_workflow, path, vocabulary, blanks))


def _workflow(
    path: Path, vocabulary: Vocabulary, blanks: Mapping[str, BlankMapping]
) -> Workflow:
    value, lines = strict_yaml.load(path)
    workflow = strict_yaml.fit(value, lines, Workflow)
    if workflow.id != path.parent.name:
        raise lines.error(("id",), Message(N_("The id differs from the folder’s name.")))
    if fault := first_fault(workflow, vocabulary, frozenset(blanks)):
        raise lines.error(fault.location, fault.problem)
    return workflow


def load_blanks(folder: Path, vocabulary: Vocabulary) -> Mapping[str, BlankMapping]:
    """Read the mappings of all blanks, by their id; raises PackError."""
    paths = sorted(folder.glob("workflows/*/blanks/*.yaml"))
    found = [located(folder, partial(_blank, path, vocabulary)) for path in paths]
    return MappingProxyType({mapping.id: mapping for mapping in found})


def _blank(path: Path, vocabulary: Vocabulary) -> BlankMapping:
    value, lines = strict_yaml.load(path)
    mapping = strict_yaml.fit(value, lines, BlankMapping)
    if mapping.id != path.stem:
        raise lines.error(("id",), Message(N_("The id differs from the file’s name.")))
    if fault := first_blank_fault(mapping, vocabulary):
        raise lines.error(fault.location, fault.problem)
    return mapping
