"""Consoles whose rights or database change under them, and readers that ask too much."""

from __future__ import annotations

import asyncio
import json

from tests.support.world import PASSWORD, World


async def test_a_revoked_token_ends_its_console(world: World, shelter) -> None:
    async with shelter.responder.live() as console:
        await console.until(lambda c: c.frames)
        await world.owner.execute("UPDATE housing.access_token SET revoked_at = now()")
        assert await console.until_closed(4) == 4501


async def test_an_ended_session_ends_its_consoles_everywhere(
    world: World, shelter, serve, http
) -> None:
    """Signing out at one process closes the consoles that the session opened at another."""
    await world.caller("responder", None, login="night.desk")
    first, second = await serve(), await serve()
    form = {"login": "night.desk", "password": PASSWORD}
    async with http.post(first.url + "/sign-in", data=form, allow_redirects=False) as answer:
        cookie = f"housing_session={answer.cookies['housing_session'].value}"
    http.cookie_jar.clear()
    async with http.ws_connect(second.url + "/v1/live", headers={"Cookie": cookie}) as socket:
        await socket.send_json({"type": "subscribe"})
        assert (await socket.receive_json())["type"] == "snapshot"
        async with http.get(first.url + "/v1/me", headers={"Cookie": cookie}) as answer:
            csrf = (await answer.json())["csrf"]
        async with http.post(
            first.url + "/sign-out", headers={"Cookie": cookie}, data={"csrf": csrf},
            allow_redirects=False,
        ) as answer:  # fmt: skip
            assert answer.status == 303
        async with asyncio.timeout(5):
            async for _ in socket:
                pass
        assert socket.close_code == 4501


async def test_losing_the_full_stage_ends_old_and_new_consoles_apart(
    world: World, shelter, api
) -> None:
    agency = await world.organization("Agency")
    responder = api(await world.caller("responder", agency))
    hidden = await world.program(
        await world.organization("H"), "Hidden", "safe_house", confidential=True
    )
    pool = str(await world.pool(hidden, free=1, policy="confirm"))
    async with responder.live() as before:
        await before.until(lambda c: pool in c.pools)
        await world.owner.execute(
            "UPDATE housing.organization SET stage = 'limited' WHERE id = $1", agency
        )
        async with responder.live() as after:
            await after.until(lambda c: c.frames)
            assert await before.until_closed(5) == 4002


async def test_asking_again_and_again_shows_nothing_of_what_is_hidden(
    world: World, shelter, api
) -> None:
    limited = api(await world.caller("responder", await world.organization("N", stage="limited")))
    async with limited.live() as console:
        await console.until(lambda c: c.resume)
        tokens = {console.resume}
        for number in range(4):
            await console.subscribe()
            await console.until(lambda c, n=number: len(c.frames) > n + 1)
            tokens.add(console.resume)
        assert len(tokens) == 5


async def test_resubscribing_without_reading_stays_within_the_bound(
    world: World, shelter, serve, http
) -> None:
    from tests.support.api import Api

    running = await serve(send_buffer_bytes_max=32_768)
    for number in range(80):
        await world.pool(shelter.program, free=number, name="x" * 180)
    console = Api(http, running.url, shelter.responder.token).live(max_queue=1)
    async with console:
        await console.until(lambda c: len(c.pools) >= 82)
        transport = next(iter(running.services.hub.everybody())).transport
        console._socket.transport.pause_reading()
        for _ in range(30):
            await console.send(json.dumps({"type": "subscribe"}))
        async with asyncio.timeout(10):
            while running.services.hub.connections and (transport.get_write_buffer_size() < 32_768):
                await console.send(json.dumps({"type": "subscribe"}))
                await asyncio.sleep(0.06)
        assert transport.get_write_buffer_size() < 32_768 + 150_000
        console._socket.transport.resume_reading()


async def test_another_generation_starts_every_console_over(world: World, shelter, serve) -> None:
    """After a restore, versions are given out again: what was newer may now be older."""
    async with shelter.responder.live() as console:
        await console.until(lambda c: c.pools)
        for free in (9, 8, 7):
            await shelter.staff.report(shelter.instant, units_free=free)
        key = str(shelter.instant)
        await console.until(lambda c: c.pools[key]["units_free_reported"] == 7)
        async with world.owner.transaction():
            await world.owner.execute(
                "UPDATE housing.pool SET version = 2, counts_version = 1, units_free_reported = 1"
                " WHERE id = $1", shelter.instant,
            )  # fmt: skip
            await world.owner.execute(
                "UPDATE housing.service_state SET generation = gen_random_uuid()"
            )
        await console.until(lambda c: c.pools[key]["units_free_reported"] == 1, 5)
        generations = [f["generation"] for f in console.frames if f["type"] == "snapshot"]
        assert len(set(generations)) == 2


async def test_a_board_that_is_ahead_notices_without_a_new_generation(
    world: World, shelter
) -> None:
    async with shelter.responder.live() as console:
        await console.until(lambda c: c.pools)
        await shelter.staff.report(shelter.instant, units_free=9)
        key = str(shelter.instant)
        await console.until(lambda c: c.pools[key]["units_free_reported"] == 9)
        await world.owner.execute(
            "UPDATE housing.pool SET version = 1, counts_version = 1, units_free_reported = 1"
            " WHERE id = $1", shelter.instant,
        )  # fmt: skip
        await console.until(lambda c: c.pools[key]["units_free_reported"] == 1, 5)
