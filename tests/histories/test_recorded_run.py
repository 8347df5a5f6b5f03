"""A real run: two processes of the service, one PostgreSQL, clients who race for the same units,
and the clock stepped under them. Everything that was answered is judged."""

from __future__ import annotations

import asyncio
import os
import random
import time
from pathlib import Path

import pytest

from ops.soak.history import READS, History
from ops.soak.workload import Rates, Region
from ops.soak.workload_clock import SteppedClock
from tests.histories.recorded import SEED, record
from tests.support import process
from tests.support.volume import volume
from tests.support.world import World

SECONDS = float(os.environ.get("HOUSING_HISTORY_SECONDS", volume(15, 60)))
OPERATIONS_MAX = int(os.environ.get("HOUSING_HISTORY_OPERATIONS", "100000"))
# A laden machine does many times as many.
_OPERATIONS_MIN = 500
_BETWEEN_STEPS_SECONDS = 4.0


@pytest.mark.timeout(SECONDS + 120)
async def test_two_processes_keep_every_promise(
    world: World, database_url: str, tmp_path: Path
) -> None:
    region = await Region.make(world.owner, hot_pools=4, cold_pools=40)
    settings = {
        "database_url": database_url,
        "migrate_at_start": "false",
        "requests_per_second": 100_000,
        "requests_burst": 100_000,
    }
    chance = random.Random(SEED)

    async def step_the_clock(history: History, stop: asyncio.Event) -> None:
        """Mostly past the next deadlines, now and then back."""
        clock = SteppedClock(world.owner, history)
        stopped = asyncio.create_task(stop.wait())
        while not stop.is_set():
            await asyncio.wait([stopped], timeout=_BETWEEN_STEPS_SECONDS)
            await clock.step(chance.choice((300.0, 950.0, 950.0, -700.0)))

    async with (
        process.serve(tmp_path / "a", **settings) as first,
        process.serve(tmp_path / "b", **settings) as second,
    ):
        begun = time.monotonic()
        recorded = await record(
            world.owner, [first.url, second.url], region, clients=48, seconds=SECONDS,
            operations_max=OPERATIONS_MAX, rates=Rates(hot_share=0.5), beside=step_the_clock,
            window_operations=500,
        )  # fmt: skip
        spent = time.monotonic() - begun

    checker, history = recorded.checker, recorded.history
    print(
        f"\nHOUSING_HISTORY_SEED={SEED}: {checker.checked} operations checked in {spent:.0f} s"
        f" ({history.total / spent:.0f}/s), {len(history.clock_steps)} clock steps,"
        f" {len(checker.violations)} violations, {checker.lost_acknowledgements} lost"
        f" acknowledgements, {checker.unresolved} unresolved\n"
        f"  {dict(checker.checked_by_kind)}\n  {dict(history.codes)}"
    )
    assert not checker.violations, recorded.told()
    assert checker.checked == history.total >= _OPERATIONS_MIN
    assert checker.unresolved == recorded.workload.unresolved == 0
    assert "internal_error" not in history.codes
    writes = set(history.by_kind) - READS
    assert {"place", "release", "arrive", "accept", "extend", "undo", "report"} <= writes
