"""Papers: what a procedure ends in, made in memory and kept encrypted.

Comes in: a procedure and the id of one of its papers. Goes out: a document of the case. A
paper with a missing, cut or unprintable value is refused and names the question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from consul_desk.casework.blanks import blank_bytes
from consul_desk.casework.cases import names_of, required_case
from consul_desk.casework.documents import PAPER_PREFIX, add_document
from consul_desk.casework.facts import facts_of, required_procedure
from consul_desk.casework.names import Name
from consul_desk.errors import NotFoundError
from consul_desk.errors.casework import PaperRefusedError
from consul_desk.language import N_, Language, Message, language
from consul_desk.pdf.acroform import fill_sheets
from consul_desk.pdf.summary import Line, Section, Sheet, draw_summary
from consul_desk.values import AnswerStatus, CaseFacts, DocumentId, Subject, SubjectKind
from consul_desk.vault.vault import Vault
from consul_desk.workflows.blanks import BlankMapping, resolve
from consul_desk.workflows.course import Course
from consul_desk.workflows.interview import (
    Interview,
    Missing,
    QuestionState,
    StepState,
    StepStatus,
    interview,
)
from consul_desk.workflows.load import Packs
from consul_desk.workflows.model import PaperSpec, ReviewStatus, Workflow
from consul_desk.workflows.validate import show_value

SAMPLE = "case.sample_data"


@dataclass(frozen=True, slots=True)
class _Making:
    """Everything that goes into the papers of one procedure, read once."""

    packs: Packs
    workflow: Workflow
    facts: CaseFacts
    names: Mapping[str, Name]
    case_number: str
    today: date

    @property
    def interview(self) -> Interview:
        return interview(self.workflow, self.packs.vocabulary, self.facts, self.today)


def make_paper(
    vault: Vault, packs: Packs, procedure_id: str, paper_id: str, today: date
) -> DocumentId:
    """Make a paper and keep it as a document of kind "paper:<id>".

    Raises:
        NotFoundError: no such procedure, or no such paper in it now.
        PaperRefusedError: a value is missing, does not fit, or cannot be printed.
        BlankMissingError: the authority's blank has not been added.
    """
    with vault.read() as session:
        procedure = required_procedure(session, procedure_id)
        facts = facts_of(session, procedure)
        making = _Making(
            packs=packs,
            workflow=packs.workflow(procedure.workflow_id),
            facts=facts,
            names=names_of(session, [person.id for person in facts.people()]),
            case_number=required_case(session, facts.case_id).number,
            today=today,
        )
        spec = _ready(making, paper_id)
        blank = _mapping(packs, spec)
        form = blank_bytes(vault, session, blank) if blank else b""
    pdf = _filled(making, blank, form) if blank else _drawn(making, spec)
    title = language(spec.language).text(spec.title)
    return add_document(
        vault,
        facts.case_id,
        pdf,
        kind=PAPER_PREFIX + spec.id,
        procedure_id=procedure_id,
        title=title,
        file_name=f"{spec.id}.pdf",
    )


def _ready(making: _Making, paper_id: str) -> PaperSpec:
    state = next((p for p in making.interview.papers if p.spec.id == paper_id), None)
    if state is None:
        raise NotFoundError(kind=Message(N_("paper")), name=paper_id)
    if not state.ready:
        raise _refusal(making, state.missing[0])
    return state.spec


def _refusal(making: _Making, missing: Missing) -> PaperRefusedError:
    who = making.names[missing.subject.id].shown if missing.field else ""
    reason = Message(N_("This has not been answered yet."))
    if who:
        reason = Message(N_("This has not been answered yet for {name}."), {"name": who})
    return PaperRefusedError(field=_what(making, missing), reason=reason)


def _what(making: _Making, missing: Missing) -> object:
    if missing.field is not None:
        return missing.field.label
    if missing.entry is not None:
        return making.packs.vocabulary.entries[missing.entry].title
    return next(d.title for d in making.workflow.documents if d.id == missing.document)


def _mapping(packs: Packs, spec: PaperSpec) -> BlankMapping | None:
    return packs.blanks[spec.blank] if spec.blank else None


def _filled(making: _Making, mapping: BlankMapping, form: bytes) -> bytes:
    situation = Course(making.workflow, making.facts, making.today).situation
    return fill_sheets(form, resolve(mapping, situation, making.packs.vocabulary)).flat


def _drawn(making: _Making, spec: PaperSpec) -> bytes:
    words = language(spec.language)
    sections = [s for step in making.interview.steps for s in _sections(making, step, words)]
    applicant = making.facts.people()[0] if making.facts.people() else None
    sheet = Sheet(
        title=words.text(spec.title),
        subtitle=_called(making, applicant, words) if applicant else "",
        case_number=making.case_number,
        made_on=making.today,
        sections=tuple(sections),
        notes=_notes(making, words),
        sources=_sources(making.workflow, words),
        is_sample=_is_sample(making.facts),
    )
    return draw_summary(sheet, words)


def _sections(making: _Making, step: StepState, words: Language) -> Iterator[Section]:
    if step.status is StepStatus.INACTIVE:
        return
    lines: dict[Subject, list[Line]] = {}
    for question in step.questions:
        if _is_printed(question):
            lines.setdefault(question.subject, []).append(_line(making, question, words))
    for subject, of_subject in lines.items():
        heading, whose = words.text(step.title), _called(making, subject, words)
        yield Section(f"{heading} – {whose}" if whose else heading, tuple(of_subject))


def _is_printed(question: QuestionState) -> bool:
    answer = question.answer
    if question.field.internal or answer is None:
        return False
    return answer.status is not AnswerStatus.NOT_APPLICABLE


def _line(making: _Making, question: QuestionState, words: Language) -> Line:
    field, answer = question.field, question.answer
    people = {p.id: _called(making, p, words) for p in making.facts.people()}
    value = show_value(field, answer, words, people) if answer else ""
    if words.code == "de":
        return Line(field.german_term or field.label.de, value)
    return Line(words.text(field.label), value, field.german_term or field.label.de)


def _called(making: _Making, subject: Subject, words: Language) -> str:
    """A person's name as the paper's reader spells it; an entry is called by its owner."""
    if subject.kind is SubjectKind.ENTRY:
        people = (p for p in making.facts.people() if p.id == subject.owner_id)
        return next((_called(making, p, words) for p in people), "")
    name = making.names[subject.id]
    return name.shown if words.code == "ru" else name.latin or name.cyrillic


def _notes(making: _Making, words: Language) -> tuple[str, ...]:
    review = making.workflow.review
    if review.status is ReviewStatus.REVIEWED:
        told = Message(
            N_("Content reviewed by {name} on {day}."),
            {"name": review.by, "day": review.reviewed_on},
        )
    else:
        told = Message(N_("No lawyer has reviewed this content yet. General information only."))
    return (words.say(told),)


def _sources(workflow: Workflow, words: Language) -> tuple[str, ...]:
    checked = N_("{cite}, checked on {day}")
    return tuple(
        words.gettext(checked).format(cite=law.cite, day=words.short_date(law.checked_on))
        for law in workflow.law
    )


def _is_sample(facts: CaseFacts) -> bool:
    answer = facts.answer(facts.case_id, SAMPLE)
    return answer is not None and answer.value is True
