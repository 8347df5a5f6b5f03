"""The ladder goes on when an offer is let go, when somebody comes to work, and ends for who may
not act; and who is asked at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.requests.by_hand import climb, keep
from tests.requests.conftest import asks_of, open_request, until_on_board
from tests.support.world import World


@pytest.fixture
async def service(serve: Any, world: World) -> Any:
    """The clock's steps are taken by the test alone."""
    return await serve(sweeper_enabled=False)


async def test_others_are_reminded_a_minute_after_an_offer_is_let_go(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    keeping, silent = await new_shelter("Keeping", free=1), await new_shelter("Silent", free=1)
    await until_on_board(service, keeping.pool, silent.pool)
    opened = await open_request(agency.responder, urgency="now")
    kept = (await keep(keeping, minutes=60))["hold"]["id"]
    await world.move_clock(200)
    await climb(service)
    await agency.responder.act(kept, "release")
    await world.move_clock(300)
    await climb(service)
    request = await agency.responder.get(f"/v1/requests/{opened['id']}")
    steps = [step["step"] for step in request["steps"]]
    assert steps[-1] == "reminded", steps
    [ask] = await asks_of(silent.staff)
    assert ask["reminded_at"] is not None


async def test_who_comes_to_work_later_is_asked_then(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", on_duty=False)
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder)
    path = f"/v1/requests/{opened['id']}"
    assert (opened["state"], opened["asked"]) == ("waiting", [])
    await world.move_clock(3600)
    await climb(service)
    # Still nobody there: nothing to be told.
    assert (await agency.responder.get(path))["version"] == opened["version"]
    assert (await shelter.staff.put("/v1/me/duty", {"minutes": 480})).status == 200
    await world.move_clock(2 * 3600)
    await climb(service)
    assert len(await asks_of(shelter.staff)) == 1
    request = await agency.responder.get(path)
    assert request["state"] == "asking" and len(request["asked"]) == 1
    assert [step["step"] for step in request["steps"]] == ["opened", "operator", "asked"]


async def test_nobody_keeps_a_place_for_who_may_not_act_any_more(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    await open_request(agency.responder)
    [ask] = await asks_of(shelter.staff)
    await world.owner.execute(
        "UPDATE housing.organization SET suspended_at = housing.service_clock() WHERE id = $1",
        agency.organization,
    )
    refused = await shelter.staff.post(f"/v1/asks/{ask['id']}/we-can")
    assert (refused.status, refused.code) == (409, "ask_closed")
    assert await world.held(shelter.pool) == 0
    await world.move_clock(301)
    assert await climb(service) == 1
    assert await asks_of(shelter.staff) == []
    assert await world.owner.fetchval("SELECT state FROM housing.request") == "closed"


async def test_a_place_that_would_need_more_than_a_hold_may_have_is_left_out(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=100, party_people_max=None, people_per_unit=1)
    await until_on_board(service, shelter.pool)
    refused = await open_request(agency.responder, household={"adults": 10, "children": 11})
    assert (refused.status, refused.code) == (409, "request_fits_nobody")
    opened = await open_request(agency.responder, household={"adults": 10, "children": 10})
    assert opened.status == 201, opened
    assert await world.owner.fetchval("SELECT units FROM housing.request_pool") == 20


async def test_a_service_that_keeps_nothing_is_not_asked(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=1)
    program = await world.program(shelter.organization, "Talking room", "counselling")
    counselling = await world.pool(
        program, None, "call_only", "service", "Counselling", stale_after_seconds=604_800
    )
    await until_on_board(service, shelter.pool, counselling)
    refused = await open_request(agency.responder, kind="counselling")
    assert (refused.status, refused.code) == (409, "request_fits_nobody")
    assert await asks_of(shelter.staff) == []
