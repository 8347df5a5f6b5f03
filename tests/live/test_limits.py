"""What one console or account may take: messages, and consoles at once."""

from __future__ import annotations

import contextlib

from housing_service.live.messages import CLOSE_FULL, CLOSE_TOO_MANY_MESSAGES
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
