"""Rows on the terminal: aligned columns for people, JSON for scripts.

Comes in: the frozen rows of the core. Goes out: lines on the output stream. JSON keys are
the rows' own attributes; dates are ISO text, sentences are in the chosen language.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import typer

from consul_desk.language import Language, Message
from consul_desk.values import JsonValue, Text

GAP = "  "


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        title: marked English heading.
        cell: what to show of a row.
    """

    title: str
    cell: Callable[[Any], object]


def print_table(
    rows: Iterable[object], columns: tuple[Column, ...], language: Language
) -> None:
    """Print rows under headings, aligned; nothing at all where there are no rows."""
    lines = [[_cell(column.cell(row), language) for column in columns] for row in rows]
    if not lines:
        return
    lines.insert(0, [language.gettext(column.title) for column in columns])
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        typer.echo(GAP.join(padded).rstrip())


def print_json(value: object, language: Language) -> None:
    """Print any row, or rows, as JSON."""
    typer.echo(json.dumps(plain(value, language), ensure_ascii=False, indent=2))


def plain(value: object, language: Language) -> JsonValue:
    """Turn rows into what JSON knows."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(item, language) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item, language) for item in value]
    if names := _attributes(value):
        return {name: plain(getattr(value, name), language) for name in names}
    return _scalar(value, language)


def _attributes(value: object) -> tuple[str, ...]:
    """The attributes of a row; of a pydantic model too, without importing pydantic."""
    if isinstance(value, Message | Text):
        return ()
    if is_dataclass(value):
        return tuple(field.name for field in fields(value))
    return tuple(getattr(type(value), "model_fields", ()))


def _scalar(value: object, language: Language) -> str:
    if isinstance(value, Message):
        return language.say(value)
    if isinstance(value, Text):
        return language.text(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value.value if isinstance(value, Enum) else value)


def _cell(value: object, language: Language) -> str:
    if isinstance(value, datetime):
        return language.moment(value)
    if isinstance(value, date):
        return language.short_date(value)
    if isinstance(value, tuple | list):
        return ", ".join(_cell(item, language) for item in value)
    return "" if value is None else _scalar(value, language)
