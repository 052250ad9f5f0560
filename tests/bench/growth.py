"""What a vault of 100,000 cases costs: unlocking, searching, saving, its size.

The same is measured at 1,000 cases; what grows in between is told beside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

from consul_desk.casework.cases import list_cases, search_cases
from consul_desk.paths import DATABASE_FILE, forms_folder
from consul_desk.values import JsonValue
from consul_desk.vault import keyslots
from consul_desk.vault.search import match_expression
from consul_desk.vault.vault import Vault
from consul_desk.workflows.load import load_vocabulary
from consul_desk.workflows.model import Vocabulary
from tests.bench.large import filled_vault, plain_index, secret
from tests.bench.measure import Row, in_turn, percentile, timed
from tests.bench.people import facts_of
from tests.bench.start import shown
from tests.bench.vaults import saving

SMALL, LARGE = 1_000, 100_000
FRAME_MS = 1000 / 60
_PAGE = 100
_TYPED_CASES = 12
_SAVES = 60


@dataclass(frozen=True, slots=True)
class _Measured:
    """What one vault costs, in milliseconds; its size in KiB for each case."""

    cases: int
    unlock: float
    bare: float
    search: float
    raw_search: float
    save: float
    size: float


def rows(folder: Path) -> Iterator[Row]:
    """Each row at 100,000 cases against its reference, then against 1,000 cases."""
    vocabulary = load_vocabulary(forms_folder())
    small, large = (_measured(folder.parent, count, vocabulary) for count in (SMALL, LARGE))
    for one in (small, large):
        name = f"unlock to the first {_PAGE} of {one.cases:,} cases, after the KDF"
        yield Row(name, one.unlock, one.bare, target=0.5)
    yield Row("  grown from 1,000 to 100,000 cases", large.unlock, small.unlock)
    yield Row("search 100,000 cases, one key, p95", large.search, FRAME_MS, target=1.0)
    yield Row("  against FTS5 alone on plain SQLite", large.search, large.raw_search)
    yield Row("  grown from 1,000 to 100,000 cases", large.search, small.search)
    yield Row("save a fact: grown from 1,000 to 100,000 cases", large.save, small.save)
    yield Row("size of a case: 100,000 cases against 1,000", large.size, small.size, unit="KiB")


def _measured(build: Path, cases: int, vocabulary: Vocabulary) -> _Measured:
    folder = filled_vault(build, cases)
    pairs = in_turn(lambda: _unlock(folder), lambda: shown("bare", folder)()[0], runs=9)
    typed = list(_keystrokes(cases))
    with closing(Vault.open(folder, secret())) as vault:
        search = [timed(partial(search_cases, vault, text)) for text in typed]
        save = _save(vault, vocabulary)
    with closing(plain_index(folder)) as index:
        raw = [timed(partial(_ask, index, text)) for text in typed]
    return _Measured(
        cases=cases,
        unlock=median(ours for ours, _ in pairs),
        bare=median(bare for _, bare in pairs),
        search=percentile(search, 0.95),
        raw_search=percentile(raw, 0.95),
        save=save,
        size=(folder / DATABASE_FILE).stat().st_size / 1024 / cases,
    )


def _unlock(folder: Path) -> float:
    """From the moment the key is there to the first page of cases."""
    begun = 0.0
    choose = keyslots.choose_header

    def choosing(*given: Any) -> Any:
        nonlocal begun
        chosen = choose(*given)
        begun = perf_counter()
        return chosen

    with patch.object(keyslots, "choose_header", choosing):
        vault = Vault.open(folder, secret())
    with closing(vault):
        list_cases(vault, limit=_PAGE)
        return (perf_counter() - begun) * 1000


def _keystrokes(cases: int) -> Iterator[str]:
    """What stands in the field after each key: names, numbers, two words, and misses."""
    chance = Random(5)
    for _ in range(_TYPED_CASES):
        known: dict[tuple[str, str], JsonValue] = {
            (fact.about, fact.key): fact.value for fact in facts_of(chance.randrange(cases))
        }
        family, latin, given, number = (
            str(known[about, key])
            for about, key in (
                ("applicant", "person.family_name_cyrillic"),
                ("applicant", "person.family_name"),
                ("spouse", "person.given_names_cyrillic"),
                ("paper", "identity_document.number"),
            )
        )
        middle = family[len(family) // 3 :]
        for text in (family, latin.lower(), number, f"{given} {family}", middle):
            yield from (text[:length] for length in range(1, len(text) + 1))
    for miss in ("qzxv", "Вовановна", "schmidtz"):
        yield from (miss[:length] for length in range(1, len(miss) + 1))


def _ask(index: Any, text: str) -> Sequence[Any]:
    expression = match_expression(text)
    if not expression:
        return ()
    found: Sequence[Any] = index.execute(
        "SELECT rowid FROM search_index WHERE search_index MATCH ?"
        " ORDER BY rowid DESC LIMIT 50",
        (expression,),
    ).fetchall()
    return found


def _save(vault: Vault, vocabulary: Vocabulary) -> float:
    save = saving(vault, vocabulary)
    return median(save() for _ in range(_SAVES))
