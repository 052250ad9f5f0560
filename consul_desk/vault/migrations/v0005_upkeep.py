"""Drafts, backups, checks. Frozen once released: later schema changes are later steps."""

STATEMENTS: tuple[str, ...] = ()
