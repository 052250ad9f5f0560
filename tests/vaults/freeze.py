"""Keeps a vault as this release writes it; see README.md. Everybody in it is invented."""

from __future__ import annotations

from pathlib import Path

from consul_desk import __version__
from consul_desk.casework.cases import open_case
from consul_desk.casework.documents import add_document
from consul_desk.casework.facts import set_fact
from consul_desk.casework.people import add_person
from consul_desk.paths import forms_folder
from consul_desk.values import Answer
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import load_vocabulary

WORDS = b"six words that belong together"
PDF = b"%PDF-1.7 " + bytes(range(256)) * 300


def freeze(folder: Path) -> None:
    """Write a small vault: one case, one person, two answers, one document.

    Raises:
        VaultExistsError: that release is kept already.
    """
    vault = Vault.create(folder, bytearray(WORDS), owner="Vera Muster", kdf=KDF_FLOOR)
    vocabulary = load_vocabulary(forms_folder())
    case_id = open_case(vault, "Familie Щеглов")
    person_id = add_person(vault, case_id, "applicant")
    set_fact(vault, vocabulary, person_id, "person.family_name", Answer("SHCHEGLOVA"))
    set_fact(vault, vocabulary, case_id, "case.consent_to_share", Answer(value=True))
    add_document(vault, case_id, PDF, title="Reisepass", file_name="pass.pdf")
    vault.close()


if __name__ == "__main__":
    freeze(Path(__file__).parent / __version__)
