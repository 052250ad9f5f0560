"""Receipts and travel. Frozen once released: later schema changes are later steps."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE capsule (
        id VARCHAR NOT NULL,
        sender VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        sha256 VARCHAR NOT NULL,
        case_ids JSON NOT NULL,
        packed_at VARCHAR NOT NULL,
        returned_in VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_capsule_returned_in ON capsule (returned_in)",
    "ALTER TABLE received_bundle ADD COLUMN kind VARCHAR DEFAULT 'cases' NOT NULL",
    "ALTER TABLE received_bundle ADD COLUMN journal_heads JSON DEFAULT '{}' NOT NULL",
    "ALTER TABLE sent_bundle ADD COLUMN kind VARCHAR DEFAULT 'cases' NOT NULL",
    "ALTER TABLE sent_bundle ADD COLUMN state VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE sent_bundle ADD COLUMN arrived_at VARCHAR DEFAULT '' NOT NULL",
    "ALTER TABLE sent_bundle ADD COLUMN receipts JSON DEFAULT '{}' NOT NULL",
)
