"""Shared recovery among coordinators: one sealed piece for each, and back to words.

Comes in: verified contacts and how many of them shall be needed. Goes out: a file for each
that only she can open; later, what a coordinator reads out. A piece is never stored in plain:
the coordinator keeps the sealed file and opens it when she is asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from consul_desk.errors.exchange import BundleRefusedError
from consul_desk.exchange.bundle import Frame, VerifiedBundle, open_bundle, seal_bundle
from consul_desk.exchange.contacts import (
    ContactState,
    contact_of,
    my_card,
    my_identity,
    reading_identity,
    trusted_cards,
)
from consul_desk.exchange.document import Document, Name, UtcSecond, plain_name
from consul_desk.exchange.identity import Card, fingerprint_digits
from consul_desk.exchange.manifest import Heading
from consul_desk.exchange.records import SCHEMA_VERSION
from consul_desk.values import JsonValue
from consul_desk.vault.journal import canonical
from consul_desk.vault.shares import MOST_PIECES, WORDS_IN_PIECE, Piece
from consul_desk.vault.tables import SettingTable
from consul_desk.vault.vault import Vault

KIND = "recovery_piece"

_FRAME = "piece"
_MAX_BYTES = 16 * 1024
_HOLDERS = "recovery_pieces"
_SetId = Annotated[str, Field(pattern=r"^\d{5}$")]
_Small = Annotated[int, Field(ge=1, le=MOST_PIECES)]
_Word = Annotated[str, Field(pattern=r"^[a-z]{3,8}$")]


class PieceRecord(Document):
    """What the sealed file holds."""

    format: Literal["consul-desk-piece/1"] = "consul-desk-piece/1"
    owner: Name
    set_id: _SetId
    number: _Small
    needed: _Small
    count: _Small
    made_at: UtcSecond
    words: Annotated[
        tuple[_Word, ...], Field(min_length=WORDS_IN_PIECE, max_length=WORDS_IN_PIECE)
    ]


@dataclass(frozen=True, slots=True)
class SealedPiece:
    """A file for one coordinator."""

    holder: str
    number: int
    path: Path


@dataclass(frozen=True, slots=True)
class PieceRow:
    """A piece that was opened by the coordinator who keeps it.

    Attributes:
        sender: who sealed it, by her card; `owner` is the vault it helps to open.
        words: to be read out to the owner, and to nobody else.
    """

    sender: str
    sender_digits: str
    is_verified: bool
    owner: str
    set_id: str
    number: int
    needed: int
    count: int
    made_at: datetime
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HoldersRow:
    """Who keeps a piece of this vault's recovery."""

    set_id: str
    needed: int
    holders: tuple[str, ...]
    made_at: datetime


def share_recovery(
    vault: Vault, contact_ids: Sequence[str], needed: int, folder: Path
) -> tuple[SealedPiece, ...]:
    """Split the recovery among verified contacts: a sealed file for each, all or none.

    Pieces of an earlier splitting open nothing from then on.

    Raises:
        NotFoundError: there is no such contact.
        RecipientUnverifiedError: one of them is not verified.
        RecoverySplitError: not 2 <= needed <= contacts <= 16.
        UnwritableFileError: the folder takes no files.
    """
    cards = trusted_cards(vault, list(dict.fromkeys(contact_ids)))
    made_at = vault.clock().astimezone(UTC).replace(microsecond=0)
    with ExitStack() as undo:
        with vault.sharing_recovery(needed, len(cards)) as pieces:
            sealed = []
            for card, piece in zip(cards, pieces, strict=True):
                record = _record(vault, piece, len(cards), made_at)
                path = _seal(vault, card, record, folder)
                undo.callback(path.unlink, missing_ok=True)
                sealed.append(SealedPiece(card.name, piece.number, path))
        undo.pop_all()
    _remember(vault, pieces[0], cards, made_at)
    return tuple(sealed)


def _record(vault: Vault, piece: Piece, count: int, made_at: datetime) -> PieceRecord:
    return PieceRecord(
        owner=plain_name(vault.owner),
        set_id=piece.set_id,
        number=piece.number,
        needed=piece.needed,
        count=count,
        made_at=made_at,
        words=tuple(piece.words.split()),
    )


def _seal(vault: Vault, card: Card, record: PieceRecord, folder: Path) -> Path:
    data = record.to_bytes()
    frame = Frame(
        kind=_FRAME,
        sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data),
        open=lambda: (data,),
    )
    # It belongs to no row of bundles: it carries no case, and nothing follows it.
    heading = Heading(
        kind=KIND,
        schema_version=SCHEMA_VERSION,
        sequence=1,
        previous=None,
        journal_heads={},
        created_at=record.made_at,
    )
    return seal_bundle(
        folder,
        heading,
        [frame],
        signer=my_identity(vault),
        sender=my_card(vault),
        recipients=[card],
    ).path


def _remember(vault: Vault, piece: Piece, cards: Sequence[Card], made_at: datetime) -> None:
    kept: dict[str, JsonValue] = {
        "set_id": piece.set_id,
        "needed": piece.needed,
        "holders": [card.name for card in cards],
        "made_at": made_at.isoformat(),
    }
    with vault.write() as session:
        session.merge(SettingTable(name=_HOLDERS, value=canonical(kept)))


def piece_holders(vault: Vault) -> HoldersRow | None:
    """Tell among whom the recovery was split last; None where it never was."""
    with vault.read() as session:
        kept = session.get(SettingTable, _HOLDERS)
    if kept is None:
        return None
    told = json.loads(kept.value)
    return HoldersRow(
        set_id=told["set_id"],
        needed=told["needed"],
        holders=tuple(told["holders"]),
        made_at=datetime.fromisoformat(told["made_at"]),
    )


def open_piece(vault: Vault, path: Path) -> PieceRow:
    """Open a piece that was sealed for this vault. Nothing is stored.

    Raises:
        UnreadableFileError, BundleDamagedError, BundleNotForUsError, BundleTooNewError,
        BundleRefusedError: why it cannot be used; another kind of bundle is refused too.
    """
    bundle = open_bundle(path, reading_identity(vault), schema_version=SCHEMA_VERSION)
    record = _read(bundle)
    sender = bundle.manifest.sender
    with vault.read() as session:
        contact = contact_of(session, sender.fingerprint)
    return PieceRow(
        sender=sender.name,
        sender_digits=fingerprint_digits(sender.fingerprint),
        is_verified=contact is not None and contact.state is ContactState.VERIFIED,
        owner=record.owner,
        set_id=record.set_id,
        number=record.number,
        needed=record.needed,
        count=record.count,
        made_at=record.made_at,
        words=record.words,
    )


def _read(bundle: VerifiedBundle) -> PieceRecord:
    frames = bundle.manifest.frames
    if bundle.manifest.kind != KIND or [frame.kind for frame in frames] != [_FRAME]:
        raise BundleRefusedError(rule="frames")
    if frames[0].size_bytes > _MAX_BYTES:
        raise BundleRefusedError(rule="size")
    _, pieces = next(bundle.frames())
    try:
        return PieceRecord.from_bytes(b"".join(pieces))
    except ValueError:
        raise BundleRefusedError(rule="frames") from None
