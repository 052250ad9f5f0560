"""Damage and malice in the files: flipped bits, cut files, old and swapped pages and files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random

from consul_desk.paths import DATABASE_FILE
from consul_desk.vault.database import PAGE_BYTES
from consul_desk.vault.vault import Vault
from tests.faults.contents import contents
from tests.faults.counts import Count
from tests.faults.looked import is_noticed
from tests.faults.scenario import VAULT, new_vault, secret
from tests.faults.scenario_edit import Edit
from tests.faults.teller import Silent

_ROUNDS = 12
FLIPS, CUTS, SWAPS = 300, 60, 40
_WEIGHTS = {"vault.db": 6, "head.a": 1, "head.b": 1, "blob": 2}

Alter = Callable[[Path], Path]
"""Damages one file below a home; tells which."""


class Victims:
    """A vault at two moments, and copies of the later one to damage."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.older, self.newer, self.other = (
            folder / name for name in ("older", "newer", "other")
        )
        self._runs = 0
        new_vault(self.other / VAULT, "Klara Beispiel").close()
        Edit().prepare(self.newer)
        _write_more(self.newer)
        shutil.copytree(self.newer, self.older)
        _write_more(self.newer)
        self._contents = contents(self.newer)

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """A home to damage; removed at the end."""
        self._runs += 1
        home = self._folder / f"run-{self._runs}"
        shutil.copytree(self.newer, home)
        try:
            yield home
        finally:
            shutil.rmtree(home)

    def judge(self, what: str, alter: Alter, count: Count) -> None:
        """Damage a copy and see whether it is noticed."""
        with self.copy() as home:
            path = alter(home)
            original = self.newer / path.relative_to(home)
            before = original.read_bytes() if original.exists() else None
            if path.exists() and path.read_bytes() == before:
                return  # nothing was altered
            said = is_noticed(home, [(path, before)])
            changed = [] if said else self._changed(home)
            count.ran(f"{what} {path.name}: accepted, {changed}", silent=bool(changed))

    def _changed(self, home: Path) -> list[str]:
        """What shows other content than before. A page may lie in the file and say nothing."""
        now = contents(home)
        return [name for name in self._contents if now.get(name) != self._contents[name]]


def _write_more(home: Path) -> None:
    Edit().run(home, Silent(), _ROUNDS)


def flips(victims: Victims, runs: int, chance: Random) -> Count:
    """One bit of one file, anywhere."""
    count = Count("bit flips in vault, header, blobs")
    for _ in range(runs):
        name = chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        place = chance.random()
        bit = 1 << chance.randrange(8)

        def flip(home: Path, name: str = name, place: float = place, bit: int = bit) -> Path:
            path = _file(home, name, place)
            data = bytearray(path.read_bytes())
            data[int(place * len(data))] ^= bit  # never set: it might be set already
            path.write_bytes(data)
            return path

        victims.judge(f"bit {bit} at {place:.6f} of", flip, count)
    return count


def cuts(victims: Victims, runs: int, chance: Random) -> Count:
    """Files that end too early; of the database, half of them at the end of a page."""
    count = Count("truncations of vault, header, blobs")
    for number in range(runs):
        name = chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        place, is_aligned = chance.random(), number % 2 == 0

        def cut(
            home: Path, name: str = name, place: float = place, is_aligned: bool = is_aligned
        ) -> Path:
            path = _file(home, name, place)
            size = int(place * path.stat().st_size)
            if name == DATABASE_FILE and is_aligned:
                size -= size % PAGE_BYTES
            with path.open("r+b") as stream:
                stream.truncate(size)
            return path

        victims.judge(f"cut at {place:.6f} of", cut, count)
    return count


def swaps(victims: Victims, runs: int, chance: Random) -> Count:
    """Two pages of the database change places."""
    count = Count("page swaps")
    size = (victims.newer / VAULT / DATABASE_FILE).stat().st_size // PAGE_BYTES
    for _ in range(runs):
        one, two = chance.sample(range(size), 2)

        def swap(home: Path, one: int = one, two: int = two) -> Path:
            path = home / VAULT / DATABASE_FILE
            pages = _pages(path)
            pages[one], pages[two] = pages[two], pages[one]
            path.write_bytes(b"".join(pages))
            return path

        victims.judge(f"pages {one} and {two} of", swap, count)
    return count


def replays(victims: Victims) -> Count:
    """Every page that changed is put back as it was, each by itself."""
    count = Count("page replays, each changed page")
    old, new = (_pages(home / VAULT / DATABASE_FILE) for home in (victims.older, victims.newer))
    for number, page in enumerate(old):
        if page == new[number]:
            continue

        def replay(home: Path, number: int = number, page: bytes = page) -> Path:
            path = home / VAULT / DATABASE_FILE
            with path.open("r+b") as stream:
                stream.seek(number * PAGE_BYTES)
                stream.write(page)
            return path

        victims.judge(f"page {number} of", replay, count)
    return count


def exchanges(victims: Victims) -> Count:
    """Whole files that do not belong together."""
    count = Count("files of another time or vault")
    for name, source in (
        ("vault.db", victims.older),
        ("vault.db", victims.other),
        ("head.a", victims.other),
        ("head.b", victims.other),
    ):

        def put(home: Path, name: str = name, source: Path = source) -> Path:
            shutil.copy(source / VAULT / name, home / VAULT / name)
            return home / VAULT / name

        victims.judge(f"from {source.name}", put, count)
    for name in ("vault.db", "blob"):
        victims.judge("empty", partial(_emptied, name=name), count)
        victims.judge("no", partial(_removed, name=name), count)
    victims.judge("another", _swap_blobs, count)
    return count


def _emptied(home: Path, name: str) -> Path:
    path = _file(home, name, 0.5)
    path.write_bytes(b"")
    return path


def _removed(home: Path, name: str) -> Path:
    path = _file(home, name, 0.5)
    path.unlink()
    return path


def _swap_blobs(home: Path) -> Path:
    one, two = _blobs(home)[:2]
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    return one


def _pages(path: Path) -> list[bytes]:
    data = path.read_bytes()
    return [data[at : at + PAGE_BYTES] for at in range(0, len(data), PAGE_BYTES)]


def _blobs(home: Path) -> list[Path]:
    return sorted(path for path in (home / VAULT / "blobs").rglob("*") if path.is_file())


def _file(home: Path, name: str, place: float) -> Path:
    if name != "blob":
        return home / VAULT / name
    blobs = _blobs(home)
    return blobs[int(place * 1000) % len(blobs)]


def whole_vault_is_clean(victims: Victims) -> bool:
    """Without damage nothing is noticed: otherwise the counts would mean nothing."""
    with victims.copy() as home:
        Vault.open(home / VAULT, secret()).close()
        return is_noticed(home, [(home / VAULT / "head.a", None)]) == ""
