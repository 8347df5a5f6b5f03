"""Many sockets of one process that all come back when they are cut, with jitter.

A socket is a raw connection that upgrades, subscribes and waits for its snapshot. Every
`stalled_every`-th one wants to hear of everything and stops reading after its snapshot, like a
reader whose line is gone.

Run as `python -m ops.soak.herd PORT TOKEN COUNT [STALLED_EVERY]` it prints a JSON line each time
every socket has (again) had its snapshot, until its standard input ends.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import random
import sys
import time
from collections.abc import AsyncIterator

from ops.bench.machine import raise_file_limit

BACK_SECONDS_MAX = 120.0
_PAUSE_SECONDS_MIN = 0.1
_PAUSE_SECONDS_MAX = 2.0
# The kernel's queue of connections that wait to be taken is not endless.
_CONNECTING_AT_ONCE = 200
_SUBSCRIBE = b'{"type":"subscribe","filter":{"regions":["probe"]}}'
_SUBSCRIBE_TO_ALL = b'{"type":"subscribe"}'


class Socket(asyncio.Protocol):
    """One console that knows only whether it has had its snapshot."""

    __slots__ = ("_head", "_herd", "back", "stalls", "transport")

    def __init__(self, herd: Herd, stalls: bool) -> None:
        self._herd = herd
        self._head: bytes | None = b""
        self.stalls = stalls
        self.back = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._herd.upgrade)

    def data_received(self, data: bytes) -> None:
        assert self.transport is not None
        if self._head is not None:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            if b" 101 " not in self._head[:20]:
                self._herd.refused += 1
                self.transport.abort()
                return
            data, self._head = self._head[end + 4 :], None
            # A client's frames carry a mask; one of zeros leaves the payload as it is.
            wanted = _SUBSCRIBE_TO_ALL if self.stalls else _SUBSCRIBE
            self.transport.write(bytes((0x81, 0x80 | len(wanted))) + bytes(4) + wanted)
        if not self.back and b'{"type":"snapshot"' in data:
            self.back = True
            self._herd.arrived(self)

    def connection_lost(self, _exc: Exception | None) -> None:
        self._herd.lost(self)


class Herd:
    """`count` sockets at one port."""

    def __init__(self, port: int, token: str, count: int, stalled_every: int = 0) -> None:
        key = base64.b64encode(bytes(16)).decode()
        self.upgrade = (
            f"GET /v1/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Authorization: Bearer {token}\r\n\r\n"
        ).encode()
        self.count = count
        self.refused = 0
        self.lost_count = 0
        self.lost_at = 0.0
        self.back_at = 0.0
        self._port = port
        self._stalled_every = stalled_every
        self._sockets: set[Socket] = set()
        self._back = 0
        self._stopping = False
        self._doors = asyncio.Semaphore(_CONNECTING_AT_ONCE)
        self._all_back = asyncio.Event()
        self._some_lost = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def back(self) -> int:
        """How many have had their snapshot and are connected."""
        return self._back

    def start(self) -> None:
        """Open all of them."""
        for number in range(self.count):
            self._open_soon(self._stalled_every > 0 and number % self._stalled_every == 0, 0.0)

    def _open_soon(self, stalls: bool, pause_seconds: float) -> None:
        task = asyncio.create_task(self._open(stalls, pause_seconds))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _open(self, stalls: bool, pause_seconds: float) -> None:
        loop = asyncio.get_running_loop()
        most = _PAUSE_SECONDS_MIN * 2
        await asyncio.sleep(pause_seconds)
        while not self._stopping:
            try:
                async with self._doors:
                    _, socket = await loop.create_connection(
                        lambda: Socket(self, stalls), "127.0.0.1", self._port
                    )
            except OSError:
                await asyncio.sleep(random.uniform(_PAUSE_SECONDS_MIN, most))
                most = min(_PAUSE_SECONDS_MAX, most * 2)
            else:
                self._sockets.add(socket)
                return

    def arrived(self, socket: Socket) -> None:
        """A socket has had its snapshot."""
        self._back += 1
        if socket.stalls and socket.transport is not None:
            socket.transport.pause_reading()
        if self._back == self.count:
            self.back_at = time.monotonic()
            self._some_lost.clear()
            self._all_back.set()

    def lost(self, socket: Socket) -> None:
        """A socket was cut; it comes back."""
        self._sockets.discard(socket)
        if socket.back:
            self._back -= 1
            self._all_back.clear()
            self._some_lost.set()
            self.lost_count += 1
            self.lost_at = time.monotonic()
        if not self._stopping:
            pause = random.uniform(_PAUSE_SECONDS_MIN, _PAUSE_SECONDS_MAX)
            self._open_soon(socket.stalls, pause)

    async def all_back(self, seconds: float = BACK_SECONDS_MAX) -> None:
        """Return once every socket has had its snapshot. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            await self._all_back.wait()

    async def until_lost(self) -> None:
        """Return once at least one socket was cut since all were there."""
        await self._some_lost.wait()

    async def stop(self) -> None:
        """Close all of them."""
        self._stopping = True
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in list(self._sockets):
            if socket.transport is not None:
                socket.transport.abort()
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def herd(port: int, token: str, count: int, stalled_every: int = 0) -> AsyncIterator[Herd]:
    """A herd in this process, all of it connected at the beginning of the block."""
    made = Herd(port, token, count, stalled_every)
    made.start()
    try:
        await made.all_back()
        yield made
    finally:
        await made.stop()


async def _tell(port: int, token: str, count: int, stalled_every: int) -> None:
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), over.set)
    async with herd(port, token, count, stalled_every) as made:
        while True:
            print(json.dumps({"back": made.back, "at": made.back_at}), flush=True)
            lost = asyncio.create_task(made.until_lost())
            ended = asyncio.create_task(over.wait())
            await asyncio.wait((lost, ended), return_when=asyncio.FIRST_COMPLETED)
            if over.is_set():
                lost.cancel()
                return
            await made.all_back()


def main() -> None:
    """Serve until standard input ends."""
    raise_file_limit()
    port, token, count, *more = sys.argv[1:]
    asyncio.run(_tell(int(port), token, int(count), int(more[0]) if more else 0))


if __name__ == "__main__":
    main()
