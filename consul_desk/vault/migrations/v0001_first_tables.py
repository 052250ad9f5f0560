"""The first tables. Frozen: later schema changes are later steps."""

STATEMENTS = (
    """
    CREATE TABLE blank (
        id VARCHAR NOT NULL,
        sha256 VARCHAR NOT NULL,
        file_name VARCHAR NOT NULL,
        added_at VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE blob (
        id VARCHAR NOT NULL,
        sha256 VARCHAR NOT NULL,
        size_bytes INTEGER NOT NULL,
        "key" BLOB NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE UNIQUE INDEX ix_blob_sha256 ON blob (sha256)",
    """
    CREATE TABLE "case" (
        id VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        heads JSON NOT NULL,
        number VARCHAR NOT NULL,
        title VARCHAR NOT NULL,
        status VARCHAR NOT NULL,
        consul VARCHAR NOT NULL,
        opened_on VARCHAR NOT NULL,
        lead_person_id VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    'CREATE INDEX ix_case_case_id ON "case" (case_id)',
    """
    CREATE TABLE change (
        id VARCHAR NOT NULL,
        device_id VARCHAR NOT NULL,
        seq INTEGER NOT NULL,
        hlc INTEGER NOT NULL,
        at VARCHAR NOT NULL,
        actor VARCHAR NOT NULL,
        table_name VARCHAR NOT NULL,
        row_id VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        op VARCHAR NOT NULL,
        content VARCHAR NOT NULL,
        salt VARCHAR NOT NULL,
        content_hash VARCHAR NOT NULL,
        prev_hash VARCHAR NOT NULL,
        hash VARCHAR NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (device_id, seq)
    )
    """,
    "CREATE INDEX ix_change_case_id ON change (case_id)",
    "CREATE INDEX ix_change_hlc ON change (hlc)",
    "CREATE INDEX ix_change_row_id ON change (row_id)",
    """
    CREATE TABLE "conflict" (
        row_id VARCHAR NOT NULL,
        column_name VARCHAR NOT NULL,
        table_name VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        change_ids JSON NOT NULL,
        PRIMARY KEY (row_id, column_name)
    )
    """,
    'CREATE INDEX ix_conflict_case_id ON "conflict" (case_id)',
    """
    CREATE TABLE contact (
        id VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        heads JSON NOT NULL,
        name VARCHAR NOT NULL,
        fingerprint VARCHAR NOT NULL,
        card VARCHAR NOT NULL,
        state VARCHAR NOT NULL,
        verified_at VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_contact_case_id ON contact (case_id)",
    "CREATE INDEX ix_contact_fingerprint ON contact (fingerprint)",
    """
    CREATE TABLE disclosure (
        id VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        heads JSON NOT NULL,
        kind VARCHAR NOT NULL,
        what VARCHAR NOT NULL,
        receiver VARCHAR NOT NULL,
        disclosed_at VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_disclosure_case_id ON disclosure (case_id)",
    """
    CREATE TABLE document (
        id VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        heads JSON NOT NULL,
        procedure_id VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        title VARCHAR NOT NULL,
        file_name VARCHAR NOT NULL,
        media_type VARCHAR NOT NULL,
        size_bytes INTEGER NOT NULL,
        sha256 VARCHAR NOT NULL,
        added_at VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_document_case_id ON document (case_id)",
    "CREATE INDEX ix_document_sha256 ON document (sha256)",
    """
    CREATE TABLE entry (
        id VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        heads JSON NOT NULL,
        owner_id VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        sort_key VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_entry_case_id ON entry (case_id)",
    """
    CREATE TABLE fact (
        id VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        heads JSON NOT NULL,
        subject_id VARCHAR NOT NULL,
        "key" VARCHAR NOT NULL,
        value VARCHAR NOT NULL,
        status VARCHAR NOT NULL,
        source VARCHAR NOT NULL,
        recorded_at VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_fact_case_id ON fact (case_id)",
    'CREATE INDEX ix_fact_subject_key ON fact (subject_id, "key")',
    """
    CREATE TABLE participant (
        id VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        heads JSON NOT NULL,
        procedure_id VARCHAR NOT NULL,
        person_id VARCHAR NOT NULL,
        sort_key VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_participant_case_id ON participant (case_id)",
    "CREATE INDEX ix_participant_procedure_id ON participant (procedure_id)",
    """
    CREATE TABLE person (
        id VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        heads JSON NOT NULL,
        role VARCHAR NOT NULL,
        sort_key VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_person_case_id ON person (case_id)",
    """
    CREATE TABLE procedure (
        id VARCHAR NOT NULL,
        case_id VARCHAR NOT NULL,
        heads JSON NOT NULL,
        workflow_id VARCHAR NOT NULL,
        revision INTEGER NOT NULL,
        started_on VARCHAR NOT NULL,
        status VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_procedure_case_id ON procedure (case_id)",
    """
    CREATE TABLE received_bundle (
        id VARCHAR NOT NULL,
        sender VARCHAR NOT NULL,
        seq INTEGER NOT NULL,
        manifest_hash VARCHAR NOT NULL,
        imported_at VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_received_bundle_sender ON received_bundle (sender)",
    """
    CREATE TABLE sent_bundle (
        id VARCHAR NOT NULL,
        recipients VARCHAR NOT NULL,
        seq INTEGER NOT NULL,
        manifest_hash VARCHAR NOT NULL,
        file_name VARCHAR NOT NULL,
        case_ids JSON NOT NULL,
        sealed_at VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_sent_bundle_recipients ON sent_bundle (recipients)",
    """
    CREATE TABLE setting (
        name VARCHAR NOT NULL,
        value VARCHAR NOT NULL,
        PRIMARY KEY (name)
    )
    """,
)
