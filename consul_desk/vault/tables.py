"""The tables of vault.db. Storage only: `table=True` checks nothing, callers do.

Three kinds: *shared* rows belong to a case, are journalled and travel in bundles;
*kept* rows are journalled but never leave this vault; *local* rows are neither.
Dates and times are ISO text, so that the journal, the hash and the table agree.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Connection, Index, Table, UniqueConstraint, event
from sqlmodel import Field, SQLModel


class Journaled(SQLModel):
    """A row whose every edit becomes a Change in the same transaction.

    Attributes:
        case_id: the case it belongs to; empty for rows of no case.
        heads: per column, the id of the change that put the shown value there. The key
            "exists" stands for the row itself.
    """

    id: str = Field(primary_key=True)
    case_id: str = Field(default="", index=True)
    heads: dict[str, str] = Field(default_factory=dict, sa_type=JSON)


class Shared(Journaled):
    """A journalled row that travels in bundles."""


class Kept(Journaled):
    """A journalled row that never leaves this vault."""


# A column that later steps added: older rows, and changes of older programs, go without.
_LATER: dict[str, Any] = {"server_default": ""}


class CaseTable(Shared, table=True):
    """A case. `case_id` is its own id, so that it travels with itself.

    Attributes:
        retain_until: the last day that its data may be kept; empty while nobody set one.
        review_on: when a person looks at it again; empty for no reminder.
    """

    __tablename__ = "case"

    number: str
    title: str
    status: str = "open"
    consul: str
    opened_on: str
    lead_person_id: str = ""
    retain_until: str = Field(default="", index=True, sa_column_kwargs=_LATER)
    review_on: str = Field(default="", index=True, sa_column_kwargs=_LATER)


class PersonTable(Shared, table=True):
    """Somebody in a case. Names are facts."""

    __tablename__ = "person"

    role: str
    sort_key: str


class EntryTable(Shared, table=True):
    """Something that repeats: an identity document, an earlier address, a journey."""

    __tablename__ = "entry"

    owner_id: str
    kind: str
    sort_key: str


class FactTable(Shared, table=True):
    """One answer. Its id is derived from subject and key: two laptops agree on it.

    A cleared answer keeps its row with status "cleared": its id can be used again.
    """

    __tablename__ = "fact"
    __table_args__ = (Index("ix_fact_subject_key", "subject_id", "key"),)

    subject_id: str
    key: str
    value: str
    status: str
    source: str
    recorded_at: str


class ProcedureTable(Shared, table=True):
    """A workflow that a case goes through, under the revision it was begun with."""

    __tablename__ = "procedure"

    workflow_id: str
    revision: int
    started_on: str
    status: str = "open"


class ParticipantTable(Shared, table=True):
    """A person who takes part in a procedure."""

    __tablename__ = "participant"

    procedure_id: str = Field(index=True)
    person_id: str
    sort_key: str


class DocumentTable(Shared, table=True):
    """A file in a case. Its content is the blob with the same SHA-256."""

    __tablename__ = "document"

    procedure_id: str = ""
    kind: str
    title: str
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str = Field(index=True)
    added_at: str


class TombstoneTable(Shared, table=True):
    """A case was erased, here or elsewhere; see `tombstones.py`. Holds no name.

    Attributes:
        reason: a code; who erased it is the actor of the Change that put it here.
    """

    __tablename__ = "tombstone"

    reason: str
    erased_at: str


class DisclosureTable(Kept, table=True):
    """Something left the vault on purpose: a copy was saved, a bundle sealed."""

    __tablename__ = "disclosure"

    kind: str
    what: str
    receiver: str
    disclosed_at: str


class RestoreTable(Kept, table=True):
    """The vault went back to a backup and goes on from there under a new device id.

    Attributes:
        device_before, seq_before: whose chain the backup held, and how far.
    """

    __tablename__ = "restore"

    source: str
    made_at: str
    restored_at: str
    device_before: str
    seq_before: int


class ContactTable(Kept, table=True):
    """Somebody's contact card and how far it is trusted."""

    __tablename__ = "contact"

    name: str
    fingerprint: str = Field(index=True)
    card: str
    state: str
    verified_at: str = ""


class ChangeTable(SQLModel, table=True):
    """One recorded edit. The source of history, merge and audit; see `journal.py`."""

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("device_id", "seq"),)

    id: str = Field(primary_key=True)
    device_id: str
    seq: int
    hlc: int
    at: str
    actor: str
    table_name: str
    row_id: str = Field(index=True)
    case_id: str = Field(index=True)
    op: str
    content: str
    salt: str
    content_hash: str
    prev_hash: str
    hash: str


class ConflictTable(SQLModel, table=True):
    """Two concurrent edits of one column; derived from the changes after each import."""

    __tablename__ = "conflict"

    row_id: str = Field(primary_key=True)
    column_name: str = Field(primary_key=True)
    table_name: str
    case_id: str = Field(index=True)
    change_ids: list[str] = Field(sa_type=JSON)


class BlobTable(SQLModel, table=True):
    """The key of one encrypted attachment; without this row the file is noise."""

    __tablename__ = "blob"

    id: str = Field(primary_key=True)
    sha256: str = Field(index=True, unique=True)
    size_bytes: int
    key: bytes


class BlankTable(SQLModel, table=True):
    """An authority's empty form that the consul added; its content is a blob."""

    __tablename__ = "blank"

    id: str = Field(primary_key=True)
    sha256: str
    file_name: str
    added_at: str


class SettingTable(SQLModel, table=True):
    """Facts about this vault itself: its device id, its owner, its own keys."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: str


class DraftTable(SQLModel, table=True):
    """What was typed about a subject and is no answer yet, as JSON."""

    __tablename__ = "draft"

    subject_id: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    value: str


class SentBundleTable(SQLModel, table=True):
    """A bundle that was made here; the next one to the same people names it.

    Attributes:
        kind: "cases", "travel" or "return".
        state: for travel a digest of all that the vault held when it was packed.
        arrived_at: when the last recipient's receipt came; empty until then.
        receipts: per recipient's fingerprint her receipt, as she signed it.
    """

    __tablename__ = "sent_bundle"

    id: str = Field(primary_key=True)
    recipients: str = Field(index=True)
    seq: int
    manifest_hash: str
    file_name: str
    case_ids: list[str] = Field(sa_type=JSON)
    sealed_at: str
    kind: str = Field(default="cases", sa_column_kwargs={"server_default": "cases"})
    state: str = Field(default="", sa_column_kwargs=_LATER)
    arrived_at: str = Field(default="", sa_column_kwargs=_LATER)
    receipts: dict[str, str] = Field(
        default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"}
    )


class UnsentTable(SQLModel, table=True):
    """A case with edits of this device that no bundle carries yet; triggers keep it."""

    __tablename__ = "unsent"

    case_id: str = Field(primary_key=True)


class ReceivedBundleTable(SQLModel, table=True):
    """A bundle that was imported; the same one again changes nothing.

    Attributes:
        case_ids: what it told about; its sender hears of it when one of these is erased.
    """

    __tablename__ = "received_bundle"

    id: str = Field(primary_key=True)
    sender: str = Field(index=True)
    seq: int
    manifest_hash: str
    imported_at: str
    case_ids: list[str] = Field(
        default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"}
    )
    kind: str = Field(default="cases", sa_column_kwargs={"server_default": "cases"})
    journal_heads: dict[str, str] = Field(
        default_factory=dict, sa_type=JSON, sa_column_kwargs={"server_default": "{}"}
    )


class CapsuleTable(SQLModel, table=True):
    """A traveller's own part of a travel bundle, kept for her; only she can open it.

    Attributes:
        id: of the travel bundle that it came with.
        sender, name: the traveller's fingerprint and name at that time.
        sha256: names the blob that holds it.
        returned_in: the bundle that gave it back; empty until then.
    """

    __tablename__ = "capsule"

    id: str = Field(primary_key=True)
    sender: str
    name: str
    sha256: str
    case_ids: list[str] = Field(sa_type=JSON)
    packed_at: str
    returned_in: str = Field(default="", index=True)


def journaled_tables() -> dict[str, type[Journaled]]:
    """Every journalled table by its name."""
    return {str(t.__tablename__): t for kind in (Shared, Kept) for t in kind.__subclasses__()}


def content_tables() -> tuple[Table, ...]:
    """Every table whose rows name a content by its SHA-256; `blob` only says where it is."""
    return tuple(
        table
        for table in SQLModel.metadata.sorted_tables
        if "sha256" in table.columns and table.name != "blob"
    )


def shared_tables() -> dict[str, type[Shared]]:
    """Every table that travels in bundles, by its name."""
    return {str(t.__tablename__): t for t in Shared.__subclasses__()}


def case_tables() -> tuple[type[SQLModel], ...]:
    """Every table whose rows say something about a case, but the journal and tombstones."""
    others = (table for table in SQLModel.__subclasses__() if hasattr(table, "__table__"))
    found = (*journaled_tables().values(), *others)
    return tuple(
        table
        for table in found
        if "case_id" in table.model_fields and table not in (ChangeTable, TombstoneTable)
    )


# Journal and bundles tell by themselves what is unsent: nobody can forget it, and asking
# costs nothing in a large vault.
UNSENT_TRIGGERS = (
    """
    CREATE TRIGGER change_unsent AFTER INSERT ON change
    WHEN new.case_id <> '' AND new.table_name <> 'disclosure' AND new.device_id =
        (SELECT value FROM setting WHERE name = 'device_id')
    BEGIN
        INSERT OR IGNORE INTO unsent (case_id) VALUES (new.case_id);
    END
    """,
    """
    CREATE TRIGGER bundle_unsent AFTER INSERT ON sent_bundle
    BEGIN
        DELETE FROM unsent WHERE case_id IN (SELECT value FROM json_each(new.case_ids));
    END
    """,
)


@event.listens_for(SQLModel.metadata, "after_create")
def _create_triggers(_metadata: object, connection: Connection, **_options: object) -> None:
    for trigger in UNSENT_TRIGGERS:
        connection.exec_driver_sql(trigger)
