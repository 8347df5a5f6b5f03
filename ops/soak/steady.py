"""An even load whose data do not grow: counts reported, lists read, holds refused and repeated,
consoles that come and go. What grows under it, leaks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from ops.soak.consoles import consoles
from ops.soak.leak import Sample, watch
from ops.soak.stage import stage
from ops.soak.workload_http import Connection, NoAnswer, NotSent
from ops.soak.workload_region import Region

CALLERS = 8
PAUSE_SECONDS = 0.05
CONSOLES = 50
VISITORS = 5
VISIT_SECONDS = 10.0
_ANSWER_SECONDS_MAX = 30.0


@dataclass(slots=True)
class Steady:
    """What came of it: `requests` answered, `failed` ones without an answer or with a 5xx."""

    samples: list[Sample] = field(default_factory=list)
    requests: int = 0
    failed: int = 0


@contextlib.asynccontextmanager
async def steady_load() -> AsyncIterator[Steady]:
    """A service of its own under even load, looked at until the end of the block."""
    made = Steady()
    async with stage(services=1) as on:
        async with on.owner() as owner:
            region = await Region.make(owner, hot_pools=2, cold_pools=20)
        token = region.responder_token(0)
        async with consoles(on.urls, token, CONSOLES, {}, 0):
            tasks = [
                asyncio.create_task(_call(on.first.url, region, number, made))
                for number in range(CALLERS)
            ]
            tasks.append(asyncio.create_task(_visit(on.first.url, token)))
            tasks.append(asyncio.create_task(watch(on.first.pid, made.samples)))
            try:
                yield made
            finally:
                failed = [task.exception() for task in tasks if task.done()]
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                for error in failed:
                    if error is not None:
                        raise error


async def _visit(url: str, token: str) -> None:
    number = 0
    while True:
        number += 1
        async with consoles([url], token, VISITORS, {}, number):
            await asyncio.sleep(VISIT_SECONDS)


async def _call(url: str, region: Region, number: int, made: Steady) -> None:
    connection = Connection([url], 0)
    pool = region.pools[number % len(region.pools)]
    responder, staff = region.responder_token(number), region.staff_token(pool, number)
    kept = str(uuid4())
    turn = 0
    while True:
        turn += 1
        asked: tuple[str, str, str, Any] = (
            ("GET", "/v1/pools", responder, None),
            ("POST", f"/v1/pools/{pool.id}/reports", staff,
             {"report_id": str(uuid4()), "units_free": 1 + turn % 7}),
            ("PUT", f"/v1/holds/{kept}", responder, {"pool_id": pool.id, "units": 1}),
            ("PUT", f"/v1/holds/{uuid4()}", responder, {"pool_id": pool.id, "units": 90}),
            ("POST", "/v1/pools/search", responder, {}),
            ("GET", f"/v1/holds/{kept}", responder, None),
        )[turn % 6]  # fmt: skip
        try:
            await connection.ready(asyncio.get_running_loop().time() + _ANSWER_SECONDS_MAX)
            status, _ = await connection.request(*asked, _ANSWER_SECONDS_MAX)
            made.requests += 1
            made.failed += status >= 500
        except (NoAnswer, NotSent):
            made.failed += 1
        await asyncio.sleep(PAUSE_SECONDS)
