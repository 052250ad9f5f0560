"""A person's own data as a paper for her.

Comes in: SubjectData and a Language. Goes out: PDF bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from consul_desk.casework.erasure import CopyRow
from consul_desk.casework.subject_rights import information
from consul_desk.casework.subject_rows import (
    SubjectChange,
    SubjectData,
    SubjectDocument,
    SubjectProcedure,
    SubjectTopic,
)
from consul_desk.casework.subject_words import COPIES, SOURCES, STATUS, WITHHELD, Words
from consul_desk.language import N_, Language
from consul_desk.pdf.subject_sheet import Paragraph, SubjectSheet, draw_subject_sheet
from consul_desk.pdf.summary import Line, Section


def subject_pdf(data: SubjectData, consul: str, language: Language) -> bytes:
    """Draw a person's data as a paper for her."""
    words = Words(data, language)
    return draw_subject_sheet(
        SubjectSheet(
            title=language.gettext(N_("What is kept about you")),
            subtitle=words.name,
            case_number=data.case.number,
            made_on=data.made_at.astimezone().date(),
            introduction=tuple(_introduction(data, language)),
            sections=tuple(s for s in _sections(data, words, language) if s.lines),
            information_title=language.gettext(N_("What the law says you are told")),
            information=tuple(
                Paragraph(told.title, told.text) for told in information(data, consul, language)
            ),
            is_sample=data.is_sample,
        ),
        language,
    )


def _introduction(data: SubjectData, language: Language) -> Iterator[Paragraph]:
    everything = N_("This is everything that the case holds about you. It is yours.")
    yield Paragraph("", language.gettext(everything))
    if data.others:
        others = N_("Other people belong to this case too. Their data is left out.")
        yield Paragraph("", language.gettext(others))


def _sections(data: SubjectData, words: Words, language: Language) -> Iterator[Section]:
    for topic in data.topics:
        yield Section(words.topic(topic), tuple(_fact_lines(topic, words, language)))
    yield Section(language.gettext(N_("The case")), tuple(_case_lines(data, words, language)))
    for procedure in data.procedures:
        title = language.gettext(N_("Procedure: {title}"))
        lines = tuple(_procedure_lines(procedure, words, language))
        yield Section(title.format(title=words.procedure(procedure)), lines)
    yield Section(
        language.gettext(N_("Files")),
        tuple(_document_line(document, words, language) for document in data.documents),
    )
    yield Section(
        language.gettext(N_("Who was given copies")),
        tuple(_copy_line(copy, words, language) for copy in data.copies),
    )
    yield Section(
        language.gettext(N_("What was changed and when")),
        tuple(_change_line(change, words, language) for change in data.history),
    )


def _fact_lines(topic: SubjectTopic, words: Words, language: Language) -> Iterator[Line]:
    for fact in topic.facts:
        source = words.marked(SOURCES, fact.source)
        day = language.short_date(fact.recorded_at.astimezone().date())
        yield Line(words.label(fact), words.answer(fact.field, fact.answer), f"{source}, {day}")


def _case_lines(data: SubjectData, words: Words, language: Language) -> Iterator[Line]:
    title = data.case_title or language.gettext(WITHHELD)
    yield Line(language.gettext(N_("Title")), title)
    yield Line(language.gettext(N_("Opened")), language.short_date(data.case.opened_on))
    yield Line(language.gettext(N_("Consul")), data.case.consul)
    yield Line(language.gettext(N_("Status")), words.marked(STATUS, data.case.status))
    yield Line(language.gettext(N_("Kept until")), words.day(data.dates.retain_until))
    yield Line(language.gettext(N_("Looked at again on")), words.day(data.dates.review_on))


def _procedure_lines(
    procedure: SubjectProcedure, words: Words, language: Language
) -> Iterator[Line]:
    yield Line(language.gettext(N_("Started")), language.short_date(procedure.started_on))
    yield Line(language.gettext(N_("Status")), words.marked(STATUS, procedure.status))
    for deadline in procedure.deadlines:
        day = language.short_date(deadline.last_on)
        yield Line(
            language.text(deadline.title),
            language.gettext(N_("last day {day}")).format(day=day),
        )


def _document_line(document: SubjectDocument, words: Words, language: Language) -> Line:
    day = language.short_date(document.added_at.astimezone().date())
    parts = (words.kind(document), language.size(document.size_bytes), day)
    return Line(words.document(document), ", ".join(part for part in parts if part))


def _copy_line(copy: CopyRow, words: Words, language: Language) -> Line:
    parts = (words.marked(COPIES, copy.kind), copy.what, copy.receiver)
    return Line(language.moment(copy.at), ", ".join(part for part in parts if part))


def _change_line(change: SubjectChange, words: Words, language: Language) -> Line:
    held = [words.answer(change.field, answer) for answer in (change.before, change.after)]
    shown = " → ".join(text or "–" for text in held) if held[0] else held[1]
    value = "\n".join(part for part in (words.change(change), shown) if part)
    return Line(language.moment(change.row.at), value, change.row.actor)
