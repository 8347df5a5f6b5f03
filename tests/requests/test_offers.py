"""Freed units: told to those who wait, offered to one of them at a time where that is turned on."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from housing_service.store import requests as store
from tests.requests.conftest import NEED, open_request, until_on_board
from tests.support.world import World


async def test_who_waits_is_told_when_there_is_room(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    shelter = await new_shelter("Near")
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder)
    assert opened["room_at"] == []
    async with agency.responder.live() as asking:
        await asking.until(lambda c: opened["id"] in c.requests)
        await shelter.staff.report(shelter.pool, units_free=1)
        await asking.until(lambda c: c.requests[opened["id"]]["room_at"] == [str(shelter.pool)])
        # Nothing is kept for them: that is the operator's choice, and it is off.
        assert asking.holds == {}
        await shelter.staff.report(shelter.pool, units_free=0)
        await asking.until(lambda c: c.requests[opened["id"]]["room_at"] == [])


async def test_a_freed_unit_is_offered_and_passes_on(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    switch = "/v1/automatic-offers"
    assert (await agency.responder.put(switch, {"on": True})).status == 403
    assert (await agency.operator.get(switch))["on"] is False
    assert (await agency.operator.put(switch, {"on": True}))["on"] is True
    shelter = await new_shelter("Near")
    await until_on_board(service, shelter.pool)
    later = await open_request(agency.responder, urgency="tonight")
    urgent = await open_request(agency.colleague, urgency="now")
    async with agency.responder.live() as one, agency.colleague.live() as other:
        await shelter.staff.report(shelter.pool, units_free=1)
        first = await other.until(lambda c: next(iter(c.holds.values()), None))
        assert first["offered"] and first["request_id"] == urgent["id"]
        assert await world.held(shelter.pool) == 1 and one.holds == {}
        steps = (await agency.colleague.get(f"/v1/requests/{urgent['id']}"))["steps"]
        assert steps[-1]["step"] == "offered" and steps[-1]["count"] == 1
        # Let go, it passes on, and does not come back to who has let it go.
        await agency.colleague.act(first["id"], "release")
        second = await one.until(lambda c: next(iter(c.holds.values()), None))
        assert second["request_id"] == later["id"]
        taken = await agency.responder.act(second["id"], "take")
        assert taken.status == 200 and await world.held(shelter.pool) == 1


async def test_it_passes_on_when_its_minutes_are_over(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    await agency.operator.put("/v1/automatic-offers", {"on": True})
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    async with agency.responder.live() as one, agency.colleague.live() as other:
        await open_request(agency.responder, urgency="now")
        first = await one.until(lambda c: next(iter(c.holds.values()), None))
        await open_request(agency.colleague, urgency="tonight")
        await world.move_clock(601)
        # The sweeper sleeps by a clock that no test can move; any change of the pool wakes it too.
        await shelter.staff.report(shelter.pool, units_free=1)
        second = await other.until(lambda c: next(iter(c.holds.values()), None))
        assert await world.state(first["id"]) == "expired"
        assert second["state"] == "active" and await world.held(shelter.pool) == 1
        # An offer that nobody took is nobody's arrival to be asked about.
        pool = await shelter.staff.pool(shelter.pool)
        assert not pool["unconfirmed_arrival"]
        late = await agency.responder.act(first["id"], "take")
        assert late.code == "hold_expired"


@pytest.mark.parametrize("policy", ["confirm", "call_only"])
async def test_nothing_is_offered_where_a_person_must_agree(
    service: Any, agency: Any, new_shelter: Any, world: World, policy: str
) -> None:
    await agency.operator.put("/v1/automatic-offers", {"on": True})
    shelter = await new_shelter("Near", free=1, policy=policy)
    hidden = await new_shelter("Hidden", free=1, confidential=True, kind="safe_house")
    await until_on_board(service, shelter.pool, hidden.pool)
    await open_request(agency.responder)
    for pool in (shelter.pool, hidden.pool):
        database = service.services.requesting._database
        assert await store.offer_units(database, pool, "lamp-river-12") == "none"
    assert await world.owner.fetchval("SELECT count(*) FROM housing.hold") == 0


async def test_many_processes_offer_each_unit_once(
    serve: Any, service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=0)
    await world.owner.execute(
        "UPDATE housing.organization SET responder_request_limit = 100,"
        " organization_request_limit = 100"
    )
    await until_on_board(service, shelter.pool)
    opened = [await open_request(agency.responder) for _ in range(12)]
    database = service.services.requesting._database
    await agency.operator.put("/v1/automatic-offers", {"on": True})
    await world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = 5 WHERE id = $1", shelter.pool
    )

    async def offer(number: int) -> None:
        for _ in range(20):
            await store.offer_units(database, shelter.pool, f"lamp-river-{number + 10}")

    await asyncio.gather(*(offer(number) for number in range(8)))
    rows = await world.owner.fetch(
        "SELECT request_id, count(*) AS offers FROM housing.hold GROUP BY request_id"
    )
    assert sorted(row["offers"] for row in rows) == [1] * 5
    assert await world.held(shelter.pool) == 5
    first_come = {UUID(one["id"]) for one in opened[:5]}
    assert {row["request_id"] for row in rows} == first_come


async def test_taking_and_answering_at_once_keeps_one_place(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelters = [await new_shelter(f"Shelter {number}", free=1) for number in range(3)]
    await until_on_board(service, *(one.pool for one in shelters))
    for _ in range(6):
        opened = await open_request(agency.responder)
        asks = [
            ask["id"]
            for one in shelters
            for ask in (await one.staff.get("/v1/asks"))["items"]
            if ask["state"] == "open"
        ]
        kept = await shelters[0].staff.post(f"/v1/asks/{asks[0]}/we-can")
        answers = await asyncio.gather(
            agency.responder.act(kept["hold"]["id"], "take"),
            *(
                one.staff.post(f"/v1/asks/{ask}/we-can")
                for one, ask in zip(shelters[1:], asks[1:], strict=True)
            ),
            agency.responder.post(f"/v1/requests/{opened['id']}/close"),
        )
        assert all(answer.status in (200, 409) for answer in answers), answers
        state = (await agency.responder.get(f"/v1/requests/{opened['id']}"))["state"]
        held = [await world.held(one.pool) for one in shelters]
        took = answers[0].status == 200
        assert state == ("placed" if took else "closed")
        assert held == [1 if took else 0, 0, 0]
        if took:
            await agency.responder.act(kept["hold"]["id"], "release")


async def test_what_others_wait_for_comes_after_what_nobody_waits_for(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    shelters = [await new_shelter(f"Shelter {number}", free=1) for number in range(2)]
    await until_on_board(service, *(one.pool for one in shelters))

    async def order() -> list[str]:
        answer = await agency.colleague.post("/v1/pools/search", {"household": NEED["household"]})
        return [pool["id"] for pool in answer["items"]]

    first, second = await order()
    await open_request(agency.responder, not_pool_ids=[second])
    async with asyncio.timeout(10):
        while await order() != [second, first]:
            await asyncio.sleep(0.01)


async def test_the_reserve_is_offered_to_nobody_by_itself(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    await agency.operator.put("/v1/automatic-offers", {"on": True})
    shelter = await new_shelter("Near", free=1, reserve_units=1)
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder)
    database = service.services.requesting._database
    assert await store.offer_units(database, shelter.pool, "lamp-river-12") == "none"
    assert opened["room_at"] == []
    # Its own staff may give it away.
    [ask] = (await shelter.staff.get("/v1/asks"))["items"]
    kept = await shelter.staff.post(f"/v1/asks/{ask['id']}/we-can")
    assert kept.status == 200 and await world.held(shelter.pool) == 1


async def test_a_home_that_is_taken_goes_on_by_steps(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    home = await new_shelter(
        "Home", free=1, kind="transitional_housing", lock_milestones=True, policy="confirm"
    )
    await until_on_board(service, home.pool)
    await open_request(agency.responder)
    [ask] = (await home.staff.get("/v1/asks"))["items"]
    kept = await home.staff.post(f"/v1/asks/{ask['id']}/we-can")
    taken = await agency.responder.act(kept["hold"]["id"], "take")
    assert taken.status == 200, taken
    reached = {step["milestone"]: bool(step["reached_at"]) for step in taken["milestones"]}
    # "We can" was the decision.
    assert reached["decision"] and not reached["move_in"]
    due = {step["milestone"]: step["due_at"] for step in taken["milestones"]}
    assert taken["expires_at"] == due["move_in"]
