"""The checker's power: with one protection gone, a bounded run is caught, and for what it is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID

import asyncpg
import pytest

from ops.soak.check_history import Checker
from ops.soak.history import History
from ops.soak.workload import Rates, Region
from ops.soak.workload_caller import Caller
from ops.soak.workload_clock import SteppedClock
from ops.soak.workload_http import Connection
from tests.histories import planted
from tests.histories.recorded import record
from tests.support.world import World

Plant = Callable[[asyncpg.Connection], Awaitable[None]]
_SECONDS_MAX = 40.0
# A service with a piece missing may not answer at all.
_RATES = Rates(hot_share=0.8, answer_seconds_max=3.0, resolve_seconds_max=3.0)
# Enough for whatever was held, and less than what a shelter's pools need to grow stale.
_STEP_SECONDS = 1000.0

CAUGHT: dict[str, tuple[Plant, frozenset[str]]] = {
    "no_lock": (planted.no_lock, frozenset({"promised_twice"})),
    "judged_before_the_lock_only": (
        planted.judged_before_the_lock_only,
        frozenset({"promised_twice"}),
    ),
    "no_key_and_no_look": (
        planted.no_key_and_no_look,
        frozenset({"placed_twice", "two_holds_one_id"}),
    ),
    "clock_before_the_lock": (planted.clock_before_the_lock, frozenset({"time_ran_back"})),
    "stale_counter": (
        planted.stale_counter,
        frozenset({"refused_though_free", "count_shown_falsely"}),
    ),
    "expiry_by_sweeper_only": (
        planted.expiry_by_sweeper_only,
        frozenset({"live_after_deadline", "arrived_after_deadline", "refused_though_free"}),
    ),
}


async def small_region(world: World) -> Region:
    return await Region.make(world.owner, organizations=2, responders=16, hot_pools=3, cold_pools=2)


@pytest.mark.parametrize("name", CAUGHT)
async def test_a_planted_bug_is_caught(name: str, world: World, serve) -> None:
    plant, expected = CAUGHT[name]
    region = await small_region(world)
    await plant(world.owner)
    urls = [(await serve(sweeper_enabled=False)).url for _ in range(2)]

    async def jump(history: History, stop: asyncio.Event) -> None:
        """Let deadlines pass every 300 recorded operations."""
        clock, wanted = SteppedClock(world.owner, history), 300
        stopped = asyncio.create_task(stop.wait())
        while not stop.is_set():
            if history.total >= wanted:
                wanted += 300
                await clock.step(_STEP_SECONDS)
            await asyncio.wait([stopped], timeout=0.02)

    recorded = await record(
        world.owner, urls, region, clients=16, seconds=_SECONDS_MAX,
        rates=_RATES, beside=jump, until_found=expected, operations_max=20_000,
    )  # fmt: skip
    found = set(recorded.checker.violations_by_rule)
    print(f"{name}: {recorded.history.total} operations, {recorded.checker.violations_by_rule}")
    assert found & expected, recorded.told()


async def test_without_a_planted_bug_the_same_run_is_clean(world: World, serve) -> None:
    region = await small_region(world)
    await world.owner.execute(planted.SLOW_COMMIT)
    urls = [(await serve(sweeper_enabled=False)).url for _ in range(2)]

    async def jump(history: History, stop: asyncio.Event) -> None:
        clock = SteppedClock(world.owner, history)
        stopped = asyncio.create_task(stop.wait())
        for seconds in (_STEP_SECONDS, _STEP_SECONDS, -700.0):
            await clock.step(seconds)
            await asyncio.wait([stopped], timeout=1.0)

    recorded = await record(
        world.owner, urls, region, clients=16, seconds=4,
        rates=_RATES, beside=jump,
    )  # fmt: skip
    print(f"clean: {recorded.history.total} operations")
    assert not recorded.checker.violations, recorded.told()
    assert recorded.checker.checked == recorded.history.total > 100


async def same_id_through_two_pools(world: World, serve) -> Checker:
    """Two processes get one id at once for two pools, by two responders, ten times."""
    region = await small_region(world)
    urls = [(await serve(sweeper_enabled=False)).url for _ in range(2)]
    history = History()
    checker = Checker(history, {pool.id: pool.units_free for pool in region.pools})
    callers = [Caller(n, Connection(urls, n), history, Rates()) for n in range(2)]
    for number in range(10):
        hold_id = str(UUID(int=number + 1, version=4))
        await asyncio.gather(
            *(
                caller.once(
                    "place", region.responder_token(n), region.pools[3 + n].id, hold_id,
                    {"units": 1, "minutes": 15},
                )
                for n, caller in enumerate(callers)
            )
        )  # fmt: skip
        if sum(each.status == 201 for each in history.operations) > number + 1:
            break
        await callers[0].once("release", region.responder_token(0), region.pools[3].id, hold_id, {})
    for caller in callers:
        caller.close()
    history.finish()
    return checker


async def test_one_id_through_two_pools_is_one_hold(world: World, serve) -> None:
    await world.owner.execute(planted.SLOW_COMMIT)
    checker = await same_id_through_two_pools(world, serve)
    assert not checker.violations, checker.violations[0].report()
    assert checker.checked == 30


async def test_without_the_key_one_id_becomes_two_holds(world: World, serve) -> None:
    """The look-up alone can't keep apart what comes at once through two pools."""
    await planted.no_key(world.owner)
    checker = await same_id_through_two_pools(world, serve)
    assert checker.violations_by_rule["two_holds_one_id"]
