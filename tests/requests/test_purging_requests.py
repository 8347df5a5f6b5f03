"""Forgetting goes on whatever hangs on an appointment, and keeps no outcome of what nobody took."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from housing_service.store import requests as store
from housing_service.store import sweeps
from tests.requests.by_hand import climb, database, keep
from tests.requests.conftest import asks_of, open_request, until_on_board
from tests.support.world import World

DAY_SECONDS = 24 * 3600


@pytest.fixture
async def service(serve: Any, world: World) -> Any:
    """What is due is forgotten by the test alone."""
    return await serve(sweeper_enabled=False)


async def watched(world: World, caller: Any, slot: str) -> None:
    assert (await caller.put(f"/v1/pools/{slot}/watch", {})).status in (200, 201)
    assert await world.owner.fetchval("SELECT count(*) FROM housing.pool_watch") == 1


async def waited_for(world: World, caller: Any, slot: str) -> None:
    body = {"household": {"adults": 1}, "urgency": "this_week", "unit": "slot"}
    opened = await caller.put(f"/v1/requests/{uuid4()}", body)
    assert opened.status == 201, opened
    await world.move_clock(4 * DAY_SECONDS)
    assert (await caller.post(f"/v1/requests/{opened['id']}/keep")).status == 200
    places = "SELECT count(*) FROM housing.request_pool WHERE pool_id = $1"
    assert await world.owner.fetchval(places, UUID(slot)) == 1


async def with_a_reason(world: World, caller: Any, slot: str) -> None:
    """A reason of half a year ago, which was told long since."""
    await world.owner.execute(
        "INSERT INTO housing.decline_total (pool_id, month, reason, holds) SELECT $1,"
        " date_trunc('month', housing.service_clock() - interval '180 days')::date,"
        " 'changed_mind', 1",
        UUID(slot),
    )


async def appointment(world: World, shelter: SimpleNamespace) -> str:
    """Tomorrow, in a service that has answered whom it takes."""
    program = await world.program(shelter.organization, "Talking room", "counselling")
    talk = await world.pool(
        program, None, "call_only", "service", "Counselling", stale_after_seconds=604_800
    )
    said = await shelter.staff.put(
        f"/v1/pools/{talk}/eligibility",
        {"answers": {"languages": ["es"]}, "based_on_version": 0},
    )
    assert said.status == 200, said
    starts_at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    slot = await shelter.staff.post(
        f"/v1/programs/{program}/slots",
        {"slot_id": str(uuid4()), "starts_at": starts_at, "hold_policy": "instant"},
    )
    assert slot.status == 201, slot
    return str(slot["id"])


@pytest.mark.parametrize("hangs_on_it", [watched, waited_for, with_a_reason])
async def test_an_appointment_is_forgotten_with_all_that_hangs_on_it(
    service: Any,
    agency: Any,
    new_shelter: Any,
    world: World,
    hangs_on_it: Callable[[World, Any, str], Awaitable[None]],
) -> None:
    shelter = await new_shelter("Near", free=1)
    slot = await appointment(world, shelter)
    await until_on_board(service, shelter.pool, UUID(slot))
    hold = await agency.responder.place(shelter.pool)
    assert hold.status == 201, hold
    await agency.responder.act(hold["id"], "release")
    await hangs_on_it(world, agency.responder, slot)
    await world.move_clock(6 * DAY_SECONDS)
    await sweeps.sweep_due(database(service), 100)
    assert await world.purge() == 1
    left = "SELECT count(*) FROM housing.pool WHERE id = $1"
    assert await world.owner.fetchval(left, UUID(slot)) == 0
    assert await world.owner.fetchval("SELECT count(*) FROM housing.hold") == 0


async def test_a_reason_of_this_month_keeps_its_appointment_until_it_is_told(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near")
    slot = await appointment(world, shelter)
    await until_on_board(service, UUID(slot))
    hold = await agency.responder.place(UUID(slot))
    assert hold.status == 201, hold
    await agency.responder.act(hold["id"], "release", reason="changed_mind")
    await service.services.demand.write(settled_only=False)
    left = []
    for days in (6, 100):
        await world.move_clock(days * DAY_SECONDS)
        await sweeps.sweep_due(database(service), 100)
        await world.purge()
        row = "SELECT count(*) FROM housing.pool WHERE id = $1"
        left.append(await world.owner.fetchval(row, UUID(slot)))
    assert left == [1, 0]


async def test_an_offer_nobody_took_is_no_outcome_of_its_shelter(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    taken, not_taken = await new_shelter("Taken", free=1), await new_shelter("Not taken", free=1)
    await until_on_board(service, taken.pool, not_taken.pool)
    await open_request(agency.responder)
    kept = (await keep(taken))["hold"]["id"]
    await keep(not_taken)
    assert (await agency.responder.act(kept, "take")).status == 200
    await world.move_clock(4 * DAY_SECONDS)
    await sweeps.sweep_due(database(service), 100)
    assert await world.purge() == 2
    rows = await world.owner.fetch("SELECT pool_id, holds FROM housing.hold_outcome")
    assert [tuple(row) for row in rows] == [(taken.pool, 1)]


async def test_an_offer_can_be_taken_after_its_request_is_forgotten(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    await open_request(agency.responder, urgency="now")
    kept = (await keep(shelter))["hold"]["id"]
    for number in (1, 2):
        assert (await shelter.staff.act(kept, "extend", number=number, minutes=1440)).status == 200
    await world.move_clock(13 * 3600)
    assert await climb(service) == 1
    await world.move_clock(37 * 3600)
    assert await store.purge_requests(database(service), 50) == 1
    assert await asks_of(shelter.staff) == []
    taken = await agency.responder.act(kept, "take")
    assert taken.status == 200 and not taken["offered"], taken
    assert await world.held(shelter.pool) == 1
