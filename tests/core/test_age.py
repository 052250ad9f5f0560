"""age files: the public vectors, the `age` program, and everything that must be refused."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
import subprocess
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consul_desk import age
from consul_desk.age import bech32
from consul_desk.age.header import MAX_HEADER_LINES, MAX_STANZAS, Stanza, write_header
from consul_desk.errors.exchange import AgeFileError
from tests.reference import REFERENCE

CHUNK = age.CHUNK_BYTES
VECTORS = REFERENCE / "vectors" / "age" / "testdata"
KEYS = (age.HybridIdentity.generate(), age.X25519Identity.generate())
SIZES = st.one_of(
    st.integers(0, 300),
    st.builds(lambda chunks, off: chunks * CHUNK + off, st.integers(1, 3), st.integers(-2, 2)),
)


def sealed(data: bytes, *identities: age.HybridIdentity | age.X25519Identity) -> bytes:
    return b"".join(age.encrypt([data], [identity.recipient for identity in identities]))


def opened(data: bytes, *identities: age.Identity) -> bytes:
    return b"".join(age.decrypt(io.BytesIO(data), identities))


def stage_of(data: bytes, *identities: age.Identity) -> age.Stage:
    with pytest.raises(AgeFileError) as failure:
        opened(data, *identities)
    stage = failure.value.facts["stage"]
    assert isinstance(stage, age.Stage)
    return stage


# The public vectors


@dataclass(frozen=True)
class Vector:
    expect: str
    payload: str | None
    identities: tuple[age.Identity, ...]
    file: bytes

    @classmethod
    def read(cls, path: Path) -> Vector:
        head, _, file = path.read_bytes().partition(b"\n\n")
        lines = [line.split(": ", 1) for line in head.decode().splitlines()]
        facts = dict(lines)
        keys = [age.parse_identity(text) for name, text in lines if name == "identity"]
        words = [text.encode() for name, text in lines if name == "passphrase"]
        return cls(
            facts["expect"],
            facts.get("payload"),
            (*keys, *map(age.PassphraseIdentity, words)),
            zlib.decompress(file) if "compressed" in facts else file,
        )


def vector_names() -> list[str]:
    names = [path.name for path in VECTORS.glob("*") if not path.name.startswith("armor_")]
    return sorted(names) or ["absent"]


@pytest.mark.reference
@pytest.mark.parametrize("name", vector_names())
def test_vector_gives_exactly_its_expected_result(name: str, reference_folder: Path) -> None:
    vector = Vector.read(reference_folder / "vectors" / "age" / "testdata" / name)
    released = hashlib.sha256()
    result = "success"
    try:
        for piece in age.decrypt(io.BytesIO(vector.file), vector.identities):
            released.update(piece)
    except AgeFileError as error:
        result = str(error.facts["stage"])
    assert result == vector.expect
    assert vector.payload in (None, released.hexdigest())


@pytest.mark.reference
def test_every_binary_vector_is_there(reference_folder: Path) -> None:
    assert reference_folder.is_dir()
    assert len(vector_names()) == 110


# The `age` program


@pytest.fixture
def age_program() -> str:
    program = shutil.which("age")
    if program is None:
        pytest.skip("the `age` program is not installed")
    return program


@pytest.mark.parametrize("size", [0, 1, CHUNK, 3 * CHUNK + 7])
def test_age_program_opens_what_we_seal(size: int, age_program: str, tmp_path: Path) -> None:
    data = random.Random(size).randbytes(size)
    (tmp_path / "key").write_text(KEYS[1].text)
    run = [age_program, "--decrypt", "-i", str(tmp_path / "key")]
    answer = subprocess.run(run, input=sealed(data, KEYS[1]), capture_output=True, check=True)
    assert answer.stdout == data


@pytest.mark.parametrize("size", [0, 1, CHUNK, 3 * CHUNK + 7])
def test_we_open_what_age_program_seals(size: int, age_program: str) -> None:
    data = random.Random(size).randbytes(size)
    run = [age_program, "--encrypt", "-r", KEYS[1].recipient.text]
    answer = subprocess.run(run, input=data, capture_output=True, check=True)
    assert opened(answer.stdout, KEYS[1]) == data


# Round trips


@settings(deadline=None, max_examples=60)
@given(size=SIZES, cut=st.integers(1, 3 * CHUNK), key=st.sampled_from(KEYS))
def test_what_was_sealed_comes_back(
    size: int, cut: int, key: age.HybridIdentity | age.X25519Identity
) -> None:
    data = random.Random(size).randbytes(size)
    pieces = (data[i : i + cut] for i in range(0, size, cut))
    file = b"".join(age.encrypt(pieces, [key.recipient]))
    assert opened(file, key) == data


@given(size=SIZES)
def test_sealed_size_is_known_beforehand(size: int) -> None:
    payload = b"".join(age.seal_pieces(b"k" * 32, [bytes(size)]))
    assert len(payload) == age.sealed_size(size)


def test_payload_alone_comes_back_under_its_own_key() -> None:
    data = random.Random(1).randbytes(2 * CHUNK + 1)
    payload = b"".join(age.seal_pieces(b"k" * 32, age.pieces_of(io.BytesIO(data))))
    assert b"".join(age.open_pieces(b"k" * 32, io.BytesIO(payload))) == data


@pytest.mark.parametrize("key", KEYS)
def test_every_recipient_opens_and_a_stranger_does_not(
    key: age.HybridIdentity | age.X25519Identity,
) -> None:
    others = [type(key).generate() for _ in range(MAX_STANZAS - 1)]
    file = sealed(b"data", *others, key)
    for identity in (*others, key):
        assert opened(file, *KEYS, identity) == b"data"
    assert stage_of(file, type(key).generate()) is age.Stage.NO_MATCH


def test_post_quantum_and_classic_recipients_are_never_mixed() -> None:
    with pytest.raises(ValueError, match="recipients"):
        sealed(b"data", *KEYS)


@pytest.mark.parametrize("number", [0, MAX_STANZAS + 1])
def test_nobody_and_too_many_recipients_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="recipients"):
        sealed(b"data", *[KEYS[1]] * number)


def test_a_source_that_breaks_leaves_nothing_that_opens() -> None:
    def breaking() -> Iterator[bytes]:
        yield bytes(2 * CHUNK)
        raise OSError

    target = io.BytesIO()
    with pytest.raises(OSError):
        target.writelines(age.encrypt(breaking(), [KEYS[1].recipient]))
    assert stage_of(target.getvalue(), KEYS[1]) is age.Stage.PAYLOAD


# Damage


@pytest.mark.parametrize("key", KEYS)
def test_no_flipped_bit_is_accepted(key: age.HybridIdentity | age.X25519Identity) -> None:
    file = sealed(bytes(CHUNK + 100), key)
    header_end = file.index(b"\n--- ") + 49
    chance = random.Random(7)
    for number in range(300):
        place = chance.randrange(header_end if number % 2 else len(file))
        altered = bytearray(file)
        altered[place] ^= 1 << chance.randrange(8)
        assert stage_of(bytes(altered), key) in set(age.Stage)


@pytest.mark.parametrize("key", KEYS)
def test_no_truncation_is_accepted(key: age.HybridIdentity | age.X25519Identity) -> None:
    file = sealed(bytes(2 * CHUNK), key)
    header_end = file.index(b"\n--- ") + 49
    edges = [header_end + 16 + n * (CHUNK + 16) + off for n in (0, 1) for off in (-1, 0, 1)]
    lengths = {*random.Random(7).sample(range(len(file)), 300), *edges, len(file) - 1}
    for length in lengths:
        expected = age.Stage.HEADER if length < header_end + 16 else age.Stage.PAYLOAD
        assert stage_of(file[:length], key) is expected


def test_anything_appended_is_refused() -> None:
    assert stage_of(sealed(bytes(CHUNK), KEYS[1]) + b"x", KEYS[1]) is age.Stage.PAYLOAD


# Hostile headers


def header_of(*stanzas: Stanza) -> bytes:
    return write_header(bytes(16), stanzas)


def test_hundred_thousand_stanzas_are_refused_at_once() -> None:
    file = header_of(*[Stanza(b"grease", (), b"")] * 100_000)
    began = time.perf_counter()
    assert stage_of(file, *KEYS) is age.Stage.HEADER
    assert time.perf_counter() - began < 0.1


@pytest.mark.parametrize(
    ("body_bytes", "stanzas", "stage"),
    [
        (0, MAX_STANZAS, age.Stage.NO_MATCH),
        (0, MAX_STANZAS + 1, age.Stage.HEADER),
        (48 * 990, 1, age.Stage.NO_MATCH),
        (48 * 1020, 1, age.Stage.HEADER),
    ],
)
def test_header_is_capped(body_bytes: int, stanzas: int, stage: age.Stage) -> None:
    file = header_of(*[Stanza(b"grease", (), bytes(body_bytes))] * stanzas)
    assert stage_of(file, *KEYS) is stage


def test_header_of_too_many_lines_is_not_read_on() -> None:
    source = io.BytesIO(b"age-encryption.org/v1\n" + b"\n" * 60_000)
    with pytest.raises(AgeFileError):
        age.decrypt(source, KEYS)
    assert source.tell() < 100 + MAX_HEADER_LINES


def test_header_without_stanzas_is_refused() -> None:
    assert stage_of(header_of(), *KEYS) is age.Stage.HEADER


def test_longer_end_mark_is_refused() -> None:
    file = sealed(b"data", KEYS[1]).replace(b"\n--- ", b"\n---- ")
    assert stage_of(file, KEYS[1]) is age.Stage.HEADER


def test_header_without_end_is_refused() -> None:
    endless = b"age-encryption.org/v1\n-> " + b"x" * 10_000_000
    assert stage_of(endless, *KEYS) is age.Stage.HEADER


@pytest.mark.parametrize(
    ("kind", "arguments"),
    [(b"X25519", ()), (b"mlkem768x25519", (b"AA", b"AA")), (b"scrypt", (b"AA", b"1", b"1"))],
)
def test_wrong_number_of_arguments_is_refused(
    kind: bytes, arguments: tuple[bytes, ...]
) -> None:
    file = header_of(Stanza(kind, arguments, bytes(32)))
    assert stage_of(file, *KEYS, age.PassphraseIdentity(b"word")) is age.Stage.HEADER


# Keys as text


@pytest.mark.parametrize("key", KEYS)
def test_key_text_reads_back(key: age.HybridIdentity | age.X25519Identity) -> None:
    assert age.parse_identity(key.text) == key
    assert age.parse_recipient(key.recipient.text) == key.recipient
    assert key.text.startswith("AGE-SECRET-KEY-")
    assert key.recipient.text.startswith("age1")


@pytest.mark.parametrize("key", KEYS)
def test_secret_does_not_show_in_repr(key: age.HybridIdentity | age.X25519Identity) -> None:
    assert repr(key.secret) not in repr(key)
    assert "word" not in repr(age.PassphraseIdentity(b"word"))


def test_post_quantum_recipient_has_its_length() -> None:
    assert len(KEYS[0].recipient.text) == 1959


@given(data=st.binary(max_size=80), prefix=st.sampled_from(["age", "AGE-SECRET-KEY-"]))
def test_bech32_reads_back(data: bytes, prefix: str) -> None:
    assert bech32.decode(prefix, bech32.encode(prefix, data)) == data


@pytest.mark.parametrize(
    ("prefix", "text", "data"),
    [
        ("a", "a12uel5l", b""),
        ("split", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", None),
        ("A", "A12UEL5L", b""),
    ],
)
def test_bech32_agrees_with_its_standard(prefix: str, text: str, data: bytes | None) -> None:
    found = bech32.decode(prefix, text)
    assert data in (None, found)
    assert bech32.encode(prefix, found) == text


RECIPIENT = age.X25519Identity(bytes(32)).recipient.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        RECIPIENT.upper(),
        RECIPIENT[:-1],
        RECIPIENT + "q",
        RECIPIENT.replace("k", "K", 1),
        RECIPIENT.replace("k", "\N{KELVIN SIGN}", 1),
        RECIPIENT.replace("k", "l", 1),
        bech32.encode("age", bytes(31)),
        bech32.encode("age1pq", bytes(1215)),
        bech32.encode("age1pq", b"\xff" * 1216),
    ],
    ids=lambda text: f"{len(text)}",
)
def test_altered_recipient_is_refused(text: str) -> None:
    assert "k" in RECIPIENT
    with pytest.raises(ValueError):
        age.parse_recipient(text)


@pytest.mark.parametrize("prefix", ["AGE-SECRET-KEY-", "AGE-SECRET-KEY-PQ-"])
def test_identity_of_another_length_or_case_is_refused(prefix: str) -> None:
    for text in (bech32.encode(prefix, bytes(33)), bech32.encode(prefix, bytes(32)).lower()):
        with pytest.raises(ValueError):
            age.parse_identity(text)
