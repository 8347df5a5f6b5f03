"""Shelters are asked because nothing was found: the same need as the searches before, once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from housing_service.app import Running
from tests.demand.test_counting import missing, rows
from tests.requests.conftest import FAMILIES, NEED, until_on_board
from tests.support.api import Answer, Api
from tests.support.world import World
from tests.web.test_pages import Person


@pytest.fixture
async def agency(world: World, api: Callable[..., Api], service: Running) -> SimpleNamespace:
    """A responder, and a shelter where people are at work and nothing is free."""
    organization = await world.organization("Near")
    program = await world.program(organization, "Near")
    pool = await world.pool(program, free=0, unit="room", **FAMILIES)
    staff = api(await world.caller("shelter_staff", organization))
    assert (await staff.put("/v1/me/duty", {"minutes": 480})).status == 200
    await world.caller("responder", await world.organization("Line"), "responder")
    await until_on_board(service, pool)
    return SimpleNamespace(pool=pool, staff=staff, responder=api(await world.caller("responder")))


async def ask(caller: Api, request_id: str | None = None, **fields: Any) -> Answer:
    return await caller.put(f"/v1/requests/{request_id or uuid4()}", {**NEED, **fields})


async def test_a_request_counts_once_by_its_need(
    world: World, agency: SimpleNamespace, service: Running
) -> None:
    request_id, need = str(uuid4()), str(uuid4())
    for _ in range(2):
        opened = await ask(agency.responder, request_id, regions=["harbor"], need_id=need)
        assert opened.status in (200, 201) and need not in str(opened.body)
    assert (await ask(agency.responder)).status == 201
    household = {"household": NEED["household"], "need_id": need}
    assert (await agency.responder.post("/v1/pools/search", household)).status == 200
    await service.services.demand.write()
    assert await rows(world) == [
        {"region": "harbor", "household": "adult_with_children", "kind": "asked",
         "outcome": "not_placed", "needs": 1},
    ]  # fmt: skip
    assert await missing(world) == {"room": 1}
    for table in ("request", "request_pool", "request_step", "hold"):
        text = await world.owner.fetchval(f"SELECT string_agg(t::text, ' ') FROM housing.{table} t")
        assert need not in (text or ""), table


async def test_a_request_that_fits_nobody_counts_too(
    world: World, agency: SimpleNamespace, service: Running
) -> None:
    alone = {"household": {"adults": 0, "children": 1}, "need_id": str(uuid4())}
    refused = await ask(agency.responder, **alone)
    assert refused.code == "request_fits_nobody"
    await service.services.demand.write()
    [row] = await rows(world)
    assert (row["kind"], row["needs"]) == ("asked", 1)


async def test_asking_beside_places_that_can_be_held_is_no_unmet_need(
    world: World, agency: SimpleNamespace, service: Running
) -> None:
    assert (await agency.staff.report(agency.pool, units_free=2)).status == 201
    async with agency.responder.live() as console:
        await console.until(lambda c: c.pools.get(str(agency.pool), {}).get("units_available") == 2)
    assert (await ask(agency.responder, need_id=str(uuid4()))).status == 201
    await service.services.demand.write()
    assert await rows(world) == []


@pytest.fixture
async def person(service: Running, agency: SimpleNamespace) -> AsyncIterator[Person]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        person = Person(session, service.url)
        await person.sign_in("responder")
        yield person


async def test_the_pages_carry_the_need_from_the_console(
    world: World, person: Person, service: Running
) -> None:
    names = ("csrf", "need_id", "need_of")
    family = {"adults": "1", "children": "2", "infants": "0"}
    fields = {name: await person.field("/console", name) for name in names}
    _, shown = await person.post("/console", **fields, **family)
    searched = _hidden(shown)
    _, page = await person.post(
        "/console/requests/new", **{name: searched[name] for name in names}, **family
    )
    carried = _hidden(page)
    assert carried["need_id"] == searched["need_id"] != fields["need_id"]
    status, _ = await person.post("/console/requests", **carried, urgency="now")
    assert status == 303
    await service.services.demand.write()
    assert [row["needs"] for row in await rows(world)] == [1]
    assert await world.owner.fetchval("SELECT count(*) FROM housing.request") == 1


def _hidden(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text):
        found.setdefault(name, value.replace("&amp;", "&"))
    return found
