"""Keeping people together by plain forms: who goes where, a place for each, all or none."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import aiohttp
import pytest

from housing_service.app import Running
from tests.fit.region import Region, make_region
from tests.support.api import Api
from tests.support.world import World
from tests.web.test_pages import Person

MOTHER_AND_CHILDREN = {
    "parts": "2",
    "1.adults": "1", "1.children": "0", "1.infants": "0", "1.kind": "detox",
    "2.adults": "1", "2.children": "3", "2.infants": "0", "2.kind": "emergency_shelter",
}  # fmt: skip


@pytest.fixture
async def region(world: World, api: Callable[..., Api]) -> Region:
    made = await make_region(world, api)
    await world.caller("responder", await world.organization("Day Line"), "responder")
    async with asyncio.timeout(10):
        while len(await made.fits(household={"adults": 1})) < len(made.pools):
            await asyncio.sleep(0.02)
    return made


@pytest.fixture
async def person(service: Running, region: Region) -> AsyncIterator[Person]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        made = Person(session, service.url)
        await made.sign_in("responder")
        yield made


async def send(person: Person, step: str, **fields: str) -> tuple[int, str]:
    csrf = await person.field("/console/together", "csrf")
    return await person.post("/console/together", csrf=csrf, step=step, **fields)


def offered(text: str, part: int) -> list[str]:
    return re.findall(rf'name="{part}\.pool_id" value="([0-9a-f-]+)"', text)


async def body(person: Person) -> str:
    """What the console shows; its head carries every sentence there is."""
    _, text = await person.get("/console")
    return text.partition("<body>")[2]


async def test_a_mother_in_detox_and_her_children_in_a_family_room(
    person: Person, region: Region
) -> None:
    status, text = await send(person, "find", **MOTHER_AND_CHILDREN)
    assert status == 200
    names = [[region.name(pool) for pool in offered(text, part)] for part in (1, 2)]
    assert names[0] == ["Center Detox"] and "Center Families" in names[1]
    ids = {f"{n}.hold_id": str(uuid4()) for n in (1, 2)}
    chosen = {
        **MOTHER_AND_CHILDREN, **ids, "set_id": str(uuid4()),
        "1.pool_id": str(region.pools["Center Detox"]),
        "2.pool_id": str(region.pools["Center Families"]),
    }  # fmt: skip
    status, where = await send(person, "hold", **chosen)
    assert status == 303
    status, text = await person.get(where)
    assert status == 200 and "All of these places are kept" in text
    assert text.count('class="hold"') == 2 and text.count("Let it go") == 2
    # Sending the same form again holds nothing more.
    assert await send(person, "hold", **chosen) == (303, where)
    assert (await person.get(where))[1].count('class="hold"') == 2

    # On the console each says that it is not alone.
    console = await body(person)
    assert console.count("Kept together with 1 other place.") == 2
    # Saying that they have arrived at one, or letting go of it, asks about the other.
    csrf = await person.field("/console/together", "csrf")
    back = await person.post(f"/console/holds/{ids['2.hold_id']}/arrive", csrf=csrf)
    assert back == (303, f"/console/together/{chosen['set_id']}?done=arrive")
    _, text = await person.get(back[1])
    assert "You said that they have arrived at one of these 2 places." in text
    back = await person.post(f"/console/holds/{ids['1.hold_id']}/release", csrf=csrf)
    assert back == (303, f"/console/together/{chosen['set_id']}?done=release")
    _, text = await person.get(back[1])
    assert "1 of these 2 places is no longer kept" in text and text.count("Let it go") == 1
    console = await body(person)
    assert "1 other place is still kept for them. Is it still needed?" in console
    assert "Another of their places has ended or been reached." in console
    assert f'href="/console/together/{chosen["set_id"]}"' in console
    # With the last of them nothing is left to ask about.
    last = await person.post(f"/console/holds/{ids['2.hold_id']}/release", csrf=csrf)
    assert last == (303, "/console?done=release")


async def test_one_place_gone_and_what_was_chosen_stays(
    person: Person, region: Region, world: World
) -> None:
    await world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = 0 WHERE id = $1",
        region.pools["Center Detox"],
    )
    chosen = {
        **MOTHER_AND_CHILDREN, "set_id": str(uuid4()),
        "1.hold_id": str(uuid4()), "2.hold_id": str(uuid4()),
        "1.pool_id": str(region.pools["Center Detox"]),
        "2.pool_id": str(region.pools["Center Families"]),
    }  # fmt: skip
    status, text = await send(person, "hold", **chosen)
    assert status == 409 and "none of them was" in text
    assert chosen["2.hold_id"] not in text, "a refused part's id is not asked with again"
    assert re.search(rf'value="{chosen["2.pool_id"]}" checked', text)
    assert await world.held(region.pools["Center Families"]) == 0


async def test_more_places_and_missing_choices(person: Person, region: Region) -> None:
    status, text = await send(person, "more", **MOTHER_AND_CHILDREN)
    assert status == 200 and "Place 3" in text and 'value="3"' in text
    status, text = await send(
        person, "hold", **MOTHER_AND_CHILDREN, **{"1.pool_id": str(region.pools["Center Detox"])}
    )
    assert status == 422 and text.count("Choose a place for these people.") == 1


async def test_another_persons_set_does_not_exist(person: Person) -> None:
    status, _ = await person.get(f"/console/together/{uuid4()}")
    assert status == 404
