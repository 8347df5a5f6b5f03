"""Consoles that come back by themselves, by the rule that docs/protocol.md gives and the browser
follows: a pause with full jitter that doubles after each attempt, up to two seconds within half
a minute of losing the connection and up to fifteen after that.

Run as `python -m ops.bench.herd`; takes one JSON order a line on standard input:
  connect  {port, first, count, seed}   open consoles of responders first..first+count-1; answers
                                        once each has its snapshot
  return   {}                           answer "ready" now, and when each console had its first
                                        snapshot on a new connection once all of them have, with the
                                        status and number of refused handshakes
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import sys
import time
from collections import Counter
from typing import Any, cast

import uvloop

from ops.bench.machine import client_core, pin, raise_file_limit
from ops.bench.seeded import responder_token

# The rule for clients, in seconds.
_BACKOFF_FIRST_SECONDS = 0.4
_BACKOFF_MAX_SECONDS = 15.0
_BACKOFF_SOON_MAX_SECONDS = 2.0
_SOON_SECONDS = 30.0
_ABANDON_SECONDS = 12.0
_PAUSE_LEAST_SECONDS = 0.1
_CONNECTING_AT_ONCE = 100
_SUBSCRIBE = b'{"type":"subscribe"}'


class Console(asyncio.Protocol):
    """One console: connects, subscribes, notes its first snapshot, comes back when cut off."""

    def __init__(self, herd: Herd, number: int) -> None:
        self._herd = herd
        self._number = number
        self._transport: asyncio.Transport | None = None
        self._head = b""
        self._upgraded = False
        self._attempts = 0
        self._lost_at: float | None = None
        self._silent: asyncio.TimerHandle | None = None
        self.in_step = asyncio.Event()

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        self._head, self._upgraded = b"", False
        try:
            await loop.create_connection(lambda: self, "127.0.0.1", self._herd.port)
        except OSError:
            self._retry()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            (
                f"GET /v1/live HTTP/1.1\r\nHost: 127.0.0.1:{self._herd.port}\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Key: {key}\r\n"
                f"Authorization: Bearer {responder_token(self._number)}\r\n\r\n"
            ).encode()
        )
        loop = asyncio.get_running_loop()
        self._silent = loop.call_later(_ABANDON_SECONDS, self._transport.abort)

    def data_received(self, data: bytes) -> None:
        if self.in_step.is_set():
            return
        # A snapshot may come in many pieces; only its beginning is looked at.
        if len(self._head) < 4_096:
            self._head += data
        if not self._upgraded and b"\r\n\r\n" in self._head:
            head, _, self._head = self._head.partition(b"\r\n\r\n")
            if self._transport is None or b" 101 " not in head[:20]:
                self._herd.refused(head)
                if self._transport is not None:
                    self._transport.abort()
                return
            self._upgraded = True
            frame = bytes((0x81, 0x80 | len(_SUBSCRIBE))) + bytes(4) + _SUBSCRIBE
            self._transport.write(frame)
        if self._upgraded and b'{"type":"snapshot"' in self._head:
            self._head, self._attempts, self._lost_at = b"", 0, None
            if self._silent is not None:
                self._silent.cancel()
            self.in_step.set()
            self._herd.back(time.monotonic())

    def connection_lost(self, _error: Exception | None) -> None:
        if self._silent is not None:
            self._silent.cancel()
        self.in_step.clear()
        self._retry()

    def _retry(self) -> None:
        now = time.monotonic()
        self._lost_at = now if self._lost_at is None else self._lost_at
        soon = now - self._lost_at < _SOON_SECONDS
        highest = _BACKOFF_SOON_MAX_SECONDS if soon else _BACKOFF_MAX_SECONDS
        most = min(highest, _BACKOFF_FIRST_SECONDS * 2**self._attempts)
        self._attempts = min(self._attempts + 1, 10)
        pause = _PAUSE_LEAST_SECONDS + self._herd.random.random() * most
        loop = asyncio.get_running_loop()
        loop.call_later(pause, lambda: self._herd.keep(loop.create_task(self.open())))


class Herd:
    """All consoles of this process."""

    def __init__(self) -> None:
        self.port = 0
        self.random = random.Random(0)
        self._consoles: list[Console] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._back_at: list[float] = []
        self._awaited = False
        self._refusals: Counter[str] = Counter()

    def refused(self, head: bytes) -> None:
        self._refusals[head[9:12].decode(errors="replace")] += 1

    def keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def connect(self, port: int, first: int, count: int, seed: int) -> None:
        self.port = port
        self.random = random.Random(seed)
        made = [Console(self, number) for number in range(first, first + count)]
        for start in range(0, count, _CONNECTING_AT_ONCE):
            some = made[start : start + _CONNECTING_AT_ONCE]
            await asyncio.gather(*(console.open() for console in some))
            await asyncio.gather(*(console.in_step.wait() for console in some))
        self._consoles += made
        _say({"connected": len(self._consoles)})

    async def return_(self) -> None:
        self._back_at, self._awaited = [], True
        self._refusals.clear()
        _say({"ready": True})

    def back(self, at: float) -> None:
        self._back_at.append(at)
        enough = self._awaited and len(self._back_at) >= len(self._consoles)
        if enough and all(console.in_step.is_set() for console in self._consoles):
            self._awaited = False
            _say({"at": self._back_at[-len(self._consoles) :], "refused": dict(self._refusals)})

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        orders = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
        while line := await orders.readline():
            order: dict[str, Any] = json.loads(line)
            name = order.pop("do")
            await getattr(self, "return_" if name == "return" else name)(**order)


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def main() -> None:
    """Serve the orders on standard input."""
    raise_file_limit()
    pin(0, client_core())
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(Herd().run())


if __name__ == "__main__":
    main()
