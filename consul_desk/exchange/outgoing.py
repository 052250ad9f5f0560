"""Export: what leaves the vault, shown first, then sealed for verified people.

Comes in: cases and contacts. Goes out: a preview of every person and document that would
leave, then a bundle file. Nothing is sealed for an unverified card or without recorded
consent, and the journal keeps what left, to whom and when.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlmodel import Session, col, select

from consul_desk.casework.cases import CaseRow, case_rows, of_some, required_case
from consul_desk.casework.documents import DocumentRow, document_rows
from consul_desk.casework.erasure import ErasedRow
from consul_desk.casework.facts import known_value
from consul_desk.casework.people import PersonRow, people_of
from consul_desk.errors import (
    BlobDamagedError,
    ConsentMissingError,
    ConsulDeskError,
    NothingToExportError,
    RecipientUnverifiedError,
)
from consul_desk.exchange.bundle import Frame, Sealed, seal_bundle
from consul_desk.exchange.contacts import (
    ContactRow,
    ContactState,
    my_card,
    my_identity,
    required_contacts,
    trusted_cards,
)
from consul_desk.exchange.erasures import erasures_for, tombstone_changes
from consul_desk.exchange.manifest import Heading
from consul_desk.exchange.records import BLOB, CHANGES, SCHEMA_VERSION, write_changes
from consul_desk.values import new_id
from consul_desk.vault.blobs import find_blob
from consul_desk.vault.journal import author_of
from consul_desk.vault.tables import (
    CaseTable,
    ChangeTable,
    DisclosureTable,
    SentBundleTable,
    shared_tables,
)
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
    """A bundle that was made here. Nothing says yet that it arrived.

    Attributes:
        cases: their numbers; those that were erased since have none any more.
        erased: how many of its cases were erased since.
        file_name: empty where it could tell whose an erased case was.
    """

    bundle_id: str
    recipients: tuple[str, ...]
    cases: tuple[str, ...]
    file_name: str
    sealed_at: datetime
    erased: int = 0


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
        changes=len(_changes(session, [case_id])),
        has_consent=known_value(session, case_id, CONSENT) is True,
    )


def _changes(session: Session, case_ids: Sequence[str]) -> Sequence[ChangeTable]:
    return session.exec(
        select(ChangeTable)
        .where(
            col(ChangeTable.case_id).in_(case_ids),
            col(ChangeTable.table_name).in_(shared_tables()),
        )
        .order_by(col(ChangeTable.hlc), col(ChangeTable.id))
    ).all()


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
    sealed = seal_bundle(
        target,
        _heading(vault, preview.recipients),
        _frames(vault, preview),
        signer=my_identity(vault),
        sender=my_card(vault),
        recipients=trusted_cards(vault, contact_ids),
    )
    try:
        _remember(vault, preview, sealed)
    except BaseException:
        sealed.path.unlink(missing_ok=True)
        raise
    return sealed


def _heading(vault: Vault, recipients: Sequence[ContactRow]) -> Heading:
    with vault.read() as session:
        last = session.exec(
            select(SentBundleTable)
            .where(SentBundleTable.recipients == _group(recipients))
            .order_by(col(SentBundleTable.seq).desc())
        ).first()
        head = vault.checkpointed
    return Heading(
        kind="cases",
        schema_version=SCHEMA_VERSION,
        sequence=last.seq + 1 if last else 1,
        previous=last.manifest_hash if last else None,
        journal_heads={vault.device_id: head.hash} if head.seq else {},
        created_at=vault.clock().astimezone(UTC).replace(microsecond=0),
    )


def _group(recipients: Sequence[ContactRow]) -> str:
    return " ".join(sorted(contact.fingerprint for contact in recipients))


def _frames(vault: Vault, preview: ExportPreview) -> list[Frame]:
    case_ids = [case.row.id for case in preview.cases]
    with vault.read() as session:
        erased = [erased.case_id for erased in preview.erased]
        changes = write_changes(
            [*_changes(session, case_ids), *tombstone_changes(session, erased)]
        )
        frames = [
            Frame(
                kind=CHANGES,
                sha256=hashlib.sha256(changes).hexdigest(),
                size_bytes=len(changes),
                open=lambda: (changes,),
            )
        ]
        documents = {d.sha256: d for case in preview.cases for d in case.documents}
        for document in documents.values():
            blob = find_blob(session, document.sha256)
            if blob is None:
                raise BlobDamagedError(name=document.title)
            frames.append(
                Frame(BLOB, blob.sha256, blob.size_bytes, partial(vault.blobs.pieces, blob))
            )
    return frames


def _remember(vault: Vault, preview: ExportPreview, sealed: Sealed) -> None:
    with vault.write() as session:
        now = author_of(session).clock().isoformat(timespec="seconds")
        session.add(
            SentBundleTable(
                id=sealed.manifest.bundle_id,
                recipients=_group(preview.recipients),
                seq=sealed.manifest.sequence,
                manifest_hash=sealed.digest,
                file_name=sealed.path.name,
                case_ids=[case.row.id for case in preview.cases],
                sealed_at=now,
            )
        )
        for case in preview.cases:
            session.add(
                DisclosureTable(
                    id=new_id(),
                    case_id=case.row.id,
                    kind="bundle",
                    what=sealed.manifest.bundle_id,
                    receiver=", ".join(contact.name for contact in preview.recipients),
                    disclosed_at=now,
                )
            )


def list_sent(vault: Vault) -> tuple[SentRow, ...]:
    """The bundles that were made here, newest first."""
    with vault.read() as session:
        found = session.exec(
            select(SentBundleTable).order_by(col(SentBundleTable.sealed_at).desc())
        ).all()
        case_ids = {case_id for sent in found for case_id in sent.case_ids}
        numbers = dict(
            session.exec(
                of_some(select(CaseTable.id, CaseTable.number), CaseTable.id, list(case_ids))
            ).all()
        )
        return tuple(
            SentRow(
                bundle_id=sent.id,
                recipients=tuple(sent.recipients.split()),
                cases=tuple(numbers[c] for c in sent.case_ids if c in numbers),
                file_name=sent.file_name,
                sealed_at=datetime.fromisoformat(sent.sealed_at),
                erased=sum(c not in numbers for c in sent.case_ids),
            )
            for sent in found
        )
