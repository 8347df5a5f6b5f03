"""The part of the bench about fit: searches, and what a changed pool costs consoles that filter."""

from __future__ import annotations

import os
from collections.abc import Callable

from ops.bench.measure_matching import ATTRIBUTES_ANSWERED, MatchingTime, measure_matching
from ops.bench.plan import Plan
from ops.bench.table import Row

# Up to so many pools the first bar holds, beyond it the second.
_POOLS_OF_A_REGION = 10_000
_BARS_MS = (20, 150)
# A filter that walked all pools would cost ten times as much with ten times as many.
_RATIO_BAR = 3


def matching_rows(plan: Plan, say: Callable[[str], None]) -> list[Row]:
    """Everything in this process, without a database. BENCH_SEED repeats a run's households."""
    seed = int(os.environ.get("BENCH_SEED", "20261122"))
    rows: list[Row] = []
    told: list[MatchingTime] = []
    for pools, searches in plan.matching:
        say(f"Fit of {pools:,} pools...")
        told.append(measure_matching(pools, searches, seed))
        rows += _rows_of(told[-1])
    small, large = told[0], told[-1]
    rows.append(
        Row(f"the same with {large.pools:,} pools / with {small.pools:,}",
            large.sent_us / small.sent_us, "", _RATIO_BAR, True, "near 1: it costs changed pools")
    )  # fmt: skip
    return rows


def _rows_of(one: MatchingTime) -> list[Row]:
    bar = _BARS_MS[one.pools > _POOLS_OF_A_REGION]
    return [
        Row(f"search of {one.pools:,} pools x {ATTRIBUTES_ANSWERED} attributes, p50", one.p50_ms,
            "ms"),
        Row(f"search of {one.pools:,} pools x {ATTRIBUTES_ANSWERED} attributes, p99", one.p99_ms,
            "ms", bar, True, f"{one.searches:,} searches, 100 rows explained; processor time p99 "
            f"{one.processor_p99_ms:.1f} ms"),
        Row(f"a changed pool of {one.pools:,}, for one console's filter", one.sent_us, "us", None,
            True, f"the board and its index take the change in {one.taken_us:.0f} us"),
    ]  # fmt: skip
