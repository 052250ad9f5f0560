"""A person's own data: what Art. 15 and 20 GDPR give her, as a paper and as a file.

Comes in: a person. Goes out: Rows of everything that is kept about her; on request a PDF
for her and JSON for another program, both outside the vault, which the journal records.

What concerns her: her answers and entries; the case as a whole and the procedures that she
takes part in, with their answers, deadlines and files; who was given copies; each change of
all that. What is about other people of the case is left out, and where a title names one of
them, the title. Free text that she gave herself stays as she gave it, whoever is in it.

Source:
    Regulation (EU) 2016/679 (GDPR), Art. 15 (1), (3) and (4), Art. 20 (1) and (4), checked
    2026-11-24.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from consul_desk.casework.discretion import Discretion
from consul_desk.casework.documents import PAPER_PREFIX, DocumentRow
from consul_desk.casework.erasure import CopyRow, copies_of
from consul_desk.casework.facts import list_facts
from consul_desk.casework.history import HistoryRow, history
from consul_desk.casework.papers import SAMPLE
from consul_desk.casework.people import PersonRow
from consul_desk.casework.procedures import (
    CaseDetails,
    DeadlineRow,
    ProcedureRow,
    list_deadlines,
    show_case,
)
from consul_desk.casework.retention import case_dates
from consul_desk.casework.subject_file import subject_json
from consul_desk.casework.subject_paper import subject_pdf
from consul_desk.casework.subject_rows import (
    SubjectChange,
    SubjectData,
    SubjectDocument,
    SubjectFact,
    SubjectProcedure,
    SubjectTopic,
)
from consul_desk.errors import NotFoundError, UnwritableFileError
from consul_desk.language import N_, Language, Message
from consul_desk.values import Answer, AnswerStatus, JsonValue, Text, new_id
from consul_desk.vault.files import private
from consul_desk.vault.journal import author_of
from consul_desk.vault.tables import DisclosureTable, PersonTable
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import Packs

SUBJECT_DATA = "subject_data"
_Facts = Mapping[str, Sequence[SubjectFact]]


def subject_data(vault: Vault, packs: Packs, person_id: str) -> SubjectData:
    """Gather everything that is kept about a person. Writes nothing.

    Raises:
        NotFoundError: there is no such person.
    """
    reading = _read(vault, packs, person_id)
    row, facts = reading.details.row, reading.facts_by_subject(vault)
    return SubjectData(
        person=reading.person,
        case=row,
        case_title=reading.discretion.title(row.title),
        dates=case_dates(vault, row.id),
        topics=tuple(reading.topics(facts)),
        procedures=tuple(map(reading.procedure, reading.mine)),
        documents=tuple(map(reading.document, reading.files)),
        copies=tuple(reading.told_copies()),
        history=tuple(map(reading.change, filter(reading.concerns, reading.history))),
        others=len(reading.discretion.others),
        is_sample=any(f.key == SAMPLE and f.answer.value is True for f in facts[row.id]),
        made_at=vault.clock(),
    )


def _read(vault: Vault, packs: Packs, person_id: str) -> _Reading:
    with vault.read() as session:
        found = session.get(PersonTable, person_id)
    if found is None:
        raise NotFoundError(kind=Message(N_("person")), name=person_id)
    details = show_case(vault, found.case_id)
    today = vault.clock().astimezone().date()
    with vault.read() as session:
        discretion = Discretion(person_id, details.people, session)
        copies = copies_of(session, found.case_id)
    return _Reading(
        packs=packs,
        person=next(person for person in details.people if person.id == person_id),
        details=details,
        discretion=discretion,
        copies=copies,
        history=history(vault, found.case_id),
        deadlines=list_deadlines(vault, packs, today, found.case_id),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read of her case, and what of it is hers."""

    packs: Packs
    person: PersonRow
    details: CaseDetails
    discretion: Discretion
    copies: Sequence[CopyRow]
    history: Sequence[HistoryRow]
    deadlines: Sequence[DeadlineRow]

    @property
    def mine(self) -> list[ProcedureRow]:
        """The procedures that she takes part in."""
        return [p for p in self.details.procedures if self.person.id in p.people]

    @property
    def files(self) -> list[DocumentRow]:
        """The files of her procedures and of the case as a whole."""
        procedures = {"", *(procedure.id for procedure in self.mine)}
        return [d for d in self.details.documents if d.procedure_id in procedures]

    @property
    def _file_ids(self) -> set[str]:
        """The same, with the files that were removed since."""
        procedures = {"", *(procedure.id for procedure in self.mine)}
        return {
            row.row_id
            for row in self.history
            if row.kind == "document" and row.after.get("procedure_id") in procedures
        }

    @property
    def entries(self) -> dict[str, HistoryRow]:
        """What repeats about her and her procedures, as it was added; removed ones too."""
        owners = {self.person.id, *(procedure.id for procedure in self.mine)}
        return {
            row.row_id: row
            for row in self.history
            if row.kind == "entry" and row.op == "insert" and row.subject_id in owners
        }

    def facts_by_subject(self, vault: Vault) -> _Facts:
        """The answers about her, about what is hers, and about the case."""
        facts: dict[str, list[SubjectFact]] = defaultdict(list)
        for fact in list_facts(vault, self.details.row.id):
            field = self.packs.vocabulary.fields.get(fact.key)
            facts[fact.subject_id].append(
                SubjectFact(
                    key=fact.key,
                    field=field,
                    answer=self.discretion.answer(field, fact.answer),
                    source=fact.source,
                    recorded_at=fact.recorded_at,
                )
            )
        order = {key: place for place, key in enumerate(self.packs.vocabulary.fields)}
        for found in facts.values():
            found.sort(key=lambda fact: order.get(fact.key, len(order)))
        return facts

    def topics(self, facts: _Facts) -> Iterator[SubjectTopic]:
        """Her own answers, those about what is hers, those about the case."""
        yield self._topic(self.person.id, "person", None, facts)
        removed = {r.row_id for r in self.history if (r.kind, r.op) == ("entry", "delete")}
        for entry_id, row in self.entries.items():
            kind = str(row.after["kind"])
            known = self.packs.vocabulary.entries.get(kind)
            title = known.title if known else None
            yield self._topic(entry_id, kind, title, facts, is_removed=entry_id in removed)
        for procedure in self.mine:
            yield self._topic(procedure.id, "procedure", self._title(procedure), facts)
        yield self._topic(self.details.row.id, "case", None, facts)

    def _topic(
        self,
        subject_id: str,
        kind: str,
        title: Text | None,
        facts: _Facts,
        *,
        is_removed: bool = False,
    ) -> SubjectTopic:
        answers = tuple(facts.get(subject_id, ()))
        return SubjectTopic(subject_id, kind, title, is_removed, answers)

    def _title(self, procedure: ProcedureRow) -> Text | None:
        workflow = self.packs.workflows.get(procedure.workflow_id)
        return workflow.title if workflow else None

    def procedure(self, row: ProcedureRow) -> SubjectProcedure:
        """A procedure with its deadlines."""
        return SubjectProcedure(
            id=row.id,
            workflow_id=row.workflow_id,
            title=self._title(row),
            revision=row.revision,
            started_on=row.started_on,
            status=row.status,
            deadlines=tuple(d.deadline for d in self.deadlines if d.procedure_id == row.id),
        )

    def document(self, row: DocumentRow) -> SubjectDocument:
        """A file, named as far as that names nobody else."""
        return SubjectDocument(
            id=row.id,
            title=self.discretion.title(row.title),
            file_name=self.discretion.title(row.file_name),
            kind=row.kind,
            kind_title=self._kind_title(row.kind),
            media_type=row.media_type,
            size_bytes=row.size_bytes,
            added_at=row.added_at,
        )

    def _kind_title(self, kind: str) -> Text | None:
        workflows = [self.packs.workflows.get(p.workflow_id) for p in self.details.procedures]
        titles = {d.id: d.title for w in workflows if w for d in w.documents}
        titles |= {PAPER_PREFIX + p.id: p.title for w in workflows if w for p in w.papers}
        return titles.get(kind)

    def told_copies(self) -> Iterator[CopyRow]:
        """Copies that left, without those of other people's data."""
        for copy in self.copies:
            if copy.kind != SUBJECT_DATA:
                yield replace(copy, what=self.discretion.title(copy.what) or "")
            elif copy.what == self.person.id:
                yield replace(copy, what="")

    def concerns(self, row: HistoryRow) -> bool:
        """Whether a change is about her, about what is hers, or about the case."""
        case_id = self.details.row.id
        procedures = {procedure.id for procedure in self.mine}
        subjects = {self.person.id, case_id, *procedures, *self.entries}
        match row.kind:
            case "disclosure":
                return row.after.get("what") == self.person.id or (
                    row.after.get("kind") != SUBJECT_DATA
                )
            case "document":
                return row.row_id in self._file_ids
            case _:
                return row.subject_id in subjects

    def change(self, row: HistoryRow) -> SubjectChange:
        """A change of an answer with the answers, others without what they held."""
        field = self.packs.vocabulary.fields.get(row.key)
        return SubjectChange(
            row=row,
            field=field,
            before=self._held(row, row.before),
            after=self._held(row, row.after),
        )

    def _held(self, row: HistoryRow, values: Mapping[str, JsonValue]) -> Answer | None:
        status = str(values.get("status", AnswerStatus.KNOWN))
        if row.kind != "fact" or "value" not in values or status not in {*AnswerStatus}:
            return None
        field = self.packs.vocabulary.fields.get(row.key)
        return self.discretion.answer(field, Answer(values["value"], AnswerStatus(status)))


def save_subject_data(
    vault: Vault, packs: Packs, person_id: str, folder: Path, language: Language
) -> tuple[Path, Path]:
    """Write a person's own data as PDF and JSON, on request. The journal keeps that it left.

    The files' names name nobody. They are plain: who has them can read them.

    Returns:
        Shape: (PDF, JSON).
    Raises:
        NotFoundError: there is no such person.
        UnwritableFileError: one of the files exists or cannot be written; then neither is.
    """
    data = subject_data(vault, packs, person_id)
    stem = f"subject-data-{data.case.number}-{data.person.id[-6:]}"
    files = {
        folder / f"{stem}.pdf": subject_pdf(data, vault.owner, language),
        folder / f"{stem}.json": subject_json(data, vault.owner, language),
    }
    with vault.write() as session:
        session.add(
            DisclosureTable(
                id=new_id(),
                case_id=data.case.id,
                kind=SUBJECT_DATA,
                what=person_id,
                receiver=folder.name,
                disclosed_at=author_of(session).clock().isoformat(timespec="seconds"),
            )
        )
        session.flush()
        _write_all(files)
    pdf, structured = files
    return pdf, structured


def _write_all(files: Mapping[Path, bytes]) -> None:
    written: list[Path] = []
    try:
        for path, data in files.items():
            with open(path, "xb", opener=private) as file:
                written.append(path)
                file.write(data)
    except BaseException as error:
        for path in written:
            with suppress(OSError):
                path.unlink()
        if isinstance(error, OSError):
            raise UnwritableFileError(path=str(path)) from None
        raise
