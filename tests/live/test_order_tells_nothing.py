"""What was heard of first, and what was written last, shows in no list, frame or figure."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from uuid import UUID, uuid4

from housing_service.app import Running
from housing_service.metrics import FEED_RESYNCS
from housing_service.service.missed_bells import MissedBells
from tests.support.api import Api
from tests.support.world import World


def counted() -> float:
    return FEED_RESYNCS._value.get()


async def many_pools(world: World, count: int = 8) -> list[UUID]:
    """Pools by id, every second one of a confidential program."""
    organization = await world.organization()
    open_to_all = await world.program(organization)
    hidden = await world.program(
        await world.organization("Quiet"), "Quiet House", "safe_house", confidential=True
    )
    made = [await world.pool(hidden if n % 2 else open_to_all, free=4) for n in range(count)]
    return sorted(made)


async def test_a_board_filled_anew_has_the_order_of_ids(
    world: World, serve, http, shelter: SimpleNamespace
) -> None:
    pools = await many_pools(world)
    # Whatever is written anew lies behind all others in the table from then on.
    for pool_id in (pools[1], pools[0]):
        await world.owner.execute(
            "UPDATE housing.pool SET clock_high_water = clock_high_water WHERE id = $1", pool_id
        )
    rows = await world.owner.fetch("SELECT id FROM housing_api.pool_versions_v1()")
    stored = [row["id"] for row in rows]
    assert stored != sorted(stored), "the table itself tells the order in which it was written"
    fresh: Running = await serve()
    api = Api(http, fresh.url, shelter.responder.token)
    async with api.live() as console:
        await console.until(lambda c: c.frames)
        shown = [pool["id"] for pool in console.frames[0]["pools"]]
    assert len(shown) == len(stored) and shown == sorted(shown)


async def test_a_frame_names_its_pools_in_the_order_of_ids(
    world: World, service: Running, shelter: SimpleNamespace
) -> None:
    both = sorted([shelter.instant, shelter.confirm])
    async with shelter.responder.live() as console:
        await console.until(lambda c: len(c.pools) == 2)
        for free, changed in ((9, both), (8, both[::-1])):
            # While nobody reads, both are changed, one after the other.
            async with service.relay._draining:
                for pool_id in changed:
                    await shelter.staff.report(pool_id, units_free=free)
            await console.until(
                lambda c, free=free: all(
                    c.pools[str(p)]["units_free_reported"] == free for p in both
                )
            )
            frames = [f for f in console.frames if f["type"] == "changes" and f["pools"]]
            assert [pool["id"] for pool in frames[-1]["pools"]] == [str(p) for p in both]


async def test_holds_are_told_in_the_order_of_ids(
    world: World, service: Running, shelter: SimpleNamespace
) -> None:
    later, earlier = str(UUID(int=2, version=4)), str(UUID(int=1, version=4))
    async with shelter.operator.live() as console:
        await console.until(lambda c: c.pools)
        async with service.relay._draining:
            for hold_id, pool_id in ((later, shelter.instant), (earlier, shelter.confirm)):
                placed = await shelter.responder.place(pool_id, hold_id)
                assert placed.status == 201, placed
        await console.until(lambda c: {earlier, later} <= c.holds.keys())
        told = [f["hold"]["id"] for f in console.frames if f["type"] == "hold"]
        assert told == [earlier, later]
    async with shelter.operator.live() as newcomer:
        await newcomer.until(lambda c: c.frames)
        assert [hold["id"] for hold in newcomer.frames[0]["holds"]] == [earlier, later]


async def test_a_change_that_nothing_rang_for_is_counted_but_for_confidential_pools(
    world: World, service: Running, shelter: SimpleNamespace
) -> None:
    hidden = await world.pool(
        await world.program(
            await world.organization("Quiet"), "Quiet House", "safe_house", confidential=True
        )
    )
    board = service.relay._board

    async def change_in_silence(pool_id: UUID) -> None:
        version = await world.owner.fetchval(
            "UPDATE housing.pool SET version = version + 1 WHERE id = $1 RETURNING version", pool_id
        )
        async with asyncio.timeout(15):
            while board.version_of(pool_id) < version:
                await asyncio.sleep(0.02)

    await change_in_silence(hidden)
    before = counted()
    await change_in_silence(hidden)
    await change_in_silence(shelter.instant)
    async with asyncio.timeout(15):
        while counted() == before:
            await asyncio.sleep(0.02)
    assert counted() == before + 1


def test_a_poll_that_was_quicker_than_the_notification_missed_nothing() -> None:
    missed, late, lost = MissedBells(), uuid4(), uuid4()
    assert missed.at_poll([late, lost]) == set()
    missed.rung(late)
    assert missed.at_poll([]) == {lost}
    assert missed.at_poll([]) == set()
