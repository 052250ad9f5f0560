"""JSON that is signed: strict, and with exactly one spelling.

Comes in: bytes from outside. Goes out: frozen models that were checked field by field, and
whose bytes are the bytes that came in. Two spellings of one meaning would be two hashes.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from consul_desk.vault.journal import canonical

MAX_NAME_LETTERS = 200
_JOINERS = frozenset("\u200c\u200d")  # Persian and Indic names are written with them


class Document(BaseModel):
    """A frozen model with one spelling; bytes stand in it as base64."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        ser_json_bytes="base64",
        val_json_bytes="base64",
    )

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read what `to_bytes` could have written, and nothing else.

        Raises:
            ValueError: not this document, or another spelling of it.
        """
        document = cls.model_validate_json(data)
        if document.to_bytes() != data:
            raise ValueError("spelling")
        return document

    def to_bytes(self, *, without: frozenset[str] = frozenset()) -> bytes:
        """Write it down, all of it or all but some fields."""
        return canonical(self.model_dump(mode="json", exclude=set(without))).encode()


def plain_name(text: str) -> str:
    """Make a name fit for a card: one line, composed, nothing that hides or reorders.

    Raises:
        ValueError: nothing is left of it.
    """
    visible = (c for c in text if c.isspace() or c in _JOINERS or _is_visible(c))
    name = unicodedata.normalize("NFC", " ".join("".join(visible).split()))
    if not name:
        raise ValueError("name_empty")
    return name


def _is_visible(letter: str) -> bool:
    return not unicodedata.category(letter).startswith("C")


def _plain(name: str) -> str:
    if plain_name(name) != name:
        raise ValueError("name_not_plain")
    return name


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None or at.microsecond:
        raise ValueError("not_utc_seconds")
    return at.astimezone(UTC)


Name = Annotated[str, StringConstraints(max_length=MAX_NAME_LETTERS), AfterValidator(_plain)]
"""A person's name: what `plain_name` gives."""

UtcSecond = Annotated[datetime, AfterValidator(_utc)]
"""A moment in UTC, to the second."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

RandomId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
