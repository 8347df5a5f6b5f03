"""What a refusal costs beside a hold, and how soon holds are answered at half the top rate."""

from __future__ import annotations

from statistics import median
from typing import IO

from ops.bench.database import BenchDatabase
from ops.bench.measure_holds import ask_callers
from ops.bench.plan import Plan
from ops.bench.service import ServiceProcess
from ops.bench.table import Row

_CALLERS = 8
_CROWD = 64


def refusal_rows(
    service: ServiceProcess, database: BenchDatabase, plan: Plan, log: IO[bytes]
) -> list[Row]:
    """Refusals of a full pool beside holds: in the database alone (latency of one statement with
    one client) and over HTTP (median time to the answer), sides in turn."""
    inside: list[float] = []
    outside: list[float] = []
    told: list[tuple[float, float]] = []
    for _ in range(plan.rounds):
        held_ms = database.statement_ms(plan, "place_release", "place_holds_v1")
        refused_ms = database.statement_ms(plan, "refuse", "look_at_holds_v1")
        inside.append(refused_ms / held_ms)
        held = ask_callers(service, _CALLERS, plan.pools, plan, log)
        refused = ask_callers(service, _CALLERS, 1, plan, log, refusals=True)
        outside.append(refused["p50_ms"] / held["p50_ms"])
        told.append((refused["p50_ms"], held["p50_ms"]))
    refused_p50, held_p50 = (median(side) for side in zip(*told, strict=True))
    return [
        Row("a refusal / a hold, in the database", median(inside), "", 1 / 3, True),
        Row(f"a refusal / a hold, over HTTP, {_CALLERS} callers", median(outside), "", 1, True,
            f"p50 {refused_p50:.1f} ms beside {held_p50:.1f} ms"),
    ]  # fmt: skip


def steady_rows(service: ServiceProcess, plan: Plan, log: IO[bytes]) -> list[Row]:
    """Holds placed at fixed times, at half the rate that as many callers reach without pause.
    Time counts from the moment a hold was due, whether or not a caller was free."""
    delays: list[dict[str, float]] = []
    rates: list[float] = []
    for _ in range(plan.rounds):
        top = ask_callers(service, _CROWD, plan.pools, plan, log)["per_second"]
        rates.append(top / 2)
        delays.append(ask_callers(service, _CROWD, plan.pools, plan, log, rate_per_second=top / 2))
    p99 = median(answer["p99_ms"] for answer in delays)
    p50 = median(answer["p50_ms"] for answer in delays)
    return [
        Row("placing at half the top rate, p99", p99, "ms", 15, True,
            f"{median(rates):,.0f} holds/s due at fixed times; p50 {p50:.1f} ms"),
    ]  # fmt: skip
