"""Both ways to send, the pure one and the C loop, keep the same promises on real sockets."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import shutil
import socket
import struct
from uuid import UUID

import pytest

from housing_service.domain.identity import Identity
from housing_service.live.connection import Connection
from housing_service.live.send_loop import CSend, chosen_send
from housing_service.live.sending import PureSend
from tests.live.test_push import fill
from tests.support.api import Api
from tests.support.world import World

HAS_COMPILER = any(map(shutil.which, ("cc", "gcc", "clang")))
BACKENDS = [
    "pure",
    pytest.param("c", marks=pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler")),
]
UPGRADE = (
    "GET /v1/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    "Authorization: Bearer {token}\r\n\r\n"
)


def masked(payload: bytes, opcode: int = 1) -> bytes:
    assert len(payload) < 126
    return bytes((0x80 | opcode, 0x80 | len(payload))) + bytes(4) + payload


class RawConsole:
    """A console that is read frame by frame, control frames included."""

    def __init__(self, url: str, token: str) -> None:
        self.port = int(url.rsplit(":", 1)[1])
        self.token = token

    async def __aenter__(self) -> RawConsole:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write(UPGRADE.format(token=self.token).encode())
        await self.reader.readuntil(b"\r\n\r\n")
        self.writer.write(masked(b'{"type":"subscribe"}'))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def frame(self) -> tuple[int, bytes]:
        """The next frame's opcode and payload; raises IncompleteReadError at the end."""
        async with asyncio.timeout(10):
            opcode, length = await self.reader.readexactly(2)
            if length == 126:
                (length,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
            return opcode & 0x0F, await self.reader.readexactly(length)


@pytest.fixture(params=BACKENDS)
async def running(request, serve):
    started = await serve(live_send_backend=request.param, send_buffer_bytes_max=32_768)
    assert isinstance(started.services.hub.send, CSend if request.param == "c" else PureSend)
    return started


async def test_everybody_converges_while_some_leave_and_one_does_not_read(
    running, world: World, shelter, http
) -> None:
    staff = Api(http, running.url, shelter.staff.token)
    responder = Api(http, running.url, shelter.responder.token)
    hub, key = running.services.hub, str(shelter.instant)
    async with asyncio.timeout(60), RawConsole(running.url, shelter.responder.token) as stalled:
        while hub.connections < 1:
            await asyncio.sleep(0.01)
        stalled.writer.transport.pause_reading()
        stuck = hub.everybody()[0].transport
        await fill(stuck, 32_768)
        consoles = [responder.live() for _ in range(8)]
        for console in consoles:
            await console.__aenter__()
            await console.until(lambda c: key in c.pools)
        for free in range(10, 40):
            await staff.report(shelter.instant, units_free=free)
            if free % 10 == 0:
                await consoles.pop().__aexit__()
        for console in consoles:
            await console.until(lambda c: c.pools[key]["units_free_reported"] == 39)
            await console.__aexit__()
        assert stuck.get_write_buffer_size() < 32_768 + 200_000
        # What it was not sent while it did not read, it is sent once it does.
        stalled.writer.transport.resume_reading()
        payload = b""
        while b'"units_free_reported":39' not in payload:
            _, payload = await stalled.frame()


async def test_pongs_come_whole_between_the_frames_of_a_busy_board(running, shelter, http) -> None:
    staff = Api(http, running.url, shelter.staff.token)
    async with RawConsole(running.url, shelter.responder.token) as console:
        assert (await console.frame())[0] == 1

        async def ask() -> None:
            for number in range(15):
                console.writer.write(masked(b"%d" % number, opcode=9))
                await staff.report(shelter.instant, units_free=number)

        asking = asyncio.create_task(ask())
        pongs = []
        while len(pongs) < 15:
            opcode, payload = await console.frame()
            assert opcode in (1, 10)
            if opcode == 10:
                pongs.append(payload)
            else:
                assert payload.startswith(b"{") and payload.endswith(b"}")
        await asking
        assert pongs == [b"%d" % number for number in range(15)]


@pytest.mark.parametrize("goodbye", ["broken frame", "bad message", "close", "hub"])
async def test_nothing_follows_a_close_frame(running, shelter, http, goodbye) -> None:
    staff = Api(http, running.url, shelter.staff.token)
    hub = running.services.hub
    async with RawConsole(running.url, shelter.responder.token) as console:
        assert (await console.frame())[0] == 1
        if goodbye == "hub":
            hub.close_everybody()
        else:
            console.writer.write({
                "broken frame": b"\xf3\x80\x00\x00\x00\x00",
                "bad message": masked(b"{"),
                "close": masked(struct.pack("!H", 1000), opcode=8),
            }[goodbye])  # fmt: skip
        opcode = 1
        while opcode != 8:
            opcode, _ = await console.frame()
        # The far end has not answered yet, so the connection is still open; the board moves on.
        for free in range(3):
            await staff.report(shelter.instant, units_free=free)
        with pytest.raises(asyncio.IncompleteReadError) as ended:
            console.writer.write(masked(struct.pack("!H", 1000), opcode=8))
            await console.frame()
        assert ended.value.partial == b""
        assert hub.connections == 0


async def test_leaving_during_the_handshake_leaves_no_trace(
    service, shelter, http, caplog, monkeypatch
) -> None:
    caplog.set_level(logging.ERROR)
    asked, answer = [], asyncio.Event()
    signin = service.services.signin
    by_token = signin.by_token

    async def slowly(token: str):
        asked.append(token)
        await answer.wait()
        return await by_token(token)

    monkeypatch.setattr(signin, "by_token", slowly)
    writers = []
    for _ in range(5):
        _, writer = await asyncio.open_connection("127.0.0.1", int(service.url.rsplit(":", 1)[1]))
        writer.write(UPGRADE.format(token=shelter.responder.token).encode())
        writers.append(writer)
    async with asyncio.timeout(10):
        while len(asked) < 5:
            await asyncio.sleep(0.005)
    for writer in writers:
        writer.transport.abort()
    # Answered after the service has seen that they are gone.
    for _ in range(3):
        assert (await Api(http, service.url, None).get("/livez")).status == 200
    answer.set()
    async with RawConsole(service.url, shelter.responder.token) as console:
        await console.frame()
    assert [record for record in caplog.records if record.name.startswith("aiohttp")] == []


@pytest.mark.parametrize("backend", BACKENDS)
async def test_short_writes_keep_every_byte_in_order(backend) -> None:
    """Readers of random pace on small buffers; whatever the kernel does not take must follow."""
    seed = int(os.environ.get("LIVE_SEED") or random.SystemRandom().randrange(1 << 31))
    print(f"LIVE_SEED={seed}")
    dice = random.Random(seed)
    send = chosen_send(backend)
    consoles, ends, wanted = [], [], []
    for number in range(12):
        console, end = await small_pair(number)
        consoles.append(console)
        ends.append(end)
        wanted.append(b"")
    short = 0
    for _ in range(60):
        frame = dice.randbytes(dice.choice((40, 900, 3_000)))
        some = [number for number in range(12) if dice.random() < 0.8]
        chosen = [consoles[number] for number in some]
        idle = not any(console.transport.get_write_buffer_size() for console in chosen)
        with_tails = dice.random() < 0.7
        (send.with_tails if with_tails else send.same)(frame, chosen, idle=idle)
        for number in some:
            wanted[number] += frame + (consoles[number].tail if with_tails else b"")
        short += any(console.transport.get_write_buffer_size() for console in chosen)
        if dice.random() < 0.1:
            await asyncio.sleep(0)
    assert short
    for console in consoles:
        console.transport.close()
    async with asyncio.timeout(20):
        got = await asyncio.gather(*(reader.read() for reader, _ in ends))
    assert got == wanted
    for _, writer in ends:
        writer.close()


async def small_pair(number: int):
    """A console whose kernel buffer is small, and its other end. Every fourth may not be written
    to past its transport."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        ours = socket.create_connection(listening.getsockname())
        theirs, _ = listening.accept()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
    ours.setblocking(False)
    theirs.setblocking(False)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_connection(asyncio.Protocol, sock=ours)
    console = Connection(transport, Identity(UUID(int=1), "responder", None, None, True), None)
    console.tail = b"%022d" % number + b'"}'
    if number % 4 == 0:
        console.descriptor = -1
    return console, await asyncio.open_connection(sock=theirs)


@pytest.mark.skipif(not HAS_COMPILER, reason="no C compiler")
async def test_a_peer_that_has_gone_ends_its_transport_and_no_other() -> None:
    send = chosen_send("c")
    (gone, (_, gone_writer)), (stays, (reader, writer)) = await small_pair(1), await small_pair(2)
    gone_writer.transport.abort()
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        while not gone.transport.is_closing():
            send.with_tails(b"one", [gone], idle=True)
            await asyncio.sleep(0)
    send.with_tails(b"two", [stays], idle=True)
    assert await reader.readexactly(27) == b"two" + stays.tail
    stays.transport.close()
    writer.close()


def test_without_a_compiler_the_pure_path_serves(monkeypatch) -> None:
    monkeypatch.setattr("housing_service.live.send_loop.shutil.which", lambda _: None)
    assert isinstance(chosen_send("c"), PureSend)
