"""What a shelter reads of an ask, and when: no line too long, no moment that links two of them."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.requests.by_hand import climb, keep
from tests.requests.conftest import asks_of, open_request, until_on_board
from tests.support.world import World

DAY_SECONDS = 24 * 3600


@pytest.fixture
async def service(serve: Any, world: World) -> Any:
    """The clock's steps are taken by the test alone."""
    return await serve(sweeper_enabled=False)


async def test_a_line_is_told_no_longer_once_the_offer_is_let_go(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    shelter = await new_shelter("Near", free=1)
    await until_on_board(service, shelter.pool)
    await open_request(agency.responder, line_id=agency.line)
    kept = (await keep(shelter))["hold"]
    assert kept["call_back"] == "+1 555 0100"
    await agency.responder.act(kept["id"], "release")
    told = await shelter.staff.get(f"/v1/holds/{kept['id']}")
    assert told["state"] == "released" and told["call_back"] is None


async def test_no_moment_tells_that_two_asks_are_of_one_request(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelters = [await new_shelter("One"), await new_shelter("Other")]
    await until_on_board(service, *(one.pool for one in shelters))
    await open_request(agency.responder)
    await world.move_clock(301)
    assert await climb(service) == 1
    for shelter in shelters:
        [ask] = await asks_of(shelter.staff)
        for name in ("asked_at", "reminded_at"):
            moment = datetime.fromisoformat(ask[name])
            assert (moment.second, moment.microsecond) == (0, 0), (name, ask)


async def test_looking_at_it_in_a_confidential_program_shows_nowhere_else(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    hidden = await new_shelter("Hidden", confidential=True, kind="safe_house", policy="confirm")
    open_to_all = await new_shelter("Open")
    await until_on_board(service, hidden.pool, open_to_all.pool)
    opened = await open_request(agency.responder)
    path = f"/v1/requests/{opened['id']}"
    versions = [opened["version"]]
    for shelter in (hidden, open_to_all):
        [ask] = await asks_of(shelter.staff)
        assert (await shelter.staff.post(f"/v1/asks/{ask['id']}/seen")).status == 200
        [ask] = await asks_of(shelter.staff)
        assert ask["seen_at"] is not None
        versions.append((await agency.responder.get(path))["version"])
    assert versions[0] == versions[1] < versions[2]


async def test_an_ask_that_ended_while_its_shelter_was_limited_is_not_shown_later(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter, other = await new_shelter("Near"), await new_shelter("Far")
    await until_on_board(service, shelter.pool, other.pool)
    opened = await open_request(agency.responder)
    async with shelter.staff.live() as screen:
        await screen.until(lambda c: len(c.asks) == 1)
    stage = "UPDATE housing.organization SET stage = $2 WHERE id = $1"
    await world.owner.execute(stage, shelter.organization, "limited")
    assert await asks_of(shelter.staff) == []
    async with agency.responder.live() as asking:
        await agency.responder.post(f"/v1/requests/{opened['id']}/close")
        await asking.until(lambda c: c.requests[opened["id"]]["state"] == "closed")
    await world.owner.execute(stage, shelter.organization, "full")
    async with shelter.staff.live() as screen:
        await screen.until(lambda c: str(shelter.pool) in c.pools)
        assert screen.asks == {}
    asks = [entry for entry in service.board.everything_told() if entry.kind == "ask"]
    assert len(asks) == 2 and all(entry.ended_at for entry in asks)


async def test_a_request_and_a_hold_of_one_id_are_both_told(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    shelter = await new_shelter("Near", free=2)
    await until_on_board(service, shelter.pool)
    both = str(uuid4())
    assert (await agency.responder.place(shelter.pool, both)).status == 201
    async with agency.responder.live() as asking:
        assert (await open_request(agency.responder, both)).status == 201
        await asking.until(lambda c: both in c.holds and both in c.requests)
        async with shelter.staff.live() as screen:
            await screen.until(lambda c: both in c.holds and len(c.asks) == 1)
        await agency.responder.post(f"/v1/requests/{both}/close")
        await asking.until(lambda c: c.requests[both]["state"] == "closed")
    # When the one that has ended is forgotten, the other is told as before. For the database no day
    # has passed: read once more, it would be told again.
    async with service.relay._draining:
        assert service.board.drop_old_holds(time.time() + DAY_SECONDS + 3600) > 0
        for caller in (shelter.staff, agency.responder):
            async with caller.live() as console:
                await console.until(lambda c: both in c.holds)
                assert console.holds[both]["state"] == "active" and console.requests == {}
