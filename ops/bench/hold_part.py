"""The part of the bench about holds: rates, refusals, delays, and the same on a slow disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import IO

from housing_service.store.embedded import attach_or_start
from ops.bench.database import BenchDatabase
from ops.bench.measure_answers import refusal_rows, steady_rows
from ops.bench.measure_holds import Mix, ask_callers, hold_rows
from ops.bench.plan import Plan
from ops.bench.service import ServiceProcess
from ops.bench.slow_flush import slow_database
from ops.bench.table import Row


async def measure_hold_part(
    data_dir: Path, plan: Plan, log: IO[bytes], say: Callable[[str], None]
) -> list[Row]:
    """Measure on the seeded database in `data_dir`, which nothing else runs."""
    few, crowd = plan.hold_callers
    pools = f"{plan.pools} pools"
    rows: list[Row] = []
    with ServiceProcess(data_dir, log) as service:
        async with attach_or_start(data_dir, lambda _: None) as address:
            database = BenchDatabase(address.owner_url)
            say("Holds beside pgbench...")
            mixes = [Mix(pools, few, plan.pools, None), Mix(pools, crowd, plan.pools, 0.55),
                     Mix("one pool", crowd, 1, 1.5)]  # fmt: skip
            rows += hold_rows(service, database, plan, mixes, log)
            say("Refusals beside holds...")
            rows += refusal_rows(service, database, plan, log)
            say("Holds at half the top rate...")
            rows += steady_rows(service, plan, log)
    if plan.compares_processes:
        rows += await _shared_port_rows(data_dir, plan, log, say)
    async with slow_database(data_dir) as url:
        if url is None:
            say("Holds with slow flushes: not measured, there is no C compiler.")
            return rows
        say("Holds with a millisecond more for each flush...")
        with ServiceProcess(data_dir, log, settings={"HOUSING_DATABASE_URL": url}) as service:
            rows += hold_rows(
                service,
                BenchDatabase(url),
                plan,
                [
                    Mix(f"{pools}, flush + 1 ms", crowd, plan.pools, 3),
                    Mix("one pool, flush + 1 ms", crowd, 1, None),
                ],
                log,
            )
    return rows


async def _shared_port_rows(
    data_dir: Path, plan: Plan, log: IO[bytes], say: Callable[[str], None]
) -> list[Row]:
    """The same callers with the plain event loop, with the accelerated one, and with two processes
    on one port, in turn. Services may use every processor here."""
    say("Event loops, and two processes on one port...")
    crowd = plan.hold_callers[1]
    shared = {"HOUSING_PORT_SHARED": "true"}
    loops: list[float] = []
    processes: list[float] = []

    def rate(service: ServiceProcess) -> float:
        return ask_callers(service, crowd, plan.pools, plan, log)["per_second"]

    async with attach_or_start(data_dir, lambda _: None) as address:
        on = {**shared, "HOUSING_DATABASE_URL": address.owner_url}
        with ServiceProcess(data_dir, log, settings=on, pinned=False) as first:
            for _ in range(plan.rounds):
                alone = rate(first)
                with ServiceProcess(
                    data_dir, log, ("ops.bench.plain_loop",), on, pinned=False
                ) as plain:
                    loops.append(alone / rate(plain))
                beside = {**on, "HOUSING_PORT": str(first.port)}
                with ServiceProcess(data_dir, log, settings=beside, pinned=False):
                    processes.append(rate(first) / alone)
    return [
        Row(f"holds over HTTP, {crowd} callers: uvloop / asyncio's own loop", median(loops)),
        Row(f"holds over HTTP, {crowd} callers: two processes on one port / one",
            median(processes)),
    ]  # fmt: skip
