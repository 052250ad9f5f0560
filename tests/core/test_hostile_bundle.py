"""Bundles that are sealed and signed, and still must not be used."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consul_desk import age
from consul_desk.errors import ConsulDeskError
from consul_desk.errors.exchange import (
    BundleDamagedError,
    BundleRefusedError,
    BundleTooNewError,
)
from consul_desk.exchange.identity import Signatures
from consul_desk.exchange.layout import LENGTH, MAGIC
from consul_desk.vault.journal import canonical
from tests.core.bundles import (
    BORIS,
    BORIS_CARD,
    SCHEMA,
    VERA,
    VERAS_CARD,
    Forgery,
    contents_of,
    entry,
    good_fields,
    opened,
    sealed,
)


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
    ("manifest", "device with NUL", fields(journal_heads={"\0": "0" * 64})),
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


def test_nothing_can_follow_padding_that_ends_with_a_chunk(tmp_path: Path) -> None:
    data = bytes(180_000)
    ending = Forgery(
        fields={"frames": [entry(data)]},
        frames=LENGTH.pack(len(data)) + data,
        padding=lambda zeros: zeros,
    )
    longer = replace(ending, padding=lambda zeros: zeros + b"\0")
    path = ending.write(tmp_path / "f.age")
    inner = b"".join(age.decrypt(io.BytesIO(path.read_bytes()), [VERA.encryption]))
    assert len(inner) % age.CHUNK_BYTES == 0
    assert contents_of(opened(path)) == [data]
    with pytest.raises(BundleRefusedError) as refused:
        opened(longer.write(path))
    assert refused.value.facts == {"rule": "padding"}


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
