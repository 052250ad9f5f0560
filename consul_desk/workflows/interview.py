"""Where the interview of one procedure stands.

Comes in: a workflow, the vocabulary, the facts of a procedure, today. Goes out: steps with
their questions, what is missing, what does not fit, checklist, deadlines and papers.
Everything is worked out anew from the answers; there is no state to go stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from consul_desk.language import N_, Message
from consul_desk.values import Answer, AnswerStatus, CaseFacts, Subject, Text
from consul_desk.workflows.checklist import ChecklistItem, checklist_item
from consul_desk.workflows.course import Course
from consul_desk.workflows.deadlines import Deadline, deadlines_in
from consul_desk.workflows.explain import reason_for
from consul_desk.workflows.model import (
    FactField,
    Guidance,
    PaperSpec,
    Question,
    Step,
    Vocabulary,
    Workflow,
)
from consul_desk.workflows.tree import About, Condition
from consul_desk.workflows.validate import problem_with


class StepStatus(StrEnum):
    """How far a step is."""

    DONE = "done"
    PARTIAL = "partial"
    EMPTY = "empty"
    PROBLEM = "problem"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class QuestionState:
    """One question about one subject.

    Attributes:
        problem: why the answer cannot stay like this.
        blocks: papers that need this answer wait until the problem is gone.
        asked_because: the condition that opened the question, in words.
    """

    subject: Subject
    field: FactField
    answer: Answer | None
    problem: Message | None
    blocks: bool
    required: bool
    asked_because: Message | None

    @property
    def is_begun(self) -> bool:
        """Whether there is an answer. "Unknown" is one."""
        return self.answer is not None

    @property
    def is_needed(self) -> bool:
        """Whether it counts for the progress."""
        return self.required or self.blocks

    @property
    def is_open(self) -> bool:
        """Whether somebody has to answer, or to answer again."""
        return self.blocks or (self.required and self.answer is None)

    @property
    def has_value(self) -> bool:
        """Whether a paper can print it."""
        is_known = self.answer is not None and self.answer.status is AnswerStatus.KNOWN
        return is_known and not self.blocks


@dataclass(frozen=True, slots=True)
class Repeat:
    """Entries that a step may have any number of, for one owner."""

    owner: Subject
    kind: str
    title: Text
    entries: tuple[Subject, ...]
    at_least: int

    @property
    def is_begun(self) -> bool:
        """Whether there is any entry."""
        return bool(self.entries)

    @property
    def is_needed(self) -> bool:
        """Whether it counts for the progress."""
        return self.at_least > 0

    @property
    def is_open(self) -> bool:
        """Whether entries must be added."""
        return len(self.entries) < self.at_least


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is still needed: a question, a document, or an entry of a kind."""

    step_id: str
    subject: Subject
    field: FactField | None = None
    document: str | None = None
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that does not fit its question, or another answer."""

    step_id: str
    subject: Subject
    field: FactField
    message: Message


@dataclass(frozen=True, slots=True)
class StepState:
    """One step of the interview, as it stands."""

    id: str
    title: Text
    status: StepStatus
    questions: tuple[QuestionState, ...]
    documents: tuple[ChecklistItem, ...]
    guidance: tuple[Guidance, ...]
    repeats: tuple[Repeat, ...]


@dataclass(frozen=True, slots=True)
class PaperState:
    """A paper, and what it waits for."""

    spec: PaperSpec
    ready: bool
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Interview:
    """Everything that a screen shows beside and around the questions.

    Attributes:
        progress_percent: of what is needed now; 100 where nothing is missing or wrong.
        unused: answers that were given but are not asked for any more; kept, not printed.
    """

    steps: tuple[StepState, ...]
    progress_percent: int
    next_question: QuestionState | None
    missing: tuple[Missing, ...]
    problems: tuple[Problem, ...]
    checklist: tuple[ChecklistItem, ...]
    deadlines: tuple[Deadline, ...]
    papers: tuple[PaperState, ...]
    unused: tuple[QuestionState, ...]


def interview(
    workflow: Workflow, vocabulary: Vocabulary, facts: CaseFacts, today: date
) -> Interview:
    """Work out where a procedure stands. Reads nothing but its arguments."""
    return _Interviewer(workflow, vocabulary, facts, today).interview()


@dataclass(frozen=True, slots=True)
class _Found:
    """A check that has found something."""

    message: Message
    blocks: bool


class _Interviewer:
    def __init__(
        self, workflow: Workflow, vocabulary: Vocabulary, facts: CaseFacts, today: date
    ) -> None:
        self._workflow = workflow
        self._vocabulary = vocabulary
        self._facts = facts
        self._course = Course(workflow, facts, today)
        self._procedure = self._course.group(About.PROCEDURE)[0]
        self._found = dict(self._checks())

    def interview(self) -> Interview:
        steps = tuple(self._step(step) for step in self._workflow.steps)
        items = {item.id: item for step in steps for item in step.documents}
        return Interview(
            steps=steps,
            progress_percent=_percent(steps),
            next_question=next((q for s in steps for q in s.questions if q.is_open), None),
            missing=tuple(m for step in steps for m in self._missing(step)),
            problems=tuple(_problems(steps)),
            checklist=tuple(items[document.id] for document in self._workflow.documents),
            deadlines=deadlines_in(self._workflow, self._course),
            papers=tuple(self._papers(steps)),
            unused=tuple(self._unused()),
        )

    def _checks(self) -> Iterator[tuple[tuple[str, str], _Found]]:
        for check in reversed(self._workflow.checks):  # of several the first one shows
            for subject in self._course.subjects(check.about, check.entries):
                if self._course.holds(check.when, subject):
                    message = Message("{text}", {"text": check.message})
                    yield (subject.id, check.fact), _Found(message, check.blocks)

    def _step(self, step: Step) -> StepState:
        owners = self._course.owners(step)
        questions = tuple(self._questions(step))
        items = tuple(self._document(step, owners, name) for name in step.documents)
        repeats = tuple(self._repeat(step, owner) for owner in owners if step.entries)
        parts: list[_Part] = [*questions, *repeats, *(i for i in items if i.wanted)]
        return StepState(
            id=step.id,
            title=step.title,
            status=_status(parts) if owners else StepStatus.INACTIVE,
            questions=questions,
            documents=items,
            guidance=tuple(g for g in step.guidance if owners and self._applies(g)),
            repeats=repeats,
        )

    def _applies(self, guidance: Guidance) -> bool:
        return self._course.holds(guidance.when, self._procedure)

    def _questions(self, step: Step) -> Iterator[QuestionState]:
        for subject in self._course.subjects(step.about, step.entries):
            for question in step.questions:
                if self._course.is_open(step, question, subject):
                    yield self._question(step, question, subject)

    def _question(self, step: Step, question: Question, subject: Subject) -> QuestionState:
        field = self._vocabulary.field(question.fact)
        answer = self._facts.answer(subject.id, field.key)
        found = self._found.get((subject.id, field.key))
        misfit = problem_with(field, answer) if answer else None
        return QuestionState(
            subject=subject,
            field=field,
            answer=answer,
            problem=misfit or (found.message if found else None),
            blocks=bool(misfit or (found and found.blocks)),
            required=field.required if question.required is None else question.required,
            asked_because=self._because(step.when, question.when),
        )

    def _because(self, *conditions: Condition | None) -> Message | None:
        reason = reason_for(self._vocabulary, *conditions)
        return Message(N_("Asked because {reason}."), {"reason": reason}) if reason else None

    def _repeat(self, step: Step, owner: Subject) -> Repeat:
        kind = self._vocabulary.entries[step.entries]
        entries = self._facts.entries(step.entries, owner.id)
        return Repeat(owner, step.entries, kind.title, entries, step.at_least)

    def _document(self, step: Step, owners: tuple[Subject, ...], name: str) -> ChecklistItem:
        document = next(d for d in self._workflow.documents if d.id == name)
        members = self._course.group(document.per) if owners else ()
        wanted = sum(self._course.holds(document.when, member) for member in members)
        attached = self._facts.documents.get(document.id, 0)
        reason = reason_for(self._vocabulary, step.when, document.when)
        return checklist_item(document, wanted, attached, reason)

    def _missing(self, step: StepState) -> Iterator[Missing]:
        for repeat in step.repeats:
            if repeat.is_open:
                yield Missing(step.id, repeat.owner, entry=repeat.kind)
        for question in step.questions:
            if question.is_open and not question.is_begun:
                yield Missing(step.id, question.subject, question.field)
        for item in step.documents:
            if item.is_open:
                yield Missing(step.id, self._procedure, document=item.id)

    def _papers(self, steps: Iterable[StepState]) -> Iterator[PaperState]:
        for spec in self._workflow.papers:
            if self._course.holds(spec.when, self._procedure):
                missing = tuple(m for step in steps for m in _kept_from(spec, step))
                yield PaperState(spec, not missing, missing)

    def _unused(self) -> Iterator[QuestionState]:
        seen: set[tuple[str, str]] = set()
        for step in self._workflow.steps:
            for subject in self._course.subjects(step.about, step.entries):
                for question in step.questions:
                    place = (subject.id, question.fact)
                    if place not in seen and self._is_hidden(subject, question.fact):
                        yield self._question(step, question, subject)
                    seen.add(place)

    def _is_hidden(self, subject: Subject, key: str) -> bool:
        is_kept = self._facts.answer(subject.id, key) is not None
        return is_kept and self._course.situation.answer(subject, key) is None


_Part: TypeAlias = QuestionState | Repeat | ChecklistItem


def _parts(step: StepState) -> tuple[_Part, ...]:
    return (*step.questions, *step.repeats, *step.documents)


def _status(parts: Sequence[_Part]) -> StepStatus:
    if any(isinstance(part, QuestionState) and part.problem for part in parts):
        return StepStatus.PROBLEM
    if parts and not any(part.is_begun for part in parts):
        return StepStatus.EMPTY
    is_open = any(part.is_open for part in parts)
    return StepStatus.PARTIAL if is_open else StepStatus.DONE


def _percent(steps: Iterable[StepState]) -> int:
    needed = [part for step in steps for part in _parts(step) if part.is_needed]
    done = sum(not part.is_open for part in needed)
    return 100 * done // len(needed) if needed else 100


def _problems(steps: Iterable[StepState]) -> Iterator[Problem]:
    for step in steps:
        for question in step.questions:
            if question.problem:
                yield Problem(step.id, question.subject, question.field, question.problem)


def _kept_from(spec: PaperSpec, step: StepState) -> Iterator[Missing]:
    """What one step still owes a paper."""
    kinds = {key.partition(".")[0] for key in spec.needs}
    for repeat in step.repeats:
        if repeat.is_open and repeat.kind in kinds:
            yield Missing(step.id, repeat.owner, entry=repeat.kind)
    for question in step.questions:
        is_due = question.field.key in spec.needs and not question.has_value
        if is_due or question.blocks:
            yield Missing(step.id, question.subject, question.field)
