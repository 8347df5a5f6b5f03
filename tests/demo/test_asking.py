"""Simulated requests: asked of people at work, answered, taken; one is left to the visitor."""

from __future__ import annotations

import asyncio
from typing import Any

from housing_service.demo.asking import ask_shelters, ask_the_visitor
from housing_service.demo.people import People
from housing_service.demo.region import visitors
from housing_service.demo.responders import responder_turn
from housing_service.demo.staff import staff_round
from housing_service.domain.identity import SHELTER_STAFF
from tests.demo.region import AheadClock, make_region, people_of
from tests.support.world import World

FAMILY = {"household": {"adults": 1, "children": 2, "infants": 0}, "limit": 200}


async def turns(people: People, clock: AheadClock, done: str, rounds: int = 60) -> None:
    """Let everybody have a turn, minute by minute, until something was done."""
    for _ in range(rounds):
        await clock.advance(60)
        for person, holds_max in people._responders:
            async with people._forgiving():
                await responder_turn(people.scene, person, holds_max)
        for person in people._staff:
            async with people._forgiving():
                await staff_round(people.scene, person)
        if people.scene.tally[done]:
            return
    raise AssertionError((done, people.scene.tally))


async def test_a_request_goes_its_way(database_url: str, world: World, serve: Any) -> None:
    await make_region(database_url)
    people = people_of(await serve())
    clock = AheadClock(world.owner, people)
    await people.settle_in(asyncio.Event())
    asking, _ = people._responders[0]
    assert await ask_shelters(people.scene, asking, FAMILY)
    assert not await ask_shelters(people.scene, asking, FAMILY), "too soon"
    # Whether somebody answers is drawn from ids that nobody chooses; others are asked for later.
    await turns(people, clock, "offer taken", 500)
    states = await world.owner.fetch(
        "SELECT r.state, l.line FROM housing.request r"
        " LEFT JOIN housing.organization_line l ON l.id = r.line_id"
    )
    assert "placed" in {row["state"] for row in states}
    assert all(row["line"].startswith("555-01") for row in states)
    assert people.scene.tally["we_can"] and people.scene.tally["failed"] == 0
    quiet = await world.owner.fetchval(
        "SELECT count(*) FROM housing.hold WHERE pool_id = ANY ($1)", list(people.scene.quiet)
    )
    assert quiet == 0
    await turns(people, clock, "holder arrive")


async def test_one_is_left_to_the_visitors_shelter(
    database_url: str, world: World, serve: Any
) -> None:
    await make_region(database_url)
    running = await serve()
    people = people_of(running)
    clock = AheadClock(world.owner, people)
    await people.run(stopped())
    asks = running.services.requesting.asks
    shelter, safe_house = visitors(SHELTER_STAFF)
    [ask] = await asks(shelter)
    assert ask["program_name"] == "Alder Street Rooms"
    # That there is a crib they have said before.
    assert ask["needs"] == ["language"]
    assert await asks(safe_house) == []
    last, _ = people._responders[-1]
    assert not await ask_the_visitor(people.scene, last), "one is enough"
    for person in people._staff:
        await clock.advance(30)
        await staff_round(people.scene, person)
    [ask] = await asks(shelter)
    assert ask["state"] == "open", "nobody else answers for the visitor"
    kept = await running.services.requesting.accept(shelter, ask["id"], {})
    assert kept["hold"]["call_back"] == "555-0198"
    await clock.advance(60)
    await responder_turn(people.scene, last, 1)
    assert people.scene.tally["offer taken"] == 1
    assert await asks(shelter) == []


def stopped() -> asyncio.Event:
    """An end that has come: people settle in and do nothing more."""
    stop = asyncio.Event()
    stop.set()
    return stop


async def test_visitors_are_at_work_even_where_nobody_acts(
    database_url: str, world: World, serve: Any
) -> None:
    await make_region(database_url)
    people = people_of(await serve(), demo_speed=0.0)
    await people.run(asyncio.Event())
    on_duty = await world.owner.fetch("SELECT account_id FROM housing.duty")
    expected = {one.account_id for one in visitors(SHELTER_STAFF)}
    assert {row["account_id"] for row in on_duty} == expected
