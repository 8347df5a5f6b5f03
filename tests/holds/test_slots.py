"""Appointments: made once, held like beds until they begin, gone from lists when they are over."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from housing_service.app import Running
from tests.support.api import Answer, Api
from tests.support.world import World

HOUR = 3600


def in_hours(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


async def make(caller: Api, program: object, hours: float = 24, **fields: Any) -> Answer:
    body = {"slot_id": str(uuid4()), "starts_at": in_hours(hours), **fields}
    return await caller.post(f"/v1/programs/{program}/slots", body)


def parsed(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
async def desk(world: World, shelter: SimpleNamespace) -> SimpleNamespace:
    """The shelter's counselling program, which has answered whom it takes."""
    shelter.program = await world.program(shelter.organization, "Talking room", "counselling")
    shelter.service = await world.pool(
        shelter.program, None, "call_only", "service", "Counselling", stale_after_seconds=604_800
    )
    answered = await shelter.staff.put(
        f"/v1/pools/{shelter.service}/eligibility",
        {"answers": {"languages": ["es"]}, "based_on_version": 0},
    )
    assert answered.status == 200
    return shelter


async def test_made_once_with_what_the_service_has_answered(desk) -> None:
    body = {
        "slot_id": str(uuid4()), "starts_at": in_hours(48), "units": 3, "hold_policy": "instant",
    }  # fmt: skip
    path = f"/v1/programs/{desk.program}/slots"
    first, again = await desk.staff.post(path, body), await desk.staff.post(path, body)
    assert (first.status, again.status) == (201, 200)
    assert first["id"] == again["id"] == body["slot_id"]
    assert (first["unit"], first["units_available"], first["state"]) == ("slot", 3, "open")
    assert parsed(first["starts_at"]) == parsed(body["starts_at"])
    assert (first["is_over"], first["hold_policy_effective"]) == (False, "instant")
    said = await desk.staff.get(f"/v1/pools/{first['id']}/eligibility")
    assert said["answers"] == {"languages": ["es"]}
    for other in ({"units": 2}, {"starts_at": in_hours(49)}):
        refused = await desk.staff.post(path, {**body, **other})
        assert (refused.status, refused.code) == (409, "slot_id_reused")
    taken = await make(desk.staff, desk.program, slot_id=str(desk.instant))
    assert taken.code == "slot_id_reused" and "unit" not in taken.body


async def test_who_may_make_them_and_when(world: World, desk, api) -> None:
    for hours in (-1, 91 * 24):
        refused = await make(desk.staff, desk.program, hours)
        assert (refused.status, refused.code) == (422, "slot_time_out_of_range")
    by_operator = await make(desk.operator, desk.program)
    assert (by_operator.status, by_operator["hold_policy"]) == (201, "call_only")
    refused = await make(desk.operator, desk.program, hold_policy="instant")
    assert (refused.status, refused.code) == (403, "consent_required")
    stranger = api(await world.caller("shelter_staff", await world.organization("Other")))
    for caller in (stranger, desk.responder):
        assert (await make(caller, desk.program)).code == "not_allowed"
    assert (await make(desk.staff, uuid4())).code == "program_not_found"
    assert (await make(desk.staff, desk.program, units=0)).code == "invalid_request"


async def test_a_program_has_a_bounded_number_ahead_of_it(world: World, desk) -> None:
    await world.owner.execute(
        "INSERT INTO housing.pool (program_id, organization_id, name, unit, starts_at,"
        " stale_after_seconds) SELECT $1, $2, 'Appointment', 'slot',"
        " housing.service_clock() + n * interval '1 hour', 604800 FROM generate_series(0, 199) n",
        desk.program, desk.organization,
    )  # fmt: skip
    # The first of them has begun.
    assert (await make(desk.staff, desk.program)).status == 201
    refused = await make(desk.staff, desk.program)
    assert (refused.status, refused.code) == (409, "slot_limit_reached")


async def test_held_until_it_begins_and_not_after(world: World, desk) -> None:
    slot = await make(desk.staff, desk.program, 2, hold_policy="instant")
    hold = await desk.responder.place(slot["id"])
    assert (hold.status, hold["state"], hold["unit"]) == (201, "active", "slot")
    late = parsed(hold["expires_at"]) - parsed(slot["starts_at"])
    assert timedelta(0) <= late <= timedelta(minutes=1)
    full = await desk.responder.place(slot["id"])
    assert full.code == "no_units_available"

    await world.move_clock(2 * HOUR + 90)
    pool = await desk.responder.pool(slot["id"])
    assert (pool["state"], pool["hold_policy_effective"]) == ("closed", "closed")
    await desk.staff.report(slot["id"], units_free=5)
    for caller in (desk.responder, desk.staff):
        refused = await caller.place(slot["id"])
        assert (refused.status, refused.code) == (409, "slot_has_started")
    brought_back = await desk.responder.act(hold["id"], "reinstate")
    assert brought_back.code == "slot_has_started"
    arrived = await desk.staff.act(hold["id"], "arrive", late=True)
    assert (arrived.status, arrived["state"]) == (200, "arrived")


async def test_a_short_hold_and_one_just_before_it_begins(world: World, desk) -> None:
    slot = await make(desk.staff, desk.program, 48, units=3, hold_policy="instant")
    short = await desk.responder.place(slot["id"], minutes=30)
    assert parsed(short["expires_at"]) - parsed(short["placed_at"]) == timedelta(minutes=30)
    assert (await desk.responder.place(slot["id"], minutes=10)).code == "minutes_out_of_range"
    again = await desk.responder.put(
        f"/v1/holds/{short['id']}", {"pool_id": slot["id"], "minutes": 30}
    )
    assert (again.status, again["id"]) == (200, short["id"])
    await world.move_clock(48 * HOUR - 120)
    last = await desk.responder.place(slot["id"])
    assert parsed(last["expires_at"]) - parsed(last["placed_at"]) == timedelta(minutes=15)
    far = await make(desk.staff, desk.program, 48 + 30 * 24, hold_policy="instant")
    held = await desk.staff.place(far["id"])
    assert parsed(held["expires_at"]) - parsed(held["placed_at"]) == timedelta(days=14)


async def test_asked_for_and_accepted_it_is_kept_until_it_begins(world: World, desk) -> None:
    slot = await make(desk.staff, desk.program, 5, units=2, hold_policy="confirm")
    asked = await desk.responder.place(slot["id"])
    assert asked["state"] == "requested"
    # Nobody waits for an answer until after it.
    assert parsed(asked["expires_at"]) <= parsed(slot["starts_at"]) + timedelta(minutes=1)
    await world.move_clock(HOUR)
    accepted = await desk.staff.act(asked["id"], "accept")
    assert accepted["state"] == "active"
    late = parsed(accepted["expires_at"]) - parsed(slot["starts_at"])
    assert timedelta(0) <= late <= timedelta(minutes=1)


async def test_the_moment_it_begins_is_announced(world: World, desk) -> None:
    slot = await make(desk.staff, desk.program, 1, hold_policy="instant")
    asking = desk.responder.live(pool_filter={"kinds": ["counselling"]})
    async with asking as console, desk.staff.live(pool_filter={"own": True}) as own:
        await console.until(lambda c: c.pools.get(slot["id"], {}).get("state") == "open")
        await world.move_clock(HOUR - 1)
        # The sweeper knew an earlier time; any change tells it the new one.
        await desk.staff.report(slot["id"], units_free=2)
        await console.until(lambda c: c.pools[slot["id"]]["state"] == "closed")
        await world.move_clock(7 * HOUR)
        await desk.staff.report(slot["id"], units_free=1)
        await console.until(lambda c: slot["id"] not in c.pools)
        await own.until(lambda c: slot["id"] not in c.pools)
        assert str(desk.service) in console.pools
    for caller in (desk.responder, desk.staff):
        listed = await caller.get("/v1/pools?unit=slot")
        assert listed["items"] == []
    async with desk.responder.live(pool_filter={"kinds": ["counselling"]}) as console:
        await console.until(lambda c: c.pools)
        assert slot["id"] not in console.pools


async def test_sixteen_callers_and_three_appointments(world: World, desk, api) -> None:
    slot = await make(desk.staff, desk.program, 24, units=3, hold_policy="instant")
    callers = [api(await world.caller("responder")) for _ in range(16)]
    answers = await asyncio.gather(*(caller.place(slot["id"]) for caller in callers))
    assert sorted(answer.status for answer in answers) == [201] * 3 + [409] * 13
    assert {answer.code for answer in answers if answer.status == 409} == {"no_units_available"}
    # Instead of one that is taken others are offered, never a bed.
    other = await make(desk.staff, desk.program, 25, hold_policy="instant")
    seen = api(await world.caller("responder"))
    async with seen.live(pool_filter={"kinds": ["counselling"]}) as console:
        await console.until(lambda c: other["id"] in c.pools)
    refused = await seen.place(slot["id"])
    assert [pool["id"] for pool in refused["alternatives"]] == [other["id"]]
    full = await seen.place(desk.instant, units=5)
    assert "slot" not in {pool["unit"] for pool in full["alternatives"]}


async def test_a_path_is_held_as_one(desk) -> None:
    """A bed tonight and the first talk tomorrow, all or none."""
    slot = await make(desk.staff, desk.program, 20, hold_policy="instant")
    parts = [
        {"hold_id": str(uuid4()), "pool_id": str(pool), "party": {"adults": 1}}
        for pool in (desk.instant, slot["id"])
    ]
    placed = await desk.responder.put(f"/v1/hold-sets/{uuid4()}", {"parts": parts})
    assert [hold["unit"] for hold in placed["holds"]] == ["bed", "slot"]
    assert [hold["state"] for hold in placed["holds"]] == ["active", "active"]


async def test_forgotten_with_its_holds_and_what_became_of_them_stays(
    world: World, desk, service: Running
) -> None:
    slot = await make(desk.staff, desk.program, 1, units=2, hold_policy="instant")
    kept = await make(desk.staff, desk.program, 24 * 30)
    hold = await desk.responder.place(slot["id"])
    await desk.staff.act(hold["id"], "arrive")
    async with desk.staff.live(pool_filter={"own": True}) as own:
        await own.until(lambda c: slot["id"] in c.pools)
        async with world.owner.transaction():
            # Unseen by the service's own sweeper: nobody has been told yet that it is over.
            await world.move_clock(5 * 24 * HOUR)
            await world.purge()
        there = "SELECT count(*) FROM housing.pool WHERE id = $1"
        assert await world.owner.fetchval(there, UUID(slot["id"])) == 1
        await world.owner.fetchrow("SELECT * FROM housing_api.sweep_due_v1(100)")
        await own.until(lambda c: slot["id"] not in c.pools)
    await world.purge()
    left = await world.owner.fetch("SELECT id FROM housing.pool WHERE unit = 'slot'")
    assert [str(row["id"]) for row in left] == [kept["id"]]
    rows = await world.owner.fetch("SELECT program_id, outcome, holds FROM housing.slot_outcome")
    assert [tuple(row) for row in rows] == [(desk.program, "arrived", 1)]
    assert (await desk.staff.get(f"/v1/pools/{slot['id']}")).status == 404
    again = await desk.responder.put(f"/v1/holds/{hold['id']}", {"pool_id": slot["id"]})
    assert again.code == "hold_already_ended"
    async with asyncio.timeout(10):
        while UUID(slot["id"]) in service.board.pools:
            await asyncio.sleep(0.05)
    assert UUID(kept["id"]) in service.board.pools
