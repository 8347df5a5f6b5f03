"""Who watches a pool, and what a place that opens says to them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from tests.support.api import Api
from tests.support.homes import Home, local_day, make_home
from tests.support.world import World

NINETY_DAYS_SECONDS = 90 * 86_400


@pytest.fixture
async def home(world: World, api: Callable[..., Api]) -> Home:
    return await make_home(world, api, free=0)


async def watch(caller: Api, pool: UUID) -> str | None:
    answer = await caller.put(f"/v1/pools/{pool}/watch", {})
    return None if answer.status == 200 else answer.code


async def watched(caller: Api) -> dict[str, bool]:
    answer = await caller.get("/v1/watches")
    assert answer.status == 200, answer
    return {one["pool_id"]: one["open"] for one in answer["items"]}


async def test_a_watch_says_when_a_place_opens(home: Home) -> None:
    assert await watch(home.responder, home.pool) is None
    assert await watch(home.responder, home.pool) is None
    assert await watched(home.responder) == {str(home.pool): False}
    filters = {"pool_ids": [str(home.pool)]}
    async with home.responder.live(pool_filter=filters) as console:
        await console.until(lambda c: str(home.pool) in c.pools)
        vacancy = str(uuid4())
        await home.expect(vacancy, units=1, expected_from=local_day(9), confidence="likely")
        await console.until(lambda c: c.pools[str(home.pool)]["expected"])
        assert await watched(home.responder) == {str(home.pool): False}
        await home.expect(vacancy, units=1, expected_from=local_day(9))
        seen = await console.until(
            lambda c: c.pools[str(home.pool)]["expected"][0]["confidence"] == "confirmed"
        )
        assert seen
    assert await watched(home.responder) == {str(home.pool): True}
    await home.staff.place(home.pool, expected_vacancy_id=vacancy)
    assert await watched(home.responder) == {str(home.pool): False}
    await home.staff.report(home.pool, units_free=1)
    assert await watched(home.responder) == {str(home.pool): True}


async def test_a_watch_is_of_one_account_and_ends(home: Home, world: World) -> None:
    await watch(home.responder, home.pool)
    assert await watched(home.staff) == {}
    await home.responder.call("DELETE", f"/v1/pools/{home.pool}/watch")
    assert await watched(home.responder) == {}
    gone = await home.responder.call("DELETE", f"/v1/pools/{home.pool}/watch")
    assert gone.status == 200
    await watch(home.responder, home.pool)
    await world.move_clock(NINETY_DAYS_SECONDS - 60)
    assert len(await watched(home.responder)) == 1
    await world.move_clock(NINETY_DAYS_SECONDS + 60)
    assert await watched(home.responder) == {}
    await world.purge()
    assert await world.owner.fetchval("SELECT count(*) FROM housing.pool_watch") == 0


async def test_watches_are_bounded(home: Home, world: World) -> None:
    pools = [await world.pool(home.program, free=0, name=f"Flat {n}") for n in range(51)]
    codes = [await watch(home.responder, pool) for pool in pools]
    assert codes == [None] * 50 + ["watch_limit_reached"]
    assert await watch(home.responder, pools[0]) is None
    await home.responder.call("DELETE", f"/v1/pools/{pools[0]}/watch")
    assert await watch(home.responder, pools[50]) is None


async def test_an_id_of_another_vacancy_is_not_taken_over(home: Home, world: World) -> None:
    vacancy = str(uuid4())
    await home.expect(vacancy, units=1, expected_from=local_day(3))
    second = await world.pool(home.program, free=0)
    reused = await home.expect(vacancy, second, units=1, expected_from=local_day(3))
    assert (reused.status, reused["code"]) == (409, "expected_vacancy_id_reused")
    assert (await home.responder.pool(home.pool))["expected"][0]["id"] == vacancy
