"""Finding by name and word. Frozen once released: later schema changes are later steps."""

STATEMENTS: tuple[str, ...] = ()
