"""Export: what leaves the vault, shown first, then sealed for verified people.

Comes in: cases and contacts. Goes out: a preview of every person and document that would
leave, then a bundle file. Nothing is sealed for an unverified card or without recorded
consent, and the journal keeps what left, to whom and when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from consul_desk.casework.cases import CaseRow, case_rows, of_some, required_case
from consul_desk.casework.documents import DocumentRow, document_rows
from consul_desk.casework.erasure import ErasedRow
from consul_desk.casework.facts import known_value
from consul_desk.casework.people import PersonRow, people_of
from consul_desk.errors import ConsulDeskError
from consul_desk.errors.exchange import (
    ConsentMissingError,
    NothingToExportError,
    RecipientUnverifiedError,
)
from consul_desk.exchange.bundle import Sealed
from consul_desk.exchange.contacts import ContactRow, ContactState, required_contacts
from consul_desk.exchange.erasures import erasures_for, tombstone_changes
from consul_desk.exchange.frames import case_changes, changes_frame, document_frames
from consul_desk.exchange.manifest import Heading, new_bundle_id
from consul_desk.exchange.parties import Parties, taking_back
from consul_desk.exchange.records import CASES, SCHEMA_VERSION
from consul_desk.values import new_id
from consul_desk.vault.journal import author_of, chain_head
from consul_desk.vault.tables import CaseTable, DisclosureTable, SentBundleTable
from consul_desk.vault.vault import Vault

CONSENT = "case.consent_to_share"


@dataclass(frozen=True, slots=True)
class ExportedCase:
    """What would leave of one case."""

    row: CaseRow
    people: tuple[PersonRow, ...]
    documents: tuple[DocumentRow, ...]
    changes: int
    has_consent: bool

    @property
    def size_bytes(self) -> int:
        """The documents' size."""
        return sum(document.size_bytes for document in self.documents)


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """Everything that would leave, and for whom.

    Attributes:
        erased: erasures that go along by themselves, because one of these people has, or
            had, the case.
    """

    recipients: tuple[ContactRow, ...]
    cases: tuple[ExportedCase, ...]
    erased: tuple[ErasedRow, ...] = ()

    @property
    def size_bytes(self) -> int:
        """The documents' size; the bundle is a little larger and padded."""
        return sum(case.size_bytes for case in self.cases)

    @property
    def obstacle(self) -> ConsulDeskError | None:
        """What stands against sealing it, if anything does."""
        if not self.cases and not self.erased:
            return NothingToExportError()
        for contact in self.recipients:
            if contact.state is not ContactState.VERIFIED:
                return RecipientUnverifiedError(name=contact.name)
        for case in self.cases:
            if not case.has_consent:
                return ConsentMissingError(case=case.row.number)
        return None


@dataclass(frozen=True, slots=True)
class SentRow:
    """A bundle that was made here.

    Attributes:
        cases: their numbers; those that were erased since have none any more.
        erased: how many of its cases were erased since.
        file_name: empty where it could tell whose an erased case was.
        kind: "cases", "travel" or "return".
        acknowledged_by: fingerprints of those whose signed receipt is here.
        arrived_at: when the last recipient's receipt came; None: nothing says that it
            arrived.
    """

    bundle_id: str
    recipients: tuple[str, ...]
    cases: tuple[str, ...]
    file_name: str
    sealed_at: datetime
    erased: int = 0
    kind: str = CASES
    acknowledged_by: tuple[str, ...] = ()
    arrived_at: datetime | None = None


def preview_export(
    vault: Vault, case_ids: Sequence[str], contact_ids: Sequence[str]
) -> ExportPreview:
    """Show what would leave. Writes nothing.

    Raises:
        NotFoundError: there is no such case or contact.
    """
    with vault.read() as session:
        recipients = required_contacts(session, contact_ids)
        return ExportPreview(
            recipients=recipients,
            cases=tuple(_exported(session, case_id) for case_id in case_ids),
            erased=erasures_for(session, {contact.fingerprint for contact in recipients}),
        )


def _exported(session: Session, case_id: str) -> ExportedCase:
    case = required_case(session, case_id)
    return ExportedCase(
        row=case_rows(session, [case])[0],
        people=people_of(session, case_id),
        documents=document_rows(session, case_id),
        changes=len(case_changes(session, [case_id])),
        has_consent=known_value(session, case_id, CONSENT) is True,
    )


def export_cases(
    vault: Vault, case_ids: Sequence[str], contact_ids: Sequence[str], target: Path
) -> Sealed:
    """Seal cases for verified contacts into a new file, or into a folder.

    Erasures that concern the contacts go along; without any case only these.

    Raises:
        NotFoundError: there is no such case or contact.
        RecipientUnverifiedError, ConsentMissingError, NothingToExportError: what stands
            against it.
        UnwritableFileError: the target exists or cannot be written.
        BlobDamagedError: an attachment is missing.
    """
    preview = preview_export(vault, case_ids, contact_ids)
    if preview.obstacle:
        raise preview.obstacle
    vault.checkpoint()
    parties = Parties.of(vault, contact_ids)
    with vault.read() as session:
        remembered = sent_bundle(session, CASES, new_bundle_id(), preview.recipients, case_ids)
        heading = next_heading(session, CASES, preview.recipients)
        erased = tombstone_changes(session, [row.case_id for row in preview.erased])
        frames = [changes_frame([*case_changes(session, case_ids), *erased])]
        frames += document_frames(vault, session, case_ids)
    with taking_back() as made:
        sealed = parties.seal(target, heading, frames, remembered.id)
        made.append(sealed.path)
        remembered.manifest_hash, remembered.file_name = sealed.digest, sealed.path.name
        with vault.write() as session:
            add_disclosures(session, remembered.id, case_ids, preview.recipients)
            session.add(remembered)
    return sealed


def next_heading(session: Session, kind: str, recipients: Sequence[ContactRow]) -> Heading:
    """The heading of the next bundle to these people, with the end of one's own chain."""
    before, digest = _last(session, recipients)
    author = author_of(session)
    head = chain_head(session, author.device_id)
    return Heading(
        kind=kind,
        schema_version=SCHEMA_VERSION,
        sequence=before + 1,
        previous=digest,
        journal_heads={author.device_id: head.hash} if head.seq else {},
        created_at=author.clock().astimezone(UTC).replace(microsecond=0),
    )


def _last(session: Session, recipients: Sequence[ContactRow]) -> tuple[int, str | None]:
    """Number and digest of the last bundle to the same people."""
    last = session.exec(
        select(SentBundleTable)
        .where(SentBundleTable.recipients == _group(recipients))
        .order_by(col(SentBundleTable.seq).desc())
    ).first()
    return (last.seq, last.manifest_hash) if last else (0, None)


def _group(recipients: Sequence[ContactRow]) -> str:
    return " ".join(sorted(contact.fingerprint for contact in recipients))


def sent_bundle(
    session: Session,
    kind: str,
    bundle_id: str,
    recipients: Sequence[ContactRow],
    case_ids: Sequence[str],
) -> SentBundleTable:
    """The row that remembers a bundle, before it is sealed."""
    return SentBundleTable(
        id=bundle_id,
        recipients=_group(recipients),
        seq=_last(session, recipients)[0] + 1,
        manifest_hash="",
        file_name="",
        case_ids=list(case_ids),
        sealed_at=_now(session),
        kind=kind,
    )


def add_disclosures(
    session: Session,
    bundle_id: str,
    case_ids: Sequence[str],
    recipients: Sequence[ContactRow],
) -> None:
    """Let the journal of each case keep that it left, to whom and when."""
    receiver = ", ".join(contact.name for contact in recipients)
    for case_id in case_ids:
        add_disclosure(session, case_id, "bundle", bundle_id, receiver)


def add_disclosure(session: Session, case_id: str, kind: str, what: str, receiver: str) -> None:
    """The same for one case and any kind of leaving."""
    session.add(
        DisclosureTable(
            id=new_id(),
            case_id=case_id,
            kind=kind,
            what=what,
            receiver=receiver,
            disclosed_at=_now(session),
        )
    )


def _now(session: Session) -> str:
    return author_of(session).clock().isoformat(timespec="seconds")


def list_sent(vault: Vault) -> tuple[SentRow, ...]:
    """The bundles that were made here, newest first."""
    with vault.read() as session:
        found = session.exec(
            select(SentBundleTable).order_by(col(SentBundleTable.sealed_at).desc())
        ).all()
        return sent_rows(session, found)


def sent_rows(session: Session, found: Sequence[SentBundleTable]) -> tuple[SentRow, ...]:
    """Some of them inside a larger read."""
    case_ids = {case_id for sent in found for case_id in sent.case_ids}
    numbers = dict(
        session.exec(
            of_some(select(CaseTable.id, CaseTable.number), CaseTable.id, list(case_ids))
        ).all()
    )
    return tuple(_sent_row(sent, numbers) for sent in found)


def _sent_row(sent: SentBundleTable, numbers: Mapping[str, str]) -> SentRow:
    return SentRow(
        bundle_id=sent.id,
        recipients=tuple(sent.recipients.split()),
        cases=tuple(numbers[c] for c in sent.case_ids if c in numbers),
        file_name=sent.file_name,
        sealed_at=datetime.fromisoformat(sent.sealed_at),
        erased=sum(c not in numbers for c in sent.case_ids),
        kind=sent.kind,
        acknowledged_by=tuple(sorted(sent.receipts)),
        arrived_at=datetime.fromisoformat(sent.arrived_at) if sent.arrived_at else None,
    )
