"""How everything here is measured: ours and the reference in turn, the median of both.

Both run in the same minute on the same machine, so the ratio holds where the times do not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from statistics import median
from typing import TypeVar

MEBIBYTE = 1024 * 1024
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. Smaller is better.

    Attributes:
        target: the largest ratio allowed; none where a line only tells something.
    """

    name: str
    ours: float
    reference: float
    target: float = inf
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        return self.ours / self.reference

    @property
    def has_target(self) -> bool:
        return isfinite(self.target)


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that one run takes."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def in_turn(ours: Callable[[], T], reference: Callable[[], T], runs: int) -> list[tuple[T, T]]:
    """Run both `runs` times, each first in every other round; one round warms up."""
    pairs = []
    for number in range(runs + 1):
        if number % 2:
            one = ours()
            pairs.append((one, reference()))
        else:
            other = reference()
            pairs.append((ours(), other))
    return pairs[1:]


def medians(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    """The middle of ours, the middle of the reference."""
    return median(ours for ours, _ in pairs), median(other for _, other in pairs)


def percentile(times: Sequence[float], share: float) -> float:
    """The time that so large a share of all stays within."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]
