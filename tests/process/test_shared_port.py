"""Several processes serve one port: the kernel spreads connections, and any of them answers."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.conftest import Serve
from tests.support.api import Api
from tests.support.world import World


async def test_two_processes_share_a_port(serve: Serve, world: World) -> None:
    first = await serve(port_shared=True)
    port = int(first.url.rsplit(":", 1)[1])
    second = await serve(port_shared=True, port=port)
    assert second.url == first.url
    organization = await world.organization()
    pool = await world.pool(await world.program(organization), free=40)
    staff = await world.caller("shelter_staff", organization)
    seen: set[int] = set()
    async with asyncio.timeout(20):
        # Each connection is new, so that both get some; which one is the kernel's choice.
        while len(seen) < 2:
            async with (
                aiohttp.ClientSession() as alone,
                Api(alone, first.url, staff.token).live() as console,
            ):
                await console.until(lambda c: c.pools)
                seen |= {
                    number
                    for number, running in enumerate((first, second))
                    if running.services.hub.connections
                }
                caller = Api(alone, first.url, staff.token)
                placed = await caller.place(pool)
                assert placed.status == 201
                assert (await caller.act(placed["id"], "release")).status == 200


async def test_a_port_is_taken_unless_both_share_it(serve: Serve) -> None:
    first = await serve()
    with pytest.raises(OSError, match="in use"):
        await serve(port=int(first.url.rsplit(":", 1)[1]))
