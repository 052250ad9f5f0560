"""Fifty words that occur nowhere else, put wherever the program takes text.

They replace the names of the sample family, its places, numbers and files; others are the
consul's own name, both passphrases, what is searched for and typed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

STORY = Path(__file__).resolve().parents[1] / "story"
HOW_MANY = 50

_LATIN = "BCDFGHJKLMNPQRSTVWXZ"
_CYRILLIC = "БВГДЖЗКЛМНПРСТФХЦЧШЩ"


def _latin(number: int) -> str:
    return f"QUOKKA{_LATIN[number // 20]}{_LATIN[number % 20]}UZ"


def _cyrillic(number: int) -> str:
    return f"Эксквок{_CYRILLIC[number // 20]}{_CYRILLIC[number % 20]}ущ".capitalize()


_FAMILY_LATIN = (
    "SHCHEGLOVA", "SHCHEGLOV", "IULIIA", "ANDREI", "MARIIA", "ZHUKOVA", "Obraztsovsk",
    "MVD 00000", "Größelsträßchen", "Musterweg", "Übungsallee", "Käthe", "Müßiggang",
    "Hinterhaus, 3. OG", "001234567", "007654321", "001112223", "Kreuzberg",
)  # fmt: skip
_FAMILY_CYRILLIC = (
    "Щегловы", "Щеглова", "Щеглов", "Юлия", "Олеговна", "Андреевна", "Андрей", "Юрьевич",
    "Мария",
)  # fmt: skip

REPLACED = {name: _latin(number) for number, name in enumerate(_FAMILY_LATIN)} | {
    name: _cyrillic(number) for number, name in enumerate(_FAMILY_CYRILLIC)
}
"""What stands in the sample family's file, and the canary that takes its place."""

_OTHERS = [_latin(number) for number in range(20, 32)] + [
    _cyrillic(number) for number in range(20, 31)
]
(
    OWNER, COORDINATOR, FILE_NAME, TITLE, REFERENCE, SEARCHED, NEW_CASE, BIRTH_NAME,
    STREET, PHRASE, OTHER_PHRASE, IN_FILE,
    REASON, TYPED, IN_FILE_TOO, DRAFT, ENTERED, PATRONYMIC, NOTE, SOUGHT, PLACE, LETTER, LAST,
) = _OTHERS  # fmt: skip

CANARIES = (*REPLACED.values(), *_OTHERS)[:HOW_MANY]

WORDS = f"{PHRASE.lower()} plover gimlet orchard"
OTHER_WORDS = f"{OTHER_PHRASE.lower()} tundra vellum saffron"


def write_inputs(folder: Path) -> Path:
    """The family's intake file and scans, full of canaries; where the file is."""
    folder.mkdir()
    text = (STORY / "family.yaml").read_text(encoding="utf-8")
    for name in sorted(REPLACED, key=len, reverse=True):
        text = text.replace(name, REPLACED[name])
    (folder / "family.yaml").write_text(text, encoding="utf-8")
    for scan in STORY.glob("passport-*.png"):
        shutil.copy(scan, folder)
    note = f"%PDF-1.4 {IN_FILE} {IN_FILE_TOO}".encode()
    (folder / f"{FILE_NAME}.pdf").write_bytes(note)
    with (folder / "passport-mother.png").open("ab") as scan_file:
        scan_file.write(NOTE.encode())
    return folder / "family.yaml"
