"""Plays the cases that a workflow brings along, and checks whole folders of packs.

`cases.yaml` lies beside `workflow.yaml`: facts in, and what must come out of them. Comes
in: packs or a folder. Goes out: for each case the differences, none where it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from consul_desk import strict_yaml
from consul_desk.errors.casework import PackError
from consul_desk.language import N_, Message
from consul_desk.strict_yaml import Lines, Location
from consul_desk.values import Answer, AnswerStatus, CaseFacts, JsonValue, Subject, SubjectKind
from consul_desk.workflows.base import Id, PackModel, Words
from consul_desk.workflows.interview import Interview, Missing, StepStatus, interview
from consul_desk.workflows.load import Packs, load_all, located
from consul_desk.workflows.model import Vocabulary, Workflow

_Facts = Mapping[str, Any]


class ExampleEntry(PackModel):
    """An entry of a person, such as a passport."""

    kind: Id
    facts: _Facts


class ExamplePerson(PackModel):
    """A made-up person."""

    id: Id
    role: Id
    facts: _Facts = Field(default_factory=dict)
    entries: tuple[ExampleEntry, ...] = ()


class Expected(PackModel):
    """What must come out; what is left out is not looked at.

    Attributes:
        missing, problems, unused: exactly these, as "mother person.sex", in any order;
            for the procedure and the case the key alone, for a document its id.
        guidance: texts that must be shown, by id; those in `no_guidance` must not.
        wanted: how many of each document.
        targets: earlier days to aim at; null where there is none.
        papers: ready or not; null where the paper is not offered.
    """

    steps: Mapping[Id, StepStatus] = Field(default_factory=dict)
    next: str | None = None
    progress: int | None = None
    missing: tuple[str, ...] | None = None
    problems: tuple[str, ...] | None = None
    unused: tuple[str, ...] | None = None
    guidance: tuple[Id, ...] = ()
    no_guidance: tuple[Id, ...] = ()
    wanted: Mapping[Id, int] = Field(default_factory=dict)
    deadlines: Mapping[Id, date | None] = Field(default_factory=dict)
    targets: Mapping[Id, date | None] = Field(default_factory=dict)
    papers: Mapping[Id, bool | None] = Field(default_factory=dict)


class ExampleCase(PackModel):
    """One case with its expectations.

    Attributes:
        like: id of an earlier case whose facts hold here too, unless they stand here
            again; null takes a fact away.
        without: people of that case who do not take part here.
    """

    id: Id
    title: Words
    today: date
    like: str = ""
    without: tuple[Id, ...] = ()
    people: tuple[ExamplePerson, ...] = ()
    case: _Facts = Field(default_factory=dict)
    procedure: _Facts = Field(default_factory=dict)
    documents: Mapping[Id, int] = Field(default_factory=dict)
    expect: Expected


class CasesFile(PackModel):
    """All cases of one workflow."""

    cases: Annotated[tuple[ExampleCase, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case went."""

    workflow_id: str
    case_id: str
    title: str
    differences: tuple[Message, ...]

    @property
    def holds(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class PackCheck:
    """What a check of a folder found.

    Attributes:
        packs: what was in order; None where the vocabulary could not be read.
        problems: one for each broken file.
    """

    packs: Packs | None
    problems: tuple[PackError, ...]
    cases: tuple[CaseResult, ...]

    @property
    def is_in_order(self) -> bool:
        """Whether nothing is wrong and every case holds."""
        return not self.problems and all(case.holds for case in self.cases)


def check_packs(folder: Path) -> PackCheck:
    """Load a folder and play its cases; reports every broken file, not only the first.

    Raises:
        UnreadableFileError: there is no such folder, or a file cannot be opened.
    """
    try:
        packs, problems = load_all(folder)
    except PackError as error:
        return PackCheck(None, (error,), ())
    try:
        return PackCheck(packs, problems, run_cases(packs))
    except PackError as error:
        return PackCheck(packs, (*problems, error), ())


def run_cases(packs: Packs) -> tuple[CaseResult, ...]:
    """Play the cases of all workflows.

    Raises:
        PackError: a `cases.yaml` is wrong.
    """
    return tuple(
        result for workflow in packs.workflows.values() for result in _play_all(packs, workflow)
    )


def _play_all(packs: Packs, workflow: Workflow) -> Iterator[CaseResult]:
    path = packs.folder / "workflows" / workflow.id / "cases.yaml"
    if not path.exists():
        return
    for case in located(packs.folder, partial(_read, path, packs.vocabulary)):
        facts = _case_facts(case)
        state = interview(workflow, packs.vocabulary, facts, case.today)
        differences = tuple(_differences(case.expect, state))
        yield CaseResult(workflow.id, case.id, case.title, differences)


# Reading


def _read(path: Path, vocabulary: Vocabulary) -> tuple[ExampleCase, ...]:
    value, lines = strict_yaml.load(path)
    file = strict_yaml.fit(value, lines, CasesFile)
    complete: dict[str, ExampleCase] = {}
    for number, case in enumerate(file.cases):
        at = ("cases", number)
        if case.id in complete:
            raise lines.error((*at, "id"), Message(N_("This id is taken.")))
        if case.like and case.like not in complete:
            raise lines.error((*at, "like"), Message(N_("No earlier case has this id.")))
        _check_keys(case, at, lines, vocabulary)
        complete[case.id] = _merged(complete[case.like], case) if case.like else case
    return tuple(complete.values())


def _check_keys(case: ExampleCase, at: Location, lines: Lines, vocabulary: Vocabulary) -> None:
    tables: list[tuple[Location, str, _Facts]] = [
        (("case",), "case", case.case),
        (("procedure",), "procedure", case.procedure),
    ]
    for n, person in enumerate(case.people):
        tables.append((("people", n, "facts"), "person", person.facts))
        for m, entry in enumerate(person.entries):
            tables.append((("people", n, "entries", m, "facts"), entry.kind, entry.facts))
    for place, prefix, facts in tables:
        for key in facts:
            field = vocabulary.fields.get(key)
            if field is None or field.prefix != prefix:
                raise lines.error(
                    (*at, *place, key), Message(N_("This key is not known here."))
                )


def _merged(base: ExampleCase, case: ExampleCase) -> ExampleCase:
    people = {person.id: person for person in base.people if person.id not in case.without}
    for person in case.people:
        old = people.get(person.id, person)
        facts = _over(old.facts, person.facts)
        entries = person.entries or old.entries
        people[person.id] = person.model_copy(update={"facts": facts, "entries": entries})
    return case.model_copy(
        update={
            "people": tuple(people.values()),
            "case": _over(base.case, case.case),
            "procedure": _over(base.procedure, case.procedure),
            "documents": {**base.documents, **case.documents},
        }
    )


def _over(old: _Facts, new: _Facts) -> _Facts:
    return {key: value for key, value in {**old, **new}.items() if value is not None}


def _case_facts(case: ExampleCase) -> CaseFacts:
    subjects = [Subject("case", SubjectKind.CASE), Subject("procedure", SubjectKind.PROCEDURE)]
    answers = {("case", key): answer_of(value) for key, value in case.case.items()}
    answers |= {("procedure", key): answer_of(value) for key, value in case.procedure.items()}
    for person in case.people:
        subjects.append(Subject(person.id, SubjectKind.PERSON, person.role))
        answers |= {(person.id, key): answer_of(value) for key, value in person.facts.items()}
        for number, entry in enumerate(person.entries, 1):
            name = f"{person.id}/{number}"
            subjects.append(Subject(name, SubjectKind.ENTRY, entry.kind, person.id))
            answers |= {(name, key): answer_of(value) for key, value in entry.facts.items()}
    return CaseFacts("case", "procedure", tuple(subjects), answers, case.documents)


def answer_of(value: JsonValue) -> Answer:
    """Read a value as it stands in a file; `{status: unknown}` is an answer too."""
    if isinstance(value, dict) and value.keys() == {"status"}:
        without = (AnswerStatus.UNKNOWN, AnswerStatus.NOT_APPLICABLE)
        for status in without:
            if status == value["status"]:
                return Answer(status=status)
    return Answer(value)


# Comparing


def _differences(expected: Expected, state: Interview) -> Iterator[Message]:
    found = dict(_outcome(state))
    for name, wanted in _wishes(expected):
        if found.get(name) != wanted:
            places = {
                "what": name,
                "expected": _plain(wanted),
                "found": _plain(found.get(name)),
            }
            yield Message(N_("{what}: expected {expected}, found {found}."), places)


def _wishes(expected: Expected) -> Iterator[tuple[str, object]]:
    for name in expected.model_fields_set:
        wish = getattr(expected, name)
        if isinstance(wish, Mapping):
            yield from ((f"{name} {key}", value) for key, value in wish.items())
        elif name in ("guidance", "no_guidance"):
            yield from ((f"guidance {one}", name == "guidance" or None) for one in wish)
        else:
            yield name, sorted(wish) if isinstance(wish, tuple) else wish


def _outcome(state: Interview) -> Iterator[tuple[str, object]]:
    yield from ((f"steps {step.id}", step.status) for step in state.steps)
    shown = {guidance.id for step in state.steps for guidance in step.guidance}
    yield from ((f"guidance {one}", True) for one in shown)
    yield "progress", state.progress_percent
    yield from _lists(state)
    yield from ((f"wanted {i.id}", i.wanted) for i in state.checklist)
    yield from ((f"deadlines {d.id}", d.last_on) for d in state.deadlines)
    yield from ((f"targets {d.id}", d.target_on) for d in state.deadlines)
    yield from ((f"papers {p.spec.id}", p.ready) for p in state.papers)


def _lists(state: Interview) -> Iterator[tuple[str, object]]:
    question = state.next_question
    yield "next", _named(question.subject, question.field.key) if question else None
    yield "missing", sorted(_named(m.subject, _what(m)) for m in state.missing)
    yield "problems", sorted(_named(p.subject, p.field.key) for p in state.problems)
    yield "unused", sorted(_named(q.subject, q.field.key) for q in state.unused)


def _what(missing: Missing) -> str:
    return missing.field.key if missing.field else missing.document or missing.entry or ""


def _named(subject: Subject, what: str) -> str:
    is_one = subject.kind in (SubjectKind.CASE, SubjectKind.PROCEDURE)
    return what if is_one else f"{subject.id} {what}"


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "-"
    return "-" if value is None else str(value)
