"""A confidential service: outsiders see the outside of any such program and nothing else."""

from __future__ import annotations

import json
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.privacy.test_outsiders import CANARY, OUTSIDER_FIELDS, everything
from tests.support.world import World


@pytest.fixture
async def group(world: World, api) -> SimpleNamespace:
    """A confidential survivors' group, its staff, and people outside."""
    organization = await world.organization(f"{CANARY} Circle", victim_service_provider=True)
    program = await world.program(organization, CANARY, "peer_support", confidential=True)
    await world.owner.execute(
        "UPDATE housing.program SET intake_line = '555-0177' WHERE id = $1", program
    )
    pool = await world.pool(
        program, None, "call_only", "service", f"{CANARY} evenings", stale_after_seconds=604_800
    )
    return SimpleNamespace(
        program=program,
        pool=pool,
        staff=api(await world.caller("shelter_staff", organization)),
        responder=api(await world.caller("responder", await world.organization("Outreach"))),
        operator=api(await world.caller("operator")),
        limited=api(
            await world.caller("responder", await world.organization("New", stage="limited"))
        ),
    )


async def test_the_outside_of_a_service_is_the_same_allow_list(group) -> None:
    await group.staff.report(group.pool, intake="taking", intake_from="2027-03-01")
    for caller in (group.responder, group.operator):
        assert set(await caller.pool(group.pool)) == OUTSIDER_FIELDS
        text = await everything(caller)
        for secret in (CANARY, "2027-03-01", "555-0177", str(group.program)):
            assert secret not in text
        found = await caller.post("/v1/pools/search", {"services": ["peer_support"]})
        said = json.dumps(found.body)
        assert "2027-03-01" not in said and "555-0177" not in said and CANARY not in said
    own = await group.staff.pool(group.pool)
    assert (own["intake_from"], own["intake_line"]) == ("2027-03-01", "555-0177")


async def test_two_worlds_that_say_different_things_look_alike(world: World, group) -> None:
    await world.tell_outsiders_daily()
    async with (
        group.responder.live(pool_filter={"kinds": ["peer_support"]}) as console,
        group.staff.live(pool_filter={"own": True}) as inside,
    ):
        await console.until(lambda c: str(group.pool) in c.pools)
        await inside.until(lambda c: str(group.pool) in c.pools)
        before, frames = json.dumps(console.pools, sort_keys=True), len(console.frames)
        body = (await group.responder.get(f"/v1/pools/{group.pool}")).body
        for intake in ("taking", "closed", "waitlist"):
            await group.staff.report(group.pool, intake=intake, intake_from="2027-03-01")
        await inside.until(lambda c: c.pools[str(group.pool)]["intake"] == "waitlist")
        ticks = len(console.ticks)
        await console.until(lambda c: len(c.ticks) > ticks + 2)
        assert json.dumps(console.pools, sort_keys=True) == before
        assert console.frames[frames:] == []
        assert (await group.responder.get(f"/v1/pools/{group.pool}")).body == body
        refused = await group.responder.place(group.pool)
        assert (refused.status, refused.code) == (409, "pool_call_only")


@pytest.mark.parametrize(
    ("intake", "availability"),
    [("taking", "may_have_room"), ("waitlist", "ask"), ("ask", "ask"), ("closed", "closed")],
)
async def test_on_the_grid_one_of_three_words(world: World, group, intake, availability) -> None:
    # The world begins with the word of the other end, so that each case has something to change.
    start = "closed" if availability != "closed" else "may_have_room"
    await world.owner.execute("UPDATE housing.pool SET outsider_availability = $1", start)
    await group.staff.report(group.pool, intake=intake)
    await world.move_clock(16 * 60)
    await world.owner.fetchrow("SELECT * FROM housing_api.sweep_due_v1(100)")
    seen = await group.responder.pool(group.pool)
    assert seen["availability"] == availability
    assert set(seen) == OUTSIDER_FIELDS


async def test_no_appointments_that_come_and_go(group) -> None:
    body = {"slot_id": str(uuid4()), "starts_at": "2027-03-01T10:00:00Z"}
    own = await group.staff.post(f"/v1/programs/{group.program}/slots", body)
    assert (own.status, own.code) == (422, "confidential_no_slots")
    alias = (await group.operator.pool(group.pool))["program_id"]
    for path in (alias, group.program):
        answer = await group.operator.post(f"/v1/programs/{path}/slots", body)
        # Its real id does not exist for the operator; its alias does, and is not theirs to change.
        assert answer.code == ("not_allowed" if path == alias else "program_not_found")
    refused = await group.operator.report(group.pool, intake="taking")
    assert (refused.status, refused.code) == (403, "not_allowed")
    absent = await group.limited.get(f"/v1/pools/{group.pool}")
    assert (absent.status, absent.code) == (404, "pool_not_found")
