"""What every fault is judged by: how often it was run, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Count:
    """One line of the table. Everything but `runs` must be 0.

    Attributes:
        runs: how often the fault was made to happen.
        lost: acknowledged edits that are gone; a vault that no longer opens counts too.
        torn: states that no whole edit leads to.
        silent: damage that was accepted without a word, or an error that says nothing.
        plaintext: files or memory in which something stood in plain.
        details: what went wrong, enough to run it again.
        notes: what was measured and is not judged.
        skipped: why it could not be run here.
    """

    name: str
    runs: int = 0
    lost: int = 0
    torn: int = 0
    silent: int = 0
    plaintext: int = 0
    details: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: str = ""

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing went wrong."""
        return not (self.lost or self.torn or self.silent or self.plaintext)

    def ran(self, what: str, *, lost: int = 0, torn: int = 0, silent: int = 0) -> None:
        """Count one run and what it did."""
        self.runs += 1
        self.lost += lost
        self.torn += torn
        self.silent += silent
        if lost or torn or silent:
            self.details.append(what)

    def leaked(self, what: str) -> None:
        """Count one place in which something stood in plain."""
        self.plaintext += 1
        self.details.append(what)

    def add(self, other: Count) -> None:
        """Take in what another worker counted."""
        for name in ("runs", "lost", "torn", "silent", "plaintext"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.details += other.details
        self.notes += other.notes
        self.skipped = self.skipped or other.skipped
