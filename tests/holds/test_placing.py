"""Placing holds over HTTP: exactly the units that exist, exactly once, in the stated order."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from tests.support.world import World, hold_id


async def test_a_responder_places_an_instant_hold(world: World, api) -> None:
    program = await world.program(await world.organization())
    pool = await world.pool(program, free=3)
    responder = api(await world.caller("responder"))
    answer = await responder.place(pool, party={"adults": 1, "children": 1})
    assert answer.status == 201
    assert answer["state"] == "active"
    assert answer["units"] == 2
    assert answer["arrival_code"]
    assert (await responder.pool(pool))["units_available"] == 1


async def test_repeating_the_id_returns_the_same_hold(world: World, api) -> None:
    pool = await world.pool(await world.program(await world.organization()), free=3)
    responder = api(await world.caller("responder"))
    hold = hold_id()
    first = await responder.place(pool, hold, units=2)
    again = await responder.place(pool, hold, units=2)
    assert (first.status, again.status) == (201, 200)
    assert again["arrival_code"] == first["arrival_code"]
    other_fields = await responder.place(pool, hold, units=1)
    assert (other_fields.status, other_fields.code) == (409, "hold_id_reused")
    stranger = api(await world.caller("responder"))
    theirs = await stranger.place(pool, hold, units=2)
    assert (theirs.status, theirs.code) == (409, "hold_id_reused")
    assert "hold" not in theirs.body
    assert await world.held(pool) == 2


async def test_sixty_four_at_once_for_five_units(world: World, api) -> None:
    pool = await world.pool(await world.program(await world.organization()), free=5)
    callers = [api(await world.caller("responder")) for _ in range(64)]
    answers = await asyncio.gather(*(caller.place(pool) for caller in callers))
    assert sorted(answer.status for answer in answers) == [201] * 5 + [409] * 59
    assert {answer.code for answer in answers if answer.status == 409} == {"no_units_available"}
    assert await world.held(pool) == 5


async def test_sixty_four_holds_by_one_responder_with_a_cap_of_two(world: World, api) -> None:
    program = await world.program(await world.organization())
    pools = [await world.pool(program, free=3) for _ in range(64)]
    agency = await world.organization("Outreach", responder_hold_limit=2)
    responder = api(await world.caller("responder", agency))
    answers = await asyncio.gather(*(responder.place(pool) for pool in pools))
    assert sum(answer.status == 201 for answer in answers) == 2
    assert {a.code for a in answers if a.status != 201} == {"hold_limit_reached"}


async def test_the_organization_cap_holds_over_many_responders(world: World, api) -> None:
    program = await world.program(await world.organization())
    pools = [await world.pool(program, free=3) for _ in range(24)]
    agency = await world.organization("Outreach", organization_hold_limit=10)
    callers = [api(await world.caller("responder", agency)) for _ in pools]
    answers = await asyncio.gather(
        *(caller.place(pool) for caller, pool in zip(callers, pools, strict=True))
    )
    assert sum(answer.status == 201 for answer in answers) == 10


async def test_judgement_comes_in_the_stated_order(world: World, api) -> None:
    organization = await world.organization()
    program = await world.program(organization)
    agency = await world.organization("Outreach", responder_hold_limit=1)
    responder = api(await world.caller("responder", agency))
    open_pool = await world.pool(program, free=1)
    mine = hold_id()
    assert (await responder.place(open_pool, mine)).status == 201
    # The pool is now full and the cap reached, yet the caller's own id reads its hold.
    assert (await responder.place(open_pool, mine)).status == 200
    full = await world.pool(program, free=0)
    assert (await responder.place(full)).code == "hold_limit_reached"
    call_only = await world.pool(program, free=0, policy="call_only")
    assert (await responder.place(call_only)).code == "pool_call_only"
    never_counted = await world.pool(program, free=None)
    assert (await responder.place(never_counted)).code == "pool_count_too_old"
    assert (await responder.place(uuid4())).code == "pool_not_found"


async def test_an_expired_holds_units_are_free_at_once_without_any_sweeper(
    world: World, serve, http
) -> None:
    from tests.support.api import Api

    running = await serve(sweeper_enabled=False)
    pool = await world.pool(await world.program(await world.organization()), free=1)
    first = Api(http, running.url, (await world.caller("responder")).token)
    second = Api(http, running.url, (await world.caller("responder")).token)
    placed = await first.place(pool, minutes=15)
    assert placed.status == 201
    assert (await second.place(pool)).code == "no_units_available"
    await world.move_clock(15 * 60 + 1)
    assert (await second.pool(pool))["units_available"] == 1
    assert (await first.get(f"/v1/holds/{placed['id']}"))["state"] == "expired"
    assert (await second.place(pool)).status == 201
    late = await first.act(placed["id"], "release")
    assert (late.status, late.code) == (409, "hold_expired")


async def test_a_refusal_names_what_would_have_worked(world: World, api, service) -> None:
    program = await world.program(await world.organization())
    full = await world.pool(program, free=0)
    small = await world.pool(program, free=1, name="One bed")
    large = await world.pool(program, free=4, name="Four beds")
    responder = api(await world.caller("responder"))
    async with responder.live() as console:
        await console.until(lambda c: len(c.pools) == 3)
        answer = await responder.place(full, party={"adults": 2, "children": 1})
    assert answer.code == "no_units_available"
    offered = [pool["id"] for pool in answer["alternatives"]]
    assert offered == [str(large)]
    assert str(small) not in offered
    assert (await responder.place(large, party={"adults": 2, "children": 1})).status == 201


async def test_a_household_becomes_units_by_the_pools_rule(world: World, api) -> None:
    program = await world.program(await world.organization())
    responder = api(
        await world.caller("responder", await world.organization("R", responder_hold_limit=9))
    )
    family = {"adults": 1, "children": 3, "infants": 1}
    cases = [
        ({"unit": "bed"}, 4),
        ({"unit": "bed", "infants_need_unit": False}, 3),
        ({"unit": "crib"}, 1),
        ({"unit": "room", "people_per_unit": 4}, 1),
        ({"unit": "room", "people_per_unit": 3}, 2),
        ({"unit": "room"}, 1),
    ]
    for columns, units in cases:
        pool = await world.pool(program, free=9, **columns)
        answer = await responder.place(pool, party=family)
        assert (answer.status, answer["units"]) == (201, units), columns


async def test_staff_keep_a_unit_for_the_caller_on_their_own_phone(world: World, api) -> None:
    shelter = await world.organization()
    program = await world.program(shelter)
    pool = await world.pool(program, free=2, policy="call_only")
    staff = api(await world.caller("shelter_staff", shelter))
    kept = await staff.place(pool, party={"adults": 1})
    assert (kept.status, kept["kept_by"], kept["state"]) == (201, "shelter", "active")
    elsewhere = await world.pool(await world.program(await world.organization("Other")), free=2)
    assert (await staff.place(elsewhere)).status == 403


async def test_garbage_changes_nothing(world: World, api) -> None:
    pool = await world.pool(await world.program(await world.organization()), free=3)
    responder = api(await world.caller("responder"))
    bodies = [
        {"pool_id": str(pool), "units": 0},
        {"pool_id": str(pool), "units": -1},
        {"pool_id": str(pool), "units": 10**12},
        {"pool_id": str(pool), "units": 1.5},
        {"pool_id": str(pool), "units": "2"},
        {"pool_id": str(pool), "party": {"adults": 0, "children": 0}},
        {"pool_id": str(pool), "party": {"adults": 1, "infants": 1}},
        {"pool_id": str(pool), "party": {"adults": 1, "name": "x"}},
        {"pool_id": str(pool), "minutes": 1},
        {"pool_id": str(pool), "minutes": 100_000},
        {"pool_id": "\u202e" + str(pool)},
        {"pool_id": None},
        {"units": 1},
        [],
        "text",
        7,
    ]
    for body in bodies:
        answer = await responder.call("PUT", f"/v1/holds/{hold_id()}", body)
        assert (answer.status, answer.code) in (
            (422, "invalid_request"), (422, "minutes_out_of_range"),
        ), (body, answer)  # fmt: skip
    for raw in (b"{", b"\xff\xfe", b'{"units": NaN}', b"[" * 100_000, b"", b"null"):
        answer = await responder.call(
            "PUT", f"/v1/holds/{hold_id()}", data=raw,
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        assert answer.status in (400, 413, 422), (raw[:20], answer)
    huge = await responder.call(
        "PUT", f"/v1/holds/{hold_id()}", data=b" " * 1_000_000,
        headers={"Content-Type": "application/json"},
    )  # fmt: skip
    assert (huge.status, huge.code) == (413, "body_too_large")
    assert (
        await responder.call("PUT", "/v1/holds/not-an-id", {"pool_id": str(pool)})
    ).status == 422
    assert await world.held(pool) == 0
