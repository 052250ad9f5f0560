"""A consul and her coordinator, who know each other, and a case that they could share."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from consul_desk.casework.cases import open_case
from consul_desk.casework.documents import add_document
from consul_desk.casework.facts import set_fact
from consul_desk.casework.people import add_person
from consul_desk.exchange.contacts import add_card, list_contacts, my_card, verify_contact
from consul_desk.exchange.identity import fingerprint_digits
from consul_desk.exchange.outgoing import export_cases
from consul_desk.values import Answer, CaseId
from consul_desk.vault.database import PAGE_BYTES
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary

SCAN = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 200


def new_vault(folder: Path, owner: str) -> Vault:
    words = bytearray(b"words for tests only")
    return Vault.create(folder, words, owner=owner, kdf=KDF_FLOOR)


def acquaint(*vaults: Vault) -> None:
    """Let each of them verify each other's card."""
    for vault in vaults:
        for other in vaults:
            if other is not vault:
                card = my_card(other)
                contact = add_card(vault, card.to_bytes())
                verify_contact(vault, contact.id, fingerprint_digits(card.fingerprint))


def contact_named(vault: Vault, name: str) -> str:
    return next(row.id for row in list_contacts(vault) if row.name == name)


def send(source: Vault, to: Vault, target: Path, *case_ids: str) -> Path:
    """Seal cases of one vault for the owner of another."""
    return export_cases(source, case_ids, [contact_named(source, to.owner)], target).path


class Two(NamedTuple):
    """A consul with a case, and her coordinator."""

    consul: Vault
    coordinator: Vault
    case_id: CaseId


def new_pair(folder: Path, vocabulary: Vocabulary) -> Two:
    consul = new_vault(folder / "consul", "Vera Muster")
    coordinator = new_vault(folder / "coordinator", "Klara Beispiel")
    acquaint(consul, coordinator)
    case_id = open_case(consul, "Familie Щеглов")
    person = add_person(consul, case_id, "applicant")
    set_fact(consul, vocabulary, person, "person.family_name", Answer("SHCHEGLOVA"))
    set_fact(consul, vocabulary, case_id, "case.consent_to_share", Answer(value=True))
    add_document(consul, case_id, SCAN, kind="passport", title="Reisepass")
    return Two(consul, coordinator, case_id)


def pages_of(vault: Vault) -> bytes:
    """Every page of vault.db in plain: rows, index entries, and what lies unused between.

    Source:
        SQLCipher 4, "Design": AES-256-CBC per page; IV and HMAC in the page's last 80 bytes,
        a salt in the first 16 of the file; checked 2026-11-24.
    """
    data = (vault.folder / "vault.db").read_bytes()
    key = bytes(vault._slots.database_key)
    plain = []
    for start in range(0, len(data), PAGE_BYTES):
        page = data[start : start + PAGE_BYTES]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(page[-80:-64])).decryptor()
        plain.append(decryptor.update(page[0 if start else 16 : -80]) + decryptor.finalize())
    return b"".join(plain)
