"""Asking shelters by plain forms: asked, answered, taken, closed; nothing of it in an address."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from housing_service.app import Running
from housing_service.web.pages.request_view import NO_ASK, ask_card
from tests.requests.conftest import FAMILIES, until_on_board
from tests.support.world import World
from tests.web.test_pages import Person

MOTHER_AND_TWO = {
    "adults": "1", "children": "2", "infants": "1", "needs.step_free": "1", "record": "any",
}  # fmt: skip


class Visitor(Person):
    """Goes where a form leads, as a browser does."""

    async def post(self, path: str, **fields: Any) -> tuple[int, str]:
        status, text = await super().post(path, **fields)
        return await self.get(text) if status == 303 else (status, text)

    async def text(self, path: str) -> str:
        status, text = await self.get(path)
        assert status == 200, text
        return text


@pytest.fixture
async def house(world: World, service: Running) -> Any:
    organization = await world.organization("Open Door")
    program = await world.program(organization, "Open Door")
    pool = await world.pool(program, free=1, unit="room", name="Family rooms", **FAMILIES)
    await world.caller("shelter_staff", organization, "staff")
    agency = await world.organization("Night line")
    await world.caller("responder", agency, "responder")
    await world.caller("operator", None, "operator")
    await world.owner.execute(
        "INSERT INTO housing.organization_line VALUES (gen_random_uuid(), $1, '+1 555 0100')",
        agency,
    )
    await until_on_board(service, pool)
    return pool


@pytest.fixture
async def sign_in(service: Running, house: Any) -> AsyncIterator[Callable[[str], Any]]:
    sessions: list[aiohttp.ClientSession] = []

    async def make(login: str) -> Visitor:
        session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        sessions.append(session)
        person = Visitor(session, service.url)
        await person.sign_in(login)
        return person

    yield make
    for session in sessions:
        await session.close()


async def opened(responder: Visitor) -> str:
    """Describes who needs a place, and asks; returns the page that answers."""
    csrf = await responder.field("/console", "csrf")
    status, text = await responder.post("/console/requests/new", csrf=csrf, **MOTHER_AND_TWO)
    assert status == 200 and "1 adult, 2 children (1 under two)" in text
    # What they need is ticked already; the sensitive part travels on and is shown nowhere.
    assert re.search(r'name="make_ready.step_free" value="1" checked', text)
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    [line] = re.findall(r'name="line_id" value="([0-9a-f-]{36})"', text)
    fields["asked"] = fields["asked"].replace("&amp;", "&")
    status, text = await responder.post(
        "/console/requests", **fields, urgency="now", line_id=line, **{"make_ready.crib": "1"}
    )
    assert status == 200, text
    return text


async def test_asked_answered_taken(
    sign_in: Callable[[str], Any], world: World, house: Any
) -> None:
    responder, staff = await sign_in("responder"), await sign_in("staff")
    text = await opened(responder)
    assert "Asking shelters" in text and "Open Door: no answer so far" in text
    shown = await staff.text("/shelter")
    assert "Can you take them tonight?" in shown and "crib" in shown
    assert "+1 555 0100" not in shown and "Night line" not in shown
    [ask] = re.findall(r"/shelter/asks/([0-9a-f-]{36})/we-can", shown)
    csrf = await staff.field("/shelter", "csrf")
    status, shown = await staff.post(f"/shelter/asks/{ask}/we-can", csrf=csrf)
    assert status == 200 and "they have not said yes so far" in shown
    assert "call them on +1 555 0100" in shown
    text = await responder.text("/console/requests")
    assert "These can take them" in text
    [hold] = re.findall(r"/console/holds/([0-9a-f-]{36})/take", text)
    csrf = await responder.field("/console", "csrf")
    status, text = await responder.post(f"/console/holds/{hold}/take", csrf=csrf)
    assert status == 200 and "Say this at the door" in text
    assert "Can you take them tonight?" not in _visible(await staff.text("/shelter"))
    assert await world.held(house) == 1


def _visible(text: str) -> str:
    """Without sections that are hidden."""
    return re.sub(r"<section[^>]* hidden>.*?</section>", "", text, flags=re.DOTALL)


async def test_not_tonight_closing_and_going_home(sign_in: Callable[[str], Any]) -> None:
    responder, staff = await sign_in("responder"), await sign_in("staff")
    operator = await sign_in("operator")
    await opened(responder)
    [ask] = re.findall(r"/shelter/asks/([0-9a-f-]{36})/not-tonight", await staff.text("/shelter"))
    csrf = await staff.field("/shelter", "csrf")
    assert (await staff.post(f"/shelter/asks/{ask}/not-tonight", csrf=csrf))[0] == 200
    text = await responder.text("/console/requests")
    assert "Open Door: not tonight" in text and "Waiting for something that fits" in text
    # It has come to the operator, with the line to call.
    seen = await operator.text("/operator")
    assert "Night line, +1 555 0100, 1 adult, 2 children" in seen
    csrf = await staff.field("/shelter", "csrf")
    status, shown = await staff.post("/shelter/duty", csrf=csrf, duty="off")
    assert status == 200 and "You are not at work here." in shown
    assert "Can you take them tonight?" not in _visible(shown)
    [request] = re.findall(r"/console/requests/([0-9a-f-]{36})/close", text)
    csrf = await responder.field("/console/requests", "csrf")
    for action, said in (("keep", "It stays open."), ("close", "Nobody is asked any more.")):
        status, text = await responder.post(f"/console/requests/{request}/{action}", csrf=csrf)
        assert status == 200 and said in text
    assert "Nobody waits for a place." in await operator.text("/operator")


async def test_the_operator_turns_offers_on(sign_in: Callable[[str], Any]) -> None:
    operator = await sign_in("operator")
    csrf = await operator.field("/operator", "csrf")
    status, text = await operator.post("/operator/offers", csrf=csrf, offers="on")
    assert status == 200 and "Stop offering" in text
    status, text = await operator.post("/operator/offers", csrf=csrf, offers="off")
    assert status == 200 and "Offer places automatically" in text


async def test_what_the_modules_read_is_what_the_page_shows(
    sign_in: Callable[[str], Any],
) -> None:
    responder, staff = await sign_in("responder"), await sign_in("staff")
    operator = await sign_in("operator")
    await opened(responder)
    for person, page in (
        (responder, "/console/requests"),
        (staff, "/shelter/asks"),
        (operator, "/operator/requests"),
    ):
        async with person.session.get(person.url + page + "/views") as answer:
            assert answer.status == 200 and answer.headers["Cache-Control"] == "no-store"
            [card] = (await answer.json())["items"]
            assert card["id"] and card["open"]
        async with person.session.post(person.url + page + f"/{card['id']}/close") as refused:
            assert refused.status in (403, 404)


async def _one_more(staff: Visitor) -> tuple[str, dict[str, str]]:
    """The form that counts one more and keeps it: its address and its fields."""
    text = await staff.text("/shelter")
    [(path, form)] = re.findall(
        r'action="(/shelter/asks/[0-9a-f-]{36}/count-and-keep)"[^>]*>(.*?)</form>', text, re.DOTALL
    )
    return path, dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


async def test_one_more_is_counted_once_and_kept(
    sign_in: Callable[[str], Any], world: World, house: Any
) -> None:
    responder, staff = await sign_in("responder"), await sign_in("staff")
    await opened(responder)
    await world.owner.execute("UPDATE housing.pool SET units_free_reported = 0")
    path, fields = await _one_more(staff)
    text = await staff.text("/shelter")
    assert "By your count: 0 rooms free now." in text
    assert "We have 1 more: count 1 and keep it" in text
    for _ in range(2):
        status, text = await staff.post(path, **fields)
        assert status == 200 and "Kept for them." in text
    free = await world.owner.fetchval("SELECT units_free_reported FROM housing.pool")
    assert (free, await world.held(house)) == (1, 1)
    # A count that somebody made in between stands; nothing is added to it.
    late = {**fields, "report_id": "7a3a2f6e-5b1c-4d2e-9f00-00000000beef"}
    status, _ = await staff.post(path, **late)
    assert status == 409
    assert await world.owner.fetchval("SELECT units_free_reported FROM housing.pool") == 1
    for wrong in ({"delta": ""}, {"delta": "0"}, {"based_on_version": "x"}, {"report_id": "x"}):
        assert (await staff.post(path, **{**fields, **wrong}))[0] == 422


async def test_nobody_else_counts_for_a_shelter(
    sign_in: Callable[[str], Any], world: World, house: Any
) -> None:
    responder, staff = await sign_in("responder"), await sign_in("staff")
    await opened(responder)
    await world.owner.execute("UPDATE housing.pool SET units_free_reported = 0")
    path, fields = await _one_more(staff)
    operator = await sign_in("operator")
    csrf = await operator.field("/operator", "csrf")
    assert (await operator.post(path, **{**fields, "csrf": csrf}))[0] in (403, 404)
    assert await world.owner.fetchval("SELECT units_free_reported FROM housing.pool") == 0
    assert await world.held(house) == 0


async def test_the_console_says_how_many_are_open(sign_in: Callable[[str], Any]) -> None:
    responder, _ = await sign_in("responder"), await sign_in("staff")
    assert "What I have asked shelters for" in await responder.text("/console")
    await opened(responder)
    async with asyncio.timeout(10):
        while "1 asked for, see the answers" not in await responder.text("/console"):
            await asyncio.sleep(0.01)


ASK = {
    "id": "a", "pool_id": "p", "pool_name": "Rooms", "units": 1, "unit": "room",
    "party": {"adults": 1, "children": 2}, "needs": [], "asked_at": "2026-11-22T03:00:00Z",
    "seen_at": None, "answer": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("free", "held", "units", "said", "delta", "more"),
    [
        (1, 0, 1, "", "", ""),
        (0, 0, 1, "By your count: 0 rooms free now.", "1", "We have 1 more: count 1 and keep it"),
        (2, 1, 2, "By your count: 1 room free now.", "1", "We have 1 more: count 3 and keep it"),
        (1, 3, 1, "By your count: 0 rooms free now.", "3",
         "We have 3 more: count 4 and keep them"),
        (None, 0, 1, "You have told no count here so far.", "", ""),
    ],
)  # fmt: skip
def test_what_is_missing_is_what_more_must_be_counted(
    free: int | None, held: int, units: int, said: str, delta: str, more: str
) -> None:
    pool = {"id": "p", "units_free_reported": free, "units_held": held, "counts_version": 7}
    card = ask_card({**ASK, "units": units}, pool, datetime(2026, 11, 22, 3, 5, tzinfo=UTC))
    assert (card["short"], card["delta"], card["more"]) == (said, delta, more)
    assert card["can"] == (not said) and card["can_more"] == bool(delta)
    assert bool(card["count_at"]) == (free is None)
    assert set(card) == set(NO_ASK)
