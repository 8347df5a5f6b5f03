"""The planted region behind a running service that limits nobody's rate."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from tests.conftest import Serve
from tests.policy.planted import Planted, fill, mark, plant
from tests.requests.conftest import until_on_board
from tests.support.api import Api
from tests.support.caught_up import until_caught_up
from tests.support.world import World


@pytest.fixture
async def planted(serve: Serve, world: World, http: aiohttp.ClientSession) -> Planted:
    running = await serve(
        requests_per_second=100_000, requests_burst=1_000_000, sign_in_attempts_per_minute=10_000,
        households_per_second=10_000, count_link_calls_per_minute=100_000,
    )  # fmt: skip

    def make_api(caller: Any) -> Api:
        return Api(http, running.url, caller.token)

    made = await plant(world, make_api)
    made.url = running.url
    await until_on_board(
        running, *(p for one in made.places.values() for p in (one.pool, one.asked, one.home))
    )
    await fill(made)
    await until_caught_up(world.owner, running.board)
    made.marked = await mark(made)
    return made
