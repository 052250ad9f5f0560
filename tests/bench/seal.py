"""Sealing 256 MiB against Debian's `age` on the same file, for the same X25519 recipient."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from consul_desk import age
from tests.bench.measure import MEBIBYTE, Row, in_turn, medians, timed

SIZE_MIB = 256


def rows(folder: Path) -> Iterator[Row]:
    """One row, or none where there is no `age` to compare with."""
    if not has_age():
        return
    plain, sealed = random_file(folder), folder / "sealed.age"
    recipient = new_recipient(folder)

    def ours() -> None:
        with plain.open("rb") as source, sealed.open("wb") as target:
            target.writelines(
                age.encrypt(age.pieces_of(source), [age.parse_recipient(recipient)])
            )

    def reference() -> None:
        subprocess.run(["age", "-r", recipient, "-o", sealed, plain], check=True)

    pairs = in_turn(lambda: timed(ours), lambda: timed(reference), runs=5)
    yield Row(f"seal {SIZE_MIB} MiB", *medians(pairs), target=1.43)


def has_age() -> bool:
    """Whether the program `age` is here."""
    return shutil.which("age") is not None and shutil.which("age-keygen") is not None


def random_file(folder: Path) -> Path:
    """A file of so many random bytes."""
    plain = folder / "plain"
    if not plain.exists():
        with plain.open("wb") as file:
            for _ in range(SIZE_MIB):
                file.write(os.urandom(MEBIBYTE))
    return plain


def new_recipient(folder: Path) -> str:
    key = folder / "key.txt"
    key.unlink(missing_ok=True)
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
    said = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True, text=True)
    return said.stdout.strip()
