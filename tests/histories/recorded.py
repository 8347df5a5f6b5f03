"""Short recorded runs against a service, stopped at the first violation or at a bound."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg

from ops.soak.check_audit import audit
from ops.soak.check_history import Checker
from ops.soak.history import History
from ops.soak.workload import Rates, Region, Workload

SEED = int(os.environ.get("HOUSING_HISTORY_SEED", "20261122"))
Clock = Callable[[History, asyncio.Event], Awaitable[None]]


@dataclass
class Recorded:
    """A finished run."""

    history: History
    checker: Checker
    workload: Workload

    def told(self) -> str:
        """The first violations in words, with the seed that brings them back."""
        reports = [violation.report() for violation in self.checker.violations[:5]]
        return "\n".join([f"HOUSING_HISTORY_SEED={SEED}", *reports])


async def record(
    owner: asyncpg.Connection,
    urls: list[str],
    region: Region,
    *,
    clients: int,
    seconds: float,
    operations_max: int | None = None,
    rates: Rates | None = None,
    beside: Clock | None = None,
    until_found: frozenset[str] = frozenset(),
    window_operations: int = 100,
) -> Recorded:
    """Run a workload and judge it as it goes, with the audit at the end. It ends early when one
    of the rules `until_found` was found broken."""
    history = History(window_operations=window_operations)
    checker = Checker(history, {pool.id: pool.units_free for pool in region.pools})
    stop = asyncio.Event()

    def digest(operations, watermark) -> None:
        checker.digest(operations, watermark)
        if until_found & checker.violations_by_rule.keys():
            stop.set()

    history.on_window = digest
    workload = Workload(urls, region, clients=clients, seed=SEED, history=history, rates=rates)
    timer = asyncio.get_running_loop().call_later(seconds, stop.set)
    async with asyncio.TaskGroup() as tasks:
        if beside is not None:
            tasks.create_task(beside(history, stop))
        await workload.run(stop, operations_max)
        stop.set()
    timer.cancel()
    history.finish()
    await audit(owner, checker)
    return Recorded(history, checker, workload)
