"""Finding by name and word. Frozen once released: later schema changes are later steps.

The index is filled by `search_index.py`, which notices that it is empty or of an older kind.
"""

# The view makes in SQL what `search.tokens_of` makes in Python, so that FTS5 can compare the
# index with the documents by itself; it allows no virtual table in there, such as json_each.
# Contents are edited token by token: a table with sizes or positions would not allow that.
STATEMENTS = (
    # Nobody asks for the latest of all clocks any more; every save kept it up to date.
    "DROP INDEX ix_change_hlc",
    # n is a column of its own, because VACUUM gives new numbers to rows without one.
    """
    CREATE TABLE search_document (
        n INTEGER PRIMARY KEY,
        case_id VARCHAR NOT NULL UNIQUE,
        summary JSON NOT NULL,
        forms VARCHAR NOT NULL
    )
    """,
    """
    CREATE VIEW search_text AS
    SELECT n, (
        WITH form (f, rest) AS (
            SELECT '', forms || ' '
            UNION ALL
            SELECT substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
            FROM form WHERE rest != ''
        ),
        place (f, i) AS (
            SELECT f, 1 FROM form WHERE substr(f, 1, 1) NOT IN ('=', '#') AND length(f) > 1
            UNION ALL
            SELECT f, i + 1 FROM place WHERE i + 1 < length(f)
        ),
        token (t) AS (
            SELECT f FROM form WHERE substr(f, 1, 1) IN ('=', '#')
            UNION SELECT substr(f, i, 2) FROM place
            UNION SELECT substr(f, i, 3) FROM place
            UNION SELECT substr(f, i, 16) FROM place
        )
        SELECT group_concat(t, ' ') FROM token
    ) AS tokens
    FROM search_document
    """,
    """
    CREATE VIRTUAL TABLE search_index USING fts5 (
        tokens, content = 'search_text', content_rowid = 'n', columnsize = 0,
        detail = 'none', tokenize = "ascii tokenchars '=#:-'"
    )
    """,
    "CREATE VIRTUAL TABLE search_term USING fts5vocab ('search_index', 'row')",
    "INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1)",
    # A piece of the index and SQLite's own words about it fit one encrypted page.
    "INSERT INTO search_index (search_index, rank) VALUES ('pgsz', 3900)",
)
