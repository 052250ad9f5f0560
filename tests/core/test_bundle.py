"""Bundles: what goes in comes out, and everything else is refused by name."""

from __future__ import annotations

import hashlib
import io
import json
import random
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consul_desk import age
from consul_desk.errors import (
    BundleDamagedError,
    BundleNotForUsError,
    BundleRefusedError,
    BundleTooNewError,
    ConsulDeskError,
    UnreadableFileError,
    UnwritableFileError,
)
from consul_desk.exchange.bundle import (
    Frame,
    Sealed,
    VerifiedBundle,
    open_bundle,
    seal_bundle,
)
from consul_desk.exchange.identity import Identity, Signatures
from consul_desk.exchange.layout import END_MARK, LENGTH, MAGIC, START, padded
from consul_desk.exchange.manifest import BUNDLE_TAG, Heading
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
    journal_heads={"device": "0" * 64},
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


# Round trip


@settings(deadline=None, max_examples=25)
@given(sizes=st.lists(st.one_of(st.integers(0, 99), st.integers(65_000, 140_000)), max_size=6))
def test_frames_come_out_as_they_went_in(
    sizes: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    contents = [random.Random(size).randbytes(size) for size in sizes]
    written = sealed(tmp_path_factory.mktemp("bundle"), contents)
    assert contents_of(opened(written.path)) == contents


def test_manifest_comes_out_as_it_went_in(tmp_path: Path) -> None:
    written = sealed(tmp_path)
    verified = opened(written.path)
    assert verified.manifest == written.manifest
    assert verified.digest == written.digest
    assert verified.manifest.sender == ANNAS_CARD
    assert verified.manifest.recipients == (VERAS_CARD.fingerprint,)
    assert dict(HEADING).items() <= dict(verified.manifest).items()


def test_every_recipient_opens_and_a_stranger_does_not(tmp_path: Path) -> None:
    written = seal_bundle(
        tmp_path,
        HEADING,
        [frame(b"x")],
        signer=ANNA,
        sender=ANNAS_CARD,
        recipients=[VERAS_CARD, BORIS_CARD],
    )
    for reader in (VERA, BORIS):
        assert contents_of(opened(written.path, reader)) == [b"x"]
    with pytest.raises(BundleNotForUsError):
        opened(written.path, Identity.generate())


def test_two_bundles_of_the_same_are_told_apart(tmp_path: Path) -> None:
    first, second = sealed(tmp_path), sealed(tmp_path)
    assert first.manifest.bundle_id != second.manifest.bundle_id
    assert first.digest != second.digest


def test_memory_does_not_grow_with_the_bundle(tmp_path: Path) -> None:
    piece = bytes(1 << 16)
    size = 512 * len(piece)
    digest = hashlib.sha256(bytes(size)).hexdigest()
    large = Frame("blob", digest, size, lambda: iter([piece] * 512))
    tracemalloc.start()
    written = seal_bundle(
        tmp_path, HEADING, [large], signer=ANNA, sender=ANNAS_CARD, recipients=[VERAS_CARD]
    )
    for _, pieces in opened(written.path).frames():
        assert sum(map(len, pieces)) == size
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 << 20


def test_one_frame_can_be_read_without_its_neighbours(tmp_path: Path) -> None:
    verified = opened(sealed(tmp_path).path)
    _, pieces = next(verified.frames())
    assert b"".join(pieces) == CONTENTS[0]


# What a stranger sees


def test_file_shows_neither_names_nor_exact_size(tmp_path: Path) -> None:
    first, second = sealed(tmp_path, [bytes(100_000)]), sealed(tmp_path, [bytes(100_900)])
    assert first.size_bytes == second.size_bytes
    assert first.path.suffix == ".age"
    assert len(first.path.stem) == 16
    for word in ("Анна".encode(), ANNAS_CARD.fingerprint.encode(), MAGIC, b"manifest"):
        assert word not in first.path.read_bytes()


@given(size=st.integers(2, 1 << 33))
def test_padding_hides_all_but_the_leading_bits_and_costs_little(size: int) -> None:
    assert size <= padded(size) <= size * 1.12 + 1
    assert padded(padded(size)) == padded(size)
    assert padded(size).bit_length() - _trailing_zeros(padded(size)) <= 7


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


# Sealing that fails


def test_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "bundle.age"
    target.write_bytes(b"precious")
    with pytest.raises(UnwritableFileError):
        sealed(target)
    assert target.read_bytes() == b"precious"


def test_missing_folder_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFileError):
        sealed(tmp_path / "missing" / "bundle.age")


def breaking() -> Iterator[bytes]:
    yield b"12345"
    raise RuntimeError


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (Frame("blob", "0" * 64, 10, breaking), RuntimeError),
        (Frame("blob", "0" * 64, 10, lambda: [b"1234567890"]), BundleDamagedError),
        (replace(frame(b"1234"), size_bytes=5), BundleDamagedError),
        (Frame("blob", "0" * 64, (1 << 30) + 1, breaking), BundleRefusedError),
        (Frame("No Kind", "0" * 64, 10, breaking), BundleRefusedError),
    ],
)
def test_frame_that_is_not_as_announced_leaves_no_file(
    broken: Frame, error: type[Exception], tmp_path: Path
) -> None:
    with pytest.raises(error):
        seal_bundle(
            tmp_path,
            HEADING,
            [broken],
            signer=ANNA,
            sender=ANNAS_CARD,
            recipients=[VERAS_CARD],
        )
    assert list(tmp_path.iterdir()) == []


def test_bundle_for_nobody_or_twice_for_one_is_refused(tmp_path: Path) -> None:
    for recipients in ((), (VERAS_CARD, VERAS_CARD)):
        with pytest.raises(BundleRefusedError):
            seal_bundle(
                tmp_path, HEADING, [], signer=ANNA, sender=ANNAS_CARD, recipients=recipients
            )


def test_card_of_another_person_cannot_be_the_senders(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sender"):
        seal_bundle(
            tmp_path, HEADING, [], signer=ANNA, sender=BORIS_CARD, recipients=[VERAS_CARD]
        )


def test_ten_thousand_frames_fit_and_one_more_does_not(tmp_path: Path) -> None:
    many = [frame(b"")] * 10_000
    many = [replace(one, id=f"{number:032x}") for number, one in enumerate(many)]
    written = seal_bundle(
        tmp_path, HEADING, many, signer=ANNA, sender=ANNAS_CARD, recipients=[VERAS_CARD]
    )
    assert len(contents_of(opened(written.path))) == 10_000
    with pytest.raises(BundleRefusedError):
        sealed(tmp_path, [b""] * 10_001)


def test_bundle_larger_than_four_gibibytes_is_refused_before_it_is_written(
    tmp_path: Path,
) -> None:
    large = [Frame("blob", "0" * 64, 1 << 30, breaking) for _ in range(4)]
    with pytest.raises(BundleRefusedError) as refused:
        seal_bundle(
            tmp_path, HEADING, large, signer=ANNA, sender=ANNAS_CARD, recipients=[VERAS_CARD]
        )
    assert refused.value.facts == {"rule": "size"}


# Damage on the way


def test_no_flipped_bit_is_accepted(tmp_path: Path) -> None:
    written = sealed(tmp_path / "bundle.age")
    data = written.path.read_bytes()
    chance = random.Random(11)
    for _ in range(300):
        altered = bytearray(data)
        altered[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        written.path.write_bytes(altered)
        with pytest.raises((BundleDamagedError, BundleNotForUsError)):
            opened(written.path)


def test_no_truncation_is_accepted(tmp_path: Path) -> None:
    written = sealed(tmp_path / "bundle.age")
    data = written.path.read_bytes()
    for length in (0, 1, len(data) - 1, *random.Random(11).sample(range(len(data)), 100)):
        written.path.write_bytes(data[:length])
        with pytest.raises(BundleDamagedError):
            opened(written.path)


def test_missing_file_and_folder_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.age", tmp_path):
        with pytest.raises(UnreadableFileError):
            opened(path)


def test_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.age"
    with path.open("wb") as file:
        file.truncate(5 << 30)
    with pytest.raises(BundleRefusedError) as refused:
        opened(path)
    assert refused.value.facts == {"rule": "size"}


def test_file_changed_after_it_was_verified_is_noticed(tmp_path: Path) -> None:
    written, other = sealed(tmp_path / "bundle.age"), sealed(tmp_path / "other.age")
    verified = opened(written.path)
    other.path.replace(written.path)
    with pytest.raises(BundleDamagedError):
        contents_of(verified)


def test_frame_that_is_not_read_is_verified_all_the_same(tmp_path: Path) -> None:
    written = sealed(tmp_path / "bundle.age")
    verified = opened(written.path)
    data = bytearray(written.path.read_bytes())
    data[-100_000] ^= 1
    written.path.write_bytes(data)
    with pytest.raises(BundleDamagedError):
        list(verified.frames())


# Bundles made by hand


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


def test_forgery_without_a_fault_is_accepted(tmp_path: Path) -> None:
    assert contents_of(opened(Forgery().write(tmp_path / "f.age"))) == [b"data"]


def test_recipient_cannot_pass_a_bundle_on_as_if_it_were_for_others(tmp_path: Path) -> None:
    written = sealed(tmp_path)
    inner = b"".join(age.decrypt(io.BytesIO(written.path.read_bytes()), [VERA.encryption]))
    again = tmp_path / "again.age"
    again.write_bytes(b"".join(age.encrypt([inner], [BORIS.encryption.recipient])))
    with pytest.raises(BundleRefusedError) as refused:
        opened(again, BORIS)
    assert refused.value.facts == {"rule": "recipients"}


@pytest.mark.parametrize(
    ("forgery", "found", "known"),
    [
        (Forgery(start=(MAGIC, 2, None)), 2, 1),
        (Forgery(fields={"min_reader": 7, "unheard_of": [1]}), 7, 1),
        (Forgery(fields={"schema_version": SCHEMA + 1}), SCHEMA + 1, SCHEMA),
    ],
)
def test_newer_bundle_is_told_apart_from_a_bad_one(
    forgery: Forgery, found: int, known: int, tmp_path: Path
) -> None:
    with pytest.raises(BundleTooNewError) as error:
        opened(forgery.write(tmp_path / "f.age"))
    assert error.value.facts == {"found": found, "known": known}


def test_older_rows_are_welcome(tmp_path: Path) -> None:
    assert opened(Forgery(fields={"schema_version": 1}).write(tmp_path / "f.age"))


def fields(**changes: object) -> Forgery:
    return Forgery(fields=changes)


def text(old: str, new: str) -> Forgery:
    return Forgery(data=canonical(good_fields()).replace(old, new, 1).encode())


REFUSED = [
    ("magic", "another magic", Forgery(start=(b"CDBANDLE", 1, None))),
    ("magic", "format 0", Forgery(start=(MAGIC, 0, None))),
    ("size", "manifest of 4 GiB", Forgery(start=(MAGIC, 1, (1 << 32) - 1))),
    ("size", "manifest over the limit", Forgery(start=(MAGIC, 1, (2 << 20) + 1))),
    ("frames", "manifest beyond the end", Forgery(start=(MAGIC, 1, 1 << 20))),
    ("manifest", "no JSON", Forgery(data=b"manifest")),
    ("manifest", "nested deep", Forgery(data=b"[" * 100_000)),
    ("manifest", "no object", Forgery(data=b"[1]")),
    ("manifest", "spaces", text(",", ", ")),
    ("manifest", "a key twice", text("{", '{"kind":"x",')),
    ("manifest", "NaN", text('"sequence":1', '"sequence":NaN')),
    ("manifest", "number as text", fields(sequence="1")),
    ("manifest", "unknown field", fields(path="../../evil")),
    ("manifest", "another format", fields(format="other")),
    ("manifest", "no sequence", fields(sequence=0)),
    ("manifest", "bad digest", fields(previous="0" * 63)),
    ("manifest", "no recipients", fields(recipients=[])),
    ("manifest", "21 recipients", fields(recipients=[f"{n:064x}" for n in range(21)])),
    ("manifest", "repeated recipient", fields(recipients=[VERAS_CARD.fingerprint] * 2)),
    ("manifest", "repeated frame", fields(frames=[entry(), entry()])),
    ("manifest", "path as id", fields(frames=[entry(id="../../../../etc/passwd")])),
    ("manifest", "frame of 1 GiB and 1", fields(frames=[entry(size_bytes=(1 << 30) + 1)])),
    ("manifest", "negative size", fields(frames=[entry(size_bytes=-1)])),
    (
        "manifest",
        "5 GiB together",
        fields(frames=[entry(id=f"{n:032x}", size_bytes=1 << 30) for n in range(5)]),
    ),
    ("manifest", "1001 heads", fields(journal_heads={str(n): "0" * 64 for n in range(1001)})),
    ("manifest", "kind with NUL", fields(kind="\0")),
    ("manifest", "card altered", text("Анна", "Инна")),
    ("recipients", "for others", fields(recipients=[BORIS_CARD.fingerprint])),
    ("frames", "frame missing", Forgery(frames=b"")),
    ("frames", "frame of another size", Forgery(frames=LENGTH.pack(3) + b"dat")),
    ("frames", "frame too many", Forgery(frames=(LENGTH.pack(4) + b"data") * 2)),
    (
        "frames",
        "file ends early",
        Forgery(frames=LENGTH.pack(4), end=b"", padding=lambda zeros: b""),
    ),
    ("frames", "no end mark", Forgery(end=b"")),
    ("padding", "padding of ones", Forgery(padding=lambda zeros: b"\1" * len(zeros))),
    ("padding", "padding too long", Forgery(padding=lambda zeros: zeros + b"\0")),
    ("frames", "padding too short", Forgery(padding=lambda zeros: zeros[:-1])),
]


@pytest.mark.parametrize(
    ("rule", "forgery"), [pytest.param(rule, f, id=name) for rule, name, f in REFUSED]
)
def test_bundle_that_breaks_a_rule_is_refused_though_signed(
    rule: str, forgery: Forgery, tmp_path: Path
) -> None:
    with pytest.raises(BundleRefusedError) as refused:
        opened(forgery.write(tmp_path / "f.age"))
    assert refused.value.facts == {"rule": rule}


def other(name: str) -> Callable[[Signatures], Signatures]:
    def spoil(signatures: Signatures) -> Signatures:
        return signatures.model_copy(update={name: bytes(len(getattr(signatures, name)))})

    return spoil


@pytest.mark.parametrize(
    ("part", "forgery"),
    [
        pytest.param("signature", Forgery(signer=BORIS), id="signed by another"),
        pytest.param("signature", Forgery(signatures=other("ed25519")), id="no Ed25519"),
        pytest.param("signature", Forgery(signatures=other("ml_dsa_65")), id="no ML-DSA-65"),
        pytest.param("frame", Forgery(frames=LENGTH.pack(4) + b"date"), id="another frame"),
        pytest.param("frame", Forgery(frames=LENGTH.pack(4) + b"dat"), id="short frame"),
    ],
)
def test_what_the_sender_did_not_sign_is_refused(
    part: str, forgery: Forgery, tmp_path: Path
) -> None:
    with pytest.raises(BundleDamagedError) as damaged:
        opened(forgery.write(tmp_path / "f.age"))
    assert damaged.value.facts == {"part": part}


@settings(deadline=None, max_examples=200)
@given(data=st.binary(max_size=300))
def test_any_other_bytes_are_a_clear_error(
    data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("noise") / "noise.age"
    path.write_bytes(data)
    with pytest.raises(ConsulDeskError):
        opened(path)
    path.write_bytes(b"".join(age.encrypt([data], [VERA.encryption.recipient])))
    with pytest.raises(ConsulDeskError):
        opened(path)
