"""Erasure: a case goes with its answers, files and index entries; that it was here stays.

Comes in: a case and a reason from a closed list, because free text could name somebody.
Goes out: first what would go and which copies nobody here can reach, then a vault without
it. The journal keeps a skeleton of each change, which proves the chain and says nothing,
and a tombstone, which travels: no old bundle brings the case back.

The same routine runs where a tombstone arrives in a bundle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from consul_desk.casework.cases import CaseRow, case_rows, required_case
from consul_desk.casework.documents import DocumentRow, document_rows, drop_content
from consul_desk.casework.drafts import drop_drafts_of
from consul_desk.casework.facts import CLEARED
from consul_desk.casework.people import PersonRow, people_of
from consul_desk.errors import NotFoundError
from consul_desk.language import N_, Message
from consul_desk.values import CaseId
from consul_desk.vault.journal import author_of, is_skeleton, parsed_content
from consul_desk.vault.tables import (
    ChangeTable,
    ContactTable,
    DisclosureTable,
    DocumentTable,
    FactTable,
    ReceivedBundleTable,
    SentBundleTable,
    TombstoneTable,
    case_tables,
)
from consul_desk.vault.tombstones import empty_changes, tombstone_id
from consul_desk.vault.vault import Vault

# A bundle gets such a name unless the consul chose one, which may be somebody's.
_NEUTRAL_NAME = re.compile(r"[0-9a-f]{16}\.age\Z")


class ErasureReason(StrEnum):
    """Why a case is erased.

    Source:
        Regulation (EU) 2016/679 (GDPR), Art. 17 (1) (a) to (e), checked 2026-11-24.
    """

    NO_LONGER_NEEDED = "no_longer_needed"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OBJECTION = "objection"
    UNLAWFUL = "unlawful"
    LEGAL_DUTY = "legal_duty"


REASONS: dict[ErasureReason, str] = {
    ErasureReason.NO_LONGER_NEEDED: N_("The data is no longer needed."),
    ErasureReason.CONSENT_WITHDRAWN: N_("The person has withdrawn consent."),
    ErasureReason.OBJECTION: N_("The person has objected to the use of the data."),
    ErasureReason.UNLAWFUL: N_("The data should not have been kept."),
    ErasureReason.LEGAL_DUTY: N_("A law demands the erasure."),
}


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A copy outside this vault, which erasing here does not reach.

    Attributes:
        kind: "copy" (a plain file), "subject_data" (a person's own data; `what` is her id),
            "bundle" (sealed here) or "received" (it came from somebody who has it too).
        what: the document's title, or the bundle's file.
        receiver: who has it, as far as it is known.
    """

    kind: str
    what: str
    receiver: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What would go, and what erasing here does not reach.

    Attributes:
        answers: how many facts there are.
        changes: how many entries of the history lose their content.
        since: the day of the oldest change; backups from then on hold the case.
    """

    row: CaseRow
    people: tuple[PersonRow, ...]
    documents: tuple[DocumentRow, ...]
    answers: int
    changes: int
    copies: tuple[CopyRow, ...]
    since: datetime

    @property
    def size_bytes(self) -> int:
        """The documents' size."""
        return sum(document.size_bytes for document in self.documents)


@dataclass(frozen=True, slots=True)
class ErasedRow:
    """A case that was erased: what its tombstone says."""

    case_id: CaseId
    reason: str
    erased_at: datetime
    by: str


class Backup(Protocol):
    """What is asked of a backup here."""

    @property
    def made_at(self) -> datetime:
        """When it was made."""


AnyBackup = TypeVar("AnyBackup", bound=Backup)


def preview_erasure(vault: Vault, case_id: str) -> ErasurePreview:
    """Show what would go. Writes nothing.

    Raises:
        NotFoundError: there is no such case.
    """
    with vault.read() as session:
        case = required_case(session, case_id)
        answers = select(func.count(col(FactTable.id))).where(
            FactTable.case_id == case_id, FactTable.status != CLEARED
        )
        history = select(func.count(col(ChangeTable.id)), func.min(ChangeTable.at)).where(
            ChangeTable.case_id == case_id
        )
        changes, since = session.exec(history).one()
        return ErasurePreview(
            row=case_rows(session, [case])[0],
            people=people_of(session, case_id),
            documents=document_rows(session, case_id),
            answers=session.exec(answers).one(),
            changes=changes,
            copies=copies_of(session, case_id),
            since=datetime.fromisoformat(since),
        )


def copies_of(session: Session, case_id: str) -> tuple[CopyRow, ...]:
    """Every copy of a case or of a part of it outside this vault, the oldest first."""
    files = {
        sent.id: sent.file_name
        for sent in session.exec(select(SentBundleTable))
        if case_id in sent.case_ids
    }
    disclosed = session.exec(select(DisclosureTable).where(DisclosureTable.case_id == case_id))
    copies = [
        CopyRow(
            kind=row.kind,
            what=files.get(row.what, row.what),
            receiver=row.receiver,
            at=datetime.fromisoformat(row.disclosed_at),
        )
        for row in disclosed
    ]
    return tuple(sorted([*copies, *_received(session, case_id)], key=lambda copy: copy.at))


def _received(session: Session, case_id: str) -> list[CopyRow]:
    names = dict(session.exec(select(ContactTable.fingerprint, ContactTable.name)).all())
    return [
        CopyRow(
            kind="received",
            what="",
            receiver=names.get(bundle.sender, ""),
            at=datetime.fromisoformat(bundle.imported_at),
        )
        for bundle in session.exec(select(ReceivedBundleTable))
        if case_id in bundle.case_ids
    ]


def backups_holding(
    backups: Iterable[AnyBackup], preview: ErasurePreview
) -> tuple[AnyBackup, ...]:
    """Tell which backups hold a case still, or would after it was erased."""
    return tuple(backup for backup in backups if backup.made_at >= preview.since)


def erase_case(vault: Vault, case_id: str, reason: str) -> ErasedRow:
    """Erase a case in one transaction. Nothing brings it back but a backup or another vault.

    Raises:
        NotFoundError: there is no such case, or no such reason.
    """
    if reason not in {*ErasureReason}:
        raise NotFoundError(kind=Message(N_("reason")), name=reason)
    with vault.write() as session:
        required_case(session, case_id)
        tombstone = _tombstone(session, case_id, reason)
        session.add(tombstone)
        session.flush()
        session.info["replaying"] = True  # what goes leaves no Change: the tombstone tells
        for sha256 in erase_content(session, case_id):
            drop_content(vault, session, sha256)
        erased = _row(session, tombstone)
    vault.checkpoint()  # from now on a database from before the erasure is noticed
    return erased


def _tombstone(session: Session, case_id: str, reason: str) -> TombstoneTable:
    return TombstoneTable(
        id=tombstone_id(case_id),
        case_id=case_id,
        reason=reason,
        erased_at=author_of(session).clock().isoformat(timespec="seconds"),
    )


def erase_content(session: Session, case_id: str) -> tuple[str, ...]:
    """Erase what this vault holds of a case, inside a larger write that is replaying.

    Returns:
        The SHA-256 of each file that the case named. They are still here: `drop_content`
        moves them on the disk, which a preview must not do.
    """
    contents = _contents(session, case_id)
    drop_drafts_of(session, case_id)
    for table in case_tables():
        _delete(session, table, case_id)
    session.flush()
    empty_changes(session, case_id)
    _forget_file_names(session, case_id)
    return tuple(sorted(contents))


def _contents(session: Session, case_id: str) -> set[str]:
    """The SHA-256 of every file that the case names, or ever named."""
    named = select(DocumentTable.sha256).where(DocumentTable.case_id == case_id)
    changes = select(ChangeTable).where(
        ChangeTable.case_id == case_id,
        ChangeTable.table_name == DocumentTable.__tablename__,
    )
    recorded = (parsed_content(c)[0] for c in session.exec(changes) if not is_skeleton(c))
    return {*session.exec(named), *(str(v["sha256"]) for v in recorded if "sha256" in v)}


def _delete(session: Session, table: type[SQLModel], case_id: str) -> None:
    rows = session.exec(select(table).filter_by(case_id=case_id))
    for row in rows:
        session.delete(row)


def _forget_file_names(session: Session, case_id: str) -> None:
    for sent in session.exec(select(SentBundleTable)):
        if case_id in sent.case_ids and not _NEUTRAL_NAME.match(sent.file_name):
            sent.file_name = ""


def list_erased(vault: Vault) -> tuple[ErasedRow, ...]:
    """Every case that was erased, the latest first."""
    with vault.read() as session:
        return tuple(reversed(erased_rows(session, session.exec(select(TombstoneTable)).all())))


def erased_rows(
    session: Session, tombstones: Sequence[TombstoneTable]
) -> tuple[ErasedRow, ...]:
    """Rows for these tombstones, the oldest first."""
    rows = [_row(session, tombstone) for tombstone in tombstones]
    return tuple(sorted(rows, key=lambda row: (row.erased_at, row.case_id)))


def _row(session: Session, tombstone: TombstoneTable) -> ErasedRow:
    change = session.get_one(ChangeTable, tombstone.heads["erased_at"])
    return ErasedRow(
        case_id=CaseId(tombstone.case_id),
        reason=tombstone.reason,
        erased_at=datetime.fromisoformat(tombstone.erased_at),
        by=change.actor,
    )
