"""Looks for plaintext of the sample family in files that must not hold any."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

NAMES = (
    "Щеглов",
    "Юлия",
    "Андрей",
    "Мария",
    "SHCHEGLOV",
    "IULIIA",
    "ANDREI",
    "MARIIA",
    "ZHUKOVA",
    "Größelstr",
    "Müßiggang",
    "001234567",
    "Kreuzberg",
)
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "latin-1")


def needles(names: Iterable[str] = NAMES) -> dict[bytes, str]:
    """Every spelling of every name, as bytes."""
    found = {}
    for name in names:
        for spelled in {name, name.upper(), name.lower(), name.title()}:
            for encoding in ENCODINGS:
                found[spelled.encode(encoding, "ignore")] = f"{spelled} ({encoding})"
    return {needle: name for needle, name in found.items() if len(needle) > 4}


def files_below(places: Iterable[Path]) -> Iterator[Path]:
    """All files in these folders, and these files."""
    for place in places:
        yield from (p for p in place.rglob("*") if p.is_file()) if place.is_dir() else (place,)


def leaks(places: Iterable[Path], names: Iterable[str] = NAMES) -> list[str]:
    """Say where a name stands in plain, in a file's content or in its name."""
    wanted = needles(names)
    found = []
    for path in files_below(places):
        content = path.read_bytes() + path.name.encode()
        found += [
            f"{path.name}: {name}" for needle, name in wanted.items() if needle in content
        ]
    return found
