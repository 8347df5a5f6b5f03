"""Holds per second over HTTP beside pgbench running the same two SQL functions, one a commit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import IO

from ops.bench.child import Child
from ops.bench.database import BenchDatabase
from ops.bench.machine import cpu_seconds
from ops.bench.plan import Plan
from ops.bench.service import ServiceProcess
from ops.bench.table import Row

_WARM_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Mix:
    """What is compared: so many callers over so many pools. `bar` is the ratio to reach."""

    what: str
    callers: int
    pools: int
    bar: float | None


def hold_rows(
    service: ServiceProcess,
    database: BenchDatabase,
    plan: Plan,
    mixes: Sequence[Mix],
    log: IO[bytes],
) -> list[Row]:
    """Run pgbench and the callers of each mix in turn, round after round; a ratio is taken within
    a round, and the median printed. Raises RuntimeError when anything was refused: a refusal is
    cheaper than a hold and would flatter the figure."""
    pgbench: dict[Mix, list[float]] = {mix: [] for mix in mixes}
    answers: dict[Mix, list[dict[str, float]]] = {mix: [] for mix in mixes}
    live_before = database.live_holds()
    for _ in range(plan.rounds):
        for mix in mixes:
            pgbench[mix].append(database.holds_per_second(plan, mix.pools))
            answers[mix].append(ask_callers(service, mix.callers, mix.pools, plan, log))
    if database.live_holds() != live_before:
        raise RuntimeError("not every hold that was placed was let go of")
    return [_row(mix, pgbench[mix], answers[mix]) for mix in mixes]


def _row(mix: Mix, pgbench: list[float], rounds: list[dict[str, float]]) -> Row:
    def middle(name: str) -> float:
        return median(answer[name] for answer in rounds)

    ratio = median(a["per_second"] / p for a, p in zip(rounds, pgbench, strict=True))
    return Row(
        f"holds over HTTP, {mix.callers} callers, {mix.what} / pgbench", ratio, "", mix.bar, False,
        f"{middle('per_second'):,.0f}/s beside {median(pgbench):,.0f}/s; placing p50 "
        f"{middle('p50_ms'):.1f} ms, p99 {middle('p99_ms'):.1f} ms; the service uses "
        f"{middle('service_ms'):.2f} ms of processor a hold",
    )  # fmt: skip


def ask_callers(
    service: ServiceProcess,
    callers: int,
    pools: int,
    plan: Plan,
    log: IO[bytes],
    **orders: object,
) -> dict[str, float]:
    """Let callers work for `plan.hold_seconds`. `per_second` counts holds placed (or refusals,
    where those are ordered), `service_ms` is processor time of the service's process for each.
    Raises RuntimeError when an answer was another than ordered."""
    used = cpu_seconds(service.process.pid)
    with Child("hold_callers", log) as child:
        answer = child.ask(
            port=service.port,
            callers=callers,
            pools=pools,
            warm_seconds=_WARM_SECONDS,
            seconds=plan.hold_seconds,
            **orders,
        )
    used = cpu_seconds(service.process.pid) - used
    done = answer["per_second"] * (_WARM_SECONDS + plan.hold_seconds)
    answer["service_ms"] = 1000 * used / done if done else float("nan")
    unexpected = answer.pop("unexpected")
    if unexpected:
        raise RuntimeError(f"the service gave other answers than expected: {unexpected}")
    return answer
