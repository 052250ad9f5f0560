"""Import: verify everything, show what would change, then take it in at once.

Comes in: a bundle file. Goes out: a preview in which nothing was written, or a report after
one transaction. The preview is the import itself, in a transaction that is thrown away: it
cannot promise anything else than what happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from consul_desk.casework.cases import CaseRow, case_rows
from consul_desk.casework.documents import drop_content
from consul_desk.casework.people import PersonRow, people_of
from consul_desk.errors.exchange import (
    BundleRefusedError,
    SenderUnverifiedError,
    TravelReturnError,
)
from consul_desk.exchange.bundle import VerifiedBundle, open_bundle
from consul_desk.exchange.contacts import ContactState, contact_of, reading_identity
from consul_desk.exchange.erasures import ErasedCase, erased_by, what_goes
from consul_desk.exchange.fitness import require_fit
from consul_desk.exchange.identity import fingerprint_digits
from consul_desk.exchange.manifest import Manifest
from consul_desk.exchange.merge import Conflict, Merged, merge
from consul_desk.exchange.records import (
    BLOB,
    CAPSULE,
    CASES,
    CHANGES,
    RETURN,
    SCHEMA_VERSION,
    TRAVEL,
    read_changes,
)
from consul_desk.vault.blobs import Stored, find_blob
from consul_desk.vault.journal import author_of, parsed_content
from consul_desk.vault.tables import (
    CapsuleTable,
    CaseTable,
    ChangeTable,
    DocumentTable,
    ReceivedBundleTable,
)
from consul_desk.vault.vault import Vault

# What the frames before the attachments are.
_LAYOUTS = {CASES: (CHANGES,), TRAVEL: (CHANGES, CAPSULE)}
_FILES = frozenset({BLOB, CAPSULE})


@dataclass(frozen=True, slots=True)
class ImportedCase:
    """What a bundle changes in one case.

    Attributes:
        added, changed, removed: how many rows of each kind ("person", "fact", ...).
    """

    row: CaseRow
    people: tuple[PersonRow, ...]
    is_new: bool
    added: dict[str, int]
    changed: dict[str, int]
    removed: dict[str, int]
    conflicts: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a bundle holds and what it changes, or changed.

    Attributes:
        kind: "cases", or "travel": everything that a traveller leaves with us.
        erased: cases of which nothing remains after this import.
        is_known: it was imported before.
        has_gap: the bundle before it, which it names, has not arrived here.
    """

    bundle_id: str
    kind: str
    sender: str
    sender_digits: str
    is_verified: bool
    is_known: bool
    has_gap: bool
    sealed_at: datetime
    cases: tuple[ImportedCase, ...]
    conflicts: tuple[Conflict, ...]
    erased: tuple[ErasedCase, ...]


def preview_import(vault: Vault, path: Path) -> ImportReport:
    """Verify a bundle and show what it would change. Writes nothing.

    Raises:
        UnreadableFileError, BundleDamagedError, BundleNotForUsError, BundleTooNewError,
        BundleRefusedError: why nothing of it can be used.
        TravelReturnError: it brings a vault back, which has a way of its own.
    """
    return preview_cases(vault, open_incoming(vault, path))


def preview_cases(vault: Vault, bundle: VerifiedBundle) -> ImportReport:
    """The same for a bundle that was verified already."""
    changes = cases_in(bundle)
    with vault.read() as session:
        session.info["replaying"] = True
        arriving = wanted_content(session, changes) & {*_blob_hashes(bundle)}
        return apply_changes(session, bundle, changes, arriving).report


def accept_import(vault: Vault, path: Path, *, accept_unverified: bool = False) -> ImportReport:
    """Take a bundle in, all of it or nothing. The same bundle again changes nothing.

    Raises:
        SenderUnverifiedError: the sender's card is not verified here.
        UnreadableFileError, BundleDamagedError, BundleNotForUsError, BundleTooNewError,
        BundleRefusedError: why nothing of it can be used.
        TravelReturnError: it brings a vault back, which has a way of its own.
    """
    bundle = open_incoming(vault, path)
    return accept_cases(vault, bundle, accept_unverified=accept_unverified)


def accept_cases(
    vault: Vault, bundle: VerifiedBundle, *, accept_unverified: bool = False
) -> ImportReport:
    """The same for a bundle that was verified already."""
    changes = cases_in(bundle)
    with ExitStack() as files:
        if not accept_unverified:
            require_trust(vault, bundle)
        stored = _store_files(vault, bundle, changes, files)
        session = files.enter_context(vault.write(replaying=True))
        for blob in stored:
            vault.blobs.keep(session, blob)
        applied = apply_changes(session, bundle, changes, frozenset())
        for sha256 in applied.dropped:
            drop_content(vault, session, sha256)
        session.merge(received_bundle(session, bundle, changes))
        _keep_capsule(session, bundle, [case.row.id for case in applied.report.cases])
    return applied.report


def open_incoming(vault: Vault, path: Path) -> VerifiedBundle:
    """Verify a bundle of any kind that is sealed for us."""
    return open_bundle(path, reading_identity(vault), schema_version=SCHEMA_VERSION)


def cases_in(bundle: VerifiedBundle) -> Sequence[ChangeTable]:
    """The changes of a bundle whose frames are those of its kind.

    Raises:
        TravelReturnError: it brings a vault back.
        BundleRefusedError: the frames are others, or stand in another order.
    """
    if bundle.manifest.kind == RETURN:
        raise TravelReturnError
    require_layout(bundle, _LAYOUTS.get(bundle.manifest.kind, ()))
    _, pieces = next(bundle.frames())
    return read_changes(pieces)


def require_layout(bundle: VerifiedBundle, first: tuple[str, ...]) -> None:
    """Refuse a bundle that does not begin with these frames, or goes on with others.

    Raises:
        BundleRefusedError: for that.
    """
    kinds = tuple(frame.kind for frame in bundle.manifest.frames)
    rest = set(kinds[len(first) :])
    if not first or kinds[: len(first)] != first or rest - {BLOB}:
        raise BundleRefusedError(rule="frames")


def require_trust(vault: Vault, bundle: VerifiedBundle) -> None:
    """Believe a verified contact only.

    Raises:
        SenderUnverifiedError: the sender is none.
    """
    sender = bundle.manifest.sender
    with vault.read() as session:
        if _is_trusted(session, sender.fingerprint):
            return
    raise SenderUnverifiedError(
        name=sender.name, fingerprint=fingerprint_digits(sender.fingerprint)
    )


def _is_trusted(session: Session, fingerprint: str) -> bool:
    contact = contact_of(session, fingerprint)
    return contact is not None and contact.state is ContactState.VERIFIED


def _blob_hashes(bundle: VerifiedBundle) -> list[str]:
    return [frame.sha256 for frame in bundle.manifest.frames if frame.kind == BLOB]


def wanted_content(session: Session, changes: Sequence[ChangeTable]) -> frozenset[str]:
    """The SHA-256 of every file that changes of a living case name."""
    erased = require_fit(session, changes)
    named = (
        parsed_content(change)[0].get("sha256")
        for change in changes
        if change.table_name == DocumentTable.__tablename__ and change.case_id not in erased
    )
    return frozenset(str(sha256) for sha256 in named if sha256)


def _store_files(
    vault: Vault, bundle: VerifiedBundle, changes: Sequence[ChangeTable], files: ExitStack
) -> list[Stored]:
    capsules = {e.sha256 for e in bundle.manifest.frames if e.kind == CAPSULE}
    with vault.read() as session:
        wanted = wanted_content(session, changes) | capsules
        missing = {sha256 for sha256 in wanted if find_blob(session, sha256) is None}
    return [
        files.enter_context(vault.blobs.storing(pieces))
        for entry, pieces in bundle.frames()
        if entry.kind in _FILES and entry.sha256 in missing
    ]


@dataclass(frozen=True, slots=True)
class Applied:
    """What a merge of a bundle did.

    Attributes:
        dropped: SHA-256 of contents that may not be needed any more.
    """

    report: ImportReport
    dropped: tuple[str, ...]


def apply_changes(
    session: Session,
    bundle: VerifiedBundle,
    changes: Sequence[ChangeTable],
    arriving: frozenset[str],
) -> Applied:
    """Merge the changes of a bundle and tell what that does.

    Args:
        arriving: hashes of documents that are not stored yet.
    """
    manifest = bundle.manifest
    is_known = session.get(ReceivedBundleTable, manifest.bundle_id) is not None
    case_ids = sorted({change.case_id for change in changes})
    found = session.exec(select(CaseTable).where(col(CaseTable.id).in_(case_ids)))
    here = {case.id: case for case in found}
    going = what_goes(session, here.values(), changes)
    named = _contents(session, case_ids)
    merged = merge(session, changes)
    session.flush()
    living = [case_id for case_id in case_ids if case_id not in merged.erased]
    _require_content(session, living, arriving)
    report = ImportReport(
        bundle_id=manifest.bundle_id,
        kind=manifest.kind,
        sender=manifest.sender.name,
        sender_digits=fingerprint_digits(manifest.sender.fingerprint),
        is_verified=_is_trusted(session, manifest.sender.fingerprint),
        is_known=is_known,
        has_gap=_has_gap(session, manifest),
        sealed_at=manifest.created_at,
        cases=tuple(_case(session, case_id, {*here}, merged) for case_id in living),
        conflicts=merged.conflicts,
        erased=erased_by(session, merged, going),
    )
    return Applied(report, (*merged.contents, *(named - _contents(session, case_ids))))


def _contents(session: Session, case_ids: Sequence[str]) -> set[str]:
    """The SHA-256 of every file that these cases name at this moment."""
    named = select(DocumentTable.sha256).where(col(DocumentTable.case_id).in_(case_ids))
    return {*session.exec(named)}


def _has_gap(session: Session, manifest: Manifest) -> bool:
    if manifest.previous is None:
        return False
    before = select(ReceivedBundleTable.id).where(
        ReceivedBundleTable.sender == manifest.sender.fingerprint,
        ReceivedBundleTable.manifest_hash == manifest.previous,
    )
    return session.exec(before).first() is None


def _require_content(
    session: Session, case_ids: Sequence[str], arriving: frozenset[str]
) -> None:
    for sha256 in _contents(session, case_ids):
        if sha256 not in arriving and find_blob(session, sha256) is None:
            raise BundleRefusedError(rule="document")


def _case(session: Session, case_id: str, here: set[str], merged: Merged) -> ImportedCase:
    case = session.get(CaseTable, case_id)
    if case is None:
        raise BundleRefusedError(rule="case")
    ops: dict[str, dict[str, str]] = {"insert": {}, "update": {}, "delete": {}}
    for change in merged.fresh:
        if change.case_id == case_id:
            ops[change.op][change.row_id] = change.table_name
    added = ops["insert"]
    changed = {r: kind for r, kind in ops["update"].items() if r not in added}
    return ImportedCase(
        row=case_rows(session, [case])[0],
        people=people_of(session, case_id),
        is_new=case_id not in here,
        added=_counted(added),
        changed=_counted(changed),
        removed=_counted(ops["delete"]),
        conflicts=sum(c.case_id == case_id for c in merged.conflicts),
    )


def _counted(rows: dict[str, str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for kind in rows.values():
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def received_bundle(
    session: Session, bundle: VerifiedBundle, changes: Sequence[ChangeTable]
) -> ReceivedBundleTable:
    """The row that remembers a bundle."""
    manifest = bundle.manifest
    return ReceivedBundleTable(
        id=manifest.bundle_id,
        sender=manifest.sender.fingerprint,
        seq=manifest.sequence,
        manifest_hash=bundle.digest,
        imported_at=author_of(session).clock().isoformat(timespec="seconds"),
        case_ids=sorted({change.case_id for change in changes}),
        kind=manifest.kind,
        journal_heads=dict(manifest.journal_heads),
    )


def _keep_capsule(session: Session, bundle: VerifiedBundle, case_ids: list[str]) -> None:
    manifest = bundle.manifest
    if manifest.kind != TRAVEL or session.get(CapsuleTable, manifest.bundle_id) is not None:
        return
    (sha256,) = (frame.sha256 for frame in manifest.frames if frame.kind == CAPSULE)
    session.add(
        CapsuleTable(
            id=manifest.bundle_id,
            sender=manifest.sender.fingerprint,
            name=manifest.sender.name,
            sha256=sha256,
            case_ids=case_ids,
            packed_at=manifest.created_at.isoformat(timespec="seconds"),
        )
    )
