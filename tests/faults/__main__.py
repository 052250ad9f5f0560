"""`make faults`: a table here, the counts in build/faults.json.

Ends with 1 where anything acknowledged was lost, torn, silently accepted or left in plain.
`python -m tests.faults WORD ...` runs the parts whose names hold all words, for the table only.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from tests.faults.counts import Count
from tests.faults.parts import Part, name_of, parts, run_part

BUILD = Path(__file__).resolve().parents[2] / "build"
_COLUMNS = ("runs", "lost", "torn", "silent", "plaintext")


def main() -> int:
    """Run everything, or what was asked for, on the disk that holds the sources."""
    words = sys.argv[1:]
    chosen = [part for part in parts() if all(word in name_of(part) for word in words)]
    folder = BUILD / f"faults-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        counts = _run_all(chosen, folder)
    finally:
        shutil.rmtree(folder)
    if not words:
        (BUILD / "faults.json").write_text(_json(counts), encoding="utf-8")
    _print(counts)
    return int(not all(count.is_clean for count in counts))


def _run_all(all_parts: list[Part], folder: Path) -> list[Count]:
    """Two at a time or more: most of the time goes into deriving keys."""
    merged: dict[str, Count] = {}
    workers = max(2, os.cpu_count() or 2)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running = [
            pool.submit(run_part, part, folder / str(number))
            for number, part in enumerate(all_parts)
        ]
        for number, done in enumerate(as_completed(running), 1):
            for count in done.result():
                merged.setdefault(count.name, Count(count.name)).add(count)
                said = "clean" if count.is_clean else "NOT CLEAN"
                place = f"part {number} of {len(running)}"
                print(f"{place}: {count.name}, {said}", file=sys.stderr, flush=True)
    return sorted(merged.values(), key=lambda count: count.name)


def _print(counts: Iterable[Count]) -> None:
    print(f"{'':44}" + "".join(f"{column:>10}" for column in _COLUMNS))
    for count in counts:
        figures = "".join(f"{getattr(count, column):>10}" for column in _COLUMNS)
        print(f"{count.name:44}{figures}  {count.skipped}".rstrip())
        for detail in (*count.notes, *count.details):
            print(f"    {detail}")


def _json(counts: Iterable[Count]) -> str:
    shown = [
        {"name": count.name} | {column: getattr(count, column) for column in _COLUMNS}
        for count in counts
    ]
    return json.dumps(shown, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main())
