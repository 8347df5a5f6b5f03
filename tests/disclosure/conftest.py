"""One process that looks callers up anew each time, and the house."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from housing_service.app import Running
from tests.conftest import Serve
from tests.disclosure.house import House
from tests.support.api import Api
from tests.support.world import World


@pytest.fixture
async def running(serve: Serve, world: World) -> Running:
    return await serve(identity_cache_seconds=0, sign_in_attempts_per_minute=1_000)


@pytest.fixture
async def house(world: World, running: Running, http) -> AsyncIterator[House]:
    def api(caller=None) -> Api:
        return Api(http, running.url, caller.token if caller else None)

    async with AsyncExitStack() as stack:
        yield await House(world, running.url, api, stack).settle()
