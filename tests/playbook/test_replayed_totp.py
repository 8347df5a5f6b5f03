"""He has read her six digits over her shoulder, or on a page of his that looked like ours, and
says them again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from housing_service.app import Running
from tests.conftest import Serve
from tests.desks.person import Person
from tests.signing_in.factors import code_at, database_step, first, prove, second, set_up_app
from tests.support.world import World


@pytest.fixture
async def running(serve: Serve, world: World, tmp_path: Path) -> Running:
    await world.caller("responder", await world.organization("Agency"), "rita")
    return await serve(
        identity_cache_seconds=0,
        sign_in_attempts_per_minute=100_000,
        secret_key_file=tmp_path / "secret.key",
        data_dir=tmp_path,
    )


async def test_one_code_opens_one_door_whoever_comes_at_once(
    running: Running, world: World
) -> None:
    async with Person(running.url) as rita, Person(running.url) as one, Person(running.url) as two:
        await rita.sign_in("rita")
        await prove(rita)
        secret, recovery = await set_up_app(rita, world)
        for code in (code_at(secret, await database_step(world) + 1), recovery[3]):
            await first(one, "rita")
            await first(two, "rita")
            doors = await asyncio.gather(
                one.post("/sign-in/second", code=code), two.post("/sign-in/second", code=code)
            )
            assert sorted(status for status, _ in doors) == [303, 403]
            await one.session.post(running.url + "/sign-out")
            one.session.cookie_jar.clear()
            two.session.cookie_jar.clear()


async def test_a_code_of_an_earlier_step_is_over_once_a_later_one_was_used(
    running: Running, world: World
) -> None:
    async with Person(running.url) as rita, Person(running.url) as thief:
        await rita.sign_in("rita")
        await prove(rita)
        secret, _ = await set_up_app(rita, world)
        await world.move_clock(120)
        step = await database_step(world)
        assert (await rita.call("POST", "/v1/me/step-up", {"code": code_at(secret, step + 1)}))[
            0
        ] == 200
        await first(thief, "rita")
        for seen in (step - 1, step, step + 1):
            assert (await second(thief, code_at(secret, seen)))[0] == 403
        # And one that is too far off was never good.
        assert (await second(thief, code_at(secret, step + 3)))[0] == 403
