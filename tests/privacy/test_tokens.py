"""Tokens and sessions open their own account, for as long as they were given."""

from __future__ import annotations

import asyncio

import aiohttp

from housing_service.app import Running
from housing_service.service.signin import new_secret
from housing_service.store import tokens
from tests.support.api import Api
from tests.support.world import PASSWORD, World


async def test_a_token_that_was_revoked_or_has_run_out_opens_nothing(
    world: World, serve, http
) -> None:
    running = await serve(identity_cache_seconds=0)
    caller = await world.caller("responder")
    short = new_secret()
    await tokens.create_token(world.owner, caller.account_id, short, 60)
    lasting, ending = Api(http, running.url, caller.token), Api(http, running.url, short)
    assert [(await api.get("/v1/me")).status for api in (lasting, ending)] == [200, 200]
    await world.move_clock(61)
    assert [(await api.get("/v1/me")).status for api in (lasting, ending)] == [200, 401]
    await world.owner.execute("UPDATE housing.access_token SET revoked_at = now()")
    assert (await lasting.get("/v1/me")).status == 401


async def test_tokens_looked_up_together_open_each_its_own_account(world: World, serve) -> None:
    running = await serve(identity_cache_seconds=0)
    callers = [await world.caller("responder") for _ in range(12)]
    signin = running.services.signin
    found = await asyncio.gather(*(signin.by_token(caller.token) for caller in callers))
    assert [identity.account_id for identity in found] == [c.account_id for c in callers]
    mixed = await asyncio.gather(signin.by_token("hs_wrong"), signin.by_token(callers[0].token))
    assert mixed[0] is None
    assert mixed[1].account_id == callers[0].account_id


async def session_of(running: Running, http: aiohttp.ClientSession) -> dict[str, str]:
    form = {"login": "night.desk", "password": PASSWORD}
    async with http.post(running.url + "/sign-in", data=form, allow_redirects=False) as answer:
        assert answer.status == 303
        cookie = answer.cookies["housing_session"].value
    http.cookie_jar.clear()
    return {"Cookie": f"housing_session={cookie}"}


async def status_of_me(
    running: Running, http: aiohttp.ClientSession, headers: dict[str, str]
) -> int:
    async with http.get(running.url + "/v1/me", headers=headers) as answer:
        return answer.status


async def test_a_wrong_token_is_not_saved_by_a_session(world: World, service, http) -> None:
    await world.caller("responder", None, login="night.desk")
    session = await session_of(service, http)
    assert await status_of_me(service, http, session) == 200
    wrong = {**session, "Authorization": "Bearer hs_wrong"}
    assert await status_of_me(service, http, wrong) == 401


async def test_a_session_ends_when_idle_and_at_its_lifetimes_end(world: World, serve, http) -> None:
    running = await serve(
        identity_cache_seconds=0, session_idle_seconds=600, session_lifetime_seconds=1_500
    )
    await world.caller("responder", None, login="night.desk")
    idle, busy = await session_of(running, http), await session_of(running, http)
    await world.move_clock(500)
    assert await status_of_me(running, http, busy) == 200
    await world.move_clock(700)
    assert await status_of_me(running, http, idle) == 401
    for seconds in (1_000, 1_400):
        await world.move_clock(seconds)
        assert await status_of_me(running, http, busy) == 200
    await world.move_clock(1_510)
    assert await status_of_me(running, http, busy) == 401
