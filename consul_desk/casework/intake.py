"""Intake: a file that somebody wrote by hand becomes a case, wholly or not at all.

Comes in: YAML (`sample_data`, `title`, `facts`, `people`, `procedures`, `documents`; a
documented example is `tests/story/family.yaml`) and the documents beside it. Goes out: the
new case. Every key and value is checked against the vocabulary before anything is saved;
an error names file, line and key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeAlias

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from consul_desk import strict_yaml
from consul_desk.casework.cases import insert_case
from consul_desk.casework.documents import (
    NewDocument,
    StoredFile,
    insert_document,
    stored_file,
)
from consul_desk.casework.facts import put_fact
from consul_desk.casework.papers import SAMPLE
from consul_desk.casework.people import ROLES, insert_entry, insert_person
from consul_desk.casework.procedures import insert_procedure
from consul_desk.errors.casework import IntakeError
from consul_desk.language import N_, Message
from consul_desk.strict_yaml import Lines, Location, StrictYamlError
from consul_desk.values import Answer, CaseId, JsonValue, SubjectKind
from consul_desk.vault.vault import Vault
from consul_desk.workflows.cases import answer_of
from consul_desk.workflows.load import Packs
from consul_desk.workflows.model import FactType
from consul_desk.workflows.validate import problem_with

SOURCE = "intake"

_Facts: TypeAlias = Mapping[str, Any]
_Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Entry(_Part):
    kind: _Name
    facts: _Facts = {}


class _Person(_Part):
    id: _Name
    role: _Name
    facts: _Facts = {}
    entries: tuple[_Entry, ...] = ()


class _Procedure(_Part):
    workflow: _Name
    people: tuple[_Name, ...] = ()
    facts: _Facts = {}
    entries: tuple[_Entry, ...] = ()


class _Document(_Part):
    file: _Name
    kind: str = ""
    title: str = ""
    procedure: str = ""


class _Intake(_Part):
    sample_data: bool = False
    title: _Name
    facts: _Facts = {}
    people: Annotated[tuple[_Person, ...], Field(min_length=1)]
    procedures: tuple[_Procedure, ...] = ()
    documents: tuple[_Document, ...] = ()


def take_in(vault: Vault, packs: Packs, path: Path) -> CaseId:
    """Make a case of an intake file, in one transaction.

    Raises:
        UnreadableFileError: the file is not there or may not be opened.
        IntakeError: something in it is wrong; nothing was saved.
    """
    try:
        value, lines = strict_yaml.load(path)
        intake = strict_yaml.fit(value, lines, _Intake)
        _Check(packs, intake, lines).run()
    except StrictYamlError as error:
        raise IntakeError(
            path=str(error.path), line=error.line, key=error.key, problem=error.problem
        ) from None
    with ExitStack() as pending:
        files = []
        for document in intake.documents:
            file = path.parent / document.file
            files.append(pending.enter_context(stored_file(vault, file, file.name)))
        session = pending.enter_context(vault.write())
        return _Writer(vault, session, packs).write(intake, files)


class _Check:
    """Everything that the shape of the file alone does not tell."""

    def __init__(self, packs: Packs, intake: _Intake, lines: Lines) -> None:
        self._packs = packs
        self._intake = intake
        self._lines = lines
        self._people = [person.id for person in intake.people]

    def run(self) -> None:
        """Raise StrictYamlError at the first fault."""
        self._check_people()
        self._check_procedures()
        for at, owner, entries in _entry_lists(self._intake):
            self._check_entries(at, owner, entries)
        for at, prefix, facts in _fact_tables(self._intake):
            for key, value in facts.items():
                self._check_fact((*at, key), prefix, key, value)
        for number, document in enumerate(self._intake.documents):
            self._check_document(("documents", number), document)

    def _refuse(self, at: Location, text: str, **values: object) -> NoReturn:
        raise self._lines.error(at, Message(text, values))

    def _check_people(self) -> None:
        for number, person in enumerate(self._intake.people):
            if person.id in self._people[:number]:
                self._refuse(("people", number, "id"), N_("Two people have this id."))
            if person.role not in ROLES:
                self._refuse(
                    ("people", number, "role"),
                    N_("One of {expected} is expected here."),
                    expected=", ".join(ROLES),
                )

    def _check_procedures(self) -> None:
        seen: set[str] = set()
        for number, procedure in enumerate(self._intake.procedures):
            at: Location = ("procedures", number)
            if procedure.workflow not in self._packs.workflows:
                self._refuse((*at, "workflow"), N_("There is no such workflow."))
            if procedure.workflow in seen:
                self._refuse((*at, "workflow"), N_("This workflow stands here twice."))
            seen.add(procedure.workflow)
            for place, person in enumerate(procedure.people):
                if person not in self._people:
                    self._refuse((*at, "people", place), N_("Nobody in this file has this id."))

    def _check_entries(
        self, at: Location, owner: SubjectKind, entries: tuple[_Entry, ...]
    ) -> None:
        for number, entry in enumerate(entries):
            kind = self._packs.vocabulary.entries.get(entry.kind)
            if kind is None or kind.owner is not owner:
                self._refuse(
                    (*at, number, "kind"), N_("The vocabulary has no such entry here.")
                )

    def _check_fact(self, at: Location, prefix: str, key: str, value: JsonValue) -> None:
        field = self._packs.vocabulary.fields.get(key)
        if field is None or field.prefix != prefix:
            self._refuse(at, N_("This key is not known here."))
        answer = answer_of(value)
        if problem := problem_with(field, answer):
            raise self._lines.error(at, problem)
        if field.type is FactType.PEOPLE and isinstance(answer.value, list):
            for place, person in enumerate(answer.value):
                if person not in self._people:
                    self._refuse((*at, place), N_("Nobody in this file has this id."))

    def _check_document(self, at: Location, document: _Document) -> None:
        folder = self._lines.path.parent.resolve()
        file = (folder / document.file).resolve()
        if not file.is_relative_to(folder):
            self._refuse((*at, "file"), N_("The file lies outside the folder of this intake."))
        if not file.is_file():
            self._refuse((*at, "file"), N_("There is no such file."))
        if not file.stat().st_size:
            self._refuse((*at, "file"), N_("The file is empty."))
        started = [p.workflow for p in self._intake.procedures]
        if document.procedure and document.procedure not in started:
            self._refuse((*at, "procedure"), N_("This file starts no such procedure."))
        wanted = [document.procedure] if document.procedure else started
        known = {d.id for w in wanted for d in self._packs.workflow(w).documents}
        if document.kind and document.kind not in known:
            self._refuse((*at, "kind"), N_("The checklist has no such document."))


class _Writer:
    """Turns a checked intake into rows of one write."""

    def __init__(self, vault: Vault, session: Session, packs: Packs) -> None:
        self._vault = vault
        self._session = session
        self._packs = packs
        self._people: dict[str, str] = {}
        self._procedures: dict[str, str] = {"": ""}

    def write(self, intake: _Intake, files: Sequence[StoredFile]) -> CaseId:
        """Insert everything; the caller commits."""
        case_id = insert_case(self._session, intake.title)
        if intake.sample_data:
            self._put(case_id, {SAMPLE: True})
        for person in intake.people:
            self._people[person.id] = insert_person(self._session, case_id, person.role)
        for person in intake.people:
            self._describe(self._people[person.id], person.facts, person.entries)
        self._put(case_id, intake.facts)
        for procedure in intake.procedures:
            self._start(case_id, procedure)
        for document, file in zip(intake.documents, files, strict=True):
            self._attach(case_id, document, file)
        return case_id

    def _start(self, case_id: str, procedure: _Procedure) -> None:
        people = [self._people[person] for person in procedure.people]
        procedure_id = insert_procedure(
            self._session, self._packs, case_id, procedure.workflow, people
        )
        self._procedures[procedure.workflow] = procedure_id
        self._describe(procedure_id, procedure.facts, procedure.entries)

    def _describe(self, subject_id: str, facts: _Facts, entries: tuple[_Entry, ...]) -> None:
        self._put(subject_id, facts)
        for entry in entries:
            self._put(insert_entry(self._session, subject_id, entry.kind), entry.facts)

    def _put(self, subject_id: str, facts: _Facts) -> None:
        vocabulary = self._packs.vocabulary
        for key, value in facts.items():
            answer = answer_of(value)
            if vocabulary.field(key).type is FactType.PEOPLE and isinstance(answer.value, list):
                answer = Answer([self._people[str(person)] for person in answer.value])
            put_fact(self._session, vocabulary, subject_id, key, answer, SOURCE)

    def _attach(self, case_id: str, document: _Document, file: StoredFile) -> None:
        new = NewDocument(
            case_id,
            Path(document.file).name,
            document.kind,
            self._procedures[document.procedure],
            document.title,
        )
        insert_document(self._vault, self._session, new, file)


def _entry_lists(
    intake: _Intake,
) -> Iterator[tuple[Location, SubjectKind, tuple[_Entry, ...]]]:
    for number, person in enumerate(intake.people):
        yield ("people", number, "entries"), SubjectKind.PERSON, person.entries
    for number, procedure in enumerate(intake.procedures):
        yield ("procedures", number, "entries"), SubjectKind.PROCEDURE, procedure.entries


def _fact_tables(intake: _Intake) -> Iterator[tuple[Location, str, _Facts]]:
    yield ("facts",), SubjectKind.CASE, intake.facts
    for number, person in enumerate(intake.people):
        yield ("people", number, "facts"), SubjectKind.PERSON, person.facts
    for number, procedure in enumerate(intake.procedures):
        yield ("procedures", number, "facts"), SubjectKind.PROCEDURE, procedure.facts
    for at, _, entries in _entry_lists(intake):
        for number, entry in enumerate(entries):
            yield (*at, number, "facts"), entry.kind, entry.facts
