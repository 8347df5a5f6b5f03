"""Holds per second over HTTP beside pgbench running the same two SQL functions."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import IO

from ops.bench.child import Child
from ops.bench.database import BenchDatabase
from ops.bench.machine import cpu_seconds
from ops.bench.plan import Plan
from ops.bench.service import ServiceProcess

_WARM_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class HoldRate:
    """Medians over the rounds. `ratio` is the median of the rounds' own ratios; `service_ms` is
    processor time of the service's process for one hold, placed and let go of."""

    callers: int
    per_second: float
    pgbench_per_second: float
    ratio: float
    place_p50_ms: float
    place_p99_ms: float
    generator_share: float
    service_ms: float


def measure_holds(
    service: ServiceProcess, database: BenchDatabase, plan: Plan, log: IO[bytes]
) -> list[HoldRate]:
    """Run pgbench and each number of callers in turn, round after round. Raises RuntimeError
    when anything was refused: a refusal is cheaper than a hold and would flatter the figure."""
    pgbench: list[float] = []
    answers: dict[int, list[dict[str, float]]] = {callers: [] for callers in plan.hold_callers}
    live_before = database.live_holds()
    for _ in range(plan.rounds):
        pgbench.append(database.holds_per_second(plan))
        for callers in plan.hold_callers:
            answers[callers].append(_one_round(service, callers, plan, log))
    if database.live_holds() != live_before:
        raise RuntimeError("not every hold that was placed was let go of")
    return [
        HoldRate(
            callers,
            median(answer["holds_per_second"] for answer in rounds),
            median(pgbench),
            median(a["holds_per_second"] / p for a, p in zip(rounds, pgbench, strict=True)),
            median(answer["place_p50_ms"] for answer in rounds),
            median(answer["place_p99_ms"] for answer in rounds),
            median(answer["processor_share"] for answer in rounds),
            median(answer["service_ms"] for answer in rounds),
        )
        for callers, rounds in answers.items()
    ]


def _one_round(
    service: ServiceProcess, callers: int, plan: Plan, log: IO[bytes]
) -> dict[str, float]:
    used = cpu_seconds(service.process.pid)
    with Child("hold_callers", log) as child:
        answer = child.ask(
            port=service.port,
            callers=callers,
            pools=plan.pools,
            warm_seconds=_WARM_SECONDS,
            seconds=plan.hold_seconds,
        )
    used = cpu_seconds(service.process.pid) - used
    holds = answer["holds_per_second"] * (_WARM_SECONDS + plan.hold_seconds)
    answer["service_ms"] = 1000 * used / holds if holds else float("nan")
    refused = answer.pop("refused")
    if refused:
        raise RuntimeError(f"the service refused some of the work: {refused}")
    return answer
