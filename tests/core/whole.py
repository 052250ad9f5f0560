"""One small vault with a bit of everything, made once and copied for each test.

Everybody in it is invented.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from consul_desk.casework.cases import open_case
from consul_desk.casework.documents import add_document
from consul_desk.casework.facts import set_fact
from consul_desk.casework.people import add_person
from consul_desk.paths import forms_folder
from consul_desk.values import Answer
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.recovery import RecoveryCode, new_code
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import load_vocabulary

WORDS = "six words for whole vaults"
SCAN = b"%PDF-1.7 " + bytes(range(256)) * 800
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
CODE: RecoveryCode = new_code()


def secret(words: str = WORDS) -> bytearray:
    return bytearray(words.encode())


def make_vault(folder: Path) -> None:
    """Two cases, two people, some facts, two documents."""
    vault = Vault.create(folder, secret(), owner="Vera Muster", kdf=KDF_FLOOR, recovery=CODE)
    vocabulary = load_vocabulary(forms_folder())
    for number in range(2):
        case_id = open_case(vault, f"Familie {number}")
        person = add_person(vault, case_id, "applicant")
        for name in ("SHCHEGLOVA", "SHCHEGLOV", "ZAITSEVA"):
            set_fact(vault, vocabulary, person, "person.family_name", Answer(name))
        set_fact(vault, vocabulary, case_id, "case.consent_to_share", Answer(value=True))
        add_document(vault, case_id, SCAN + bytes([number]), title=f"Reisepass {number}")
    vault.close()


def copy_of(folder: Path, target: Path) -> Path:
    """A copy that a test may spoil."""
    shutil.copytree(folder, target)
    return target


def opened(folder: Path, at: datetime | None = None) -> Vault:
    """Open it, with a clock that stands still where a time is given."""
    if at is None:
        return Vault.open(folder, secret())
    return Vault.open(folder, secret(), clock=lambda: at)


def flip(path: Path, place: int, bit: int = 0) -> None:
    """Turn one bit over; twice gives what was there before."""
    with path.open("r+b") as stream:
        stream.seek(place)
        (byte,) = stream.read(1)
        stream.seek(place)
        stream.write(bytes([byte ^ (1 << bit)]))
