"""Places that are expected: said, locked before they are vacant, moved into, slipped, withdrawn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.support.api import Answer, Api
from tests.support.homes import Home, at, local_day, make_home
from tests.support.world import World


@pytest.fixture
async def home(world: World, api: Callable[..., Api]) -> Home:
    """Nothing is free here now."""
    return await make_home(world, api, free=0)


async def confirmed(home: Home, units: int = 1, days: int = 5) -> str:
    vacancy = str(uuid4())
    said = await home.expect(vacancy, units=units, expected_from=local_day(days))
    assert said.status == 200, said
    return vacancy


async def lock(home: Home, vacancy: str, hold: str | None = None, **fields: Any) -> Answer:
    return await home.responder.place(home.pool, hold, expected_vacancy_id=vacancy, **fields)


async def test_what_is_expected_is_seen_with_the_pool(home: Home, world: World) -> None:
    vacancy = str(uuid4())
    said = await home.expect(vacancy, units=2, expected_from=local_day(20), confidence="likely")
    assert said.body == {
        "id": vacancy, "pool_id": str(home.pool), "units": 2, "units_held": 0,
        "expected_from": local_day(20), "confidence": "likely", "state": "open",
        "holdable_from": None,
    }  # fmt: skip
    again = await home.expect(vacancy, units=2, expected_from=local_day(20), confidence="likely")
    assert again.body == said.body
    pool = await home.responder.pool(home.pool)
    assert pool["expected"] == [said.body]
    version = pool["version"]
    listed = await home.responder.get(f"/v1/expected-vacancies?pool_id={home.pool}")
    assert listed["items"] == [said.body]
    surer = await home.expect(vacancy, units=2, expected_from=local_day(20))
    assert surer["holdable_from"] == local_day(6)
    assert (await home.responder.pool(home.pool))["version"] == version + 1
    beds = await world.pool(await world.program(home.organization))
    assert (await home.responder.pool(beds))["expected"] is None


async def test_a_confirmed_one_is_locked_once(home: Home) -> None:
    vacancy, hold = await confirmed(home), str(uuid4())
    placed = await lock(home, vacancy, hold, party={"adults": 1})
    assert placed.status == 201 and placed["state"] == "requested"
    assert placed["expected"] == {
        "id": vacancy, "promised_from": local_day(5), "expected_from": local_day(5),
        "state": "open",
    }  # fmt: skip
    again = await lock(home, vacancy, hold, party={"adults": 1})
    assert again.status == 200 and again["version"] == placed["version"]
    for fields in ({"expected_vacancy_id": vacancy}, {"party": {"adults": 1}}):
        other = await home.responder.place(home.pool, hold, **fields)
        assert other["code"] == "hold_id_reused"
    full = await lock(home, vacancy)
    assert (full.status, full["code"]) == (409, "no_units_available")
    pool = await home.responder.pool(home.pool)
    assert (pool["units_held"], pool["units_available"], pool["state"]) == (0, 0, "full")
    assert pool["expected"][0]["units_held"] == 1
    assert at(placed["milestones"][3]["due_at"]) > at(f"{local_day(5)}T00:00+00:00")


async def test_vacant_now_adds_the_units_and_the_locks_hold_them(home: Home) -> None:
    vacancy = await confirmed(home)
    hold = (await lock(home, vacancy))["id"]
    await home.reach(hold, "decision")
    early = await home.reach(hold, "move_in")
    assert (early.status, early["code"]) == (409, "expected_vacancy_not_vacant")
    assert (await home.staff.act(hold, "arrive"))["code"] == "expected_vacancy_not_vacant"
    ended = await home.staff.post(f"/v1/expected-vacancies/{vacancy}/vacant")
    assert ended.status == 200 and ended["state"] == "vacant"
    pool = await home.responder.pool(home.pool)
    assert (pool["units_free_reported"], pool["units_held"], pool["units_available"]) == (1, 1, 0)
    assert pool["expected"] == [] and pool["reported_by_role"] == "shelter_staff"
    again = await home.staff.post(f"/v1/expected-vacancies/{vacancy}/vacant")
    assert again.status == 200
    assert (await home.responder.pool(home.pool))["units_free_reported"] == 1
    mine = await home.responder.get(f"/v1/holds/{hold}")
    assert mine["expected"]["state"] == "vacant" and mine["at_risk"] is False
    assert (await home.reach(hold, "move_in"))["state"] == "arrived"
    pool = await home.responder.pool(home.pool)
    assert (pool["units_free_reported"], pool["units_held"]) == (0, 0)
    late = await home.staff.call("DELETE", f"/v1/expected-vacancies/{vacancy}")
    assert (late.status, late["code"]) == (409, "expected_vacancy_over")


async def test_units_nobody_locked_are_free_to_all_when_vacant(home: Home) -> None:
    vacancy = await confirmed(home, units=3)
    await lock(home, vacancy)
    await home.staff.post(f"/v1/expected-vacancies/{vacancy}/vacant")
    pool = await home.responder.pool(home.pool)
    assert (pool["units_free_reported"], pool["units_available"]) == (3, 2)


@pytest.mark.parametrize("change", ["slips", "shrinks", "unsure", "withdrawn"])
async def test_a_broken_promise_is_told_and_ends_nothing(home: Home, change: str) -> None:
    vacancy = await confirmed(home, units=1)
    hold = (await lock(home, vacancy))["id"]
    async with home.responder.live() as console:
        await console.until(lambda c: hold in c.holds)
        same: dict[str, Any] = {"units": 1, "expected_from": local_day(5)}
        if change == "withdrawn":
            await home.staff.call("DELETE", f"/v1/expected-vacancies/{vacancy}")
        elif change == "slips":
            await home.expect(vacancy, **same | {"expected_from": local_day(9)})
        elif change == "unsure":
            await home.expect(vacancy, **same, confidence="possible")
        else:
            two = await confirmed(home, units=2)
            vacancy, hold = two, (await home.staff.place(
                home.pool, expected_vacancy_id=two, units=2))["id"]  # fmt: skip
            await home.expect(vacancy, units=1, expected_from=local_day(5))
        if change != "shrinks":
            await console.until(lambda c: c.holds[hold]["at_risk"])
    kept = await home.staff.get(f"/v1/holds/{hold}")
    assert kept["at_risk"] is True and kept["state"] in ("requested", "active")
    refused = await lock(home, vacancy)
    assert refused.status == 409
    # Any other change of the pool leaves the flag where it is.
    await home.staff.report(home.pool, units_free=0)
    assert (await home.staff.get(f"/v1/holds/{hold}"))["at_risk"] is True
    if change in ("slips", "unsure"):
        await home.expect(vacancy, **same)
        assert (await home.staff.get(f"/v1/holds/{hold}"))["at_risk"] is False


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"expected_from": local_day(16)}, "expected_vacancy_not_holdable"),
        ({"confidence": "likely"}, "expected_vacancy_not_holdable"),
    ],
    ids=["too_far_ahead", "not_confirmed"],
)
async def test_what_can_not_be_locked_yet(home: Home, said: dict[str, Any], code: str) -> None:
    vacancy = str(uuid4())
    await home.expect(vacancy, **{"units": 1, "expected_from": local_day(2), **said})
    refused = await lock(home, vacancy)
    assert (refused.status, refused["code"]) == (409, code)


async def test_vacancies_of_nobody_or_elsewhere_are_not_found(home: Home, world: World) -> None:
    vacancy = await confirmed(home)
    other = await world.pool(await world.program(home.organization), free=1)
    for pool, asked in ((home.pool, str(uuid4())), (other, vacancy)):
        refused = await home.responder.place(pool, expected_vacancy_id=asked)
        assert (refused.status, refused["code"]) == (404, "expected_vacancy_not_found")
    part = {"hold_id": str(uuid4()), "pool_id": str(home.pool)}
    parts = [part | {"expected_vacancy_id": vacancy}, part | {"hold_id": str(uuid4())}]
    several = await home.responder.put(f"/v1/hold-sets/{uuid4()}", {"parts": parts})
    assert several["code"] == "invalid_request"


async def test_the_same_caps_and_refusals_as_any_hold(home: Home) -> None:
    vacancy = await confirmed(home, units=5)
    for _ in range(2):
        assert (await lock(home, vacancy)).status == 201
    assert (await lock(home, vacancy))["code"] == "hold_limit_reached"
    await home.staff.post(f"/v1/pools/{home.pool}/pause")
    assert (await lock(home, vacancy))["code"] == "pool_paused"


async def test_a_place_of_a_vacancy_comes_back_by_the_clock(home: Home, world: World) -> None:
    vacancy = await confirmed(home)
    hold = await lock(home, vacancy)
    ahead = at(hold["expires_at"]) - datetime.now(UTC) + timedelta(seconds=1)
    await world.move_clock(ahead.total_seconds())
    assert (await home.responder.get(f"/v1/holds/{hold['id']}"))["state"] == "timed_out"
    assert (await home.responder.pool(home.pool))["expected"][0]["units_held"] == 0
    assert (await lock(home, vacancy)).status == 201


async def test_taking_back_a_release_needs_the_vacancy_to_have_room(
    home: Home, world: World, api: Callable[..., Api]
) -> None:
    vacancy = await confirmed(home)
    hold = (await lock(home, vacancy))["id"]
    await home.responder.act(hold, "release")
    assert (await home.responder.act(hold, "undo"))["state"] == "requested"
    await home.responder.act(hold, "release")
    other = api(await world.caller("responder"))
    taken = await other.place(home.pool, expected_vacancy_id=vacancy)
    assert taken.status == 201
    refused = await home.responder.act(hold, "undo")
    assert (refused.status, refused["code"]) == (409, "no_units_available")


async def test_taking_back_after_it_became_vacant_holds_what_is_free(home: Home) -> None:
    vacancy = await confirmed(home)
    hold = (await lock(home, vacancy))["id"]
    await home.responder.act(hold, "release")
    await home.staff.post(f"/v1/expected-vacancies/{vacancy}/vacant")
    assert (await home.responder.act(hold, "undo"))["state"] == "requested"
    pool = await home.responder.pool(home.pool)
    assert (pool["units_held"], pool["units_available"]) == (1, 0)


async def test_nobody_can_have_come_to_a_place_that_is_not_vacant(home: Home, world: World) -> None:
    vacancy = await confirmed(home)
    hold = (await lock(home, vacancy))["id"]
    decided = await home.reach(hold, "decision")
    named = await home.staff.report(home.pool, units_free=0, arrived=[hold])
    assert named["code"] == "arrived_hold_not_found"
    ahead = at(decided["expires_at"]) - datetime.now(UTC) + timedelta(seconds=1)
    await world.move_clock(ahead.total_seconds())
    ended = await home.staff.get(f"/v1/holds/{hold}")
    assert ended["state"] == "expired" and ended["did_they_come"] is False
    assert (await home.staff.pool(home.pool))["unconfirmed_arrival"] is False
    late = await home.staff.act(hold, "arrive", late=True)
    assert late["code"] == "expected_vacancy_not_vacant"
    back = await home.staff.act(hold, "reinstate")
    assert back["state"] == "active"
    assert (await home.staff.pool(home.pool))["units_held"] == 0


async def test_only_the_shelters_own_staff_say_what_is_expected(
    home: Home, world: World, api: Callable[..., Api]
) -> None:
    vacancy = await confirmed(home)
    other = api(await world.caller("shelter_staff", await world.organization("Other")))
    body = {
        "pool_id": str(home.pool), "units": 1, "expected_from": local_day(3),
        "confidence": "possible",
    }  # fmt: skip
    for caller in (other, home.responder, home.operator):
        for answer in (
            await caller.put(f"/v1/expected-vacancies/{vacancy}", body),
            await caller.post(f"/v1/expected-vacancies/{vacancy}/vacant"),
            await caller.call("DELETE", f"/v1/expected-vacancies/{vacancy}"),
        ):
            assert (answer.status, answer["code"]) == (403, "not_allowed")
    gone = await home.staff.call("DELETE", f"/v1/expected-vacancies/{uuid4()}")
    assert (gone.status, gone["code"]) == (404, "expected_vacancy_not_found")


async def test_a_list_of_what_is_expected_has_an_end(home: Home) -> None:
    ids = [await confirmed(home, days=n) for n in range(20)]
    more = await home.expect(units=1, expected_from=local_day(3))
    assert (more.status, more["code"]) == (409, "expected_vacancy_limit_reached")
    await home.staff.call("DELETE", f"/v1/expected-vacancies/{ids[0]}")
    assert (await home.expect(units=1, expected_from=local_day(3))).status == 200
    for day in (local_day(-2), local_day(800)):
        answer = await home.expect(ids[1], units=1, expected_from=day)
        assert answer["code"] == "expected_from_out_of_range"
    again = await home.expect(ids[0], units=1, expected_from=local_day(0))
    assert (again.status, again["code"]) == (409, "expected_vacancy_over")


async def test_many_at_once_never_lock_more_than_is_expected(
    home: Home, world: World, api: Callable[..., Api]
) -> None:
    """Of 24 who ask at once for three places, three get one; and while staff say that they are
    vacant, not one more does, of what is expected or of what is free."""
    vacancy = await confirmed(home, units=3)
    callers = [api(await world.caller("responder")) for _ in range(24)]

    async def ask(caller: Api, number: int) -> Answer:
        fields = {"expected_vacancy_id": vacancy} if number % 3 else {}
        while True:
            answer = await caller.place(home.pool, **fields)
            if answer.status != 503:
                return answer

    first = await asyncio.gather(*(ask(c, 1) for c in callers[:12]))
    assert sum(a.status == 201 for a in first) == 3
    for answer in first:
        if answer.status == 201:
            await home.staff.act(answer["id"], "decline")
    both = await asyncio.gather(
        *(ask(c, n) for n, c in enumerate(callers[12:])),
        home.staff.post(f"/v1/expected-vacancies/{vacancy}/vacant"),
    )
    placed = sum(a.status == 201 for a in both[:-1])
    pool = await home.staff.pool(home.pool)
    assert both[-1].status == 200 and placed <= 3
    assert (pool["units_free_reported"], pool["units_held"]) == (3, placed)
    assert await world.held(home.pool) == placed


async def test_what_is_over_is_forgotten_after_three_days(home: Home, world: World) -> None:
    vacancy = await confirmed(home)
    await home.staff.call("DELETE", f"/v1/expected-vacancies/{vacancy}")
    await world.purge()
    assert await world.owner.fetchval("SELECT count(*) FROM housing.expected_vacancy") == 1
    await world.move_clock(3 * 86_400)
    await world.purge()
    assert await world.owner.fetchval("SELECT count(*) FROM housing.expected_vacancy") == 0
