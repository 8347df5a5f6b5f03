"""Extra capacity and the reserve by plain forms, as people without scripts use them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from housing_service.app import Running
from housing_service.web.pages.capacity_view import capacity_said
from housing_service.web.pages.surges_view import times
from tests.conftest import CaughtUp
from tests.support.world import World
from tests.web.test_pages import Person


@asynccontextmanager
async def signed_in(service: Running, login: str) -> AsyncIterator[Person]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        person = Person(session, service.url)
        await person.sign_in(login)
        yield person


@pytest.fixture
async def hall(world: World, service: Running) -> Any:
    """A shelter with beds for cold nights and ordinary ones; people who sign in."""
    door = await world.organization("Open Door")
    program = await world.program(door, "Harbor hall")
    await world.caller("shelter_staff", door, "staff")
    await world.caller("operator", None, "operator")
    await world.caller("responder", await world.organization("Line"), "responder")
    ordinary = await world.pool(program, 3, name="Ordinary beds")
    await world.pool(program, 6, name="Cold night beds", capacity_kind="surge")
    return ordinary


async def test_an_operator_opens_extra_capacity_and_ends_it(
    service: Running, hall, caught_up: CaughtUp
) -> None:
    async with signed_in(service, "operator") as person:
        status, text = await person.get("/operator")
        assert status == 200 and "None is open or to come." in text
        csrf = await person.field("/operator", "csrf")
        ends = re.search(r'name="ends_at">\s*<option value="([^"]+)"', text)
        assert ends
        form = {"csrf": csrf, "surge_id": str(uuid4()), "region": "harbor", "label": "cold",
                "starts_at": "", "ends_at": ends[1]}  # fmt: skip
        for _ in range(2):
            # Sent twice, it counts once.
            assert await person.post("/operator/surges", **form) == (
                303, "/operator?done=surge-opened",
            )  # fmt: skip
        _, text = await person.get("/operator?done=surge-opened")
        assert "Opened. Others see the extra places now." in text
        assert text.count("Harbor: cold") == 1 and "Open now" in text
        assert "Harbor hall, Cold night beds: 6 beds empty, 0 kept" in text
        assert "Ordinary beds:" not in text
        await caught_up()
        async with signed_in(service, "responder") as other:
            assert "Extra capacity (cold)" in (await other.get("/console"))[1]
        status, where = await person.post(
            f"/operator/surges/{form['surge_id']}/end", csrf=csrf
        )  # fmt: skip
        assert (status, where) == (303, "/operator?done=surge-ended")
        assert "None is open or to come." in (await person.get("/operator"))[1]


async def test_what_can_not_be_opened_is_said_on_the_page(service: Running, hall) -> None:
    async with signed_in(service, "operator") as person:
        csrf = await person.field("/operator", "csrf")
        form = {"csrf": csrf, "surge_id": str(uuid4()), "region": "harbor", "label": "cold"}
        past = datetime.now(UTC) - timedelta(hours=1)
        status, text = await person.post("/operator/surges", **form, ends_at=past.isoformat())
        assert status == 422 and "Choose other times." in text
        status, text = await person.post("/operator/surges", **form, ends_at="tomorrow")
        assert status == 422 and "Correct the fields named." in text
        status, text = await person.post(f"/operator/surges/{uuid4()}/end", csrf=csrf)
        assert status == 404 and "There is no such extra capacity." in text
        status, _ = await person.post("/operator/surges", **(form | {"csrf": "x"}), ends_at="x")
        assert status == 403
    async with signed_in(service, "staff") as person:
        csrf = await person.field("/shelter", "csrf")
        status, _ = await person.post("/operator/surges", **(form | {"csrf": csrf}), ends_at="x")
        assert status == 403


async def test_staff_keep_some_for_emergencies(service: Running, hall, caught_up: CaughtUp) -> None:
    async with signed_in(service, "staff") as person:
        csrf = await person.field("/shelter", "csrf")
        path = f"/shelter/pools/{hall}/reserve"
        assert await person.post(path, csrf=csrf, reserve_units="2") == (
            303, "/shelter?done=reserve-saved",
        )  # fmt: skip
        _, text = await person.get("/shelter")
        assert "2 kept for emergencies" in text
        assert "Extra capacity, opened when it is needed" in text
        # What is closed until it is needed is not for its staff to open by hand.
        card = text[text.index("Cold night beds") :]
        assert re.search(r'data-form="resume" data-if="can_resume" hidden', card)
        status, text = await person.post(path, csrf=csrf, reserve_units="many")
        assert status == 422 and "The number to keep for emergencies is missing." in text
    await caught_up()
    async with signed_in(service, "responder") as person:
        _, text = await person.get("/console")
        assert "2 kept for emergencies" in text
        assert "Cold night beds" not in text


def pool(**fields: Any) -> dict[str, Any]:
    return {"state": "open", "time_zone": "America/Toronto", **fields}


OPENING = {"is_open": False, "opens_at": None, "closes_at": None, "season_from": None,
           "season_until": None, "surge_label": None}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (pool(capacity_kind="regular", units_reserved=0, opening=None), ""),
        (pool(capacity_kind="regular", units_reserved=2), "2 kept for emergencies"),
        (pool(capacity_kind="reserve"), "For emergencies only"),
        (
            pool(capacity_kind="seasonal",
                 opening={**OPENING, "season_from": "11-01", "season_until": "03-31"}),
            "Season: Nov 1 to Mar 31",
        ),
        (pool(capacity_kind="surge", opening=OPENING), "Extra capacity, opened when it is needed"),
        (
            pool(capacity_kind="surge", units_reserved=1, opening={
                **OPENING, "is_open": True, "surge_label": "smoke",
                "opens_at": "2027-01-10T23:00:00.000000Z"}),
            "Extra capacity (smoke) · 1 kept for emergencies",
        ),
        (
            pool(capacity_kind="surge", state="closed", units_reserved=1, opening={
                **OPENING, "surge_label": "cold", "opens_at": "2027-01-11T03:30:00.000000Z"}),
            "Extra capacity (cold) from Jan 10, 22:30",
        ),
        ({"availability": "ask", "state": None}, ""),
    ],
    ids=range(8),
)  # fmt: skip
def test_what_a_card_says(given: dict[str, Any], said: str) -> None:
    assert capacity_said(given) == said


def test_the_times_offered_are_those_of_the_place() -> None:
    offered = times(datetime(2027, 3, 13, 23, 30, tzinfo=UTC), "America/Toronto")
    # 18:30 there: tonight has begun, and the clocks go forward before the first morning.
    assert offered.starts[0] == ("2027-03-14T22:00:00+00:00", "Mar 14, 18:00")
    assert offered.ends[0] == ("2027-03-14T12:00:00+00:00", "Mar 14, 08:00")
