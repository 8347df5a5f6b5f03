"""A need that nobody can meet at once: asked in rounds, answered, taken; seen by few."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.requests.conftest import asks_of, open_request, until_on_board
from tests.support.world import World


async def test_a_shelter_that_can_keeps_it_and_the_responder_takes_one(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    near = await new_shelter("Near", free=2)
    far = await new_shelter("Far", free=1)
    await until_on_board(service, near.pool, far.pool)
    request_id = str(uuid4())
    opened = await open_request(
        agency.responder, request_id, make_ready=["crib"], line_id=agency.line
    )
    assert opened.status == 201, opened
    assert {one["pool_id"] for one in opened["asked"]} == {str(near.pool), str(far.pool)}
    assert opened["state"] == "asking" and opened["round"] == 1

    [ask] = await asks_of(near.staff)
    assert ask["units"] == 1 and ask["party"] == {"adults": 1, "children": 2, "infants": 0}
    assert ask["needs"] == ["crib"]
    # Nothing of who asks, how urgently, or which other place was asked.
    assert set(ask) == {
        "id", "pool_id", "pool_name", "program_name", "unit", "units", "state", "party", "needs",
        "asked_at", "reminded_at", "seen_at", "answer", "answered_at", "version",
    }  # fmt: skip
    assert request_id not in str(ask)

    first = await near.staff.post(f"/v1/asks/{ask['id']}/we-can", {"minutes": 20})
    assert first.status == 200, first
    assert first["hold"]["offered"] and first["hold"]["call_back"] == "+1 555 0100"
    assert await world.held(near.pool) == 1
    [other] = await asks_of(far.staff)
    second = await far.staff.post(f"/v1/asks/{other['id']}/we-can")
    assert await world.held(far.pool) == 1

    taken = await agency.responder.act(first["hold"]["id"], "take")
    assert taken.status == 200, taken
    assert not taken["offered"] and taken["state"] == "active"
    # Every other offer is free again in the same moment, and nobody is asked any more.
    assert await world.held(far.pool) == 0
    assert await world.state(second["hold"]["id"]) == "released"
    assert await asks_of(near.staff) == [] and await asks_of(far.staff) == []
    ended = await agency.responder.get(f"/v1/requests/{request_id}")
    assert ended["state"] == "placed"
    again = await agency.responder.act(first["hold"]["id"], "take")
    assert again.status == 200 and again["id"] == taken["id"]
    late = await agency.responder.act(second["hold"]["id"], "take")
    assert late.code == "request_already_placed"


async def test_the_same_request_again_is_the_same_and_another_is_not(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    shelter = await new_shelter("Near")
    await until_on_board(service, shelter.pool)
    request_id = str(uuid4())
    opened = await open_request(agency.responder, request_id)
    again = await open_request(agency.responder, request_id)
    assert (opened.status, again.status) == (201, 200)
    assert again["opened_at"] == opened["opened_at"] and again["version"] == opened["version"]
    other = await open_request(agency.responder, request_id, urgency="now")
    assert (other.status, other.code) == (409, "request_id_reused")
    foreign = await open_request(agency.colleague, request_id)
    assert (foreign.status, foreign.code) == (409, "request_id_reused")
    assert "asked" not in foreign.body


async def test_nobody_else_finds_a_request(
    service: Any, agency: Any, new_shelter: Any, world: World, api: Any
) -> None:
    shelter = await new_shelter("Near")
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder)
    path = f"/v1/requests/{opened['id']}"
    for stranger in (agency.colleague, api(await world.caller("responder"))):
        assert (await stranger.get(path)).code == "request_not_found"
        assert (await stranger.post(path + "/close")).code == "request_not_found"
        assert (await stranger.get("/v1/requests"))["items"] == []
    assert (await shelter.staff.get(path)).status == 403
    # A foreign shelter finds nothing under the id of an ask either.
    [ask] = await asks_of(shelter.staff)
    elsewhere = await new_shelter("Elsewhere", free=3)
    for action in ("seen", "we-can", "not-tonight"):
        answer = await elsewhere.staff.post(f"/v1/asks/{ask['id']}/{action}")
        assert (answer.status, answer.code) == (404, "ask_not_found")


async def test_only_people_at_work_in_the_full_stage_are_asked(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    at_work = await new_shelter("At work")
    at_home = await new_shelter("At home", on_duty=False)
    limited = await new_shelter("New here", stage="limited")
    await until_on_board(service, at_work.pool, at_home.pool, limited.pool)
    opened = await open_request(agency.responder)
    assert [one["pool_id"] for one in opened["asked"]] == [str(at_work.pool)]
    assert await asks_of(limited.staff) == []
    await at_work.staff.put("/v1/me/duty", {"minutes": 0})
    assert await asks_of(at_work.staff) == []


async def test_we_can_needs_a_count_that_says_so(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=0)
    await until_on_board(service, shelter.pool)
    await open_request(agency.responder)
    [ask] = await asks_of(shelter.staff)
    refused = await shelter.staff.post(f"/v1/asks/{ask['id']}/we-can")
    assert (refused.status, refused.code) == (409, "count_first")
    assert await world.held(shelter.pool) == 0
    assert (await shelter.staff.report(shelter.pool, units_free=1)).status == 201
    kept = await shelter.staff.post(f"/v1/asks/{ask['id']}/we-can")
    assert kept.status == 200 and await world.held(shelter.pool) == 1
    again = await shelter.staff.post(f"/v1/asks/{ask['id']}/we-can")
    assert again["hold"]["id"] == kept["hold"]["id"] and await world.held(shelter.pool) == 1
    changed = await shelter.staff.post(f"/v1/asks/{ask['id']}/not-tonight")
    assert changed.code == "ask_already_answered"


async def test_offers_do_not_count_toward_caps_until_taken(
    service: Any, agency: Any, new_shelter: Any, shelter: Any
) -> None:
    one = await new_shelter("Near", free=1)
    await until_on_board(service, one.pool, shelter.instant)
    for _ in range(2):
        assert (await agency.responder.place(shelter.instant)).status == 201
    assert (await agency.responder.place(shelter.instant)).code == "hold_limit_reached"
    await open_request(agency.responder)
    [ask] = await asks_of(one.staff)
    kept = await one.staff.post(f"/v1/asks/{ask['id']}/we-can")
    holds = (await agency.responder.get("/v1/holds"))["items"]
    released = next(hold for hold in holds if not hold["offered"])
    await agency.responder.act(released["id"], "release")
    # One of two is free: the offer leaves it free, and takes it when it is taken.
    again = await agency.responder.place(shelter.instant)
    assert again.status == 201
    await agency.responder.act(again["id"], "release")
    taken = await agency.responder.act(kept["hold"]["id"], "take")
    assert taken.status == 200
    assert (await agency.responder.place(shelter.instant)).code == "hold_limit_reached"


async def test_an_offer_is_taken_before_it_is_used(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    await open_request(agency.responder)
    [ask] = await asks_of(shelter.staff)
    kept = (await shelter.staff.post(f"/v1/asks/{ask['id']}/we-can"))["hold"]["id"]
    assert (await agency.responder.act(kept, "arrive")).code == "offer_not_taken"
    assert (await shelter.staff.act(kept, "arrive")).code == "offer_not_taken"
    assert (await agency.responder.act(kept, "extend", number=1)).code == "offer_not_taken"
    assert (await agency.responder.act(kept, "release")).status == 200
    assert (await agency.responder.act(kept, "undo")).code == "nothing_to_undo"
    plain = await agency.responder.place(shelter.pool)
    assert (await agency.responder.act(plain["id"], "take")).code == "hold_not_offered"


async def test_closing_lets_everything_go_and_can_be_repeated(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder)
    [ask] = await asks_of(shelter.staff)
    await shelter.staff.post(f"/v1/asks/{ask['id']}/we-can")
    path = f"/v1/requests/{opened['id']}"
    for _ in range(2):
        closed = await agency.responder.post(path + "/close")
        assert closed.status == 200 and closed["state"] == "closed"
    assert await world.held(shelter.pool) == 0
    assert (await agency.responder.post(path + "/keep")).code == "request_already_ended"
    answer = await shelter.staff.post(f"/v1/asks/{ask['id']}/not-tonight")
    assert answer.code == "ask_closed"


async def test_caps_on_open_requests(service: Any, agency: Any, new_shelter: Any) -> None:
    shelter = await new_shelter("Near")
    await until_on_board(service, shelter.pool)
    opened = [await open_request(agency.responder) for _ in range(3)]
    assert all(one.status == 201 for one in opened)
    refused = await open_request(agency.responder)
    assert (refused.status, refused.code) == (409, "request_limit_reached")
    await agency.responder.post(f"/v1/requests/{opened[0]['id']}/close")
    assert (await open_request(agency.responder)).status == 201


async def test_somebody_without_an_adult_is_asked_for_only_where_the_program_said_yes(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    silent = await new_shelter("Silent", free=1)
    hidden = await new_shelter("Hidden", free=1, confidential=True, kind="safe_house")
    await until_on_board(service, silent.pool, hidden.pool)
    alone = {"household": {"adults": 0, "children": 1}}
    refused = await open_request(agency.responder, **alone)
    assert (refused.status, refused.code) == (409, "request_fits_nobody")
    young = await new_shelter("Young people's house", households_served=["youth_alone"])
    await until_on_board(service, young.pool)
    opened = await open_request(agency.responder, **alone)
    assert [one["pool_id"] for one in opened["asked"]] == [str(young.pool)]
    assert await world.owner.fetchval("SELECT count(*) FROM housing.request_pool") == 1


async def test_places_never_to_be_asked_are_not(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    one, never = await new_shelter("One"), await new_shelter("Never")
    await until_on_board(service, one.pool, never.pool)
    opened = await open_request(agency.responder, not_pool_ids=[str(never.pool)])
    assert [place["pool_id"] for place in opened["asked"]] == [str(one.pool)]
    assert await asks_of(never.staff) == []


async def test_a_line_is_chosen_from_the_organizations_own(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near")
    await until_on_board(service, shelter.pool)
    mine = await agency.responder.get("/v1/me/lines")
    assert mine["items"] == [{"id": agency.line, "line": "+1 555 0100"}]
    foreign = str(uuid4())
    path = f"/v1/organizations/{shelter.organization}/lines/{foreign}"
    assert (await agency.responder.put(path, {"line": "+1 555 0199"})).status == 403
    assert (await agency.operator.put(path, {"line": "+1 555 0199"})).status == 200
    assert (await agency.operator.put(path, {"line": "+1 555 0177"})).code == "line_id_reused"
    nowhere = f"/v1/organizations/{uuid4()}/lines/{uuid4()}"
    assert (await agency.operator.put(nowhere, {"line": "1234"})).code == "organization_not_found"
    refused = await open_request(agency.responder, line_id=foreign)
    assert (refused.status, refused.code) == (422, "line_not_found")
    retired = f"/v1/organizations/{agency.organization}/lines/{agency.line}"
    assert (await agency.operator.call("DELETE", retired))["items"] == []
    assert (await open_request(agency.responder, line_id=agency.line)).code == "line_not_found"
    assert await world.owner.fetchval("SELECT count(*) FROM housing.request") == 0
