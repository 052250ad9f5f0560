"""Backups, checks and drafts. Frozen once released: later schema changes are later steps."""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE restore (
        id VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        heads JSON NOT NULL,
        source VARCHAR NOT NULL,
        made_at VARCHAR NOT NULL,
        restored_at VARCHAR NOT NULL,
        device_before VARCHAR NOT NULL,
        seq_before INTEGER NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_restore_case_id ON restore (case_id)",
    """
    CREATE TABLE unsent (
        case_id VARCHAR NOT NULL,
        PRIMARY KEY (case_id)
    )
    """,
    """
    INSERT INTO unsent (case_id)
    WITH sent AS (
        SELECT named.value AS case_id, max(bundle.sealed_at) AS last_at
        FROM sent_bundle AS bundle, json_each(bundle.case_ids) AS named
        GROUP BY named.value
    )
    SELECT change.case_id FROM change LEFT JOIN sent ON sent.case_id = change.case_id
    WHERE change.case_id <> '' AND table_name <> 'disclosure' AND device_id =
        (SELECT value FROM setting WHERE name = 'device_id')
    GROUP BY change.case_id
    HAVING max(at) > coalesce(max(sent.last_at), '')
    """,
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
    """
    CREATE TABLE draft (
        subject_id VARCHAR NOT NULL,
        "key" VARCHAR NOT NULL,
        value VARCHAR NOT NULL,
        PRIMARY KEY (subject_id, "key")
    )
    """,
)
