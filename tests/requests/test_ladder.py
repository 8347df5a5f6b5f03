"""The clock's part: reminders, the next round, the operator, the end; each taken once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from housing_service.store import requests as store
from tests.requests.conftest import asks_of, open_request, until_on_board
from tests.support.world import World


@pytest.fixture
async def service(serve: Any, world: World) -> Any:
    """The clock's steps are taken by the test alone."""
    return await serve(sweeper_enabled=False)


async def climb(service: Any) -> int:
    climbed, _ = await store.climb(service.services.requesting._database, 50)
    return climbed


async def shelters(new_shelter: Any, service: Any, count: int) -> list[Any]:
    made = [await new_shelter(f"Shelter {number}") for number in range(count)]
    await until_on_board(service, *(one.pool for one in made))
    return made


async def test_the_best_few_first_then_more_then_the_operator(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    made = await shelters(new_shelter, service, 5)
    opened = await open_request(agency.responder)
    assert len(opened["asked"]) == 3
    path = f"/v1/requests/{opened['id']}"
    assert await climb(service) == 0
    steps = []
    for minutes in (5, 10, 15, 20):
        await world.move_clock(minutes * 60 - 5)
        assert await climb(service) == 0, minutes
        await world.move_clock(minutes * 60 + 1)
        climbed = await climb(service)
        now = await agency.responder.get(path)
        steps.append((climbed, now["steps"][-1]["step"], len(now["asked"]), now["state"]))
    assert steps == [
        (1, "reminded", 3, "asking"),
        (1, "asked", 5, "asking"),
        (1, "reminded", 5, "asking"),
        (1, "operator", 5, "waiting"),
    ]
    seen = await agency.operator.get(path)
    assert seen["with_operator"] and seen["party"] == {"adults": 1, "children": 2, "infants": 0}
    assert seen["organization_name"] == "Night line"
    # It goes on waiting: shelters can still answer.
    [ask] = await asks_of(made[0].staff)
    assert ask["state"] == "open" and ask["reminded_at"] is not None


async def test_who_asks_is_told_to_the_operator_only_when_it_comes_to_them(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    await shelters(new_shelter, service, 1)
    opened = await open_request(agency.responder, line_id=agency.line)
    seen = await agency.operator.get(f"/v1/requests/{opened['id']}")
    assert not seen["with_operator"]
    assert (seen["organization_name"], seen["line"], seen["party"]) == (None, None, None)


async def test_when_all_have_said_no_the_next_are_asked_at_once(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    made = await shelters(new_shelter, service, 4)
    opened = await open_request(agency.responder)
    path = f"/v1/requests/{opened['id']}"
    asked = {one["pool_id"] for one in opened["asked"]}
    for one in made:
        if str(one.pool) in asked:
            [ask] = await asks_of(one.staff)
            refused = await one.staff.post(f"/v1/asks/{ask['id']}/not-tonight")
            assert refused.status == 200 and refused["answer"] == "not_tonight"
    now = await agency.responder.get(path)
    assert now["round"] == 2 and len(now["asked"]) == 4
    [last] = [one for one in made if str(one.pool) not in asked]
    [ask] = await asks_of(last.staff)
    await last.staff.post(f"/v1/asks/{ask['id']}/not-tonight")
    now = await agency.responder.get(path)
    assert now["state"] == "waiting" and now["steps"][-1]["step"] == "operator"


async def test_nobody_else_is_troubled_while_an_offer_is_being_decided(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    made = await shelters(new_shelter, service, 4)
    opened = await open_request(agency.responder)
    [first] = [one for one in made if str(one.pool) == opened["asked"][0]["pool_id"]]
    await first.staff.report(first.pool, units_free=1)
    [ask] = await asks_of(first.staff)
    kept = await first.staff.post(f"/v1/asks/{ask['id']}/we-can", {"minutes": 30})
    assert kept.status == 200, kept
    await world.move_clock(11 * 60)
    await climb(service)
    now = await agency.responder.get(f"/v1/requests/{opened['id']}")
    assert [step["step"] for step in now["steps"]] == ["opened", "asked", "offered"]
    await world.move_clock(31 * 60)
    await climb(service)
    now = await agency.responder.get(f"/v1/requests/{opened['id']}")
    assert now["steps"][-1]["step"] == "reminded"


async def test_a_request_ends_by_the_clock_and_can_be_kept_open(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    [one] = await shelters(new_shelter, service, 1)
    kept, let_go = [await open_request(agency.responder) for _ in range(2)]
    await world.move_clock(17 * 3600)
    assert (await agency.responder.post(f"/v1/requests/{kept['id']}/keep")).status == 200
    await world.move_clock(18 * 3600 + 1)
    # The clock ends it, whether or not anybody has written that down.
    assert (await agency.responder.get(f"/v1/requests/{let_go['id']}"))["state"] == "expired"
    await one.staff.put("/v1/me/duty", {"minutes": 60})
    assert len(await asks_of(one.staff)) == 1
    while await climb(service):
        pass
    for request, state in ((kept, "asking"), (let_go, "expired")):
        assert (await agency.responder.get(f"/v1/requests/{request['id']}"))["state"] == state


async def test_many_climbers_take_each_step_once(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    await shelters(new_shelter, service, 4)
    opened = [await open_request(agency.responder) for _ in range(3)]
    await world.move_clock(301)
    climbed = await asyncio.gather(*(climb(service) for _ in range(8)))
    assert sum(climbed) == 3
    for one in opened:
        now = await agency.responder.get(f"/v1/requests/{one['id']}")
        assert [step["step"] for step in now["steps"]] == ["opened", "asked", "reminded"]


async def test_after_a_day_nothing_is_left_but_the_id(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    [one] = await shelters(new_shelter, service, 1)
    await one.staff.report(one.pool, units_free=1)
    opened = await open_request(agency.responder)
    [ask] = await asks_of(one.staff)
    kept = await one.staff.post(f"/v1/asks/{ask['id']}/we-can")
    await agency.responder.act(kept["hold"]["id"], "take")
    database = service.services.requesting._database
    await world.move_clock(23 * 3600 + 40 * 60)
    assert await store.purge_requests(database, 10) == 0
    await world.move_clock(24 * 3600)
    assert await store.purge_requests(database, 10) == 1
    for table in ("request", "request_pool", "request_step"):
        assert await world.owner.fetchval(f"SELECT count(*) FROM housing.{table}") == 0
    assert await world.owner.fetchval("SELECT count(request_id) FROM housing.hold") == 0
    again = await open_request(agency.responder, opened["id"])
    assert (again.status, again.code) == (409, "request_already_ended")
