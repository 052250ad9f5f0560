"""Templates of homes, each made once, and copies of them for the runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.scenario import MARK
from tests.faults.scenarios import ALL


class Homes:
    """A folder with one template a scenario, and room for the runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs = 0

    def template(self, name: str) -> Path:
        """The home of a scenario as it is before any fault."""
        home = self._folder / "templates" / name
        if not home.is_dir():
            home.mkdir(parents=True)
            ALL[name].prepare(home)
        return home

    @contextmanager
    def copy(self, name: str) -> Iterator[Path]:
        """A home for one run; removed at the end."""
        self._runs += 1
        home = self._folder / f"run-{self._runs}"
        shutil.copytree(self.template(name), home)
        try:
            yield home
        finally:
            shutil.rmtree(home)

    @contextmanager
    def log(self) -> Iterator[Path]:
        """A file beside the homes, where the shim notes its points."""
        path = self._folder / f"points-{self._runs}.txt"
        path.unlink(missing_ok=True)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


def plain_files(home: Path) -> list[str]:
    """Files in which the mark stands in plain, whatever half state they are in."""
    needles = [MARK.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    found = []
    for path in sorted(p for p in home.rglob("*") if p.is_file()):
        content = path.read_bytes()
        if any(needle in content for needle in needles):
            found.append(str(path.relative_to(home)))
    return found
