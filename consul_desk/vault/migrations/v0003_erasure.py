"""Erasure and retention dates. Frozen once released: later schema changes are later steps."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE tombstone (
        id VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        heads JSON NOT NULL,
        reason VARCHAR NOT NULL,
        erased_at VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_tombstone_case_id ON tombstone (case_id)",
    """ALTER TABLE "case" ADD COLUMN retain_until VARCHAR DEFAULT '' NOT NULL""",
    """ALTER TABLE "case" ADD COLUMN review_on VARCHAR DEFAULT '' NOT NULL""",
    'CREATE INDEX ix_case_retain_until ON "case" (retain_until)',
    'CREATE INDEX ix_case_review_on ON "case" (review_on)',
    "ALTER TABLE received_bundle ADD COLUMN case_ids JSON DEFAULT '[]' NOT NULL",
)
