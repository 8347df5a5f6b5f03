"""The protections, and proof that these tests would notice if one were missing.

Each `without_...` test takes one protection away in its own database and shows that what it
prevents then happens; the same race with the protection in place is run beside it.
"""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from uuid import uuid4

import pytest

from housing_service.app import Running
from tests.conftest import Serve
from tests.support.api import Api
from tests.support.world import World

# A pause between a hold's insertion and its commit: whoever does not wait for the lock has all
# the time in the world to promise the same unit again.
SLOW_COMMIT = """
CREATE FUNCTION housing.pause_here() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_sleep(0.05); RETURN NULL; END $$;
CREATE TRIGGER pause_here AFTER INSERT ON housing.hold
FOR EACH ROW EXECUTE FUNCTION housing.pause_here();
"""
NO_POOL_LOCK = """
CREATE OR REPLACE FUNCTION housing.lock_pool(p_pool_id uuid) RETURNS housing.pool
LANGUAGE sql VOLATILE AS $$ SELECT p FROM housing.pool p WHERE p.id = p_pool_id $$;
"""
NO_CAP_LOCK = """
CREATE OR REPLACE FUNCTION housing.lock_for_placing(p_accounts uuid[]) RETURNS void
LANGUAGE sql VOLATILE AS $$ SELECT NULL::void $$;
"""


@pytest.fixture
async def processes(serve: Serve) -> list[Running]:
    """Four processes' worth of service: within one, holds go in one group at a time."""
    return [await serve() for _ in range(4)]


async def race_for_three(world: World, shelter: SimpleNamespace, api, processes) -> int:
    pool = await world.pool(shelter.program, free=3)
    callers = [api(await world.caller("responder"), where) for where in processes * 3]
    answers = await asyncio.gather(*(caller.place(pool) for caller in callers))
    return sum(answer.status == 201 for answer in answers)


async def test_the_race_is_won_by_exactly_three(world: World, shelter, api, processes) -> None:
    await world.owner.execute(SLOW_COMMIT)
    assert await race_for_three(world, shelter, api, processes) == 3


async def test_without_the_pools_lock_it_does_break(world: World, shelter, api, processes) -> None:
    await world.owner.execute(SLOW_COMMIT)
    await world.owner.execute(NO_POOL_LOCK)
    # Whether they meet is a matter of luck on a busy machine; once in five races is enough.
    for _ in range(5):
        if await race_for_three(world, shelter, api, processes) > 3:
            return
    pytest.fail("without its lock the race was won by exactly three five times")


async def race_for_caps(world: World, shelter: SimpleNamespace, api, processes) -> int:
    agency = await world.organization("R", responder_hold_limit=2)
    responder = await world.caller("responder", agency)
    pools = [await world.pool(shelter.program, free=3) for _ in range(12)]
    answers = await asyncio.gather(
        *(
            api(responder, where).place(pool)
            for pool, where in zip(pools, processes * 3, strict=True)
        )
    )
    return sum(answer.status == 201 for answer in answers)


async def test_the_cap_is_exact(world: World, shelter, api, processes) -> None:
    await world.owner.execute(SLOW_COMMIT)
    assert await race_for_caps(world, shelter, api, processes) == 2


async def test_without_the_caps_locks_it_does_break(world: World, shelter, api, processes) -> None:
    await world.owner.execute(SLOW_COMMIT)
    await world.owner.execute(NO_CAP_LOCK)
    # Whether they meet is a matter of luck on a busy machine; once in five races is enough.
    for _ in range(5):
        if await race_for_caps(world, shelter, api, processes) > 2:
            return
    pytest.fail("without its locks the cap was exact five times")


async def test_the_cap_of_an_organization_is_exact(world: World, shelter, api, processes) -> None:
    """Also when each of its responders asks for one hold only."""
    await world.owner.execute(SLOW_COMMIT)
    agency = await world.organization("R", organization_hold_limit=2)
    callers = [
        api(await world.caller("responder", agency), where) for where in processes for _ in "123"
    ]
    pools = [await world.pool(shelter.program, free=3) for _ in callers]
    answers = await asyncio.gather(
        *(caller.place(pool) for caller, pool in zip(callers, pools, strict=True))
    )
    assert sum(answer.status == 201 for answer in answers) == 2


async def test_one_id_at_once_on_many_pools_is_one_hold(
    world: World, shelter, api, processes
) -> None:
    """Each caller locks for itself alone and each pool is another: only the key is between them."""
    await world.owner.execute(SLOW_COMMIT)
    hold = str(uuid4())
    callers = [api(await world.caller("responder"), where) for where in processes * 3]
    pools = [await world.pool(shelter.program, free=3) for _ in callers]
    answers = await asyncio.gather(
        *(caller.place(pool, hold, units=1) for caller, pool in zip(callers, pools, strict=True))
    )
    assert sum(answer.status == 201 for answer in answers) == 1
    assert all(
        answer.code == "hold_id_reused" for answer in answers if answer.status not in (200, 201)
    )
    assert await world.owner.fetchval("SELECT count(*) FROM housing.hold") == 1


async def test_one_id_repeated_at_once_is_one_hold_with_one_code(
    world: World, shelter, http, processes
) -> None:
    await world.owner.execute(SLOW_COMMIT)
    hold = str(uuid4())
    everywhere = [Api(http, running.url, shelter.responder.token) for running in processes]
    answers = await asyncio.gather(
        *(caller.place(shelter.instant, hold) for caller in everywhere * 4)
    )
    assert sorted(a.status for a in answers) == [200] * 15 + [201]
    assert len({a["arrival_code"] for a in answers}) == 1


async def test_the_clock_is_read_after_the_lock(world: World, shelter, database_url) -> None:
    """A hold that ends while its shelter waits for the row can't arrive any more."""
    import asyncpg

    hold = await shelter.responder.place(shelter.instant)
    await world.owner.execute(
        "UPDATE housing.hold SET expires_at = clock_timestamp() + interval '0.7 seconds'"
    )
    blocker = await asyncpg.connect(database_url)
    try:
        async with blocker.transaction():
            await blocker.execute(
                "SELECT 1 FROM housing.pool WHERE id = $1 FOR UPDATE", shelter.instant
            )
            arriving = asyncio.create_task(shelter.staff.act(hold["id"], "arrive"))
            await blocker.execute("SELECT pg_sleep(1)")
            assert not arriving.done()
        answer = await arriving
    finally:
        await blocker.close()
    assert (answer.status, answer.code) == (409, "hold_expired")
    assert (await shelter.staff.pool(shelter.instant))["units_free_reported"] == 4


async def test_a_refusal_waits_for_no_lock(world: World, shelter, database_url) -> None:
    import asyncpg

    full = await world.pool(shelter.program, free=0)
    blocker = await asyncpg.connect(database_url)
    try:
        async with blocker.transaction():
            await blocker.execute("SELECT 1 FROM housing.pool WHERE id = $1 FOR UPDATE", full)
            async with asyncio.timeout(2):
                answer = await shelter.responder.place(full)
    finally:
        await blocker.close()
    assert answer.code == "no_units_available"


async def test_a_long_wait_for_the_row_is_busy_and_nothing_is_written(
    world: World, shelter, serve, http, database_url
) -> None:
    import asyncpg

    running = await serve(database_lock_timeout_ms=100)
    responder = Api(http, running.url, shelter.responder.token)
    blocker = await asyncpg.connect(database_url)
    hold = str(uuid4())
    try:
        async with blocker.transaction():
            await blocker.execute(
                "SELECT 1 FROM housing.pool WHERE id = $1 FOR UPDATE", shelter.instant
            )
            # Without a bound of its own for rows it would be ten seconds, for any statement.
            async with asyncio.timeout(8):
                answer = await responder.place(shelter.instant, hold)
    finally:
        await blocker.close()
    assert (answer.status, answer.code, answer["outcome"]) == (503, "busy", "not_written")
    assert answer.headers["Retry-After"]
    assert (await responder.place(shelter.instant, hold)).status == 201


async def test_time_never_runs_back_for_a_pool(world: World, shelter, api) -> None:
    """A clock an hour ahead ends a hold; set right again, the hold stays ended."""
    hold = await shelter.responder.place(shelter.instant, units=4, minutes=30)
    await world.move_clock(3600)
    other = api(await world.caller("responder"))
    taken = await other.place(shelter.instant, units=4, minutes=30)
    assert taken.status == 201
    ahead = await shelter.staff.pool(shelter.instant)
    await world.move_clock(0)
    assert (await shelter.responder.get(f"/v1/holds/{hold['id']}"))["state"] == "expired"
    assert (await shelter.staff.act(hold["id"], "arrive")).code == "hold_expired"
    third = api(await world.caller("responder"))
    assert (await third.place(shelter.instant)).code == "no_units_available"
    back = await shelter.staff.pool(shelter.instant)
    assert back["units_held"] == 4
    # The pool's own time stands still until the clock has caught up; it is never earlier.
    assert back["as_of"] >= taken["placed_at"]
    assert back["version"] >= ahead["version"]
    await other.act(taken["id"], "release")
    later = await third.place(shelter.instant)
    assert later.status == 201
    assert later["placed_at"] >= taken["placed_at"]


async def test_a_clock_step_is_noticed_and_shown(world: World, shelter) -> None:
    async with shelter.operator.live() as console:
        await console.until(lambda c: c.ticks and c.ticks[-1]["clock_step_seconds"] == 0)
        await world.move_clock(3600)
        tick = await console.until(
            lambda c: abs(c.ticks[-1]["clock_step_seconds"]) > 3000 and c.ticks[-1], 5
        )
        assert tick["live"] is True
