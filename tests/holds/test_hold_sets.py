"""Several places for one household: all of them or none, once, and each by itself afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from tests.support.api import Answer, Api
from tests.support.world import World


def part(pool: UUID, **fields: Any) -> dict[str, Any]:
    return {"hold_id": str(uuid4()), "pool_id": str(pool), **fields}


async def place_set(caller: Api, *parts: dict[str, Any], set_id: str | None = None) -> Answer:
    return await caller.put(f"/v1/hold-sets/{set_id or uuid4()}", {"parts": list(parts)})


async def test_all_parts_are_placed_and_the_same_request_answers_the_same(shelter) -> None:
    parts = [
        part(shelter.instant, party={"adults": 1}),
        part(shelter.confirm, party={"adults": 1, "children": 2}, needs=["crib"]),
    ]
    set_id = str(uuid4())
    placed = await place_set(shelter.responder, *parts, set_id=set_id)
    assert placed.status == 201
    assert [hold["state"] for hold in placed["holds"]] == ["active", "requested"]
    assert [hold["units"] for hold in placed["holds"]] == [1, 3]
    assert {hold["set_id"] for hold in placed["holds"]} == {set_id}
    again = await place_set(shelter.responder, *parts, set_id=set_id)
    assert again.status == 200 and again["id"] == set_id
    assert [hold["id"] for hold in again["holds"]] == [one["hold_id"] for one in parts]
    read = await shelter.responder.get(f"/v1/hold-sets/{set_id}")
    assert {hold["id"] for hold in read["holds"]} == {one["hold_id"] for one in parts}
    assert (await shelter.responder.pool(shelter.confirm))["units_held"] == 3


async def test_one_part_without_room_and_nothing_is_placed(world: World, shelter) -> None:
    full = await world.pool(shelter.program, free=0)
    refused = await place_set(shelter.responder, part(shelter.instant), part(full))
    assert (refused.status, refused["code"]) == (409, "hold_set_not_placed")
    free, gone = refused["parts"]
    assert free["code"] == "could_be_placed" and "alternatives" not in free
    assert gone["code"] == "no_units_available"
    assert str(shelter.instant) in {pool["id"] for pool in gone["alternatives"]}
    assert await world.held(shelter.instant) == 0
    hold = await shelter.responder.get(f"/v1/holds/{free['hold_id']}")
    assert hold.status == 404


async def test_two_parts_of_one_pool_need_room_for_both(world: World, shelter) -> None:
    pool = await world.pool(shelter.program, free=3)
    refused = await place_set(shelter.responder, part(pool, units=2), part(pool, units=2))
    assert [one["code"] for one in refused["parts"]] == ["could_be_placed", "no_units_available"]
    placed = await place_set(shelter.responder, part(pool, units=2), part(pool, units=1))
    assert placed.status == 201 and await world.held(pool) == 3


async def test_another_request_with_the_same_ids_reads_nothing(shelter, api, world: World) -> None:
    parts = [part(shelter.instant), part(shelter.confirm)]
    set_id = str(uuid4())
    assert (await place_set(shelter.responder, *parts, set_id=set_id)).status == 201
    other = await place_set(
        shelter.responder, part(shelter.instant), part(shelter.confirm), set_id=set_id
    )
    assert (other.status, other["code"]) == (409, "hold_set_id_reused")
    fewer = await place_set(shelter.responder, *parts, part(shelter.confirm), set_id=set_id)
    assert fewer["code"] == "hold_set_id_reused"
    stranger = api(await world.caller("responder"))
    stolen = await place_set(stranger, *parts, set_id=set_id)
    assert (stolen.status, stolen["code"]) == (409, "hold_set_id_reused")
    assert "holds" not in stolen.body and "parts" not in stolen.body
    hidden = await stranger.get(f"/v1/hold-sets/{set_id}")
    assert (hidden.status, hidden["code"]) == (404, "hold_set_not_found")
    # A hold of another set, or of none, can't become part of one.
    mixed = await place_set(shelter.responder, parts[0], part(shelter.confirm))
    assert mixed["parts"][0]["code"] == "hold_id_reused"


async def test_a_set_counts_once_toward_the_caps(world: World, shelter, api) -> None:
    pool = await world.pool(shelter.program, free=50)
    agency = await world.organization("Agency", responder_hold_limit=2, organization_hold_limit=3)
    first, second = [api(await world.caller("responder", agency)) for _ in range(2)]
    assert (await place_set(first, *[part(pool) for _ in range(4)])).status == 201
    assert (await first.place(pool)).status == 201
    over = await place_set(first, part(pool), part(pool))
    assert {one["code"] for one in over["parts"]} == {"hold_limit_reached"}
    assert (await first.place(pool))["code"] == "hold_limit_reached"
    # The organization has two now; one more of any size, and then no other.
    assert (await place_set(second, part(pool), part(pool))).status == 201
    assert (await second.place(pool))["code"] == "hold_limit_reached"


async def test_a_part_let_go_of_comes_back_while_its_set_lives(world: World, shelter, api) -> None:
    agency = await world.organization("Agency", responder_hold_limit=1)
    responder = api(await world.caller("responder", agency))
    placed = await place_set(responder, part(shelter.instant), part(shelter.instant))
    first, second = (hold["id"] for hold in placed["holds"])
    assert (await responder.act(first, "release")).status == 200
    # The other part goes on by itself, and still counts as the one hold there is.
    assert (await responder.get(f"/v1/holds/{second}"))["state"] == "active"
    assert (await responder.act(first, "undo"))["state"] == "active"
    assert (await responder.act(first, "release")).status == 200
    assert (await responder.act(second, "release")).status == 200
    assert (await responder.place(shelter.instant)).status == 201
    assert (await responder.act(first, "undo"))["code"] == "hold_limit_reached"


async def test_a_later_decline_leaves_the_rest_and_is_told(shelter) -> None:
    placed = await place_set(shelter.responder, part(shelter.instant), part(shelter.confirm))
    first, second = (hold["id"] for hold in placed["holds"])
    async with shelter.responder.live() as console:
        await console.until(lambda c: second in c.holds)
        assert (await shelter.staff.act(second, "decline", reason="no_bed")).status == 200
        await console.until(lambda c: c.holds[second]["state"] == "declined")
        assert console.holds[first]["state"] == "active"
        assert console.holds[second]["set_id"] == console.holds[first]["set_id"] == placed["id"]
    # The shelter does not learn what else is held for the household.
    assert (await shelter.staff.get(f"/v1/holds/{first}"))["set_id"] is None


async def test_what_a_set_may_not_contain(shelter) -> None:
    one = part(shelter.instant)
    for parts in ([one], [one, one], [part(shelter.instant) for _ in range(7)], [one, {}]):
        refused = await place_set(shelter.responder, *parts)
        assert (refused.status, refused["code"]) == (422, "invalid_request"), parts
    assert (await shelter.responder.put("/v1/hold-sets/x", {}))["code"] == "invalid_request"


async def test_after_the_purge_only_the_id_is_left(world: World, shelter) -> None:
    parts = [part(shelter.instant), part(shelter.confirm)]
    set_id = str(uuid4())
    placed = await place_set(shelter.responder, *parts, set_id=set_id)
    for hold in placed["holds"]:
        await shelter.responder.act(hold["id"], "release")
    await world.move_clock(4 * 24 * 3600)
    assert await world.purge() == 2
    assert await world.owner.fetchval("SELECT count(*) FROM housing.hold_set") == 0
    again = await place_set(shelter.responder, *parts, set_id=set_id)
    assert (again.status, again["code"]) == (409, "hold_set_already_ended")
