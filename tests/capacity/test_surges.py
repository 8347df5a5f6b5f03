"""Surges: pools that open while an operator says that a region needs them."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.capacity.clock import SECOND, count_again, put_surge, set_capacity, stop_clock, toronto
from tests.conftest import CaughtUp
from tests.support.api import Api
from tests.support.world import World

EVENING = toronto(2027, 1, 10, 18)
HOUR = timedelta(hours=1)


@pytest.fixture
async def cold(world: World, api, caught_up: CaughtUp) -> SimpleNamespace:
    """An evening in winter: a surge pool in the harbor and one elsewhere, and nothing open yet."""
    await stop_clock(world, EVENING)
    organization = await world.organization()
    here = await world.program(organization)
    away = await world.program(organization, "Hill hall", region="hills")
    made = SimpleNamespace(
        organization=organization, program=here,
        pool=await world.pool(here, free=6, capacity_kind="surge"),
        away=await world.pool(away, free=6, capacity_kind="surge"),
        regular=await world.pool(here, free=6),
        operator=api(await world.caller("operator")),
        responder=api(await world.caller("responder")),
        staff=api(await world.caller("shelter_staff", organization)),
    )  # fmt: skip
    await caught_up()
    return made


async def state(caller: Api, pool) -> str:
    return (await caller.pool(pool))["state"]


async def test_a_surge_opens_its_region_and_no_other(cold) -> None:
    assert (await cold.responder.place(cold.pool))["code"] == "pool_not_in_season"
    opened = await put_surge(cold.operator, EVENING + 12 * HOUR)
    assert opened.status == 201 and opened["state"] == "running"
    assert (opened["pools"], opened["units_free"], opened["region"]) == (1, 6, "harbor")
    pool = await cold.responder.pool(cold.pool)
    assert (pool["state"], pool["opening"]["surge_label"]) == ("open", "cold")
    assert (await cold.responder.place(cold.pool)).status == 201
    assert await state(cold.responder, cold.away) == "closed"
    assert (await cold.responder.place(cold.away))["code"] == "pool_not_in_season"
    # Staff can't keep a place in what is not open either.
    assert (await cold.staff.place(cold.away))["code"] == "pool_not_in_season"


async def test_it_begins_and_ends_to_the_second(world: World, cold) -> None:
    starts, ends = EVENING + HOUR, EVENING + 3 * HOUR
    coming = await put_surge(cold.operator, ends, starts_at=starts.isoformat())
    assert coming["state"] == "coming"
    for at, said in ((starts - SECOND, "closed"), (starts, "open"), (ends - SECOND, "open"),
                     (ends, "closed")):  # fmt: skip
        await stop_clock(world, at)
        assert await state(cold.responder, cold.pool) == said, at
        placed = await cold.responder.place(cold.pool)
        assert placed.status == (201 if said == "open" else 409), at
        if placed.status == 201:
            await cold.responder.act(placed["id"], "release")
    assert (await cold.operator.get("/v1/surges"))["items"][0]["state"] == "over"


async def test_surges_that_touch_are_one_opening(world: World, cold) -> None:
    first, last = EVENING + 2 * HOUR, EVENING + 5 * HOUR
    await put_surge(cold.operator, first)
    await put_surge(cold.operator, last, starts_at=first.isoformat(), label="storm")
    pool = await cold.responder.pool(cold.pool)
    assert pool["opening"]["closes_at"] == "2027-01-11T04:00:00.000000Z"
    await stop_clock(world, first)
    assert await state(cold.responder, cold.pool) == "open"
    await stop_clock(world, last)
    assert await state(cold.responder, cold.pool) == "closed"


async def test_ending_it_early_ends_no_hold(world: World, cold) -> None:
    surge = await put_surge(cold.operator, EVENING + 12 * HOUR)
    kept = await cold.responder.place(cold.pool)
    await stop_clock(world, EVENING + SECOND)
    ended = await cold.operator.post(f"/v1/surges/{surge['id']}/end")
    assert ended.status == 200 and ended["state"] == "over"
    assert await state(cold.responder, cold.pool) == "closed"
    assert (await cold.responder.place(cold.pool))["code"] == "pool_not_in_season"
    assert (await cold.responder.get(f"/v1/holds/{kept['id']}"))["state"] == "active"
    assert (await cold.responder.act(kept["id"], "extend", number=1)).status == 200
    await stop_clock(world, EVENING + 2 * SECOND)
    again = await cold.operator.post(f"/v1/surges/{surge['id']}/end")
    assert again["ended_at"] == ended["ended_at"]
    arrived = await cold.staff.act(kept["id"], "arrive", already_counted=False)
    assert arrived.status == 200
    assert (await cold.staff.pool(cold.pool))["units_free_reported"] == 5


async def test_one_that_is_ended_before_it_begins_never_opens(world: World, cold) -> None:
    starts = EVENING + HOUR
    surge = await put_surge(cold.operator, starts + HOUR, starts_at=starts.isoformat())
    assert (await cold.responder.pool(cold.pool))["opening"]["opens_at"] is not None
    await cold.operator.post(f"/v1/surges/{surge['id']}/end")
    assert (await cold.responder.pool(cold.pool))["opening"]["opens_at"] is None
    await stop_clock(world, starts + SECOND)
    assert await state(cold.responder, cold.pool) == "closed"


async def test_the_same_surge_again_is_the_same(cold) -> None:
    surge_id = str(uuid4())
    first = await put_surge(cold.operator, EVENING + HOUR, surge_id)
    version = (await cold.responder.pool(cold.pool))["version"]
    again = await put_surge(cold.operator, EVENING + HOUR, surge_id)
    assert (first.status, again.status) == (201, 200) and first.body == again.body
    assert (await cold.responder.pool(cold.pool))["version"] == version
    for fields in ({"label": "heat"}, {"region": "hills"}, {"starts_at": EVENING.isoformat()}):
        other = await put_surge(cold.operator, EVENING + HOUR, surge_id, **fields)
        assert (other.status, other["code"]) == (409, "surge_id_reused")
        assert "region_label" not in other.body
    assert len((await cold.responder.get("/v1/surges"))["items"]) == 1


async def test_who_may_open_and_what_is_not_a_period(cold) -> None:
    for caller in (cold.staff, cold.responder):
        assert (await put_surge(caller, EVENING + HOUR))["code"] == "not_allowed"
        assert (await caller.post(f"/v1/surges/{uuid4()}/end"))["code"] == "not_allowed"
    for ends_at, fields in (
        (EVENING, {}),
        (EVENING + timedelta(days=93), {}),
        (EVENING + HOUR, {"starts_at": (EVENING + HOUR).isoformat()}),
        (EVENING + 2 * HOUR, {"starts_at": (EVENING - timedelta(days=2)).isoformat()}),
        (EVENING + timedelta(days=401), {"starts_at": (EVENING + 400 * 24 * HOUR).isoformat()}),
    ):
        refused = await put_surge(cold.operator, ends_at, **fields)
        assert (refused.status, refused["code"]) == (422, "surge_period_invalid"), ends_at
    assert (await put_surge(cold.operator, EVENING + HOUR, region="x"))["code"] == (
        "region_not_found"
    )
    assert (await put_surge(cold.operator, EVENING + HOUR, label="party")).status == 422
    assert (await cold.operator.put("/v1/surges/x", {})).status == 422
    assert (await cold.operator.post(f"/v1/surges/{uuid4()}/end"))["code"] == "surge_not_found"


async def test_what_is_closed_until_needed_is_listed_for_who_asks(world: World, cold) -> None:
    async def found(caller: Api, **body) -> set[str]:
        return {pool["id"] for pool in (await caller.post("/v1/pools/search", body))["items"]}

    surge, regular, away = str(cold.pool), str(cold.regular), str(cold.away)
    assert await found(cold.responder) == {regular}
    assert await found(cold.responder, capacity_kinds=["surge"]) == {surge, away}
    assert await found(cold.responder, pool_ids=[surge]) == {surge}
    assert await found(cold.staff, own=True) == {surge, regular, away}
    assert await found(cold.operator) == {surge, regular, away}
    async with cold.responder.live() as console:
        await console.until(lambda c: regular in c.pools)
        assert surge not in console.pools
        await put_surge(cold.operator, EVENING + HOUR)
        await console.until(lambda c: surge in c.pools)
        assert away not in console.pools
        assert await found(cold.responder) == {surge, regular}
        assert await found(cold.responder, capacity_kinds=["regular"]) == {regular}
        await stop_clock(world, EVENING + HOUR)
        await count_again(world, cold.pool, cold.regular)
        await world.owner.execute("SELECT housing_api.sweep_due_v1(10)")
        await console.until(lambda c: surge not in c.pools)


async def test_a_pool_that_becomes_one_learns_of_the_surge(cold) -> None:
    await put_surge(cold.operator, EVENING + HOUR)
    became = await set_capacity(cold.staff, cold.regular, capacity_kind="surge")
    assert (became["state"], became["opening"]["is_open"]) == ("open", True)
    assert (await cold.operator.get("/v1/surges"))["items"][0]["pools"] == 2
