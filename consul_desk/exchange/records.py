"""Changes as they travel: one line of JSON each.

Comes in: rows of the journal, or the pieces of a frame from outside. Goes out: bytes, or
changes whose every field has the right type and a bounded length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from consul_desk.errors.exchange import BundleRefusedError
from consul_desk.exchange.document import Document, Sha256
from consul_desk.vault.tables import ChangeTable

# What a bundle is for.
CASES = "cases"
RECEIPT = "receipt"
TRAVEL = "travel"
RETURN = "return"

# What a frame of it holds; a receipt travels as a frame of its own name too.
CHANGES = "changes"
BLOB = "blob"
CAPSULE = "capsule"

SCHEMA_VERSION = 2
"""1: the first tables. 2: tombstones, skeletons, retention dates."""

_MAX_LINE_BYTES = 2 << 20
_Id = Annotated[str, Field(min_length=1, max_length=64)]


class ChangeRecord(Document):
    """A Change on its way; see `journal.py` for what the fields mean."""

    id: _Id
    device_id: _Id
    seq: Annotated[int, Field(ge=1, lt=2**62)]
    hlc: Annotated[int, Field(ge=0, lt=2**62)]
    at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")]
    actor: Annotated[str, Field(max_length=200)]
    table_name: _Id
    row_id: _Id
    case_id: Annotated[str, Field(max_length=64)]  # empty for rows of no case
    op: Literal["insert", "update", "delete"]
    content: Annotated[str, Field(max_length=1 << 20)]
    salt: Annotated[str, Field(pattern="^([0-9a-f]{32})?$")]
    content_hash: Sha256
    prev_hash: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]
    hash: Sha256


def write_changes(changes: Iterable[ChangeTable]) -> bytes:
    """Write changes down, one line each."""
    records = (ChangeRecord(**change.model_dump()) for change in changes)
    return b"".join(record.to_bytes() + b"\n" for record in records)


def read_changes(pieces: Iterable[bytes]) -> Sequence[ChangeTable]:
    """Read what `write_changes` wrote.

    Raises:
        BundleRefusedError: a line is no such record.
    """
    return [_read(line) for line in _lines(pieces)]


def _read(line: bytes) -> ChangeTable:
    try:
        return ChangeTable(**ChangeRecord.from_bytes(line).model_dump())
    except ValueError:
        raise BundleRefusedError(rule="change") from None


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in pieces:
        *whole, held = (held + piece).split(b"\n")
        yield from whole
        if len(held) > _MAX_LINE_BYTES:
            raise BundleRefusedError(rule="size")
    if held:
        raise BundleRefusedError(rule="change")
