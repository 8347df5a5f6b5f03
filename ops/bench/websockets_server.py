"""Fan-out by the Python library `websockets`: what the service is measured beside.

Run as `python -m ops.bench.websockets_server`; takes one JSON order a line on standard input:
  frame  {payload_bytes}   send payloads of that size from now on
  send   {changes}         one `broadcast()` to every client for each change
Answers with begin and end on the monotonic clock.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import Any

from websockets.asyncio.server import ServerConnection, broadcast, serve


class Fanout:
    """All clients, and the orders."""

    def __init__(self) -> None:
        self._clients: list[ServerConnection] = []
        self._payload = ""

    async def client(self, connection: ServerConnection) -> None:
        await connection.recv()
        await connection.send('{"type":"snapshot"}')
        self._clients.append(connection)
        await connection.wait_closed()

    async def frame(self, payload_bytes: int) -> dict[str, Any]:
        self._payload = "x" * payload_bytes
        return {"ready": True}

    async def send(self, changes: int) -> dict[str, Any]:
        begun, used = time.monotonic(), time.process_time()
        for _ in range(changes):
            broadcast(self._clients, self._payload)
            await asyncio.sleep(0)
        while any(c.transport.get_write_buffer_size() for c in self._clients):  # noqa: ASYNC110
            await asyncio.sleep(0)
        ended = time.monotonic()
        used = time.process_time() - used
        return {"begun": begun, "ended": ended, "processor_seconds": used}


async def _serve() -> None:
    fanout = Fanout()
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    options: dict[str, Any] = {"compression": None, "ping_interval": None, "backlog": 4096}
    async with serve(fanout.client, "127.0.0.1", 0, **options) as server:
        _say({"port": next(iter(server.sockets)).getsockname()[1]})
        while line := await orders.readline():
            order: dict[str, Any] = json.loads(line)
            _say(await getattr(fanout, order.pop("do"))(**order))


def _say(answer: dict[str, Any]) -> None:
    os.write(1, json.dumps(answer).encode() + b"\n")


def main() -> None:
    """Serve until standard input ends."""
    # On the loop of the standard library, as the library's own documentation runs it.
    asyncio.run(_serve())


if __name__ == "__main__":
    main()
