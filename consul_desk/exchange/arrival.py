"""Arrival: a fresh vault becomes the vault that was left behind, with nothing lost.

Comes in: a new vault with a verified coordinator, her bundle, and the passphrase that was
typed when packing. Goes out: the same rows, files, contacts and keys as before, and what the
coordinator has added since. One transaction; the identity is replaced last in it.

The device id stays new. The old chain of changes is complete and closed: if it went on here
and, from a copy of the old vault, somewhere else as well, two changes would claim one place
and every other vault would have to refuse both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, SQLModel, col, func, select

from consul_desk.casework.documents import drop_content
from consul_desk.errors.exchange import (
    BundleRefusedError,
    ReceiptForgedError,
    TravelCapsuleError,
    TravelIncompleteError,
    TravelNotFreshError,
    TravelOutdatedError,
)
from consul_desk.exchange import belongings
from consul_desk.exchange.bundle import VerifiedBundle
from consul_desk.exchange.capsule import Capsule, Contents, open_capsule
from consul_desk.exchange.contacts import adopt_contacts
from consul_desk.exchange.identity import fingerprint_digits
from consul_desk.exchange.incoming import (
    ImportReport,
    apply_changes,
    open_incoming,
    received_bundle,
    require_layout,
    require_trust,
    wanted_content,
)
from consul_desk.exchange.merge import merge
from consul_desk.exchange.receipts import MAX_RECEIPT_BYTES, Receipt, acknowledge, parse_receipt
from consul_desk.exchange.records import BLOB, CAPSULE, CHANGES, RECEIPT, RETURN, read_changes
from consul_desk.vault.blobs import Stored, find_blob
from consul_desk.vault.memory import wiping
from consul_desk.vault.tables import (
    ChangeTable,
    ContactTable,
    SentBundleTable,
    journaled_tables,
)
from consul_desk.vault.vault import Vault

_LAYOUT = (CHANGES, RECEIPT, CAPSULE)


@dataclass(frozen=True, slots=True)
class CapsuleReport:
    """Whose capsule it is, and of when.

    A coordinator could give back an older one, with the cases of that day: a person looks at
    the date before anything is taken in.
    """

    owner: str
    fingerprint_digits: str
    packed_at: datetime


@dataclass(frozen=True, slots=True)
class ArrivalReport:
    """What came back.

    Attributes:
        imported: the cases; edits since the journey show as changes like any others.
        missing: changes that were packed and did not come back; 0 unless that was allowed.
    """

    capsule: CapsuleReport
    imported: ImportReport
    contacts: int
    missing: int


def preview_arrival(vault: Vault, path: Path, passphrase: bytearray) -> CapsuleReport:
    """Open the capsule and tell whose it is. Writes nothing.

    Args:
        passphrase: the one that was typed when packing; wiped.
    Raises:
        As `arrive`, as far as the cases have no part in it.
    """
    with wiping(passphrase):
        bundle = _verified(vault, path)
        return _report(_unpacked(bundle, passphrase).capsule.contents)


def arrive(
    vault: Vault, path: Path, passphrase: bytearray, *, accept_incomplete: bool = False
) -> ArrivalReport:
    """Turn a fresh vault into the one that was left, all of it or nothing.

    Args:
        passphrase: the one that was typed when packing; wiped.
        accept_incomplete: go on although packed changes are missing; the report counts them.
    Raises:
        UnreadableFileError, BundleDamagedError, BundleNotForUsError, BundleTooNewError,
        BundleRefusedError: why nothing of the file can be used.
        SenderUnverifiedError: the coordinator's card is not verified here.
        TravelPassphraseError: the passphrase does not open the capsule.
        TravelCapsuleError, TravelOutdatedError, TravelIncompleteError: what came back is not
            what was left.
        TravelNotFreshError: this vault has sealed bundles under keys of its own.
    """
    with wiping(passphrase):
        bundle = _verified(vault, path)
        with ExitStack() as files:
            luggage = _unpacked(bundle, passphrase)
            stored = [*_stored_belongings(vault, luggage, files)]
            stored += _stored_documents(vault, luggage, files)
            session = files.enter_context(vault.write(replaying=True))
            for blob in stored:
                vault.blobs.keep(session, blob)
            report, dropped = _restore(session, bundle, luggage, is_whole=not accept_incomplete)
            for sha256 in dropped:
                drop_content(vault, session, sha256)
    vault.recognise()
    vault.checkpoint()
    return report


def _verified(vault: Vault, path: Path) -> VerifiedBundle:
    bundle = open_incoming(vault, path)
    if bundle.manifest.kind != RETURN:
        raise BundleRefusedError(rule="frames")
    require_layout(bundle, _LAYOUT)
    if bundle.manifest.frames[1].size_bytes > MAX_RECEIPT_BYTES:
        raise BundleRefusedError(rule="size")
    require_trust(vault, bundle)
    with vault.read() as session:
        if session.exec(select(SentBundleTable.id)).first() is not None:
            raise TravelNotFreshError
    return bundle


@dataclass(slots=True)
class _Luggage:
    """A returned bundle while it is read from front to back.

    Attributes:
        rest: the frames behind the capsule, once the capsule was read.
        own, known, rows: what the capsule's first frames hold.
    """

    changes: Sequence[ChangeTable]
    receipt: Receipt
    capsule: Capsule
    rest: Iterator[tuple[str, str, Iterator[bytes]]]
    own: Sequence[ChangeTable] = ()
    known: bytes = b""
    rows: tuple[SQLModel, ...] = ()


def _unpacked(bundle: VerifiedBundle, passphrase: bytearray) -> _Luggage:
    """Read up to the capsule and open it."""
    frames = bundle.frames()
    changes = read_changes(next(frames)[1])
    receipt = parse_receipt(b"".join(next(frames)[1]))
    if not receipt.is_signed_with(bundle.manifest.sender.signing_keys):
        raise ReceiptForgedError
    capsule = open_capsule(next(frames)[1], receipt.bundle_id, passphrase)
    kinds = tuple(entry.kind for entry in capsule.contents.frames)
    head = len(belongings.LAYOUT)
    if kinds[:head] != belongings.LAYOUT or {*kinds[head:]} - {BLOB}:
        raise BundleRefusedError(rule="frames")
    if capsule.contents.fingerprint != receipt.sender:
        raise TravelCapsuleError
    rest = ((entry.kind, entry.sha256, pieces) for entry, pieces in frames)
    return _Luggage(changes, receipt, capsule, rest)


def _report(contents: Contents) -> CapsuleReport:
    digits = fingerprint_digits(contents.fingerprint)
    return CapsuleReport(contents.owner, digits, contents.packed_at)


def _stored_belongings(vault: Vault, luggage: _Luggage, files: ExitStack) -> Iterator[Stored]:
    frames = luggage.capsule.frames
    luggage.own = read_changes(next(frames)[1])
    luggage.known = b"".join(next(frames)[1])
    luggage.rows = belongings.read_rows(b"".join(next(frames)[1]))
    for entry, pieces in frames:
        if not _is_here(vault, entry.sha256):
            yield files.enter_context(vault.blobs.storing(pieces))


def _stored_documents(vault: Vault, luggage: _Luggage, files: ExitStack) -> Iterator[Stored]:
    with vault.read() as session:
        wanted = wanted_content(session, luggage.changes)
    for _, sha256, pieces in luggage.rest:
        if sha256 in wanted and not _is_here(vault, sha256):
            yield files.enter_context(vault.blobs.storing(pieces))


def _is_here(vault: Vault, sha256: str) -> bool:
    with vault.read() as session:
        return find_blob(session, sha256) is not None


def _restore(
    session: Session, bundle: VerifiedBundle, luggage: _Luggage, *, is_whole: bool
) -> tuple[ArrivalReport, tuple[str, ...]]:
    """Rebuild everything inside the caller's transaction.

    Returns:
        The report, and the contents of cases that were erased meanwhile.
    """
    contents = luggage.capsule.contents
    applied = apply_changes(session, bundle, luggage.changes, frozenset())
    merge(session, luggage.own, journaled_tables())
    session.flush()
    _refuse_outdated(session, contents)
    missing = belongings.count_missing(session, luggage.known)
    if missing and is_whole:
        raise TravelIncompleteError(missing=missing)
    for row in luggage.rows:
        session.merge(_completed(row, luggage.receipt))
    session.merge(received_bundle(session, bundle, luggage.changes))
    session.flush()
    # From here on the new device edits, and its chain says so.
    session.info["replaying"] = False
    adopt_contacts(session, {change.row_id for change in luggage.own})
    session.flush()
    acknowledge(session, luggage.receipt)
    contacts = session.exec(select(func.count()).select_from(ContactTable)).one()
    report = ArrivalReport(_report(contents), applied.report, contacts, missing)
    return report, applied.dropped


def _refuse_outdated(session: Session, contents: Contents) -> None:
    """The traveller's own chain ends where the capsule says, or a later capsule exists."""
    last = session.exec(
        select(func.max(col(ChangeTable.seq))).where(
            ChangeTable.device_id == contents.device_id
        )
    ).one()
    if (last or 0) > contents.seq:
        raise TravelOutdatedError


def _completed(row: SQLModel, receipt: Receipt) -> SQLModel:
    """The travel bundle could not hold its own digest; the receipt names it."""
    if isinstance(row, SentBundleTable) and row.id == receipt.bundle_id:
        row.manifest_hash = receipt.manifest_hash
    return row
