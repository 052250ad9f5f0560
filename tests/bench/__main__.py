"""`make bench`: a table here, the figures in build/bench.json."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.bench import attachments, growth, seal, start, vaults
from tests.bench.measure import Row

BUILD = Path(__file__).resolve().parents[2] / "build"


def main() -> None:
    """Measure everything, on the disk that holds the sources."""
    folder = BUILD / f"bench-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        rows = list(_measured(folder))
    finally:
        shutil.rmtree(folder)
    (BUILD / "bench.json").write_text(_json(rows), encoding="utf-8")


def _measured(folder: Path) -> Iterator[Row]:
    print(f"{'':58}{'ours':>10}{'reference':>12}{'ratio':>8}{'target':>8}")
    for part in (start.rows, vaults.rows, growth.rows, seal.rows, attachments.rows):
        for row in part(folder):
            print(_line(row), flush=True)
            yield row


def _line(row: Row) -> str:
    figures = f"{row.ours:>8.1f} {row.unit}{row.reference:>8.1f} {row.unit}"
    allowed = f"{row.target:>8.2f}" if row.has_target else ""
    judged = "" if row.ratio <= row.target else "  missed"
    return f"{row.name:58}{figures}{row.ratio:>8.2f}{allowed}{judged}"


def _json(rows: Iterable[Row]) -> str:
    shown = [
        {
            "name": row.name,
            "ours": round(row.ours, 3),
            "reference": round(row.reference, 3),
            "ratio": round(row.ratio, 3),
            "target": row.target if row.has_target else None,
            "unit": row.unit,
        }
        for row in rows
    ]
    return json.dumps(shown, indent=2) + "\n"


if __name__ == "__main__":
    main()
