"""What one console or account may take: messages, and consoles at once."""

from __future__ import annotations

import contextlib
from typing import Any

import aiohttp
import pytest

from housing_service.live.messages import (
    CLOSE_BAD_MESSAGE,
    CLOSE_FULL,
    CLOSE_TOO_MANY_MESSAGES,
)
from housing_service.web.live_socket import HOUSEHOLDS_AT_ONCE
from tests.support.api import Api
from tests.support.world import World


async def silence() -> None:
    """Says nothing at all."""


async def test_who_sends_too_many_messages_is_closed(world: World, shelter, serve, http) -> None:
    running = await serve(client_frames_per_second=0.5)
    async with Api(http, running.url, shelter.responder.token).live() as console:
        await console.until(lambda c: c.frames)
        with contextlib.suppress(Exception):
            for _ in range(20):
                await console.subscribe()
        assert await console.until_closed() == CLOSE_TOO_MANY_MESSAGES


async def test_one_account_opens_so_many_consoles_and_no_more(
    world: World, shelter, serve, http
) -> None:
    running = await serve(connections_per_account_max=2)
    mine = Api(http, running.url, shelter.responder.token)
    async with mine.live() as first, mine.live() as second:
        for console in (first, second):
            await console.until(lambda c: c.frames)
        # It may be closed before it could say what it wants, so it does not try.
        third = mine.live()
        third.subscribe = silence
        async with third:
            assert await third.until_closed() == CLOSE_FULL
            assert third.pools == {}
        # Somebody else is not kept out, and neither of the first two is.
        async with Api(http, running.url, shelter.staff.token).live() as other:
            await other.until(lambda c: c.frames)
        ticks = len(first.ticks)
        await first.until(lambda c: len(c.ticks) > ticks)


async def test_sockets_that_say_nothing_keep_nobody_out_who_is_known(
    world: World, shelter, serve, http
) -> None:
    """They have few places of their own, in all and for each address, freed as soon as somebody
    has said who they are."""
    running = await serve(
        trusted_proxies="127.0.0.1", connections_unauthenticated_max=3,
        connections_unauthenticated_per_address_max=2,
    )  # fmt: skip

    def coming(number: int) -> Any:
        headers = {"X-Forwarded-For": f"198.51.100.{number}"}
        return http.ws_connect(running.url + "/v1/live", headers=headers)

    async def refused(number: int) -> bool:
        with pytest.raises(aiohttp.WSServerHandshakeError) as raised:
            await coming(number)
        return raised.value.status == 503

    async with coming(1) as first, coming(1):
        assert await refused(1)
        async with coming(2):
            assert await refused(3)
            async with Api(http, running.url, shelter.staff.token).live() as known:
                await known.until(lambda c: c.frames)
            await first.send_json({"type": "authenticate", "token": shelter.responder.token})
            await first.send_json({"type": "subscribe"})
            await first.receive(timeout=10)
            async with coming(1):
                assert await refused(3)


async def test_who_describes_one_household_after_the_other_waits(
    world: World, shelter, serve, http
) -> None:
    """Each has all pools judged for it alone, so an account gets so many at once and then waits;
    nobody is closed for it, and others are not kept waiting."""
    running = await serve(households_per_second=0.001)
    async with Api(http, running.url, shelter.responder.token).live() as console:
        await console.until(lambda c: c.frames)
        for adults in range(1, HOUSEHOLDS_AT_ONCE + 3):
            console.filter, console.resume = {"household": {"adults": adults}}, None
            await console.subscribe()
        await console.until(lambda c: len(c.frames) == 1 + HOUSEHOLDS_AT_ONCE)
        ticks = len(console.ticks)
        await console.until(lambda c: len(c.ticks) > ticks)
        assert len(console.frames) == 1 + HOUSEHOLDS_AT_ONCE
        async with Api(http, running.url, shelter.staff.token).live(
            pool_filter={"household": {"adults": 1}}
        ) as other:
            await other.until(lambda c: c.frames)


async def test_for_nobody_else_than_whom(shelter) -> None:
    """A program made for somebody alone, and nobody named: the sentence says what is missing."""
    asked = {"situation": {"only_made_for": True}}
    told = await shelter.responder.post("/v1/pools/search", asked)
    assert told.status == 422 and told["code"] == "invalid_request"
    assert told["fields"][0]["field"] == "situation.only_made_for"
    assert "say for whom" in told["detail"]
    live = shelter.responder.live(pool_filter=asked)
    async with live as console:
        assert await console.until_closed() == CLOSE_BAD_MESSAGE
    asked["situation"]["made_for"] = ["veteran"]
    assert (await shelter.responder.post("/v1/pools/search", asked)).status == 200
