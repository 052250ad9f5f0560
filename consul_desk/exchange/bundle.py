"""A bundle: an age file that holds a signed manifest and the frames it lists.

Comes in: frames to seal and cards to seal them for, or a file from outside. Goes out: a
file of padded size, or frames whose every byte was verified first. Both ways stream, in
constant memory. What is in the frames is the caller's affair, and so is whether the sender
is trusted. Where things stand inside: `layout.py`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from consul_desk import age
from consul_desk.errors import UnreadableFileError, UnwritableFileError
from consul_desk.errors.exchange import (
    AgeFileError,
    BundleDamagedError,
    BundleNotForUsError,
    BundleRefusedError,
    BundleTooNewError,
)
from consul_desk.exchange.identity import (
    ED25519_SIGNATURE_BYTES,
    ML_DSA_SIGNATURE_BYTES,
    Card,
    Identity,
    Signatures,
)
from consul_desk.exchange.layout import (
    END_MARK,
    LENGTH,
    MAGIC,
    START,
    Cursor,
    checked,
    content_bytes,
    padded,
    padding_bytes,
)
from consul_desk.exchange.manifest import (
    BUNDLE_TAG,
    FORMAT,
    MAX_BUNDLE_BYTES,
    MAX_MANIFEST_BYTES,
    FrameEntry,
    Heading,
    Manifest,
    new_bundle_id,
    parse_manifest,
    require_genuine,
)
from consul_desk.vault.files import sync_folder


@dataclass(frozen=True, slots=True)
class Frame:
    """Something to put into a bundle.

    Attributes:
        open: gives the bytes in pieces of any size; called once.
    """

    kind: str
    sha256: str
    size_bytes: int
    open: Callable[[], Iterable[bytes]]
    id: str = field(default_factory=lambda: os.urandom(16).hex())

    @property
    def entry(self) -> FrameEntry:
        """Its line in the manifest."""
        return FrameEntry(
            id=self.id, kind=self.kind, sha256=self.sha256, size_bytes=self.size_bytes
        )


def bytes_frame(kind: str, data: bytes) -> Frame:
    """A frame of bytes that are in memory anyway."""
    return Frame(kind, hashlib.sha256(data).hexdigest(), len(data), lambda: (data,))


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle that was written.

    Attributes:
        digest: names the manifest, and through it everything; the next bundle to the same
            people calls it `previous`.
    """

    manifest: Manifest
    digest: str
    path: Path
    size_bytes: int


def seal_bundle(
    target: Path,
    heading: Heading,
    frames: Sequence[Frame],
    *,
    signer: Identity,
    sender: Card,
    recipients: Sequence[Card],
    bundle_id: str | None = None,
) -> Sealed:
    """Write a bundle: beside its place first, then moved there in one step.

    Args:
        target: a new file, or a folder, which gets one with a neutral name.
        sender: the signer's own card.
        bundle_id: where something inside names the bundle; else a new one.
    Raises:
        BundleRefusedError: more than a bundle may hold.
        UnwritableFileError: the target exists or cannot be written.
        ValueError: the card is not the signer's.
    """
    if sender.signing_keys != signer.signing_keys:
        raise ValueError("sender")
    path = new_file(target)
    manifest = _new_manifest(heading, frames, sender, recipients, bundle_id)
    data = manifest.to_bytes()
    if padded(content_bytes(len(data), manifest.frames)) > MAX_BUNDLE_BYTES:
        raise BundleRefusedError(rule="size")
    content = _content(manifest, data, signer.sign(BUNDLE_TAG, data), frames)
    _write_new(path, age.encrypt(content, [card.age_recipient for card in recipients]))
    return Sealed(manifest, digest_of(data), path, path.stat().st_size)


def new_file(target: Path) -> Path:
    """Where a bundle goes: a file as it is, in a folder one with a neutral name."""
    return target / f"{os.urandom(8).hex()}.age" if target.is_dir() else target


def _new_manifest(
    heading: Heading,
    frames: Sequence[Frame],
    sender: Card,
    recipients: Sequence[Card],
    bundle_id: str | None,
) -> Manifest:
    try:
        return Manifest(
            **dict(heading),
            bundle_id=bundle_id or new_bundle_id(),
            sender=sender,
            recipients=tuple(sorted(card.fingerprint for card in recipients)),
            frames=tuple(frame.entry for frame in frames),
        )
    except ValidationError:
        raise BundleRefusedError(rule="manifest") from None


def _content(
    manifest: Manifest, data: bytes, signatures: Signatures, frames: Sequence[Frame]
) -> Iterator[bytes]:
    yield START.pack(MAGIC, FORMAT, len(data)) + data
    yield signatures.ed25519 + signatures.ml_dsa_65
    for frame, entry in zip(frames, manifest.frames, strict=True):
        yield LENGTH.pack(entry.size_bytes)
        yield from checked(frame.open(), entry)
    yield END_MARK
    zeros = bytes(age.CHUNK_BYTES)
    for left in range(padding_bytes(len(data), manifest.frames), 0, -len(zeros)):
        yield zeros[:left]


def _write_new(path: Path, pieces: Iterable[bytes]) -> None:
    if path.exists():
        raise UnwritableFileError(path=str(path))
    beside = path.with_name(f"{path.name}.{os.urandom(4).hex()}.part")
    try:
        with beside.open("xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
        sync_folder(path.parent)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise UnwritableFileError(path=str(path)) from None
        raise


@dataclass(frozen=True, slots=True)
class VerifiedBundle:
    """A bundle that was read to its end once, without a fault.

    Attributes:
        digest: names the manifest, and through it everything; receipts quote it.
    """

    manifest: Manifest
    digest: str
    _path: Path
    _reader: Identity

    def frames(self) -> Iterator[tuple[FrameEntry, Iterator[bytes]]]:
        """Decrypt the frames again, in their order, verifying everything again.

        A frame's pieces come before its hash is checked: use them inside a transaction.

        Raises:
            BundleDamagedError: the file is no longer the one that was verified.
        """
        cursor = Cursor(_decrypted(self._path, self._reader))
        data, manifest = _read_manifest(cursor, self._reader)
        if digest_of(data) != self.digest:
            raise BundleDamagedError(part="manifest")
        yield from _read_frames(cursor, data, manifest)


def open_bundle(path: Path, reader: Identity, *, schema_version: int) -> VerifiedBundle:
    """Read a bundle from end to end and keep nothing of it but its manifest.

    Whether the sender is trusted, and whether the bundle was seen before, is not asked.

    Args:
        schema_version: the newest that this program can import.
    Raises:
        UnreadableFileError: the file cannot be read.
        BundleNotForUsError: it is sealed for somebody else.
        BundleTooNewError: a newer program wrote it.
        BundleDamagedError: it was cut or altered on its way.
        BundleRefusedError: its sender broke a rule or a limit.
    """
    _refuse_huge(path)
    with closing(_decrypted(path, reader)) as pieces:
        cursor = Cursor(pieces)
        data, manifest = _read_manifest(cursor, reader)
        if manifest.schema_version > schema_version:
            raise BundleTooNewError(found=manifest.schema_version, known=schema_version)
        for _ in _read_frames(cursor, data, manifest):
            pass
    return VerifiedBundle(manifest, digest_of(data), path, reader)


def digest_of(manifest_data: bytes) -> str:
    """Name a bundle by what its sender signed."""
    return hashlib.sha256(manifest_data).hexdigest()


def _refuse_huge(path: Path) -> None:
    try:
        size_bytes = path.stat().st_size
    except OSError:
        raise UnreadableFileError(path=str(path)) from None
    if size_bytes > age.MAX_HEADER_BYTES + age.sealed_size(MAX_BUNDLE_BYTES):
        raise BundleRefusedError(rule="size")


def _decrypted(path: Path, reader: Identity) -> Generator[bytes, None, None]:
    try:
        with path.open("rb") as source:
            yield from age.decrypt(source, [reader.encryption])
    except AgeFileError as error:
        if error.facts["stage"] is age.Stage.NO_MATCH:
            raise BundleNotForUsError from None
        raise BundleDamagedError(part="seal") from None
    except OSError:
        raise UnreadableFileError(path=str(path)) from None


def _read_manifest(cursor: Cursor, reader: Identity) -> tuple[bytes, Manifest]:
    magic, found, length = START.unpack(cursor.take(START.size))
    if magic != MAGIC or not found:
        raise BundleRefusedError(rule="magic")
    if found > FORMAT:
        raise BundleTooNewError(found=found, known=FORMAT)
    if length > MAX_MANIFEST_BYTES:
        raise BundleRefusedError(rule="size")
    data = cursor.take(length)
    signatures = Signatures(
        ed25519=cursor.take(ED25519_SIGNATURE_BYTES),
        ml_dsa_65=cursor.take(ML_DSA_SIGNATURE_BYTES),
    )
    manifest = parse_manifest(data)
    require_genuine(data, manifest, signatures, reader)
    return data, manifest


def _read_frames(
    cursor: Cursor, data: bytes, manifest: Manifest
) -> Iterator[tuple[FrameEntry, Iterator[bytes]]]:
    for entry in manifest.frames:
        if cursor.take(LENGTH.size) != LENGTH.pack(entry.size_bytes):
            raise BundleRefusedError(rule="frames")
        pieces = checked(cursor.pieces(entry.size_bytes), entry)
        yield entry, pieces
        for _ in pieces:  # what the caller left unread is verified all the same
            pass
    if cursor.take(LENGTH.size) != END_MARK:
        raise BundleRefusedError(rule="frames")
    padding = cursor.pieces(padding_bytes(len(data), manifest.frames))
    if any(piece.strip(b"\0") for piece in padding) or not cursor.is_at_end():
        raise BundleRefusedError(rule="padding")
