"""What every part of a pack has in common: strictness, ids, keys, texts."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from consul_desk.language import CODES, N_, Message
from consul_desk.strict_yaml import MisfitError
from consul_desk.values import Text


def _in_every_language(text: Text) -> Text:
    for code in CODES:
        if not getattr(text, code).strip():
            raise MisfitError(
                Message(N_("The text is empty in “{language}”."), {"language": code})
            )
    return text


Id: TypeAlias = Annotated[str, Field(pattern=r"^[a-zA-Z][a-zA-Z0-9_-]{0,59}$")]
Key: TypeAlias = Annotated[str, Field(pattern=r"^[a-z_]{1,40}\.[a-z0-9_]{1,60}$")]
Words: TypeAlias = Annotated[str, Field(min_length=1, max_length=300)]
PackText: TypeAlias = Annotated[Text, AfterValidator(_in_every_language)]
Scalar: TypeAlias = bool | int | str


class PackModel(BaseModel):
    """Base of everything that is read from a pack: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
