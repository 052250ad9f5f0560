"""What every part of a pack has in common: strictness, ids, keys."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Id: TypeAlias = Annotated[str, Field(pattern=r"^[a-zA-Z][a-zA-Z0-9_-]{0,59}$")]
Key: TypeAlias = Annotated[str, Field(pattern=r"^[a-z_]{1,40}\.[a-z0-9_]{1,60}$")]
Words: TypeAlias = Annotated[str, Field(min_length=1, max_length=300)]
Scalar: TypeAlias = bool | int | str


class PackModel(BaseModel):
    """Base of everything that is read from a pack: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
