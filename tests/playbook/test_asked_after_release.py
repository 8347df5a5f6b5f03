"""He makes her let the place go, and asks for its address afterwards, or in the same moment: what
was written before is seen, however the two fall."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import UUID

import asyncpg
import pytest

from housing_service.store.sql import query
from tests.conftest import Serve
from tests.disclosure.house import House
from tests.support.api import Api
from tests.support.world import World

DISCLOSE = query("disclose_place")
RELEASE = query("release_holds")
TURNS = 200


@pytest.fixture
async def house(world: World, serve: Serve, http) -> AsyncIterator[House]:
    running = await serve(identity_cache_seconds=0, sign_in_attempts_per_minute=1_000)

    def api(caller=None) -> Api:
        return Api(http, running.url, caller.token if caller else None)

    async with AsyncExitStack() as stack:
        yield await House(world, running.url, api, stack).settle()


@pytest.fixture
async def second(database_url: str):
    connection = await asyncpg.connect(database_url)
    yield connection
    connection.terminate()


async def _asked(house: House) -> tuple[UUID, tuple[UUID, bytes, str]]:
    await house.tells()
    rosa = await house.sign_in("rosa", stepped_up=True)
    hold = await house.held_by(rosa)
    account = house.accounts["rosa"].account_id
    return account, (account, house.credential(rosa), hold)


async def test_who_asks_while_a_release_is_being_written_waits_and_is_refused(
    house: House, world: World, second: asyncpg.Connection
) -> None:
    account, asked = await _asked(house)
    async with second.transaction():
        await second.fetch(RELEASE, [account], [asked[2]], [None])
        telling = asyncio.create_task(world.owner.fetchrow(DISCLOSE, *asked))
        async with asyncio.timeout(20):
            while not await second.fetchval(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
            ):
                await asyncio.sleep(0.01)
    assert tuple(await telling) == ("hold_already_released", None)


async def test_a_release_waits_until_who_asked_before_has_been_answered(
    house: House, world: World, second: asyncpg.Connection
) -> None:
    account, asked = await _asked(house)
    await second.execute("SET lock_timeout = '200ms'")
    async with world.owner.transaction():
        assert (await world.owner.fetchrow(DISCLOSE, *asked))["code"] == "ok"
        with pytest.raises(asyncpg.LockNotAvailableError):
            await second.fetch(RELEASE, [account], [asked[2]], [None])
    assert (await second.fetch(RELEASE, [account], [asked[2]], [None]))[0]["code"] == "ok"


async def test_two_hundred_releases_and_questions_at_once(
    house: House, world: World, second: asyncpg.Connection
) -> None:
    """Whoever asks after a release was answered is never told; the odds are moved so that both
    come first about as often. The shelter releases: so often from the holder it would be abuse."""
    seed = int(os.environ.get("HOUSING_TEST_SEED", "6"))
    print(f"seed {seed}")
    draw = random.Random(seed)
    _, asked = await _asked(house)
    shelter = house.accounts["mila"].account_id
    seen: Counter[str] = Counter()
    released_at = sent_at = 0.0

    async def release(pause: float) -> None:
        nonlocal released_at
        await asyncio.sleep(pause)
        await second.fetch(RELEASE, [shelter], [asked[2]], [None])
        released_at = time.perf_counter()

    async def ask(pause: float) -> str:
        nonlocal sent_at
        await asyncio.sleep(pause)
        sent_at = time.perf_counter()
        return str((await world.owner.fetchrow(DISCLOSE, *asked))["code"])

    for _ in range(TURNS):
        released_at = float("inf")
        _, code = await asyncio.gather(release(draw.uniform(0, 0.004)), ask(draw.uniform(0, 0.004)))
        assert code in ("ok", "hold_already_released")
        assert code != "ok" or sent_at < released_at
        assert (await world.owner.fetchrow(DISCLOSE, *asked))["code"] == "hold_already_released"
        seen[code] += 1
        await world.owner.execute(
            "UPDATE housing.hold SET state = 'active', ended_at = NULL, undo_state = NULL"
            " WHERE id = $1", asked[2],
        )  # fmt: skip
    assert set(seen) == {"ok", "hold_already_released"}, seen
    assert await house.views() == seen["ok"]
