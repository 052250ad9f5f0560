"""A consul, her coordinator and a colleague, who know each other; all invented."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, SQLModel, select

from consul_desk.casework.cases import open_case
from consul_desk.casework.documents import add_document, list_documents, read_document
from consul_desk.casework.facts import set_fact
from consul_desk.casework.people import add_person
from consul_desk.exchange.contacts import add_card, list_contacts, my_card, verify_contact
from consul_desk.exchange.identity import fingerprint_digits
from consul_desk.exchange.incoming import accept_import
from consul_desk.exchange.outgoing import SentRow
from consul_desk.exchange.receipts import add_receipt, make_receipt
from consul_desk.exchange.returning import send_back
from consul_desk.exchange.travel import pack_for_travel
from consul_desk.values import Answer, CaseId, utc_now
from consul_desk.vault.journal import canonical
from consul_desk.vault.keyslots import KDF_FLOOR
from consul_desk.vault.tables import BlankTable, ChangeTable, journaled_tables
from consul_desk.vault.vault import Vault
from consul_desk.workflows.model import Vocabulary

SCAN = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2000
BLANK = b"%PDF-1.7 an authority's empty form, invented"
WORDS = b"seven invented words for one journey"


def new_vault(folder: Path, owner: str) -> Vault:
    secret = bytearray(b"words for tests only")
    return Vault.create(folder, secret, owner=owner, kdf=KDF_FLOOR)


def reopened(folder: Path, clock: Callable[[], datetime] = utc_now) -> Vault:
    return Vault.open(folder, bytearray(b"words for tests only"), clock=clock)


def contact_id(vault: Vault, name: str) -> str:
    return next(row.id for row in list_contacts(vault) if row.name == name)


def introduce(vault: Vault, other: Vault) -> str:
    """Both add and verify each other's card; how the first knows the second."""
    for one, two in ((other, vault), (vault, other)):
        contact = add_card(one, my_card(two).to_bytes())
        verify_contact(one, contact.id, fingerprint_digits(my_card(two).fingerprint))
    return contact.id


@dataclass(frozen=True)
class Three:
    """Vera travels, Klara coordinates, Boris is somebody else."""

    vera: Vault
    klara: Vault
    boris: Vault
    case_id: CaseId

    @property
    def klaras_id(self) -> str:
        return contact_id(self.vera, "Klara Beispiel")

    def copied(self, folder: Path) -> Three:
        """The same three in another place; these ones are closed."""
        vera, klara, boris = (
            reopened(shutil.copytree(vault.folder, folder / vault.folder.name))
            for vault in (self.vera, self.klara, self.boris)
        )
        return Three(vera, klara, boris, self.case_id)

    def close(self) -> None:
        for vault in (self.vera, self.klara, self.boris):
            if (vault.folder / "head.a").exists():  # else its keys were destroyed
                vault.close()


def three(folder: Path, vocabulary: Vocabulary) -> Three:
    vera, klara, boris = (
        new_vault(folder / name.split()[0], name)
        for name in ("Vera Muster", "Klara Beispiel", "Boris Beispiel")
    )
    introduce(vera, klara)
    introduce(vera, boris)
    introduce(klara, boris)
    case_id = add_case(vera, vocabulary, "Familie Щеглов", scan=SCAN)
    return Three(vera, klara, boris, case_id)


def add_case(vault: Vault, vocabulary: Vocabulary, title: str, *, scan: bytes) -> CaseId:
    case_id = open_case(vault, title)
    person = add_person(vault, case_id, "applicant")
    set_fact(vault, vocabulary, person, "person.family_name", Answer("SHCHEGLOVA"))
    set_fact(vault, vocabulary, case_id, "case.consent_to_share", Answer(value=True))
    add_document(vault, case_id, scan, kind="passport", title="Reisepass")
    return case_id


def add_blank(vault: Vault) -> None:
    """A blank as `casework.blanks` keeps it, without an official form at hand."""
    with vault.blobs.storing((BLANK,)) as stored, vault.write() as session:
        vault.blobs.keep(session, stored)
        sha256 = hashlib.sha256(BLANK).hexdigest()
        session.add(
            BlankTable(id="form", sha256=sha256, file_name="form.pdf", added_at="2026-11-24")
        )


def rows_of(vault: Vault, *tables: type[SQLModel]) -> list[str]:
    """Every row of these tables, spelled out."""
    with vault.read() as session:
        return sorted(_spelled(session, tables))


def _spelled(session: Session, tables: tuple[type[SQLModel], ...]) -> list[str]:
    return [
        f"{table.__tablename__} {canonical(row.model_dump())}"
        for table in tables
        for row in session.exec(select(table))
    ]


def words() -> bytearray:
    return bytearray(WORDS)


def packed(
    people: Three,
    target: Path,
    passphrase: bytearray | None = None,
    overrides: dict[str, str] | None = None,
) -> SentRow:
    return pack_for_travel(
        people.vera,
        people.klaras_id,
        target,
        passphrase or words(),
        overrides=overrides,
        kdf=KDF_FLOOR,
    )


def deposited(people: Three, folder: Path) -> SentRow:
    """Pack, hand over, add the receipt: Vera may leave."""
    row = packed(people, folder)
    accept_import(people.klara, folder / row.file_name)
    return add_receipt(people.vera, make_receipt(people.klara, row.bundle_id, folder).path)


def fresh(people: Three, folder: Path, name: str = "arrived") -> Vault:
    """A new vault on the other side, whose owner and Klara know each other."""
    vault = new_vault(folder / name, "Vera M.")
    introduce(vault, people.klara)
    return vault


def returned(people: Three, bundle_id: str, vault: Vault, folder: Path) -> Path:
    card = my_card(vault).fingerprint
    new = next(row.id for row in list_contacts(people.klara) if row.fingerprint == card)
    return send_back(people.klara, bundle_id, new, folder).path


def everything(vault: Vault) -> dict[str, list[str]]:
    """All that must come back: rows, journal, local rows."""
    tables: list[type[SQLModel]] = [*journaled_tables().values(), ChangeTable, BlankTable]
    return {str(table.__tablename__): rows_of(vault, table) for table in tables}


def documents_of(vault: Vault, case_id: str) -> list[bytes]:
    return [read_document(vault, row.id) for row in list_documents(vault, case_id)]
