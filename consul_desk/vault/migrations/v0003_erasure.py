"""Erasure and retention dates. Frozen once released: later schema changes are later steps."""

STATEMENTS: tuple[str, ...] = ()
