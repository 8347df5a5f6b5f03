"""An offer among everything else that ends, counts, lengthens or forbids a hold."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.requests.by_hand import climb, keep, offer
from tests.requests.conftest import asks_of, open_request, until_on_board
from tests.support.world import World


@pytest.fixture
async def service(serve: Any, world: World) -> Any:
    """The clock's steps and offers are made by the test alone."""
    return await serve(sweeper_enabled=False)


async def automatic_offers(agency: Any) -> None:
    assert (await agency.operator.put("/v1/automatic-offers", {"on": True}))["on"] is True


async def offered_to(world: World) -> list[str]:
    rows = await world.owner.fetch("SELECT request_id FROM housing.hold ORDER BY placed_at")
    return [str(row["request_id"]) for row in rows]


async def test_taking_is_refused_at_the_cap_and_the_request_stays_open(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=10)
    await until_on_board(service, shelter.pool)
    answers, kept = [], {}
    for _ in range(5):
        opened = await open_request(agency.responder)
        assert opened.status == 201, opened
        kept = (await keep(shelter))["hold"]
        answers.append(await agency.responder.act(kept["id"], "take"))
    assert [answer.code for answer in answers[:2]] == [None, None]
    refused = [(answer.status, answer.code) for answer in answers[2:]]
    assert refused == [(409, "hold_limit_reached")] * 3
    taken = "SELECT count(*) FROM housing.hold WHERE state = 'active' AND taken_at IS NOT NULL"
    assert await world.owner.fetchval(taken) == 2
    # What was not taken is kept all the same, and its requests count toward their own cap.
    assert await world.held(shelter.pool) == 5
    assert (await open_request(agency.responder)).code == "request_limit_reached"
    await agency.responder.act(answers[0]["id"], "release")
    assert (await agency.responder.act(kept["id"], "take")).status == 200


async def test_taking_never_shortens_what_its_shelter_has_kept(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    await open_request(agency.responder)
    kept = (await keep(shelter))["hold"]["id"]
    longer = await shelter.staff.act(kept, "extend", number=1, minutes=600)
    assert longer.status == 200, longer
    taken = await agency.responder.act(kept, "take")
    assert taken["expires_at"] == longer["expires_at"]


async def test_a_count_tells_of_no_arrival_on_an_offer_nobody_took(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder)
    kept = (await keep(shelter))["hold"]["id"]
    count = {"units_free": 0, "arrived": [kept]}
    refused = await shelter.staff.report(shelter.pool, **count)
    assert (refused.status, refused.code) == (422, "arrived_hold_not_found")
    assert await world.state(kept) == "active"
    request = await agency.responder.get(f"/v1/requests/{opened['id']}")
    assert request["state"] == "asking"
    # Once it is taken, the same count is fine.
    await agency.responder.act(kept, "take")
    assert (await shelter.staff.report(shelter.pool, **count)).status == 201
    assert await world.state(kept) == "arrived"


async def test_a_late_repetition_of_we_can_keeps_nothing_again(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    await open_request(agency.responder)
    kept = await keep(shelter)
    await agency.responder.act(kept["hold"]["id"], "release")
    again = await shelter.staff.post(f"/v1/asks/{kept['ask']['id']}/we-can")
    assert (again.status, again.code) == (409, "ask_closed")
    assert await world.held(shelter.pool) == 0


async def test_closing_lets_go_of_an_offer_that_outlives_its_request(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder, urgency="now")
    kept = (await keep(shelter))["hold"]["id"]
    for number in (1, 2):
        assert (await shelter.staff.act(kept, "extend", number=number, minutes=1440)).status == 200
    await world.move_clock(13 * 3600)
    assert await climb(service) == 1
    path = f"/v1/requests/{opened['id']}"
    assert (await agency.responder.get(path))["state"] == "expired"
    assert await world.held(shelter.pool) == 1
    assert (await agency.responder.post(path + "/close")).status == 200
    assert await world.held(shelter.pool) == 0


async def test_a_program_that_has_answered_anew_is_offered_to_nobody_asked_before(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=1)
    await automatic_offers(agency)
    await until_on_board(service, shelter.pool)
    await open_request(agency.responder, urgency="now")
    said = await shelter.staff.put(
        f"/v1/pools/{shelter.pool}/eligibility",
        # A family still fits, whichever answers the board has read when the next one asks.
        {
            "answers": {
                "households": ["adult_with_children"],
                "people_max": 6,
                "languages": ["es"],
            },
            "based_on_version": 0,
        },
    )
    assert said.status == 200, said
    assert await offer(service, shelter) == "none"
    later = await open_request(agency.colleague, urgency="this_week")
    assert await offer(service, shelter) == "offered"
    assert await offered_to(world) == [later["id"]]


async def test_somebody_young_is_offered_nothing_where_they_are_taken_no_longer(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=2, households_served=["youth_alone"])
    await automatic_offers(agency)
    await until_on_board(service, shelter.pool)
    alone = {"adults": 0, "children": 1}
    first = await open_request(agency.responder, household=alone)
    assert await offer(service, shelter) == "offered"
    assert (await open_request(agency.colleague, household=alone)).status == 201
    await world.owner.execute(
        "UPDATE housing.pool SET households_served = '{single_adult}' WHERE id = $1", shelter.pool
    )
    assert await offer(service, shelter) == "none"
    assert await offered_to(world) == [first["id"]]


async def test_nothing_is_offered_in_a_suspended_organization(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=1)
    await automatic_offers(agency)
    await until_on_board(service, shelter.pool)
    await open_request(agency.responder)
    suspend = "UPDATE housing.organization SET suspended_at = $2 WHERE id = $1"
    at = await world.owner.fetchval("SELECT housing.service_clock()")
    await world.owner.execute(suspend, shelter.organization, at)
    assert await offer(service, shelter) == "none" and await world.held(shelter.pool) == 0
    await world.owner.execute(suspend, shelter.organization, None)
    assert await offer(service, shelter) == "offered"


async def test_where_nobody_knows_how_many_there_are_a_large_party_keeps_nobody_waiting(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=0, people_per_unit=2)
    await automatic_offers(agency)
    await until_on_board(service, shelter.pool)
    large = await open_request(agency.responder, household={"adults": 2, "children": 4})
    assert large.status == 201, large
    small = await open_request(agency.colleague)
    await world.owner.execute(
        "UPDATE housing.request SET opened_at = opened_at - interval '7 hours' WHERE id = $1",
        UUID(large["id"]),
    )
    assert (await shelter.staff.report(shelter.pool, units_free=2)).status == 201
    # Where it is known that there are enough, the large one's units are let come together.
    total = "UPDATE housing.pool SET units_total = $2 WHERE id = $1"
    await world.owner.execute(total, shelter.pool, 3)
    assert await offer(service, shelter) == "none"
    await world.owner.execute(total, shelter.pool, None)
    assert await offer(service, shelter) == "offered"
    assert await offered_to(world) == [small["id"]]
    assert len(await asks_of(shelter.staff)) == 2
