"""Small mappings, made by hand."""

from __future__ import annotations

import json

from consul_desk.values import (
    JsonValue,
)
from consul_desk.workflows.blanks import BlankMapping

HEAD = {
    "id": "form",
    "title": {"de": "Formular", "ru": "Бланк", "en": "Form"},
    "authority": "Amt",
    "edition": "1",
    "file_name": "form.pdf",
    "sha256": "0" * 64,
    "people_per_sheet": 2,
}


def mapping_of(fields: dict[str, JsonValue], **more: JsonValue) -> BlankMapping:
    return BlankMapping.model_validate_json(json.dumps(HEAD | {"fields": fields} | more))
