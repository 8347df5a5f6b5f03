"""What is kept for emergencies: nobody else is promised it, and it is promised once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from tests.capacity.clock import set_capacity
from tests.conftest import CaughtUp
from tests.support.api import Answer, Api
from tests.support.world import World

RACERS = 32
ROUNDS = 6


@pytest.fixture
async def kept(world: World, api) -> SimpleNamespace:
    """Three free beds, two of them kept for emergencies; a hospital that may have those."""
    organization = await world.organization()
    program = await world.program(organization)
    hospital = await world.organization(
        "Hospital", may_use_reserve=True, responder_hold_limit=50, organization_hold_limit=99
    )
    outreach = await world.organization(
        "Outreach", responder_hold_limit=50, organization_hold_limit=99
    )
    return SimpleNamespace(
        organization=organization, program=program, outreach=outreach,
        pool=await world.pool(program, free=3, reserve_units=2),
        staff=api(await world.caller("shelter_staff", organization)),
        hospital=api(await world.caller("responder", hospital)),
        responder=api(await world.caller("responder", outreach)),
        operator=api(await world.caller("operator")),
    )  # fmt: skip


async def numbers(caller: Api, pool: UUID) -> tuple[int, int, int]:
    """What is held, what anybody may be promised, and what is left for emergencies."""
    seen = await caller.pool(pool)
    return seen["units_held"], seen["units_available"], seen["units_reserved"]


async def test_ordinary_holds_end_where_the_reserve_begins(world: World, kept) -> None:
    other = await world.pool(kept.program, free=3)
    assert await numbers(kept.responder, kept.pool) == (0, 1, 2)
    refused = await kept.responder.place(kept.pool, units=2)
    assert (refused.status, refused["code"]) == (409, "only_reserve_left")
    async with kept.responder.live() as console:
        await console.until(lambda c: str(other) in c.pools)
    first = await kept.responder.place(kept.pool)
    assert first.status == 201 and first["emergency"] is False
    refused = await kept.responder.place(kept.pool)
    assert refused["code"] == "only_reserve_left" and refused["next_step"]
    assert [pool["id"] for pool in refused["alternatives"]] == [str(other)]
    assert await numbers(kept.responder, kept.pool) == (1, 0, 2)
    # More than there is at all is another matter.
    assert (await kept.responder.place(kept.pool, units=3))["code"] == "no_units_available"


async def test_an_emergency_may_have_it_and_counts_as_held(world: World, kept) -> None:
    emergency = await kept.hospital.place(kept.pool, units=3, emergency=True)
    assert emergency.status == 201 and emergency["emergency"] is True
    assert await numbers(kept.hospital, kept.pool) == (3, 0, 0)
    assert (await kept.responder.place(kept.pool))["code"] == "no_units_available"
    again = await kept.hospital.place(kept.pool, emergency=True)
    assert again["code"] == "no_units_available"
    # Let go of, everything is as it was.
    assert (await kept.hospital.act(emergency["id"], "release")).status == 200
    assert await numbers(kept.hospital, kept.pool) == (0, 1, 2)
    assert (await kept.hospital.act(emergency["id"], "undo")).status == 200
    assert await numbers(kept.hospital, kept.pool) == (3, 0, 0)
    assert await world.held(kept.pool) == 3


async def test_an_arrival_changes_nothing_for_anybody_else(world: World, kept) -> None:
    await kept.staff.report(kept.pool, units_free=5)
    emergency = await kept.hospital.place(kept.pool, emergency=True)
    assert await numbers(kept.responder, kept.pool) == (1, 2, 2)
    assert (await kept.staff.act(emergency["id"], "arrive")).status == 200
    assert await numbers(kept.responder, kept.pool) == (0, 2, 2)


async def test_who_may_ask_for_an_emergency(world: World, kept) -> None:
    refused = await kept.responder.place(kept.pool, emergency=True)
    assert (refused.status, refused["code"]) == (409, "reserve_not_allowed")
    assert "operator" in refused["next_step"]
    path = f"/v1/organizations/{kept.outreach}/reserve-use"
    for caller in (kept.staff, kept.responder):
        assert (await caller.post(path, {"may_use_reserve": True}))["code"] == "not_allowed"
    allowed = await kept.operator.post(path, {"may_use_reserve": True})
    assert allowed.status == 200 and allowed["may_use_reserve"] is True
    assert (await kept.responder.place(kept.pool, units=3, emergency=True)).status == 201
    await kept.operator.post(path, {"may_use_reserve": False})
    assert (await kept.responder.place(kept.pool, emergency=True))["code"] == "reserve_not_allowed"
    absent = await kept.operator.post(
        f"/v1/organizations/{uuid4()}/reserve-use", {"may_use_reserve": True}
    )
    assert (absent.status, absent["code"]) == (404, "organization_not_found")
    hidden = await world.organization("Hidden", victim_service_provider=True)
    unseen = await kept.operator.post(
        f"/v1/organizations/{hidden}/reserve-use", {"may_use_reserve": True}
    )
    assert unseen["code"] == "organization_not_found"
    assert not await world.owner.fetchval(
        "SELECT may_use_reserve FROM housing.organization WHERE id = $1", hidden
    )


async def test_the_same_id_with_another_urgency_is_another_request(kept) -> None:
    hold = str(uuid4())
    assert (await kept.hospital.place(kept.pool, hold, emergency=True)).status == 201
    assert (await kept.hospital.place(kept.pool, hold, emergency=True)).status == 200
    assert (await kept.hospital.place(kept.pool, hold))["code"] == "hold_id_reused"
    await kept.staff.report(kept.pool, units_free=5)
    plain = str(uuid4())
    assert (await kept.hospital.place(kept.pool, plain)).status == 201
    assert (await kept.hospital.place(kept.pool, plain, emergency=True))["code"] == "hold_id_reused"


async def test_staff_decide_about_their_own_reserve(kept) -> None:
    assert (await set_capacity(kept.responder, kept.pool, reserve_units=0))["code"] == "not_allowed"
    said = await set_capacity(kept.staff, kept.pool, reserve_units=3)
    assert (said["reserve_units"], said["units_available"], said["units_reserved"]) == (3, 0, 3)
    assert (await kept.staff.place(kept.pool, units=2)).status == 201
    assert await numbers(kept.responder, kept.pool) == (2, 0, 1)
    # More kept than is free takes nothing from anybody.
    said = await set_capacity(kept.operator, kept.pool, reserve_units=9)
    assert (said["units_available"], said["units_reserved"], said["state"]) == (0, 1, "open")


async def test_a_pool_kept_for_emergencies_altogether(kept) -> None:
    said = await set_capacity(kept.staff, kept.pool, capacity_kind="reserve", reserve_units=0)
    assert (said["units_available"], said["units_reserved"]) == (0, 3)
    assert (await kept.responder.place(kept.pool))["code"] == "only_reserve_left"
    assert (await kept.hospital.place(kept.pool, units=2, emergency=True)).status == 201
    assert await numbers(kept.responder, kept.pool) == (2, 0, 1)


async def test_an_ordinary_hold_does_not_come_back_into_the_reserve(
    world: World, kept, service
) -> None:
    hold = await kept.responder.place(kept.pool, minutes=15)
    gone = await kept.responder.act(hold["id"], "release")
    await set_capacity(kept.staff, kept.pool, reserve_units=3)
    refused = await kept.responder.act(gone["id"], "undo")
    assert refused["code"] == "only_reserve_left"
    await set_capacity(kept.staff, kept.pool, reserve_units=2)
    assert (await kept.responder.act(gone["id"], "undo")).status == 200
    await world.move_clock(15 * 60 + 1)
    await set_capacity(kept.staff, kept.pool, reserve_units=3)
    refused = await kept.responder.act(hold["id"], "reinstate")
    assert refused["code"] == "only_reserve_left"
    # Its shelter may bring it back all the same.
    assert (await kept.staff.act(hold["id"], "reinstate")).status == 200
    assert await numbers(kept.staff, kept.pool) == (1, 0, 2)


async def test_an_emergency_comes_back_into_the_reserve(world: World, kept, service) -> None:
    hold = await kept.hospital.place(kept.pool, units=3, minutes=15, emergency=True)
    await world.move_clock(15 * 60 + 1)
    assert (await kept.hospital.act(hold["id"], "reinstate")).status == 200
    assert await numbers(kept.hospital, kept.pool) == (3, 0, 0)


async def test_sets_keep_to_the_reserve(world: World, kept, caught_up: CaughtUp) -> None:
    other = await world.pool(kept.program, free=3)
    await caught_up()

    async def together(caller: Api, *pools: UUID, **fields) -> Answer:
        parts = [{"hold_id": str(uuid4()), "pool_id": str(pool)} for pool in pools]
        return await caller.put(f"/v1/hold-sets/{uuid4()}", {"parts": parts, **fields})

    refused = await together(kept.responder, kept.pool, other, kept.pool)
    assert [part["code"] for part in refused["parts"]] == [
        "could_be_placed", "could_be_placed", "only_reserve_left",
    ]  # fmt: skip
    assert refused["parts"][2]["alternatives"]
    refused = await together(kept.responder, kept.pool, other, emergency=True)
    assert {part["code"] for part in refused["parts"]} == {"reserve_not_allowed"}
    placed = await together(kept.hospital, kept.pool, kept.pool, other, emergency=True)
    assert placed.status == 201 and all(hold["emergency"] for hold in placed["holds"])
    assert await numbers(kept.hospital, kept.pool) == (2, 0, 1)
    assert (await together(kept.responder, kept.pool, other))["parts"][0]["code"] == (
        "only_reserve_left"
    )


WITNESS = """
CREATE TABLE housing.witness (emergency boolean, held integer);
GRANT ALL ON housing.witness TO housing_owner;
CREATE FUNCTION housing.see_placing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO housing.witness
    SELECT m.emergency, (SELECT sum(h.units) FROM housing.hold h
                          WHERE h.state IN ('requested', 'active') AND h.units_backed)
      FROM made m;
    RETURN NULL;
END $$;
CREATE TRIGGER see_placing AFTER INSERT ON housing.hold REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION housing.see_placing();
"""


async def test_32_racers_over_a_pool_with_a_reserve(world: World, kept, api) -> None:
    """At the moment of each placing, as the database itself saw it: never more than is free, and
    no ordinary hold where the reserve begins."""
    free, reserve = 9, 4
    await world.owner.execute(WITNESS)
    await kept.staff.report(kept.pool, units_free=free)
    await set_capacity(kept.staff, kept.pool, reserve_units=reserve)
    answers: Counter[tuple[bool, str]] = Counter()

    async def race(number: int) -> None:
        chance = random.Random(number)
        emergency = number % 2 == 0
        rounds = 0
        # Emergencies may fill the pool for as long as they race: the others go on until one of
        # them has had a place.
        while rounds < ROUNDS or not (emergency or answers[False, "placed"]):
            rounds += 1
            caller = kept.hospital if emergency else kept.responder
            fields = {"emergency": True} if emergency else {}
            placed = await caller.place(kept.pool, units=chance.randint(1, 2), **fields)
            answers[emergency, placed.code or "placed"] += 1
            if placed.status == 201:
                seen = await caller.pool(kept.pool)
                assert seen["units_held"] + seen["units_available"] <= free
                assert (await caller.act(placed["id"], "release")).status == 200

    await asyncio.gather(*(race(number) for number in range(RACERS)))
    rows = await world.owner.fetch(
        "SELECT emergency, max(held) AS most FROM housing.witness GROUP BY emergency"
    )
    most = {row["emergency"]: row["most"] for row in rows}
    assert most[True] <= free and most[False] <= free - reserve, (most, answers)
    assert {code for _, code in answers} <= {"placed", "no_units_available", "only_reserve_left"}
    assert answers[True, "only_reserve_left"] == 0
    assert await numbers(kept.staff, kept.pool) == (0, free - reserve, reserve)
