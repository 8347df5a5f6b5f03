"""Live push: every console ends with the database's state, whatever happened to it."""

from __future__ import annotations

import asyncio
import json
import socket

import pytest

from tests.support.api import Api, Console
from tests.support.world import World


async def test_a_change_reaches_every_console(world: World, shelter) -> None:
    async with shelter.responder.live() as first, shelter.staff.live() as second:
        for console in (first, second):
            await console.until(lambda c: c.pools)
        await shelter.staff.report(shelter.instant, units_free=9)
        key = str(shelter.instant)
        for console in (first, second):
            await console.until(lambda c: c.pools[key]["units_free_reported"] == 9)


async def test_holds_are_private_and_travel_in_snapshots(world: World, shelter, api) -> None:
    stranger = api(await world.caller("responder"))
    async with shelter.responder.live() as mine, stranger.live() as theirs:
        async with shelter.staff.live() as desk:
            await asyncio.gather(*(c.until(lambda c: c.pools) for c in (mine, theirs, desk)))
            hold = await shelter.responder.place(shelter.confirm, party={"adults": 2})
            await mine.until(lambda c: hold["id"] in c.holds)
            seen = await desk.until(lambda c: c.holds.get(hold["id"]))
            assert seen["party"] == {"adults": 2, "children": 0, "infants": 0}
            await shelter.staff.act(hold["id"], "accept")
            await mine.until(lambda c: c.holds[hold["id"]]["state"] == "active")
        await theirs.until(lambda c: c.pools[str(shelter.confirm)]["units_held"] == 2)
        assert theirs.holds == {}
        assert not [f for f in theirs.frames if f["type"] == "hold"]
    async with shelter.responder.live() as again:
        await again.until(lambda c: c.holds.get(hold["id"], {}).get("state") == "active")


async def test_expiry_is_announced_within_a_second(world: World, shelter) -> None:
    hold = await shelter.responder.place(shelter.instant, minutes=15)
    async with shelter.responder.live() as console:
        await console.until(lambda c: hold["id"] in c.holds)
        await world.owner.execute(
            "UPDATE housing.hold SET expires_at = clock_timestamp() + interval '1.5 seconds'"
            " WHERE id::text = $1", hold["id"],
        )  # fmt: skip
        await world.owner.execute(
            "SELECT housing.publish_pool($1, housing.service_clock(), false)", shelter.instant
        )
        loop = asyncio.get_running_loop()
        await console.until(lambda c: c.holds[hold["id"]]["state"] == "active")
        due = loop.time() + 1.5
        await console.until(lambda c: c.holds[hold["id"]]["state"] == "expired", 5)
        assert loop.time() - due < 1.0
        await console.until(lambda c: c.pools[str(shelter.instant)]["units_available"] == 4)


async def test_resume_sends_only_what_was_missed(world: World, shelter) -> None:
    async with shelter.responder.live() as first:
        await first.until(lambda c: len(c.pools) == 2)
    await shelter.staff.report(shelter.instant, units_free=1)
    hold = await shelter.responder.place(shelter.confirm)
    again = shelter.responder.live(resume=first.resume)
    again.pools, again.holds = dict(first.pools), dict(first.holds)
    async with again:
        await again.until(lambda c: c.pools[str(shelter.instant)]["units_free_reported"] == 1)
        await again.until(lambda c: hold["id"] in c.holds)
        await again.until(lambda c: c.pools[str(shelter.confirm)]["units_held"] == 1)
        assert "snapshot" not in {frame["type"] for frame in again.frames}


async def test_a_foreign_or_broken_token_means_a_full_snapshot(
    world: World, shelter, serve, http, api
) -> None:
    async with shelter.responder.live() as console:
        await console.until(lambda c: c.resume)
    other_process = await serve()
    elsewhere = Api(http, other_process.url, shelter.responder.token)
    stranger = api(await world.caller("responder"))
    cases = [
        (elsewhere, {}, console.resume),
        (stranger, {}, console.resume),
        (shelter.responder, {"kinds": ["detox"]}, console.resume),
        (shelter.responder, {}, console.resume.swapcase()),
        (shelter.responder, {}, "A" * 44),
        (shelter.responder, {}, "x"),
    ]
    for caller, pool_filter, token in cases:
        async with caller.live(pool_filter=pool_filter, resume=token) as again:
            await again.until(lambda c: c.frames)
            assert again.frames[0]["type"] == "snapshot"


async def test_a_console_moved_to_the_other_process_is_in_step(
    world: World, shelter, serve, http
) -> None:
    other = await serve()
    async with shelter.responder.live() as console:
        await console.until(lambda c: c.pools)
    for free in (7, 3, 2):
        await shelter.staff.report(shelter.instant, units_free=free)
    moved = Console(other.url, shelter.responder.token, resume=console.resume)
    moved.pools = dict(console.pools)
    async with moved:
        await moved.until(lambda c: c.pools[str(shelter.instant)]["units_free_reported"] == 2)
        # And it keeps following what happens at the first process.
        await shelter.staff.report(shelter.instant, units_free=8)
        await moved.until(lambda c: c.pools[str(shelter.instant)]["units_free_reported"] == 8)


async def test_a_filter_shows_and_removes(world: World, shelter) -> None:
    await world.region("hill", "Hill")
    async with shelter.responder.live(pool_filter={"regions": ["harbor"]}) as console:
        await console.until(lambda c: len(c.pools) == 2)
        await world.owner.execute("UPDATE housing.program SET region_code = 'hill'")
        await world.owner.execute(
            "SELECT housing.publish_pool($1, housing.service_clock(), false)", shelter.instant
        )
        await console.until(lambda c: str(shelter.instant) not in c.pools)
        assert str(shelter.confirm) in console.pools
    async with shelter.responder.live(pool_filter={"regions": ["nowhere"]}) as empty:
        await empty.until(lambda c: c.frames)
        assert empty.pools == {}
        await shelter.staff.report(shelter.confirm, units_free=1)
        await empty.until(lambda c: len(c.ticks) > 3)
        assert [frame["type"] for frame in empty.frames] == ["snapshot"]


async def test_resume_names_as_removed_only_what_was_seen(world: World, shelter) -> None:
    """A pool that moved away while the console was gone is removed; one it never saw is not."""
    await world.region("hill", "Hill")
    unseen = await world.pool(await world.program(shelter.organization, region="hill"))
    async with shelter.responder.live(pool_filter={"regions": ["harbor"]}) as console:
        await console.until(lambda c: len(c.pools) == 2)
    async with shelter.responder.live() as witness:
        await witness.until(lambda c: str(unseen) in c.pools)
        await world.region("valley", "Valley")
        await world.owner.execute("UPDATE housing.program SET region_code = 'valley'")
        for pool in (shelter.instant, shelter.confirm, unseen):
            await world.owner.execute(
                "SELECT housing.publish_pool($1, housing.service_clock(), false)", pool
            )
            await witness.until(lambda c, p=pool: c.pools[str(p)]["region"] == "valley")
    again = shelter.responder.live(pool_filter={"regions": ["harbor"]}, resume=console.resume)
    again.pools = dict(console.pools)
    async with again:
        await again.until(lambda c: not c.pools)


async def test_a_lost_notification_is_found_by_the_poll(world: World, shelter) -> None:
    async with shelter.responder.live() as console:
        await console.until(lambda c: c.pools)
        # A change without any notification, as if the doorbell had been deaf.
        await world.owner.execute(
            "UPDATE housing.pool SET units_free_reported = 77, version = version + 1"
            " WHERE id = $1", shelter.instant,
        )  # fmt: skip
        await console.until(lambda c: c.pools[str(shelter.instant)]["units_free_reported"] == 77, 3)


async def test_a_dead_listener_is_noticed_and_replaced(world: World, shelter, service) -> None:
    async with shelter.responder.live() as console:
        await console.until(lambda c: c.pools)
        killed = await world.owner.fetchval(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE application_name = 'housing-service listen'"
            " AND datname = current_database()"
        )
        assert killed == 1
        await shelter.staff.report(shelter.instant, units_free=6)
        await console.until(lambda c: c.pools[str(shelter.instant)]["units_free_reported"] == 6, 3)
        await console.until(lambda c: service.relay.listening, 5)


async def test_no_console_is_shown_an_older_state_after_a_newer(world: World, shelter) -> None:
    seen: list[int] = []
    async with shelter.responder.live() as console:
        await console.until(lambda c: c.pools)
        await asyncio.gather(*(shelter.staff.report(shelter.instant, delta=1) for _ in range(40)))
        await console.until(lambda c: c.pools[str(shelter.instant)]["units_free_reported"] == 44)
        for frame in console.frames:
            for pool in frame.get("pools", ()):
                if pool["id"] == str(shelter.instant):
                    seen.append(pool["version"])
    assert seen == sorted(seen)


async def fill(transport, bytes_max: int) -> None:
    """Fill the buffers of both kernels, until unsent bytes stay with the transport."""
    filler = b'{"type":"tick","at":"' + b"x" * 60_000 + b'"}'
    full = 0
    async with asyncio.timeout(20):
        while full < 20:
            if transport.get_write_buffer_size() > bytes_max:
                full += 1
                await asyncio.sleep(0.005)
            else:
                full = 0
                transport.write(b"\x81\x7f" + len(filler).to_bytes(8, "big") + filler)
                await asyncio.sleep(0)


async def test_a_stalled_reader_costs_bounded_memory_and_delays_nobody(
    world: World, shelter, serve, http
) -> None:
    running = await serve(send_buffer_bytes_max=32_768, slow_reader_seconds=1.0)
    for number in range(60):
        await world.pool(shelter.program, free=number, name="x" * 150)
    staff = Api(http, running.url, shelter.staff.token)
    # A receive buffer of a fixed size: one that grows would let through what is to be stuck.
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    line.setblocking(False)
    await asyncio.get_running_loop().sock_connect(
        line, ("127.0.0.1", int(running.url.rsplit(":", 1)[1]))
    )
    reader, writer = await asyncio.open_connection(sock=line, limit=1024)
    writer.write(
        b"GET /v1/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        b"Authorization: Bearer " + shelter.responder.token.encode() + b"\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    body = json.dumps({"type": "subscribe"}).encode()
    writer.write(bytes((0x81, 0x80 | len(body))) + bytes(4) + body)
    await writer.drain()
    async with Api(http, running.url, shelter.responder.token).live() as healthy:
        await healthy.until(lambda c: len(c.pools) >= 62)
        hub = running.services.hub
        await healthy.until(lambda c: hub.connections == 2)
        stuck = next(
            c
            for c in hub.everybody()
            if c.transport.get_extra_info("peername") == writer.get_extra_info("sockname")
        )
        stuck.transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384
        )
        await fill(stuck.transport, 32_768)
        for free in range(100, 130):
            await staff.report(shelter.instant, units_free=free)
        await healthy.until(lambda c: c.pools[str(shelter.instant)]["units_free_reported"] == 129)
        assert stuck.transport.get_write_buffer_size() < 32_768 + 200_000
        await healthy.until(lambda c: hub.connections == 1, 20)
    writer.close()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("{", 4500), ("[]", 4500), ('"x"', 4500), (b"\x00", 4500), ('{"type":"dance"}', 4505),
        ('{"type":"subscribe","filter":{"colour":"red"}}', 4500),
        ('{"type":"subscribe","filter":{"household":{"adults":-1}}}', 4500),
        ('{"type":"subscribe","filter":{"household":{"adults":0,"children":0}}}', 4500),
        ('{"type":"subscribe","resume":7}', 4500),
        ('{"type":"subscribe","pad":"' + "x" * 20_000 + '"}', 4504),
        ("[" * 5000, 4500),
    ],
)  # fmt: skip
async def test_bad_messages_close_with_a_stable_code(shelter, message, code) -> None:
    async with shelter.responder.live() as console:
        await console.until(lambda c: c.frames)
        await console.send(message)
        assert await console.until_closed() == code


async def test_a_token_may_come_in_the_first_message(world: World, service, shelter) -> None:
    console = Console(service.url, None)
    console.subscribe = lambda: console.send(
        {"type": "authenticate", "token": shelter.responder.token}
    )
    async with console:
        await console.send({"type": "subscribe"})
        await console.until(lambda c: c.pools)


async def test_no_token_or_a_wrong_one_gets_nothing(service, world: World) -> None:
    for first in ({"type": "subscribe"}, {"type": "authenticate", "token": "hs_wrong"}):
        console = Console(service.url, None)
        console.subscribe = lambda message=first, c=console: c.send(message)
        async with console:
            assert await console.until_closed() == 4501
            assert {frame["type"] for frame in console.frames} <= {"error"}


async def test_a_foreign_page_cannot_open_a_socket(service, shelter) -> None:
    from websockets.exceptions import InvalidStatus

    with pytest.raises(InvalidStatus) as refused:
        async with Console(service.url, shelter.responder.token, origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403


async def test_a_suspended_organization_loses_its_sockets(world: World, shelter) -> None:
    async with shelter.staff.live() as console:
        await console.until(lambda c: c.frames)
        await world.owner.execute(
            "UPDATE housing.organization SET suspended_at = clock_timestamp() WHERE id = $1",
            shelter.organization,
        )
        assert await console.until_closed(4) == 4501
    assert (await shelter.staff.get("/v1/me")).status in (200, 401)


async def test_ticks_carry_the_databases_time(shelter) -> None:
    async with shelter.responder.live() as console:
        await console.until(lambda c: len(c.ticks) >= 2)
        tick = console.ticks[-1]
        assert tick["live"] is True
        assert tick["database_seen_at"] <= tick["at"]
