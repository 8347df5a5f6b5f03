"""Whether two kinds of answers can be told apart by how long they take."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

Ask = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Difference:
    """Of the first against the second, in shares: of the medians, and of how far the chance that a
    draw of the first is the longer one lies from one half (0: no difference, 1: always)."""

    of_medians: float
    effect: float
    median_ms: float
    # What chance alone would reach with this many samples, once in about a thousand times.
    noise: float

    @property
    def line(self) -> str:
        return (
            f"median {self.median_ms:.2f} ms, medians {self.of_medians:+.2%} apart,"
            f" effect {self.effect:+.3f} (by chance up to {self.noise:.3f})"
        )


async def interleaved(first: Ask, second: Ask, times: int) -> tuple[list[float], list[float]]:
    """Seconds of each, asked in turn and in alternating order: both meet the same machine."""
    one: list[float] = []
    other: list[float] = []
    for turn in range(times + 5):
        pair = [(first, one), (second, other)]
        for ask, kept in pair if turn % 2 else reversed(pair):
            started = time.perf_counter()
            await ask()
            kept.append(time.perf_counter() - started)
    # The first ones fill caches.
    return one[5:], other[5:]


def difference(one: Sequence[float], other: Sequence[float]) -> Difference:
    """Medians, and the effect of Mann and Whitney's test: 2U / (n m) - 1."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, kind) in enumerate(ranked, start=1) if kind == 0)
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    middle = statistics.median(other)
    return Difference(
        statistics.median(one) / middle - 1,
        2 * u / (n * m) - 1,
        middle * 1_000,
        3.3 * 2 * math.sqrt((n + m + 1) / (12 * n * m)),
    )
