"""A confidential home: what it expects, how its office works and who waits is its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import CaughtUp
from tests.support.api import Answer, Api
from tests.support.homes import Home, at, local_day, make_home
from tests.support.world import World

SOON = timedelta(seconds=30)
SLOW = {
    "opens_minute": [600, 600] + [None] * 5,
    "closes_minute": [720, 720] + [None] * 5,
    "holidays": [local_day(n) for n in range(3)],
    "acknowledged_working_hours": 1,
    "interview_working_hours": 2,
    "decision_working_hours": 3,
    "move_in_working_hours": 4,
}


@pytest.fixture
async def hidden(world: World, api: Callable[..., Api], caught_up: CaughtUp) -> Home:
    made = await make_home(world, api, confidential=True)
    await world.tell_outsiders_daily()
    await caught_up()
    return made


def told(answer: Answer) -> tuple[int, Any]:
    """Status and body without what differs between any two requests."""
    body = answer.body
    if isinstance(body, dict):
        body = {name: value for name, value in body.items() if name != "request_id"}
    return answer.status, body


async def seen_by(caller: Api, home: Home) -> str:
    """All that an outsider can read about the home."""
    pool = await caller.pool(home.pool)
    answers = [
        await caller.get(path)
        for path in (
            f"/v1/pools/{home.pool}",
            "/v1/pools",
            "/v1/pools?kind=transitional_housing",
            f"/v1/programs/{pool['program_id']}",
            f"/v1/expected-vacancies?pool_id={home.pool}",
            f"/v1/pools/{home.pool}/lock-schedule",
            "/v1/watches",
        )
    ]
    answers.append(await caller.post("/v1/pools/search", {"show_all": True}))
    answers.append(await caller.put(f"/v1/pools/{home.pool}/watch", {}))
    answers.append(await caller.put(f"/v1/pools/{home.pool}/lock-schedule",
                                    {"lock_milestones": True}))  # fmt: skip
    assert answers[-2].code in ("pool_not_watchable", "not_allowed")
    return json.dumps([told(answer) for answer in answers], sort_keys=True)


async def test_two_worlds_that_differ_in_what_is_expected_look_alike(
    hidden: Home, world: World, api: Callable[..., Api]
) -> None:
    neighbour = api(await world.caller("shelter_staff", await world.organization("Other")))
    outside = (hidden.responder, hidden.operator, neighbour)
    before = [await seen_by(caller, hidden) for caller in outside]
    async with hidden.responder.live() as console, hidden.staff.live() as inside:
        await console.until(lambda c: c.pools)
        await inside.until(lambda c: str(hidden.pool) in c.pools)
        frames = len(console.frames)
        kept, gone = str(uuid4()), str(uuid4())
        for vacancy in (kept, gone):
            said = await hidden.expect(vacancy, units=1, expected_from=local_day(4))
            assert said.status == 200
        locked = await hidden.staff.place(hidden.pool, expected_vacancy_id=kept)
        assert locked.status == 201
        await hidden.staff.call("DELETE", f"/v1/expected-vacancies/{gone}")
        await hidden.staff.post(f"/v1/expected-vacancies/{kept}/vacant")
        slow = await hidden.staff.put(
            f"/v1/pools/{hidden.pool}/lock-schedule", {"lock_milestones": False, **SLOW}
        )
        assert slow.status == 200
        await inside.until(lambda c: c.pools[str(hidden.pool)]["units_free_reported"] == 3)
        ticks = len(console.ticks)
        await console.until(lambda c: len(c.ticks) > ticks + 2)
        assert console.frames[frames:] == []
    assert [await seen_by(caller, hidden) for caller in outside] == before


async def test_to_outsiders_no_vacancy_exists(hidden: Home, world: World) -> None:
    real, none = str(uuid4()), str(uuid4())
    await hidden.expect(real, units=1, expected_from=local_day(4))
    for free in (2, 0):
        await hidden.staff.report(hidden.pool, units_free=free)
        answers = [
            told(await hidden.responder.place(hidden.pool, expected_vacancy_id=vacancy))
            for vacancy in (real, none)
        ]
        assert answers[0] == answers[1]
        assert (answers[0][0], answers[0][1]["code"]) == (404, "expected_vacancy_not_found")
    staff = await world.caller("shelter_staff", await world.organization("Other"))
    other = Api(hidden.staff.session, hidden.staff.url, staff.token)
    ended = [
        told(await other.call("DELETE", f"/v1/expected-vacancies/{vacancy}"))
        for vacancy in (real, none)
    ]
    assert ended[0] == ended[1] and ended[0][1]["code"] == "expected_vacancy_not_found"


async def test_office_hours_of_a_hidden_home_do_not_show_in_a_lock(
    world: World, api: Callable[..., Api]
) -> None:
    """Two homes, one with hours and holidays of its own: outsiders' locks are due alike."""
    usual = await make_home(world, api, confidential=True)
    odd = await make_home(world, api, confidential=True, **SLOW)
    for home in (usual, odd):
        await home.staff.report(home.pool, units_free=2)
    due = []
    for home in (usual, odd):
        hold = await home.responder.place(home.pool)
        assert hold.status == 201 and hold["expected"] is None
        due.append([at(step["due_at"]) for step in hold["milestones"]])
    assert all(abs(one - other) < SOON for one, other in zip(*due, strict=True))
    own = await odd.staff.place(odd.pool)
    inside = [at(step["due_at"]) for step in own["milestones"]]
    assert any(abs(one - other) > SOON for one, other in zip(inside, due[0], strict=True))
