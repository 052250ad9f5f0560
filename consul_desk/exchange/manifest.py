"""What a bundle says about itself, and the limits that hold for every bundle.

Comes in: bytes from inside an age file. Goes out: a Manifest that is well formed, within
all limits, signed by the card that it carries, and addressed to us.
"""

from __future__ import annotations

import os
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from consul_desk.age import MAX_STANZAS
from consul_desk.errors.exchange import (
    BundleDamagedError,
    BundleRefusedError,
    BundleTooNewError,
)
from consul_desk.exchange.document import Document, RandomId, Sha256, UtcSecond
from consul_desk.exchange.identity import Card, Identity, Signatures

FORMAT = 1
"""The format that this program writes, and the newest one that it reads."""

MAX_FRAMES = 10_000
MAX_FRAME_BYTES = 1 << 30
MAX_BUNDLE_BYTES = 4 << 30
MAX_MANIFEST_BYTES = 2 << 20
"""Room for 10,000 frames from 1,000 devices."""

BUNDLE_TAG = b"consul-desk/bundle/1\0"

DeviceId = Annotated[str, Field(pattern="^[0-9a-f-]{1,36}$")]
Kind = Annotated[str, Field(pattern="^[a-z_]{1,32}$")]


def new_bundle_id() -> str:
    """Name a bundle that is not sealed yet."""
    return os.urandom(16).hex()


class FrameEntry(Document):
    """One frame: the id that changes name it by, and what its bytes must be."""

    id: RandomId
    kind: Kind
    sha256: Sha256
    size_bytes: Annotated[int, Field(ge=0, le=MAX_FRAME_BYTES)]


class Heading(Document):
    """What the exporter decides about a bundle.

    Attributes:
        kind: what it is for: "cases", "receipt", "travel" or "return".
        schema_version: of the rows and changes inside.
        sequence: counts the bundles to the same recipients, from 1.
        previous: digest of the bundle before this one to the same recipients.
        journal_heads: per device, the hash of its last change that the sender knows.
    """

    kind: Kind
    schema_version: Annotated[int, Field(ge=1)]
    sequence: Annotated[int, Field(ge=1)]
    previous: Sha256 | None
    journal_heads: Annotated[dict[DeviceId, Sha256], Field(max_length=1000)]
    created_at: UtcSecond


class Manifest(Heading):
    """Everything that the sender signs."""

    format: Literal["consul-desk-bundle"] = "consul-desk-bundle"
    min_reader: Annotated[int, Field(ge=1, le=FORMAT)] = FORMAT
    bundle_id: RandomId = Field(default_factory=new_bundle_id)
    sender: Card
    recipients: Annotated[tuple[Sha256, ...], Field(min_length=1, max_length=MAX_STANZAS)]
    frames: Annotated[tuple[FrameEntry, ...], Field(max_length=MAX_FRAMES)]

    @model_validator(mode="after")
    def _check_lists(self) -> Self:
        ids = [frame.id for frame in self.frames]
        if len({*ids}) < len(ids) or len({*self.recipients}) < len(self.recipients):
            raise ValueError("repeated")
        if sum(frame.size_bytes for frame in self.frames) > MAX_BUNDLE_BYTES:
            raise ValueError("size")
        return self


class _Reader(BaseModel):
    """The one thing that a newer manifest must still say in the same place."""

    model_config = ConfigDict(strict=True, extra="ignore")
    min_reader: int


def parse_manifest(data: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        BundleTooNewError: only a newer program can read it.
        BundleRefusedError: malformed, beyond a limit, or its card does not verify.
    """
    try:
        needed = _Reader.model_validate_json(data).min_reader
        if needed > FORMAT:
            raise BundleTooNewError(found=needed, known=FORMAT)
        return Manifest.from_bytes(data)
    except ValueError:
        raise BundleRefusedError(rule="manifest") from None


def require_genuine(
    data: bytes, manifest: Manifest, signatures: Signatures, reader: Identity
) -> None:
    """Check who signed a manifest, and that the sender meant it for the reader.

    Raises:
        BundleDamagedError: the signatures are not the sender's.
        BundleRefusedError: somebody passed on what was sealed for others.
    """
    if not manifest.sender.signing_keys.have_signed(BUNDLE_TAG, data, signatures):
        raise BundleDamagedError(part="signature")
    if reader.signing_keys.fingerprint not in manifest.recipients:
        raise BundleRefusedError(rule="recipients")
