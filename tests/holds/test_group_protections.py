"""What keeps a group's members apart: ids lost elsewhere, the order of locks, locked pools."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

import asyncpg
import pytest

from housing_service.domain.errors import Refusal
from housing_service.service.group_commit import Groups
from housing_service.store.sql import query
from tests.support.api import Api
from tests.support.world import World

PLACE = query("place_holds")
Member = tuple[UUID, UUID, UUID]


async def place(connection: asyncpg.Connection, members: Sequence[Member]) -> list[str]:
    """Place one unit for each (hold, caller, pool) in one call; the codes in order."""
    nothing = [None] * len(members)
    rows = await connection.fetch(
        PLACE, [m[0] for m in members], [m[1] for m in members], [m[2] for m in members],
        [1] * len(members), nothing, nothing, nothing, nothing,
        [""] * len(members), ["amber-river-12"] * len(members),
    )  # fmt: skip
    return [row["code"] for row in rows]


async def somebody_waits_for_a_lock(world: World) -> None:
    async with asyncio.timeout(20):
        while not await world.owner.fetchval(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ):
            await asyncio.sleep(0.01)


@pytest.fixture
async def second(database_url: str):
    """Another session of the same database's owner."""
    connection = await asyncpg.connect(database_url)
    yield connection
    connection.terminate()


async def test_an_id_lost_to_another_pool_takes_no_units_from_its_group(
    world: World, shelter, second
) -> None:
    """A group whose id somebody used meanwhile is taken back whole: a later member was judged as
    if the loser's unit were gone."""
    one_left = await world.pool(shelter.program, free=1)
    first, loser, later = [(await world.caller("responder")).account_id for _ in range(3)]
    same, other = uuid4(), uuid4()
    async with second.transaction():
        assert await place(second, [(same, first, shelter.instant)]) == ["placed"]
        losing = asyncio.create_task(
            place(world.owner, [(same, loser, one_left), (other, later, one_left)])
        )
        # The group waits for the id; only another session can see that.
        async with asyncio.timeout(20):
            while not await second.fetchval(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
            ):
                await asyncio.sleep(0.01)
    with pytest.raises(asyncpg.SerializationError):
        await losing
    assert await world.held(one_left) == 0
    assert await place(world.owner, [(same, loser, one_left)]) == ["hold_id_reused"]
    assert await place(world.owner, [(other, later, one_left)]) == ["placed"]


async def test_a_group_locks_its_pools_in_the_order_of_their_ids(
    world: World, shelter, second
) -> None:
    """Everybody locks so; otherwise two groups could each wait for what the other has."""
    low, high = sorted([shelter.instant, shelter.confirm])
    callers = [(await world.caller("responder")).account_id for _ in range(2)]
    async with second.transaction():
        await second.execute("SELECT FROM housing.pool WHERE id = $1 FOR UPDATE", high)
        placing = asyncio.create_task(
            place(world.owner, [(uuid4(), callers[0], high), (uuid4(), callers[1], low)])
        )
        async with asyncio.timeout(20):
            while not await second.fetchval(
                "SELECT count(*) FROM pg_locks WHERE NOT granted"
                " AND locktype IN ('transactionid', 'tuple')"
            ):
                await asyncio.sleep(0.01)
        with pytest.raises(asyncpg.LockNotAvailableError):
            async with second.transaction():
                await second.execute(
                    "SELECT FROM housing.pool WHERE id = $1 FOR UPDATE NOWAIT", low
                )
    assert await placing == ["placed", "placed"]


async def test_whoever_is_refused_does_not_wait_for_a_group(
    world: World, shelter, serve, http, second
) -> None:
    """While a group waits for a locked row, who asks for what is gone reads so at once."""
    running = await serve(database_group_lock_timeout_ms=8_000)
    full = await world.pool(shelter.program, free=0)
    waits, asks = [Api(http, running.url, who.token) for who in (shelter.responder, shelter.staff)]
    async with asyncio.timeout(10):
        while full not in running.board.pools:
            await asyncio.sleep(0.01)
    async with second.transaction():
        await second.execute("SELECT FROM housing.pool WHERE id = $1 FOR UPDATE", shelter.instant)
        placing = asyncio.create_task(waits.place(shelter.instant))
        await somebody_waits_for_a_lock(world)
        async with asyncio.timeout(5):
            assert (await asks.place(full)).code == "no_units_available"
        assert not placing.done()
    assert (await placing).status == 201


async def test_who_waited_for_a_locked_pool_is_asked_beside_the_groups() -> None:
    """Nobody's group meets the row again that has just kept the first one waiting."""
    groups: list[list[int]] = []
    started, go_on, row_free = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def together(members: Sequence[int]) -> list[int]:
        groups.append(list(members))
        started.set()
        await go_on.wait()
        if members == [0]:
            raise Refusal("busy")
        return list(members)

    async def patiently(members: Sequence[int]) -> list[int]:
        await row_free.wait()
        return list(members)

    queue = Groups("place", together, patiently, 30)
    locked = [asyncio.create_task(queue.ask(0, "locked"))]
    await started.wait()
    locked.append(asyncio.create_task(queue.ask(1, "locked")))
    healthy = asyncio.create_task(queue.ask(2, "healthy"))
    await asyncio.sleep(0)
    go_on.set()
    async with asyncio.timeout(10):
        assert await healthy == 2
        assert groups == [[0], [2]]
        row_free.set()
        assert await asyncio.gather(*locked) == [0, 1]
    await queue.close()
