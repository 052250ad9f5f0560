"""Good bundles, and bundles made by hand of which a test can spoil each part."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from consul_desk import age
from consul_desk.exchange.bundle import (
    Frame,
    Sealed,
    VerifiedBundle,
    open_bundle,
    seal_bundle,
)
from consul_desk.exchange.identity import Identity, Signatures
from consul_desk.exchange.layout import END_MARK, LENGTH, MAGIC, START, padded
from consul_desk.exchange.manifest import (
    BUNDLE_TAG,
    Heading,
)
from consul_desk.vault.journal import canonical

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
SCHEMA = 3
ANNA, VERA, BORIS = (Identity.generate() for _ in range(3))
ANNAS_CARD, VERAS_CARD, BORIS_CARD = (
    identity.card(name, NOW)
    for identity, name in ((ANNA, "Анна Консул"), (VERA, "Вера"), (BORIS, "Boris"))
)
HEADING = Heading(
    kind="cases",
    schema_version=SCHEMA,
    sequence=1,
    previous=None,
    journal_heads={"de-71ce": "0" * 64},
    created_at=NOW,
)
CONTENTS = (b"journal", b"", bytes(200_000))


def frame(data: bytes) -> Frame:
    return Frame("blob", hashlib.sha256(data).hexdigest(), len(data), lambda: [data])


def sealed(target: Path, contents: Sequence[bytes] = CONTENTS) -> Sealed:
    return seal_bundle(
        target,
        HEADING,
        [frame(data) for data in contents],
        signer=ANNA,
        sender=ANNAS_CARD,
        recipients=[VERAS_CARD],
    )


def opened(path: Path, reader: Identity = VERA) -> VerifiedBundle:
    return open_bundle(path, reader, schema_version=SCHEMA)


def contents_of(verified: VerifiedBundle) -> list[bytes]:
    return [b"".join(pieces) for _, pieces in verified.frames()]


@dataclass
class Forgery:
    """A good bundle in its parts, each of which a test can spoil."""

    start: tuple[bytes, int, int | None] = (MAGIC, 1, None)
    fields: dict[str, Any] | None = None
    data: bytes | None = None
    signer: Identity = ANNA
    signatures: Callable[[Signatures], Signatures] = lambda signatures: signatures
    frames: bytes = LENGTH.pack(4) + b"data"
    end: bytes = END_MARK
    padding: Callable[[bytes], bytes] = lambda zeros: zeros
    readers: tuple[Identity, ...] = (VERA,)

    def write(self, path: Path) -> Path:
        data = self.data or canonical({**good_fields(), **(self.fields or {})}).encode()
        magic, version, length = self.start
        signatures = self.signatures(self.signer.sign(BUNDLE_TAG, data))
        inner = START.pack(magic, version, len(data) if length is None else length)
        inner += data + signatures.ed25519 + signatures.ml_dsa_65 + self.frames + self.end
        inner += self.padding(bytes(padded(len(inner)) - len(inner)))
        recipients = [reader.encryption.recipient for reader in self.readers]
        path.write_bytes(b"".join(age.encrypt([inner], recipients)))
        return path


def entry(data: bytes = b"data", **changes: object) -> dict[str, object]:
    line = {"id": "1" * 32, "kind": "blob", "size_bytes": len(data)}
    return {**line, "sha256": hashlib.sha256(data).hexdigest(), **changes}


def good_fields() -> dict[str, Any]:
    return {
        **json.loads(HEADING.to_bytes()),
        "format": "consul-desk-bundle",
        "min_reader": 1,
        "bundle_id": "2" * 32,
        "sender": json.loads(ANNAS_CARD.to_bytes()),
        "recipients": [VERAS_CARD.fingerprint],
        "frames": [entry()],
    }
