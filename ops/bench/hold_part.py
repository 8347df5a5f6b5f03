"""The part of the bench about holds: rates, refusals, delays, and the same on a slow disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO

from housing_service.store.embedded import attach_or_start
from ops.bench.database import BenchDatabase
from ops.bench.measure_answers import refusal_rows, steady_rows
from ops.bench.measure_holds import Mix, hold_rows
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
