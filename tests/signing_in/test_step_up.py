"""Proving a session anew: for five minutes, of this session only, with bounded tries."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from housing_service.app import Running
from housing_service.store.accounts import secret_hash
from tests.desks.person import Person
from tests.support.api import Api, Console
from tests.support.world import PASSWORD, World

SESSION = "housing_session"


async def stepped_up(world: World, who: Any, credential: str | None) -> bool:
    hashed = secret_hash(credential) if credential else None
    found = await world.owner.fetchval(
        "SELECT housing.has_stepped_up($1, $2)", who.account_id, hashed
    )
    return bool(found)


async def test_a_session_counts_as_proven_for_five_minutes(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    async with Person(running.url) as rita:
        await rita.sign_in("rita")
        before = rita.cookie(SESSION)
        assert not await stepped_up(world, people.responder, before)
        status, answer = await rita.call("POST", "/v1/me/step-up", {"password": PASSWORD})
        assert (status, answer) == (200, {"seconds": 300})
        after = rita.cookie(SESSION)
        assert after != before
        assert await stepped_up(world, people.responder, after)
        assert not await stepped_up(world, people.staff, after), "somebody else's session"
        assert not await stepped_up(world, people.responder, before)
        assert not await stepped_up(world, people.responder, people.responder.token)
        assert not await stepped_up(world, people.responder, None)
        # Forms that were open before go on working: the proof of the page is the same.
        assert (await rita.call("POST", "/v1/me/step-up", {"password": PASSWORD}))[0] == 200
        last = rita.cookie(SESSION)
        await world.move_clock(299)
        assert await stepped_up(world, people.responder, last)
        await world.move_clock(301)
        assert not await stepped_up(world, people.responder, last)


async def test_the_secret_before_opens_nothing_any_more(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    async with Person(running.url) as rita:
        await rita.sign_in("rita")
        stolen = rita.cookie(SESSION)
        assert (await rita.post("/step-up", password=PASSWORD, back="/console"))[1] == "/console"
        async with Person(running.url, {SESSION: stolen or ""}) as thief:
            assert (await thief.me())[0] == 401
        assert (await rita.me())[0] == 200


async def test_a_locked_session_is_not_proven_and_can_not_be(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    async with Person(running.url) as rita:
        await rita.sign_in("rita")
        await rita.call("POST", "/v1/me/step-up", {"password": PASSWORD})
        await rita.post("/lock")
        assert not await stepped_up(world, people.responder, rita.cookie(SESSION))
        status, answer = await rita.call("POST", "/v1/me/step-up", {"password": PASSWORD})
        assert (status, answer["code"]) == (423, "session_locked")


async def test_wrong_ones_are_counted_together_and_then_wait(
    running: Running, people: SimpleNamespace, world: World
) -> None:
    """Also when they come at once; a right one does not help while waiting."""
    async with Person(running.url) as one, Person(running.url) as other:
        await one.sign_in("rita")
        await other.sign_in("rita")
        answers = await asyncio.gather(
            *(
                (one, other)[n % 2].call("POST", "/v1/me/step-up", {"password": f"wrong {n}"})
                for n in range(20)
            )
        )
        codes = sorted(answer["code"] for _, answer in answers)
        assert codes == ["step_up_failed"] * 5 + ["too_many_tries"] * 15
        status, answer = await one.call("POST", "/v1/me/step-up", {"password": PASSWORD})
        assert (status, answer["code"]) == (429, "too_many_tries")
        await world.move_clock(15 * 60 + 1)
        assert (await one.call("POST", "/v1/me/step-up", {"password": PASSWORD}))[0] == 200
        # A right one ends the count.
        status, answer = await one.call("POST", "/v1/me/step-up", {"password": "wrong"})
        assert answer["code"] == "step_up_failed"


async def test_a_program_has_nothing_to_prove(
    running: Running, people: SimpleNamespace, http: Any
) -> None:
    api = Api(http, running.url, people.responder.token)
    answer = await api.post("/v1/me/step-up", {"password": PASSWORD})
    assert (answer.status, answer.code) == (403, "not_allowed")


async def test_open_consoles_come_again_with_the_new_secret(
    running: Running, people: SimpleNamespace
) -> None:
    """They are not told that they are signed out, which would not be true."""
    async with Person(running.url) as rita:
        await rita.sign_in("rita")
        async with Console(running.url, None, additional_headers=rita.live_headers()) as console:
            await console.until(lambda one: one.frames)
            await rita.call("POST", "/v1/me/step-up", {"password": PASSWORD})
            assert await console.until_closed() == 4002
        async with Console(running.url, None, additional_headers=rita.live_headers()) as again:
            await again.until(lambda one: one.frames)
