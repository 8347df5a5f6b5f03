"""The operator's reports as a page: what it shows, hides, and says of what can't be told."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import aiohttp
import pytest

from housing_service.app import Running
from tests.demand.demand_month import fill_month, latest_month
from tests.support.world import PASSWORD, World
from tests.web.test_pages import Person


@pytest.fixture
async def person(service: Running, world: World) -> AsyncIterator[Person]:
    await world.caller("operator", None, "operator")
    await world.caller("responder", await world.organization("Night Line"), "responder")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Person(session, service.url)


def cells(text: str, label: str) -> list[str]:
    """The cells of the table row that begins with this label."""
    row = re.search(rf'<tr[^>]*><th scope="row"[^>]*>{label}.*?</tr>', text, re.DOTALL)
    assert row, label
    found = re.findall(r"<td[^>]*>(.*?)</td>", row[0], re.DOTALL)
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in found]


async def test_a_month_in_tables_and_charts(person: Person, world: World) -> None:
    program = await world.program(await world.organization("Open Door"), "Open Door Shelter")
    await world.pool(program)
    hidden = await world.program(
        await world.organization("Quiet"), "Quiet House", "safe_house", confidential=True
    )
    await world.pool(hidden)
    month = await fill_month(world)
    await person.sign_in("operator")
    status, text = await person.get("/operator/reports")
    assert status == 200
    needs = await world.owner.fetchval("SELECT sum(needs) FROM housing.demand")
    assert f"<dt>Needs</dt><dd>{needs}</dd>" in text
    harbor = await world.owner.fetchval(
        "SELECT sum(needs) FROM housing.demand WHERE region = 'harbor'"
    )
    assert cells(text, "Harbor")[0] == str(harbor)
    assert cells(text, "Long Valley") == ["not shown", "not shown"]
    assert "Numbers below 5 are not shown" in text and "<svg" in text
    assert cells(text, "Open Door Shelter") == ["28", "Mostly", "Mostly", "0%"]
    assert "Quiet" not in text
    assert cells(text, "No bed after all") == ["40"]
    assert "More care needed" not in text
    # Before a table leaves as a file, its reader shows the password again.
    room = "/operator/reports"
    proof = {"password": PASSWORD, "back": room, "csrf": await person.field(room, "csrf")}
    assert await person.post("/step-up", **proof) == (303, room)
    links = re.findall(r'href="(/v1/[^"]+)"', text)
    assert links
    for link in links:
        status, saved = await person.get(link.replace("&amp;", "&"))
        assert status == 200 and saved.startswith("month,"), link
    assert month in text


async def test_every_side_has_its_table(person: Person, world: World) -> None:
    month = await fill_month(world)
    await person.sign_in("operator")
    for by, said in (("household", "Adults with children"), ("kind", "Searched, nothing found"),
                     ("hour_of_day", "21:00"), ("day", f"{month}-03")):  # fmt: skip
        status, text = await person.get(f"/operator/reports?month={month}&by={by}")
        assert status == 200 and int(cells(text, said)[0]) >= 5, by
    status, text = await person.get(f"/operator/reports?month={month}&by=attribute&stay_nights=7")
    assert status == 200 and "each is taken for 7 nights" in text
    assert cells(text, "A free place where they fit")[0] == "500"
    assert "<dt>No place was held</dt><dd>6" in text, "how it went on is told here too"
    assert re.search(r"\d\d others</th>", text), "attributes that nobody missed have no line each"


async def test_what_can_not_be_told_says_why(person: Person, world: World) -> None:
    await person.sign_in("operator")
    status, text = await person.get(f"/operator/reports?month={latest_month()}")
    assert status == 200 and "<dt>Needs</dt>" in text and "not shown" in text
    status, text = await person.get("/operator/reports?month=2099-01")
    assert status == 409 and "That month can still change." in text and "fifth day" in text
    for bad in ("month=Jane", "by=name", "by=attribute&stay_nights=999"):
        status, text = await person.get(f"/operator/reports?{bad}")
        assert status == 422, bad


async def test_only_operators_open_it(person: Person, world: World) -> None:
    assert (await person.get("/operator/reports"))[0] == 401
    await person.sign_in("responder")
    assert (await person.get("/operator/reports"))[0] == 403


async def test_the_console_names_a_need_only_when_asked(
    person: Person, world: World, service: Running
) -> None:
    """Without modules: opening the page counts nothing; a list without a place counts once, and
    another household is another need."""
    await person.sign_in("responder")
    await person.get("/console")

    async def counted() -> int:
        await service.services.demand.write()
        return await world.owner.fetchval("SELECT coalesce(sum(needs), 0) FROM housing.demand")

    assert await counted() == 0
    csrf = await person.field("/console", "csrf")
    fields = {"adults": "1", "children": "0", "infants": "0"}
    fields |= {name: await person.field("/console", name) for name in ("need_id", "need_of")}
    _, text = await person.post("/console", csrf=csrf, **fields)
    assert fields["need_id"] in text and await counted() == 1
    await person.post("/console", csrf=csrf, **fields)
    assert await counted() == 1
    _, text = await person.post("/console", csrf=csrf, **{**fields, "children": "2"})
    assert fields["need_id"] not in text and await counted() == 2
