"""What comes next by plain forms: kinds to tick, lines, a held appointment, and a list on paper."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import aiohttp
import pytest

from housing_service.app import Running
from tests.support.api import Api
from tests.support.world import World
from tests.web.test_pages import HTML, Person

WEEK = 604_800


class Desk:
    """A legal desk with a line, a confidential group, and their ids."""

    def __init__(self) -> None:
        self.program = self.service = self.hidden = self.beds = UUID(int=0)
        self.staff: Api | None = None
        self.slot = ""


@pytest.fixture
async def desk(world: World, api: Callable[..., Api]) -> Desk:
    made = Desk()
    organization = await world.organization("Law for All")
    made.program = await world.program(organization, "Legal desk", "legal_aid")
    await world.owner.execute("UPDATE housing.program SET intake_line = '555-0142'")
    made.service = await world.pool(
        made.program, None, "call_only", "service", "Papers and records", stale_after_seconds=WEEK
    )
    made.beds = await world.pool(await world.program(organization, "Night shelter"), 3)
    circle = await world.organization("Canary Circle", victim_service_provider=True)
    group = await world.program(circle, "Canary Group", "peer_support", confidential=True)
    made.hidden = await world.pool(
        group, None, "call_only", "service", "Canary evenings", stale_after_seconds=WEEK
    )
    made.staff = api(await world.caller("shelter_staff", organization, "staff"))
    await world.caller("shelter_staff", circle, "circle")
    await world.caller("responder", await world.organization("Day Line"), "responder")
    told = {"answers": {"languages": ["es", "en"]}, "based_on_version": 0}
    assert (await made.staff.put(f"/v1/pools/{made.service}/eligibility", told)).status == 200
    said = await made.staff.report(made.service, intake="waitlist", intake_from="2199-12-01")
    assert said.status == 201
    slot = await made.staff.post(
        f"/v1/programs/{made.program}/slots",
        {
            "slot_id": str(uuid4()),
            "starts_at": (datetime.now(UTC) + timedelta(days=2)).isoformat(),
            "hold_policy": "instant",
        },
    )
    made.slot = str(slot["id"])
    searcher = api(await world.caller("responder", await world.organization("Night Line")))
    async with asyncio.timeout(10):
        while True:
            kinds = {"services": ["legal_aid", "peer_support"]}
            found = (await searcher.post("/v1/pools/search", kinds))["services"]
            if len(found) == 3 and found[1].get("intake"):
                return made
            await asyncio.sleep(0.02)


@pytest.fixture
async def person(service: Running, desk: Desk) -> AsyncIterator[Person]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        made = Person(session, service.url)
        await made.sign_in("responder")
        yield made


async def ask(person: Person, *kinds: str, **fields: str) -> str:
    csrf = await person.field("/console", "csrf")
    ticked = {f"services.{kind}": "1" for kind in kinds}
    status, text = await person.post("/console", csrf=csrf, **ticked, **fields)
    assert status == 200
    return text


async def test_kinds_are_offered_and_nothing_is_listed_unasked(person: Person, desk: Desk) -> None:
    status, text = await person.get("/console")
    assert status == 200 and "What comes next" in text
    assert 'name="services.legal_aid"' in text and 'name="services.peer_support"' in text
    assert 'name="services.childcare"' not in text
    assert "Legal desk" not in text and "Night shelter" in text
    assert not re.search(r'<option value="legal_aid"', text), "a service is no kind of place"


async def test_a_line_says_how_when_where_to_call_and_in_which_language(
    person: Person, desk: Desk
) -> None:
    text = await ask(person, "legal_aid", adults="2", children="1", asked="needs.wheelchair=1")
    assert "Waiting list, places from 1 Dec 2199" in text and 'href="tel:5550142"' in text
    assert "Speaks English, Spanish" in text or "Speaks Spanish, English" in text
    assert "said just now by shelter staff" in text
    assert "1 appointment free" in text and "Hold this appointment" in text
    assert 'name="services.legal_aid" value="1" checked' in text
    # The household and its needs stay what they were.
    assert re.search(r'id="adults"[^>]*value="2"', text)
    assert re.search(r'name="needs.wheelchair" value="1" checked', text)
    assert "needs.wheelchair=1" in text


async def test_an_appointment_is_held_from_its_line(
    person: Person, desk: Desk, world: World
) -> None:
    csrf = await person.field("/console", "csrf")
    fields = {"hold_id": str(uuid4()), "pool_id": desk.slot, "adults": "1"}
    status, where = await person.post("/console/hold", csrf=csrf, **fields)
    assert (status, where) == (303, "/console?done=held_slot")
    _, text = await person.get("/console?done=held_slot")
    assert "The appointment is kept" in text and "Legal desk · Appointment " in text
    assert await world.held(UUID(desk.slot)) == 1


async def test_a_list_to_hand_over_names_nothing_about_anybody(person: Person, desk: Desk) -> None:
    csrf = await person.field("/console", "csrf")
    take = {f"take.{one}": "1" for one in (desk.service, desk.hidden, desk.slot, desk.beds)}
    async with person.session.post(
        f"{person.url}/console/next-steps",
        data={"csrf": csrf, **take, "take.nonsense": "1", "adults": "7"},
        headers={**HTML, "Sec-Fetch-Site": "same-origin"},
    ) as answer:
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert str(answer.url).endswith("/console/next-steps")
        text = await answer.text()
    assert "<title>Next steps · Night desk</title>" in text
    assert (
        "Legal desk" in text
        and "Waiting list, places from 1 Dec 2199." in text
        and "555-0142" in text
    )
    assert "Appointment " in text and "Confidential program " in text
    assert "Ask your worker how to reach them." in text
    assert "Canary" not in text and "Night shelter" not in text and "adult" not in text
    status, empty = await person.post("/console/next-steps", csrf=csrf)
    assert status == 200 and "Nothing is on the list" in empty
    status, _ = await person.post("/console/next-steps", csrf="wrong", **take)
    assert status == 403
    status, _ = await person.get("/console/next-steps")
    assert status == 405


async def test_staff_say_it_in_one_tap(service: Running, desk: Desk) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        staff = Person(session, service.url)
        await staff.sign_in("staff")
        _, text = await staff.get("/shelter")
        assert "How we take people on" in text and "Papers and records" in text
        assert re.search(r'value="waitlist" aria-pressed="true"', text)
        assert "Appointment " in text
        csrf = await staff.field("/shelter", "csrf")
        path = f"/shelter/pools/{desk.service}/intake"
        fields = {"csrf": csrf, "report_id": str(uuid4()), "based_on_version": "999999"}
        for _ in range(2):
            told = await staff.post(path, **fields, intake="taking", intake_from="")
            assert told == (303, "/shelter?done=intake_said")
        _, text = await staff.get("/shelter?done=intake_said")
        assert re.search(r'value="taking" aria-pressed="true"', text)
        assert "Saved. Others see it now." in text
        still = {**fields, "report_id": str(uuid4())}
        assert (await staff.post(path, **still, intake="unchanged"))[0] == 303
        late = {**fields, "report_id": str(uuid4()), "based_on_version": "1"}
        status, text = await staff.post(path, **late, intake="closed")
        assert status == 409 and "Look at the new count" in text
        status, _ = await staff.post(path, csrf=csrf, report_id=str(uuid4()), intake="perhaps")
        assert status == 422


async def test_staff_add_appointments_by_their_own_clock(
    service: Running, desk: Desk, world: World
) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        staff = Person(session, service.url)
        await staff.sign_in("staff")
        csrf = await staff.field("/shelter", "csrf")
        path = f"/shelter/programs/{desk.program}/slots"
        when = (datetime.now(UTC) + timedelta(days=20)).strftime("%Y-%m-%dT14:30")
        fields = {"csrf": csrf, "slot_id": str(uuid4()), "units": "2", "hold_policy": "confirm"}
        for _ in range(2):
            made = await staff.post(path, **fields, starts_at=when)
            assert made == (303, "/shelter?done=slot_made")
        row = await world.owner.fetchrow(
            "SELECT to_char(p.starts_at AT TIME ZONE g.time_zone, 'YYYY-MM-DD\"T\"HH24:MI'),"
            " p.units_free_reported, p.hold_policy FROM housing.pool p"
            " JOIN housing.program g ON g.id = p.program_id WHERE p.id = $1",
            UUID(fields["slot_id"]),
        )
        assert tuple(row) == (when, 2, "confirm")
        fields["slot_id"] = str(uuid4())
        assert (await staff.post(path, **fields, starts_at=""))[0] == 422
        assert (await staff.post(path, **fields, starts_at="2020-01-01T10:00"))[0] == 422
        # Somebody of theirs calls: the appointment is kept until it begins.
        keep = {"csrf": csrf, "hold_id": str(uuid4()), "adults": "1", "starts_at": "yes"}
        assert (await staff.post(f"/shelter/pools/{desk.slot}/keep", **keep, minutes="60"))[
            0
        ] == 303
        late = await world.owner.fetchval(
            "SELECT h.expires_at - p.starts_at FROM housing.hold h"
            " JOIN housing.pool p ON p.id = h.pool_id"
        )
        assert timedelta(0) <= late <= timedelta(minutes=1)


async def test_a_confidential_service_adds_none(service: Running, desk: Desk) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        staff = Person(session, service.url)
        await staff.sign_in("circle")
        _, text = await staff.get("/shelter")
        assert "Canary evenings" in text
        assert re.search(r'<details class="more" data-if="can_make_slots" hidden>', text)
