"""Locks and expected places by plain forms, for staff and for who asks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import aiohttp
import pytest

from housing_service.app import Running
from tests.support.api import Api
from tests.support.homes import Home, local_day, make_home
from tests.support.world import World
from tests.web.test_pages import Person


@pytest.fixture
async def home(world: World, api: Callable[..., Api]) -> Home:
    made = await make_home(world, api)
    await world.caller("responder", await world.organization("Day Line"), "responder")
    await world.caller("shelter_staff", made.organization, "staff")
    await world.caller("shelter_staff", await world.organization("Other"), "other")
    return made


@pytest.fixture
async def people(service: Running, home: Home) -> AsyncIterator[dict[str, Person]]:
    jars = [aiohttp.CookieJar(unsafe=True) for _ in range(3)]
    sessions = [aiohttp.ClientSession(cookie_jar=jar) for jar in jars]
    made = {}
    for name, session in zip(("responder", "staff", "other"), sessions, strict=True):
        made[name] = Person(session, service.url)
        await made[name].sign_in(name)
    yield made
    for session in sessions:
        await session.close()


async def send(
    person: Person, path: str, page: str | None = None, **fields: str
) -> tuple[int, str]:
    """The page that a browser shows after it."""
    csrf = await person.field(page or path, "csrf")
    status, text = await person.post(path, csrf=csrf, **fields)
    return await person.get(text) if status == 303 else (status, text)


def steps(text: str) -> list[str]:
    return re.findall(r'<li data-t="step_\d">([^<]+)</li>', text)[:4]


async def test_a_lock_is_taken_on_step_by_step(home: Home, people: dict[str, Person]) -> None:
    placed = await home.responder.place(home.pool, party={"adults": 1, "children": 2})
    hold = placed["id"]
    _, text = await people["staff"].get("/shelter")
    assert [said.split(" by ")[0] for said in steps(text)] == [
        "Acknowledged", "Interview", "Decision", "Move-in",
    ]  # fmt: skip
    assert "We have read this" in text
    for milestone, after in (
        ("acknowledged", "The interview took place"),
        ("interview", "Yes, we can offer it"),
        ("decision", "Arrived"),
    ):
        status, text = await send(
            people["staff"], f"/shelter/holds/{hold}/milestones", "/shelter", milestone=milestone
        )
        assert status == 200 and "Noted. Both sides see it." in text and after in text
    assert [": done " in said for said in steps(text)] == [True, True, True, False]
    status, text = await send(
        people["staff"], f"/shelter/holds/{hold}/extend", "/shelter",
        number="1", reason="unit_being_prepared", working_hours="16",
    )  # fmt: skip
    assert status == 200 and "more time: The place is being prepared" in steps(text)[3]


async def test_more_time_without_a_reason_is_explained(
    home: Home, people: dict[str, Person]
) -> None:
    hold = (await home.responder.place(home.pool))["id"]
    status, text = await send(
        people["staff"], f"/shelter/holds/{hold}/extend", "/shelter", number="1", reason=""
    )
    assert status == 422 and "A lock is given more time for a reason only." in text


async def test_the_holder_sees_the_steps_and_asks_for_a_day_more(
    home: Home, people: dict[str, Person]
) -> None:
    hold = str(uuid4())
    status, text = await send(
        people["responder"], "/console/hold", "/console",
        hold_id=hold, pool_id=str(home.pool), adults="1", children="0", infants="0",
    )  # fmt: skip
    assert status == 200 and steps(text)[0].startswith("Acknowledged by ")
    assert "One working day more, once." in text
    status, text = await send(
        people["responder"], f"/console/holds/{hold}/extend", "/console",
        number="1", reason="waiting_for_documents",
    )  # fmt: skip
    assert "more time: Waiting for documents" in steps(text)[0]
    again = await send(
        people["responder"], f"/console/holds/{hold}/extend", "/console",
        number="2", reason="waiting_for_documents",
    )  # fmt: skip
    assert again[0] == 409 and "You have already extended this hold." in again[1]


async def test_staff_say_what_is_expected_and_what_becomes_of_it(
    home: Home, people: dict[str, Person]
) -> None:
    path, staff = f"/shelter/pools/{home.pool}/homes", people["staff"]
    _, text = await staff.get(path)
    assert "Nothing is expected here so far." in text
    vacancy = str(uuid4())
    said = {"vacancy_id": vacancy, "units": "2", "expected_from": local_day(5)}
    status, text = await send(staff, path, **said, confidence="likely")
    assert status == 200 and "2 apartments, likely from" in text
    _, text = await send(staff, path, **said, confidence="confirmed")
    assert "2 apartments, confirmed from" in text
    _, text = await send(staff, path, vacancy_id=vacancy, action="vacant")
    assert "Noted: it is empty now" in text and "Nothing is expected here so far." in text
    assert (await home.staff.pool(home.pool))["units_free_reported"] == 4
    status, text = await send(staff, path, vacancy_id=vacancy, action="withdrawn")
    assert status == 409 and "This vacancy has come or is no longer expected." in text
    status, text = await send(
        staff, path, vacancy_id=str(uuid4()), units="1", expected_from="soon", confidence="likely"
    )
    assert status == 422
    for other in ("other", "responder"):
        assert (await people[other].get(path))[0] in (403, 404)


async def test_a_responder_watches_and_holds_ahead(home: Home, people: dict[str, Person]) -> None:
    path, responder = f"/console/homes/{home.pool}", people["responder"]
    vacancy = str(uuid4())
    await home.expect(vacancy, units=1, expected_from=local_day(5), confidence="possible")
    _, text = await responder.get("/console")
    assert f'href="{path}"' in text and "1 apartment possible from" in text
    _, text = await responder.get(path)
    assert "It can be held when the program confirms it." in text
    status, text = await send(responder, path, action="watch")
    assert status == 200 and "You watch this program for 90 days." in text
    _, text = await responder.get("/console/homes")
    assert "A Year" in text and 'data-open="true"' in text
    await home.expect(vacancy, units=1, expected_from=local_day(5))
    hold = str(uuid4())
    status, text = await send(
        responder, path, action="hold", vacancy_id=vacancy, hold_id=hold, adults="1",
        children="0", infants="0",
    )  # fmt: skip
    assert status == 200 and "Not vacant yet, promised from" in text
    placed = await home.staff.get(f"/v1/holds/{hold}")
    assert placed["expected"]["id"] == vacancy
    status, text = await send(
        responder, path, action="hold", vacancy_id=vacancy, hold_id=str(uuid4()), adults="1",
        children="0", infants="0",
    )  # fmt: skip
    assert status == 409 and "Nothing is free here any more." in text
    _, text = await send(responder, path, action="unwatch")
    assert "You no longer watch this program." in text


async def test_a_hidden_home_has_no_such_page(
    world: World, api: Callable[..., Api], people: dict[str, Person]
) -> None:
    hidden = await make_home(world, api, confidential=True)
    status, _ = await people["responder"].get(f"/console/homes/{hidden.pool}")
    gone, _ = await people["responder"].get(f"/console/homes/{uuid4()}")
    assert (status, gone) == (404, 404)
    _, text = await people["responder"].get("/console")
    assert f"/console/homes/{hidden.pool}" not in text
