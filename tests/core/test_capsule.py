"""A capsule opens whole, for the right passphrase and bundle, or not at all."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from consul_desk.age import CHUNK_BYTES, sealed_size
from consul_desk.errors import ConsulDeskError
from consul_desk.errors.exchange import (
    BundleDamagedError,
    BundleRefusedError,
    TravelCapsuleError,
    TravelPassphraseError,
)
from consul_desk.exchange.bundle import Frame, bytes_frame
from consul_desk.exchange.capsule import Contents, open_capsule, seal_capsule
from consul_desk.vault.keyslots import KDF_FLOOR

BUNDLE = "4" * 32
WORDS = b"seven invented words for one journey"
LARGE = bytes(5 << 20)
"""So large that its padding fills chunks of its own."""


def sealed(*frames: Frame) -> bytes:
    contents = Contents(
        bundle_id=BUNDLE,
        owner="Vera Muster",
        fingerprint="5" * 64,
        device_id="6" * 36,
        seq=7,
        packed_at=datetime(2026, 11, 24, tzinfo=UTC),
        frames=tuple(frame.entry for frame in frames),
    )
    return b"".join(seal_capsule(contents, frames, bytearray(WORDS), KDF_FLOOR))


def opened(data: bytes, bundle_id: str = BUNDLE, secret: bytes = WORDS) -> list[bytes]:
    capsule = open_capsule(pieces(data), bundle_id, bytearray(secret))
    return [b"".join(parts) for _, parts in capsule.frames]


def pieces(data: bytes, size: int = 1000) -> Iterator[bytes]:
    source = io.BytesIO(data)
    return iter(lambda: source.read(size), b"")


def test_what_was_sealed_comes_out_in_its_order() -> None:
    contents = (b"first", b"", LARGE, b"last")
    data = sealed(*(bytes_frame("changes", content) for content in contents))
    assert opened(data) == list(contents)


def test_padding_that_is_cut_off_is_missed() -> None:
    data = sealed(bytes_frame("blob", LARGE))
    last = sealed_size(CHUNK_BYTES) - sealed_size(0) + 16
    with pytest.raises(BundleDamagedError):
        opened(data[:-last])


def test_what_follows_the_end_is_refused() -> None:
    with pytest.raises(BundleDamagedError):
        opened(sealed(bytes_frame("blob", b"content")) + b"x")


def test_sizes_are_told_in_steps_only() -> None:
    sizes = {
        len(sealed(bytes_frame("blob", bytes(count)))) for count in range(100_000, 100_009)
    }
    assert len(sizes) == 1


@pytest.mark.parametrize(
    ("bundle_id", "secret", "error"),
    [
        ("0" * 32, WORDS, TravelCapsuleError),
        (BUNDLE, b"other words", TravelPassphraseError),
    ],
)
def test_it_opens_for_its_bundle_and_passphrase_only(
    bundle_id: str, secret: bytes, error: type[ConsulDeskError]
) -> None:
    with pytest.raises(error):
        opened(sealed(), bundle_id, secret)


def test_a_lock_moved_to_another_bundle_does_not_open() -> None:
    moved = sealed().replace(BUNDLE.encode(), b"7" * 32, 1)
    with pytest.raises(TravelPassphraseError):
        opened(moved, "7" * 32)


def test_a_frame_that_is_not_what_was_announced_is_not_sealed() -> None:
    frame = bytes_frame("blob", b"content")
    swapped = Frame("blob", frame.sha256, frame.size_bytes, lambda: (b"another",))
    with pytest.raises(BundleDamagedError):
        sealed(swapped)


@pytest.mark.parametrize("data", [b"", b"CDCAPSUL", b"CDBUNDLE\0\1\0\0\0\2{}", bytes(64)])
def test_what_is_no_capsule_is_refused(data: bytes) -> None:
    with pytest.raises((BundleDamagedError, BundleRefusedError)):
        opened(data)
