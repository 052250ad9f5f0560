"""Keys, cards and the 60 digits that two people compare."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from consul_desk import age
from consul_desk.errors.exchange import CardInvalidError
from consul_desk.exchange.identity import (
    Card,
    Identity,
    Signatures,
    SigningKeys,
    fingerprint_digits,
    parse_card,
)
from consul_desk.vault.journal import canonical

NOW = datetime(2026, 11, 23, 14, 2, 5, 999, tzinfo=UTC)
ANNA = Identity.generate()
BORIS = Identity.generate()
CARD = ANNA.card("Анна Консул", NOW)


def test_identity_survives_being_stored() -> None:
    assert Identity.from_bytes(ANNA.to_bytes()) == ANNA
    assert len(ANNA.to_bytes()) == 96


def test_secrets_do_not_show_in_repr() -> None:
    shown = repr(ANNA)
    for seed in (ANNA.ed25519_seed, ANNA.ml_dsa_seed, ANNA.encryption.secret):
        assert repr(seed) not in shown


def test_signature_holds_for_its_signer_its_data_and_its_tag_only() -> None:
    signatures = ANNA.sign(b"tag\0", b"data")
    assert ANNA.signing_keys.have_signed(b"tag\0", b"data", signatures)
    assert not ANNA.signing_keys.have_signed(b"tag\0", b"date", signatures)
    assert not ANNA.signing_keys.have_signed(b"gat\0", b"data", signatures)
    assert not BORIS.signing_keys.have_signed(b"tag\0", b"data", signatures)


@pytest.mark.parametrize("field", ["ed25519", "ml_dsa_65"])
def test_one_of_two_signatures_is_not_enough(field: str) -> None:
    good, other = ANNA.sign(b"tag\0", b"data"), BORIS.sign(b"tag\0", b"data")
    mixed = Signatures(**{**dict(good), field: getattr(other, field)})
    assert not ANNA.signing_keys.have_signed(b"tag\0", b"data", mixed)


# Fingerprint


def test_fingerprint_is_read_aloud_in_twelve_groups_of_five() -> None:
    assert re.fullmatch(r"\d{5}( \d{5}){11}", fingerprint_digits(CARD.fingerprint))
    assert fingerprint_digits("0" * 63 + "7") == "00000 " * 11 + "00007"


def test_fingerprint_is_that_of_the_published_formula() -> None:
    keys = SigningKeys(ed25519=bytes(range(32)), ml_dsa_65=bytes(1952))
    known = "c158d9a1c43663c9f1db877643c38de3fd405bf58bc02cf2edbdb7a0163c523e"
    assert keys.fingerprint == known


def test_new_encryption_key_keeps_the_fingerprint() -> None:
    rotated = replace(ANNA, encryption=age.HybridIdentity.generate())
    assert rotated.card("Анна Консул", NOW).fingerprint == CARD.fingerprint
    assert rotated.card("Анна Консул", NOW).recipient != CARD.recipient


def test_other_people_have_other_fingerprints() -> None:
    assert BORIS.card("Анна Консул", NOW).fingerprint != CARD.fingerprint


# Cards


def test_card_reads_back() -> None:
    card = parse_card(CARD.to_bytes())
    assert card == CARD
    assert card.name == "Анна Консул"
    assert card.created_at == NOW.replace(microsecond=0)
    assert card.age_recipient == ANNA.encryption.recipient


def test_card_tells_the_time_in_utc() -> None:
    east = NOW.astimezone(timezone(timedelta(hours=3)))
    assert ANNA.card("Анна", east).created_at == NOW.replace(microsecond=0)
    assert '"created_at":"2026-11-23T14:02:05Z"' in ANNA.card("Анна", east).to_bytes().decode()


def test_no_altered_byte_of_a_card_is_accepted() -> None:
    data = CARD.to_bytes()
    for place in (*range(300), *range(300, len(data), 13)):
        altered = bytearray(data)
        altered[place] ^= 1 << place % 8
        with pytest.raises(CardInvalidError):
            parse_card(bytes(altered))


def respelled(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Change a field and sign again: only the rules are left to refuse it."""
    fields = json.loads(CARD.to_bytes())
    del fields["signatures"]
    change(fields)
    signatures = ANNA.sign(b"consul-desk/card/1\0", canonical(fields).encode())
    fields["signatures"] = json.loads(signatures.to_bytes())
    return canonical(fields).encode()


def test_card_that_is_signed_again_is_accepted() -> None:
    assert parse_card(respelled(lambda fields: fields.update(name="Борис"))).name == "Борис"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"format": "consul-desk-card/2"}, id="another format"),
        pytest.param({"note": "x"}, id="unknown field"),
        pytest.param({"name": ""}, id="no name"),
        pytest.param({"name": "Анна\nКонсул"}, id="two lines"),
        pytest.param({"name": " Анна"}, id="space around"),
        pytest.param({"name": "Анна\N{RIGHT-TO-LEFT OVERRIDE}Консул"}, id="reordered"),
        pytest.param({"name": "Анна\N{NULL}"}, id="NUL"),
        pytest.param({"name": "Анна\N{ZERO WIDTH SPACE}"}, id="invisible"),
        pytest.param({"name": "и\N{COMBINING BREVE}"}, id="decomposed"),
        pytest.param({"name": "А" * 201}, id="long"),
        pytest.param({"name": 5}, id="number"),
        pytest.param({"created_at": "2026-11-23T14:02:05"}, id="no time zone"),
        pytest.param({"created_at": "2026-11-23T15:02:05+01:00"}, id="not UTC"),
        pytest.param({"created_at": "2026-11-23T14:02:05.500000Z"}, id="half seconds"),
        pytest.param({"created_at": 1795442525}, id="Unix time"),
        pytest.param({"recipient": age.X25519Identity.generate().recipient.text}, id="classic"),
        pytest.param({"recipient": "age1pq1" + "q" * 100}, id="no recipient"),
    ],
)
def test_card_that_breaks_a_rule_is_refused_though_signed(change: dict[str, object]) -> None:
    with pytest.raises(CardInvalidError):
        parse_card(respelled(lambda fields: fields.update(change)))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(b"[]", id="no object"),
        pytest.param(b"[" * 60_000, id="deep"),
        pytest.param(b" " * (64 * 1024) + CARD.to_bytes(), id="large"),
        pytest.param(CARD.to_bytes() + b"\n", id="another spelling"),
        pytest.param(CARD.to_bytes().replace(b"{", b'{"name":"x",', 1), id="key twice"),
    ],
)
def test_what_is_no_card_is_refused(data: bytes) -> None:
    with pytest.raises(CardInvalidError):
        parse_card(data)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("  Анна   Консул ", "Анна Консул"),
        ("Анна\nКонсул", "Анна Консул"),
        ("Анна\N{RIGHT-TO-LEFT OVERRIDE}", "Анна"),
        ("и\N{COMBINING BREVE}", "й"),
        ("علی\N{ZERO WIDTH NON-JOINER}رضا", "علی\N{ZERO WIDTH NON-JOINER}رضا"),
        ("А" * 300, "А" * 200),
    ],
)
def test_name_on_a_card_is_one_plain_line(typed: str, written: str) -> None:
    assert ANNA.card(typed, NOW).name == written


def test_card_needs_a_name() -> None:
    with pytest.raises(ValueError, match="name_empty"):
        ANNA.card(" \n", NOW)


def test_card_object_without_valid_signatures_cannot_exist() -> None:
    fields = dict(CARD)
    with pytest.raises(ValueError, match="signature"):
        Card(**{**fields, "name": "Борис"})
