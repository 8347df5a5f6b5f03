"""A stage with everything on it: callers at work, consoles that look on, a probe that asks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops.soak.check_audit import audit
from ops.soak.check_history import Checker
from ops.soak.consoles import consoles
from ops.soak.documented import documented_codes
from ops.soak.faults_play import Play, Result, Scenario, play_one
from ops.soak.history import History
from ops.soak.probe import FILTER, probe
from ops.soak.stage import Stage, stage
from ops.soak.workload import Rates, Region, Workload

STOPPING_SECONDS_MAX = 180.0
# Whoever goes through the web proxy is numbered from here.
PROXIED_CLIENT = 10_000
# What callers say themselves when they read nothing.
_OWN_CODES = frozenset({"no_answer", "not_sent"})


@dataclass(frozen=True, slots=True)
class Cast:
    """How many of whom."""

    clients: int = 24
    proxied_clients: int = 3
    consoles_each: int = 5
    services: int = 2
    seed: int = 1
    rates: Rates = field(default_factory=Rates)
    region: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Theatre:
    """What runs, and what has been seen so far."""

    play: Play
    region: Region
    checker: Checker
    workloads: list[Workload]
    over: asyncio.Event
    running: list[asyncio.Task[None]]
    results: list[Result] = field(default_factory=list)
    rows_audited: int = 0

    async def fault(self, scenario: Scenario) -> Result:
        """Play a fault and keep what was seen."""
        result = await play_one(self.play, scenario)
        self.results.append(result)
        return result

    async def finish(self) -> None:
        """Let the callers end and resolve what they do not know, close the history, and compare
        the database with it. Findings are the checker's."""
        self.over.set()
        async with asyncio.timeout(STOPPING_SECONDS_MAX):
            await asyncio.gather(*self.running)
        self.play.history.finish()
        async with self.play.stage.owner() as owner:
            self.rows_audited = await audit(owner, self.checker)

    @property
    def resolved(self) -> int:
        return sum(workload.resolved for workload in self.workloads)

    @property
    def unresolved(self) -> int:
        return sum(workload.unresolved for workload in self.workloads)

    def undocumented(self) -> dict[str, int]:
        """What callers read that no document names."""
        known = documented_codes()
        found = {
            code: times
            for code, times in self.play.history.codes.items()
            if code not in _OWN_CODES and (code not in known or code == "internal_error")
        }
        return found | dict(self.play.probe.undocumented)


@contextlib.asynccontextmanager
async def theatre(
    cast: Cast, *, data_dir: Path | None = None, **settings: Any
) -> AsyncIterator[Theatre]:
    """Start everything; at the end of the block all of it stops, callers in the middle of a
    request too. `finish` lets them end properly before that."""
    async with contextlib.AsyncExitStack() as stack:
        on = await stack.enter_async_context(stage(data_dir, services=cast.services, **settings))
        async with on.owner() as owner:
            asking = await stack.enter_async_context(probe(owner))
            region = await Region.make(owner, **cast.region)
        watching = await stack.enter_async_context(
            consoles(on.urls, asking.watcher_token, cast.consoles_each, FILTER, cast.seed)
        )
        history = History()
        checker = Checker(history, {pool.id: pool.units_free for pool in region.pools})
        workloads = _workloads(cast, on, region, history)
        over = asyncio.Event()
        running = [asyncio.create_task(workload.run(over)) for workload in workloads]
        stack.push_async_callback(_end, running, over)
        yield Theatre(
            Play(on, history, asking, watching), region, checker, workloads, over, running
        )


def _workloads(cast: Cast, on: Stage, region: Region, history: History) -> list[Workload]:
    made = [
        Workload(
            on.urls, region, clients=cast.clients, seed=cast.seed, history=history,
            rates=cast.rates,
        )
    ]  # fmt: skip
    if cast.proxied_clients:
        made.append(
            Workload(
                [on.web.address], region, clients=cast.proxied_clients, seed=cast.seed + 1,
                history=history, rates=cast.rates, first_client=PROXIED_CLIENT,
            )
        )  # fmt: skip
    return made


async def _end(running: list[asyncio.Task[None]], over: asyncio.Event) -> None:
    over.set()
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
