"""Outsiders of a confidential program learn nothing of its surges, seasons or reserve."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests.capacity.clock import put_surge, set_capacity, stop_clock, toronto
from tests.conftest import CaughtUp
from tests.privacy.test_outsiders import OUTSIDER_FIELDS
from tests.support.api import Answer
from tests.support.world import World

NIGHT = toronto(2027, 1, 10, 22, 7)
ONLY_HERE = ("id", "pool_id", "arrival_code", "set_id", "program_name", "request_id")


@pytest.fixture
async def refuge(world: World, api) -> SimpleNamespace:
    await stop_clock(world, NIGHT)
    organization = await world.organization("House", victim_service_provider=True)
    program = await world.program(organization, "Refuge", "safe_house", confidential=True)
    hospital = await world.organization(
        "Hospital", may_use_reserve=True, responder_hold_limit=20, organization_hold_limit=40
    )
    return SimpleNamespace(
        program=program,
        staff=api(await world.caller("shelter_staff", organization)),
        hospital=api(await world.caller("responder", hospital)),
        outsider=api(await world.caller("responder", await world.organization("Outreach"))),
        operator=api(await world.caller("operator")),
    )


async def publish(world: World, *pools: Any) -> None:
    """Let the grid time come at which outsiders are told anew."""
    await stop_clock(world, NIGHT + timedelta(minutes=20))
    for _ in range(2):
        await world.owner.execute("SELECT housing_api.sweep_due_v1(100)")
    for pool in pools:
        assert await world.owner.fetchval(
            "SELECT outsider_due_at IS NULL FROM housing.pool WHERE id = $1", pool
        )


def told(answer: Answer) -> dict[str, Any]:
    left = {k: v for k, v in answer.body.items() if k not in ONLY_HERE}
    left.pop("alternatives", None)
    return {"status": answer.status, **left}


async def test_a_reserve_looks_like_no_room(world: World, refuge) -> None:
    """One world has two rooms that are kept for emergencies; the other has none at all."""
    reserve = await world.pool(refuge.program, free=2, policy="confirm", reserve_units=2)
    none = await world.pool(refuge.program, free=0, policy="confirm")
    await publish(world, reserve, none)
    seen = [await refuge.outsider.pool(pool) for pool in (reserve, none)]
    assert all(set(pool) == OUTSIDER_FIELDS for pool in seen)
    for pool in seen:
        pool.pop("id")
    assert seen[0] == seen[1] and seen[0]["availability"] == "ask"
    for caller, fields in (
        (refuge.outsider, {}), (refuge.outsider, {"emergency": True}),
        (refuge.hospital, {"emergency": True}), (refuge.hospital, {}),
    ):  # fmt: skip
        answers = [await caller.place(pool, **fields) for pool in (reserve, none)]
        assert told(answers[0]) == told(answers[1]), fields
        for answer in answers:
            if answer.status == 201:
                assert answer["state"] == "requested"
                released = await caller.act(answer["id"], "release")
                undone = await caller.act(answer["id"], "undo")
                assert (released.status, undone.status) == (200, 200)
    # Only the emergency keeps a room, and only where one is kept.
    rows = await world.owner.fetch(
        "SELECT pool_id, emergency, units_backed FROM housing.hold WHERE units_backed"
    )
    assert [(row["pool_id"], row["emergency"]) for row in rows] == [(reserve, True)]


async def test_open_for_a_surge_looks_like_open(world: World, refuge, caught_up: CaughtUp) -> None:
    pools = [
        await world.pool(refuge.program, free=2, policy="confirm", **columns)
        for columns in (
            {}, {"capacity_kind": "surge"},
            {"capacity_kind": "seasonal", "season_from": 1101, "season_until": 331},
        )
    ]  # fmt: skip
    surge = await put_surge(refuge.operator, NIGHT + timedelta(hours=9))
    assert (surge["pools"], surge["units_free"]) == (0, 0)
    await publish(world, *pools)
    await caught_up()
    seen = [await refuge.outsider.pool(pool) for pool in pools]
    assert all(set(pool) == OUTSIDER_FIELDS for pool in seen)
    assert {pool["availability"] for pool in seen} == {"may_have_room"}
    found = (await refuge.outsider.post("/v1/pools/search", {"capacity_kinds": ["regular"]})).body
    assert {pool["id"] for pool in found["items"]} == {str(pool) for pool in pools}
    for kinds in (["surge"], ["seasonal"]):
        found = (await refuge.outsider.post("/v1/pools/search", {"capacity_kinds": kinds})).body
        assert found["items"] == []
    own = (await refuge.staff.post("/v1/pools/search", {"capacity_kinds": ["surge"]})).body
    assert [pool["id"] for pool in own["items"]] == [str(pools[1])]


async def test_closed_until_needed_looks_like_closed(
    world: World, refuge, caught_up: CaughtUp
) -> None:
    asleep = await world.pool(refuge.program, free=2, policy="confirm", capacity_kind="surge")
    closed = await world.pool(refuge.program, free=2, policy="confirm", closed_at=NIGHT)
    await publish(world, asleep, closed)
    await caught_up()
    seen = [await refuge.outsider.pool(pool) for pool in (asleep, closed)]
    for pool in seen:
        pool.pop("id")
    assert seen[0] == seen[1] and seen[0]["availability"] == "closed"
    answers = [await refuge.outsider.place(pool) for pool in (asleep, closed)]
    assert told(answers[0]) == told(answers[1])
    assert answers[0]["code"] == "pool_closed"
    listed = (await refuge.outsider.post("/v1/pools/search", {})).body
    assert {pool["id"] for pool in listed["items"]} == {str(asleep), str(closed)}
    async with refuge.outsider.live() as console:
        await console.until(lambda c: len(c.pools) == 2)
        assert "capacity" not in json.dumps(console.frames)


async def test_an_operator_sets_nothing_of_what_they_may_not_read(world: World, refuge) -> None:
    pool = await world.pool(refuge.program, free=2, policy="confirm")
    for kind in ("surge", "regular"):
        assert (await set_capacity(refuge.operator, pool, capacity_kind=kind)).status == 403
    assert (await set_capacity(refuge.staff, pool, reserve_units=1)).status == 200
    assert (await set_capacity(refuge.outsider, pool, reserve_units=1)).status == 403
