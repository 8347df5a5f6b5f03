"""Unmet need: each need once, whatever is repeated, on any number of processes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, get_args
from uuid import uuid4

import pytest

from housing_service.app import Running
from housing_service.domain import demand
from housing_service.domain.eligibility.vocabulary import vocabulary
from housing_service.domain.errors import Refusal
from housing_service.service.demand import Demand
from tests.fit.region import make_region
from tests.store.test_schema import listed
from tests.support.api import Api
from tests.support.world import World

FAMILY = {"adults": 1, "children": 2}


async def rows(world: World) -> list[dict[str, Any]]:
    found = await world.owner.fetch(
        "SELECT region, household, kind, outcome, needs FROM housing.demand WHERE needs > 0"
        " ORDER BY region, household, kind, outcome"
    )
    return [dict(row) for row in found]


async def missing(world: World) -> dict[str, int]:
    found = await world.owner.fetch("SELECT attribute, needs FROM housing.demand_attribute")
    return {row["attribute"]: row["needs"] for row in found}


@pytest.fixture
async def full(world: World, shelter: SimpleNamespace) -> SimpleNamespace:
    """The shelter with nothing free."""
    await world.owner.execute("UPDATE housing.pool SET units_free_reported = 0")
    for pool in (shelter.instant, shelter.confirm):
        assert (await shelter.staff.report(pool, units_free=0)).status == 201
    async with asyncio.timeout(10):
        while True:
            found = await shelter.responder.post("/v1/pools/search", {})
            if len(found["items"]) == 2 and not any(p["has_room"] for p in found["items"]):
                return shelter
            await asyncio.sleep(0.02)


async def test_a_need_is_counted_once_under_32_askers(
    world: World, full: SimpleNamespace, service: Running, serve: Any, api: Callable[..., Api]
) -> None:
    other = await serve()
    caller = await world.caller("responder")
    need = str(uuid4())
    body = {"household": FAMILY, "region": "harbor", "need_id": need}

    async def ask(number: int) -> None:
        who = api(caller, other if number % 2 else service)
        answer = await who.post("/v1/pools/search", body)
        assert answer.status == 200
        # Each asker writes for itself: the key decides, not one process's memory.
        await (other if number % 2 else service).services.demand.write()

    await asyncio.gather(*(ask(number) for number in range(32)))
    assert await rows(world) == [
        {"region": "harbor", "household": "adult_with_children", "kind": "searched",
         "outcome": "not_placed", "needs": 1},
    ]  # fmt: skip
    assert await missing(world) == {"room": 1}


async def test_what_is_found_or_not_named_is_no_unmet_need(
    world: World, shelter: SimpleNamespace, service: Running
) -> None:
    asks = shelter.responder
    async with asyncio.timeout(10):
        while not (await asks.post("/v1/pools/search", {}))["items"]:
            await asyncio.sleep(0.02)
    await asks.post("/v1/pools/search", {"household": FAMILY, "need_id": str(uuid4())})
    nowhere = {"household": FAMILY, "region": "nowhere"}
    await asks.post("/v1/pools/search", nowhere)
    await shelter.operator.post("/v1/pools/search", {**nowhere, "need_id": str(uuid4())})
    await service.services.demand.write()
    assert await rows(world) == []
    # A region that there is not is no place to write something down.
    await asks.post("/v1/pools/search", {**nowhere, "need_id": str(uuid4())})
    await service.services.demand.write()
    assert [row["region"] for row in await rows(world)] == ["any"]
    assert await missing(world) == {"several": 1}
    bad = await asks.post("/v1/pools/search", {"need_id": "Jane"})
    assert (bad.status, bad.code) == (422, "invalid_request")


async def test_a_refused_hold_and_a_refused_set_are_the_same_need(
    world: World, full: SimpleNamespace, service: Running
) -> None:
    need = str(uuid4())
    party = {"adults": 2, "children": 0}
    refused = await full.responder.place(full.instant, party=party, need_id=need)
    assert (refused.status, refused.code) == (409, "no_units_available")
    part = {"pool_id": str(full.instant), "party": party}
    together = await full.responder.put(
        f"/v1/hold-sets/{uuid4()}",
        {"parts": [{**part, "hold_id": str(uuid4())} for _ in "12"], "need_id": need},
    )
    assert together.code == "hold_set_not_placed"
    await full.responder.post("/v1/pools/search", {"household": party, "need_id": need})
    await service.services.demand.write()
    assert await rows(world) == [
        {"region": "harbor", "household": "couple", "kind": "held", "outcome": "not_placed",
         "needs": 1},
    ]  # fmt: skip


async def test_a_place_that_is_found_later_moves_the_need_and_the_row_forgets(
    world: World, full: SimpleNamespace, service: Running
) -> None:
    need, notes = str(uuid4()), service.services.demand
    for pool in (full.instant, full.confirm):
        assert (await full.responder.place(pool, need_id=need)).code == "no_units_available"
    await notes.write()
    await world.move_clock(40 * 60)
    assert (await full.staff.report(full.instant, units_free=3)).status == 201
    hold = str(uuid4())
    for _ in range(2):
        assert (await full.responder.place(full.instant, hold, need_id=need)).status < 300
        await notes.write()
    assert [(row["outcome"], row["needs"]) for row in await rows(world)] == [("placed_60", 1)]
    left = await world.owner.fetch("SELECT * FROM housing.demand_need")
    assert [(row["region"], row["household"], row["kind"]) for row in left] == [(None,) * 3]
    # Refused again, it is still the same need.
    assert (await full.responder.place(full.confirm, need_id=need)).code == "no_units_available"
    await notes.write()
    assert [(row["outcome"], row["needs"]) for row in await rows(world)] == [("placed_60", 1)]


async def test_a_socket_says_it_too_and_once(
    world: World, full: SimpleNamespace, service: Running
) -> None:
    need = str(uuid4())
    for asked in ({"household": FAMILY, "need_id": need}, {"household": FAMILY}):
        async with full.responder.live(pool_filter=asked) as console:
            await console.until(lambda c: c.frames)
    await service.services.demand.write()
    assert [row["needs"] for row in await rows(world)] == [1]


async def test_what_would_have_helped_is_named_apart(
    world: World, api: Callable[..., Api], service: Running
) -> None:
    region = await make_region(world, api)
    async with asyncio.timeout(10):
        while len(await region.fits(household={"adults": 1})) < len(region.pools):
            await asyncio.sleep(0.02)
    asked = {"household": {"adults": 1}, "kinds": ["transitional_housing"], "needs": ["methadone"]}
    for body in (asked, {**asked, "need_id": str(uuid4()), "situation": {"genders": ["women"]}}):
        assert (await region.responder.post("/v1/pools/search", body)).status == 200
    await service.services.demand.write()
    (attribute,) = await missing(world)
    assert attribute in vocabulary()
    columns = await world.owner.fetch(
        "SELECT table_name || '.' || column_name AS name FROM information_schema.columns"
        " WHERE table_schema = 'housing' AND table_name IN ('demand', 'demand_need')"
    )
    assert not any("attribute" in row["name"] or "account" in row["name"] for row in columns)


async def test_confidential_programs_are_not_named_by_a_refused_hold(
    world: World, shelter: SimpleNamespace, service: Running
) -> None:
    house = await world.program(
        await world.organization("H"), "Quiet", "safe_house", confidential=True, region="hills"
    )
    closed = await world.pool(house, free=2, policy="call_only")
    assert (await shelter.responder.place(closed, need_id=str(uuid4()))).code == "pool_call_only"
    await service.services.demand.write()
    assert [row["region"] for row in await rows(world)] == ["any"]


async def test_ids_of_needs_are_gone_within_a_day(world: World) -> None:
    await world.region()
    note = "SELECT housing.note_demand($1::uuid, 'harbor', 'couple', 'room', 'searched')"
    assert await world.owner.fetchval(note, uuid4()) is True
    await world.move_clock(23.5 * 3600)
    await world.purge()
    assert await world.owner.fetchval("SELECT count(*) FROM housing.demand_need") == 1
    await world.move_clock(24 * 3600)
    await world.purge()
    assert await world.owner.fetchval("SELECT count(*) FROM housing.demand_need") == 0
    assert [row["needs"] for row in await rows(world)] == [1]


async def test_the_queue_is_bounded_and_a_lost_database_loses_no_note(
    world: World, shelter: SimpleNamespace, service: Running
) -> None:
    from housing_service.metrics import DEMAND_DROPPED

    class Broken:
        async def fetchval(self, *_: object, **__: object) -> int:
            raise Refusal("outcome_unknown")

    before = DEMAND_DROPPED._value.get()
    notes = Demand(Broken(), service.board, notes_waiting_max=3)  # type: ignore[arg-type]
    for _ in range(5):
        notes.note_refused(uuid4(), "no_units_available", shelter.instant, None)
    assert DEMAND_DROPPED._value.get() - before == 2
    for _ in range(3):
        with pytest.raises(Refusal):
            await notes.write()
    real = service.services.demand
    notes._database = real._database
    await notes.write()
    assert sum(row["needs"] for row in await rows(world)) == 3


async def test_the_closed_lists_are_the_same_in_sql_and_python(world: World) -> None:
    assert await listed(world, "demand", "household") == set(get_args(demand.Household)) | {
        "not_said"
    }
    text = await world.owner.fetchval(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'demand_outcome_check'"
    )
    assert set(re.findall(r"'(\w+)'::text", text)) == set(demand.OUTCOMES)
    kinds = set(get_args(demand.DemandKind)) - {"placed"}
    assert await listed(world, "demand", "kind") == kinds
    assert all(len(code) <= 40 for code in vocabulary())
