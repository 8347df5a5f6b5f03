"""The service, unchanged, with a second way in: changes put straight onto its board.

Run as `python -m ops.bench.steered_service`; takes one JSON order a line on standard input:
  hub   {changes, backend}
                    change a pool so often, each one as soon as every console was sent the one
                    before, with one of the back ends that HOUSING_LIVE_SEND_BACKEND names;
                    answers how long that took
  loop  {changes}   send the same frame as often to the same sockets, with nothing but `send()`
Both run on the event loop's thread over the same sockets, so that the ratio of the two is free
of everything else. The answer names when the first byte was about to go and the last one had.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from typing import Any, cast

import uvloop

from housing_service.app import Running, serving
from housing_service.config import Settings
from housing_service.live.audience import TAIL_BYTES, changes_frame
from housing_service.live.connection import Connection
from housing_service.live.send_loop import chosen_send
from housing_service.live.sending import PureSend
from ops.bench.seeded import pool_id
from ops.bench.send_loop import SendLoop

_PASS_SECONDS_MAX = 30.0


class Steering:
    """Carries out the orders inside the serving process."""

    def __init__(self, running: Running) -> None:
        self._board = running.board
        self._hub = running.services.hub
        self._send_loop = SendLoop()
        self._sends = {"pure": PureSend(), "c": chosen_send("c")}

    def _change(self) -> int:
        """Put a newer reading of one pool onto the board; returns the offset before it."""
        entry = self._board.pools[pool_id(0)]
        version = entry.version + 1
        state = {**entry.state, "version": version, "units_free_reported": 900 + version % 90}
        before = self._board.offset
        self._board.put_pool(
            entry.pool_id, version, entry.facets.organization_id, entry.program_id, state, None
        )
        return before

    async def _sent(self, consoles: list[Connection]) -> None:
        """Wait until these consoles were sent all there is. Looks again at each turn of the loop:
        asking the hub to tell would change what is measured."""
        async with asyncio.timeout(_PASS_SECONDS_MAX):
            while not all(self._has_all(console) for console in consoles):  # noqa: ASYNC110
                await asyncio.sleep(0)

    def _has_all(self, console: Connection) -> bool:
        return (
            console.offset >= self._board.offset and not console.transport.get_write_buffer_size()
        )

    async def hub(self, changes: int, backend: str = "pure") -> dict[str, Any]:
        self._hub.send = self._sends[backend]
        consoles = list(self._hub.everybody())
        begun, used = time.monotonic(), time.process_time()
        for _ in range(changes):
            self._change()
            self._hub.wake()
            # The hub goes through its consoles in this order, so the last one ends the pass.
            await self._sent(consoles[-1:])
        await self._sent(consoles)
        return self._answer(begun, used)

    async def loop(self, changes: int) -> dict[str, Any]:
        consoles = list(self._hub.everybody())
        frame = self.frame(consoles[0])
        numbers = [_descriptor(console) for console in consoles]
        begun, used = time.monotonic(), time.process_time()
        for _ in range(changes):
            self._send_loop.send(numbers, frame)
            await asyncio.sleep(0)
        return {**self._answer(begun, used), "with": self._send_loop.name}

    def frame(self, console: Connection) -> bytes:
        """A change's whole frame as this console gets it, of the same length for all."""
        entry = self._board.pools[pool_id(0)]
        assert console.audience is not None
        head = changes_frame(self._board, console.audience, entry.offset - 1)
        assert head is not None and len(console.tail) == TAIL_BYTES
        return head + console.tail

    @staticmethod
    def _answer(begun: float, used: float) -> dict[str, Any]:
        ended = time.monotonic()
        return {"begun": begun, "ended": ended, "processor_seconds": time.process_time() - used}

    async def prepare(self) -> dict[str, Any]:
        """Change the pool once, so that a frame exists, and say how long it is."""
        self._change()
        self._hub.wake()
        consoles = list(self._hub.everybody())
        await self._sent(consoles)
        return {
            "frame_bytes": len(self.frame(consoles[0])),
            "consoles": len(consoles),
            "compiled": not isinstance(self._sends["c"], PureSend),
        }


def _descriptor(console: Connection) -> int:
    transport = cast(asyncio.Transport, console.transport)
    return int(transport.get_extra_info("socket").fileno())


async def _serve() -> None:
    orders = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    # Stopped like the service itself, so that its PostgreSQL is stopped with it.
    loop.add_signal_handler(signal.SIGTERM, orders.feed_eof)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    # The changes steered here never were in the database, which a poll would rightly find out.
    settings = Settings().model_copy(update={"poll_seconds": 3600.0})
    async with serving(settings, lambda _: None) as running:
        steering = Steering(running)
        while line := await orders.readline():
            order: dict[str, Any] = json.loads(line)
            answer = await getattr(steering, order.pop("do"))(**order)
            os.write(1, json.dumps(answer).encode() + b"\n")


def main() -> None:
    """Serve until standard input ends or SIGTERM comes."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve())


if __name__ == "__main__":
    main()
