"""Bundles: what goes in comes out, and damage on the way is noticed."""

from __future__ import annotations

import hashlib
import random
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consul_desk.errors import UnreadableFileError, UnwritableFileError
from consul_desk.errors.exchange import (
    BundleDamagedError,
    BundleNotForUsError,
    BundleRefusedError,
)
from consul_desk.exchange.bundle import (
    Frame,
    seal_bundle,
)
from consul_desk.exchange.identity import Identity
from consul_desk.exchange.layout import MAGIC, padded
from consul_desk.exchange.manifest import (
    MAX_BUNDLE_BYTES,
    MAX_MANIFEST_BYTES,
    FrameEntry,
    Manifest,
)
from tests.core.bundles import (
    ANNA,
    ANNAS_CARD,
    BORIS,
    BORIS_CARD,
    CONTENTS,
    HEADING,
    NOW,
    VERA,
    VERAS_CARD,
    contents_of,
    frame,
    opened,
    sealed,
)

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


def test_largest_manifest_stays_within_its_limit() -> None:
    largest = Manifest(
        **{
            **dict(HEADING),
            "kind": "x" * 32,
            "sequence": 1 << 62,
            "previous": "0" * 64,
            "journal_heads": {f"{number:036x}": "0" * 64 for number in range(1000)},
        },
        sender=ANNA.card("Щ" * 200, NOW),
        recipients=tuple(f"{number:064x}" for number in range(20)),
        frames=tuple(
            FrameEntry(
                id=f"{number:032x}",
                kind="x" * 32,
                sha256="0" * 64,
                size_bytes=MAX_BUNDLE_BYTES // 10_000,
            )
            for number in range(10_000)
        ),
    )
    assert len(largest.to_bytes()) <= MAX_MANIFEST_BYTES


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
