"""Whoever comes second waits for the first and judges anew: offers, taking, answers, the clock.

The first is a transaction that is left open; the second must not go by what it read before.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from housing_service.store import requests as store
from tests.requests.conftest import asks_of, open_request, until_on_board
from tests.support.world import World


@pytest.fixture
async def service(serve: Any, world: World) -> Any:
    """The clock's steps and offers are made by the test alone."""
    return await serve(sweeper_enabled=False)


@pytest.fixture
async def first(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """The session that is there first."""
    connection = await asyncpg.connect(database_url)
    yield connection
    connection.terminate()


async def waits_or_ends(session: asyncpg.Connection, second: asyncio.Task[Any]) -> None:
    async with asyncio.timeout(20):
        while not second.done() and not await session.fetchval(
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
        ):
            await asyncio.sleep(0.01)


async def in_the_way_of(
    session: asyncpg.Connection, what: str, *about: Any, second: Awaitable[Any]
) -> Any:
    """Do one thing, then start the second, and commit when it waits (or has not waited at all)."""
    async with session.transaction():
        await session.execute(what, *about)
        going = asyncio.ensure_future(second)
        await waits_or_ends(session, going)  # type: ignore[arg-type]
    return await asyncio.wait_for(going, 20)


def database(service: Any) -> Any:
    return service.services.requesting._database


async def test_an_offer_is_judged_again_when_the_pool_was_waited_for(
    service: Any, agency: Any, new_shelter: Any, world: World, first: asyncpg.Connection
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    await open_request(agency.responder)
    await agency.operator.put("/v1/automatic-offers", {"on": True})
    holder = (await world.caller("responder")).account_id
    said = await in_the_way_of(
        first,
        "INSERT INTO housing.hold (id, pool_id, shelter_organization_id, account_id, kept_by,"
        " units, minutes, state, arrival_code, placed_at, accepted_at, expires_at,"
        " placed_counts_version, pool_version)"
        " SELECT $2, p.id, p.organization_id, $3, 'responder', 1, 60, 'active', 'lamp-river-12',"
        " housing.service_clock(), housing.service_clock(),"
        " housing.service_clock() + interval '1 hour', p.counts_version, p.version"
        " FROM housing.lock_pool($1) p",
        shelter.pool, uuid4(), holder,
        second=store.offer_units(database(service), shelter.pool, "lamp-river-13"),
    )  # fmt: skip
    assert said in ("again", "none")
    assert await world.held(shelter.pool) == 1
    assert await store.offer_units(database(service), shelter.pool, "lamp-river-13") == "none"


async def test_taking_lets_go_of_what_was_offered_a_moment_before(
    service: Any, agency: Any, new_shelter: Any, world: World, first: asyncpg.Connection
) -> None:
    near, far = await new_shelter("Near", free=1), await new_shelter("Far", free=1)
    await until_on_board(service, near.pool, far.pool)
    await open_request(agency.responder)
    [one], [other] = await asks_of(near.staff), await asks_of(far.staff)
    kept = await near.staff.post(f"/v1/asks/{one['id']}/we-can")
    worker = await world.owner.fetchval(
        "SELECT id FROM housing.account WHERE organization_id = $1", far.organization
    )
    taken = await in_the_way_of(
        first,
        "SELECT housing_api.accept_ask_v1($1, $2, 15, 'lamp-river-12')",
        worker, UUID(other["id"]),
        second=agency.responder.act(kept["hold"]["id"], "take"),
    )  # fmt: skip
    assert taken.status == 200
    assert await world.held(near.pool) == 1
    assert await world.held(far.pool) == 0


async def test_a_shelter_that_says_yes_to_what_was_just_closed_keeps_nothing(
    service: Any, agency: Any, new_shelter: Any, world: World, first: asyncpg.Connection
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder)
    [ask] = await asks_of(shelter.staff)
    responder = await world.owner.fetchval(
        "SELECT account_id FROM housing.request WHERE id = $1", UUID(opened["id"])
    )
    answer = await in_the_way_of(
        first,
        "SELECT housing_api.close_request_v1($1, $2)", responder, UUID(opened["id"]),
        second=shelter.staff.post(f"/v1/asks/{ask['id']}/we-can"),
    )  # fmt: skip
    assert (answer.status, answer.code) == (409, "ask_closed")
    assert await world.held(shelter.pool) == 0


async def test_a_step_that_another_process_takes_is_left_to_it(
    service: Any, agency: Any, new_shelter: Any, world: World, first: asyncpg.Connection
) -> None:
    shelter = await new_shelter("Near")
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder)
    await world.move_clock(301)
    climbed, _ = await in_the_way_of(
        first,
        "SELECT housing_api.climb_requests_v1(50)",
        second=store.climb(database(service), 50),
    )
    assert climbed == 0
    now = await agency.responder.get(f"/v1/requests/{opened['id']}")
    assert [step["step"] for step in now["steps"]] == ["opened", "asked", "reminded"]


async def test_who_has_gone_home_can_answer_nothing(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder)
    [ask] = await asks_of(shelter.staff)
    await shelter.staff.put("/v1/me/duty", {"minutes": 0})
    for action in ("seen", "we-can", "not-tonight"):
        answer = await shelter.staff.post(f"/v1/asks/{ask['id']}/{action}")
        assert (answer.status, answer.code) == (404, "ask_not_found")
    assert await world.held(shelter.pool) == 0
    now = await agency.responder.get(f"/v1/requests/{opened['id']}")
    assert now["asked"][0]["answer"] is None
