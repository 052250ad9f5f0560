"""Shows where an interview stands: for people, and as JSON.

Comes in: the Interview that `workflows` worked out. Goes out: lines, or a summary of plain
values whose keys stay.
"""

from __future__ import annotations

from collections.abc import Mapping

import typer

from consul_desk.cli.output import Column, print_table
from consul_desk.errors import NotFoundError
from consul_desk.language import N_, Language, Message
from consul_desk.values import Subject, SubjectKind
from consul_desk.workflows.checklist import ChecklistItem
from consul_desk.workflows.interview import (
    Interview,
    Missing,
    QuestionState,
    StepState,
    StepStatus,
)
from consul_desk.workflows.model import FactField

STATUS: Mapping[StepStatus, str] = {
    StepStatus.DONE: N_("done"),
    StepStatus.PARTIAL: N_("begun"),
    StepStatus.EMPTY: N_("open"),
    StepStatus.PROBLEM: N_("something does not fit"),
    StepStatus.INACTIVE: N_("not needed"),
}
_STEPS = (
    Column(N_("Step"), lambda step: step.title),
    Column(N_("Status"), lambda step: Message(STATUS[step.status])),
)
_CHECKLIST = (
    Column(N_("Document"), lambda item: item.title),
    Column(N_("There"), lambda item: item.attached),
    Column(N_("Needed"), lambda item: item.wanted if item.needed else 0),
    Column(N_("Kind"), lambda item: item.id),
)
_PAPERS = (
    Column(N_("Paper"), lambda paper: paper.spec.title),
    Column(N_("Status"), lambda paper: Message(N_("ready") if paper.ready else N_("waits"))),
    Column(N_("Id"), lambda paper: paper.spec.id),
)


def asked(state: Interview, subject_id: str, key: str) -> QuestionState:
    """Find an open question.

    Raises:
        NotFoundError: the procedure does not ask this now.
    """
    for step in state.steps:
        for question in step.questions:
            if (question.subject.id, question.field.key) == (subject_id, key):
                return question
    raise NotFoundError(kind=Message(N_("open question")), name=key)


def summary(state: Interview) -> dict[str, object]:
    """Put an interview into plain values for JSON."""
    return {
        "progress_percent": state.progress_percent,
        "next_question": _question(state.next_question) if state.next_question else None,
        "steps": [_step(step) for step in state.steps],
        "missing": [_missing(missing) for missing in state.missing],
        "problems": [
            {"subject_id": p.subject.id, "key": p.field.key, "problem": p.message}
            for p in state.problems
        ],
        "checklist": [_document(item) for item in state.checklist],
        "deadlines": state.deadlines,
        "papers": [
            {"id": p.spec.id, "title": p.spec.title, "ready": p.ready} for p in state.papers
        ],
    }


def _question(question: QuestionState) -> dict[str, object]:
    return {
        "subject_id": question.subject.id,
        "key": question.field.key,
        "label": question.field.label,
        "german_term": question.field.german_term,
        "asked_because": question.asked_because,
    }


def _step(step: StepState) -> dict[str, object]:
    return {
        "id": step.id,
        "title": step.title,
        "status": step.status,
        "guidance": [guidance.text for guidance in step.guidance],
    }


def _missing(missing: Missing) -> dict[str, object]:
    return {
        "step": missing.step_id,
        "subject_id": missing.subject.id,
        "key": missing.field and missing.field.key,
        "document": missing.document,
        "entry": missing.entry,
    }


def _document(item: ChecklistItem) -> dict[str, object]:
    return {
        "id": item.id,
        "title": item.title,
        "needed": item.needed,
        "wanted": item.wanted,
        "attached": item.attached,
    }


def print_interview(state: Interview, labels: Mapping[str, str], language: Language) -> None:
    """Print steps, next question, what does not fit, checklist and papers."""
    done = N_("{percent} % of what is needed is there.")
    typer.echo(language.say(Message(done, {"percent": state.progress_percent})))
    for rows, columns in (
        (state.steps, _STEPS),
        (state.checklist, _CHECKLIST),
        (state.papers, _PAPERS),
    ):
        typer.echo()
        print_table(rows, columns, language)
    for problem in state.problems:
        about = _about(problem.subject, problem.field, labels, language)
        typer.echo(f"\n{about}: {language.say(problem.message)}")
    typer.echo()
    print_next(state, labels, language)


def print_next(state: Interview, labels: Mapping[str, str], language: Language) -> None:
    """Print the next question with its German term, or that none is open."""
    question = state.next_question
    if question is None:
        typer.echo(language.gettext(N_("Every question is answered.")))
        return
    about = _about(question.subject, question.field, labels, language)
    typer.echo(language.say(Message(N_("Next question: {question}"), {"question": about})))
    typer.echo(f"  {question.field.key}")
    if question.asked_because:
        typer.echo(f"  {language.say(question.asked_because)}")


def _about(
    subject: Subject, field: FactField, labels: Mapping[str, str], language: Language
) -> str:
    """Name a question, and whose it is where it is about a person."""
    label, term = language.text(field.label), field.german_term
    called = f"{label} ({term})" if term and term != label else label
    is_personal = subject.kind in (SubjectKind.PERSON, SubjectKind.ENTRY)
    return f"{labels[subject.id]}: {called}" if is_personal else called
