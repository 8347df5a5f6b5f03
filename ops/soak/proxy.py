"""A small proxy that breaks conversations on purpose, for TCP and for Unix sockets.

It stands between callers and a service, or between a service and PostgreSQL. What it does is in
`conduct`, which may change at any time; `arm` makes it cut one conversation at an exact byte.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ops.soak.notifications import AnswerFrames, Lost

CHUNK_BYTES = 65_536
CONNECTIONS_MAX = 4_096
Direction = Literal["request", "answer"]
_LISTENER_MARK = b"housing-service listen"


@dataclass(slots=True)
class Conduct:
    """How conversations are treated until it is changed.

    `delay_seconds` passes before each chunk; with `hole` all bytes vanish in both directions while
    both ends believe they are connected; with `refuse` new connections are reset;
    `notifications_lost` are those that PostgreSQL's listeners never hear.
    """

    delay_seconds: float = 0.0
    hole: bool = False
    refuse: bool = False
    notifications_lost: Lost = "none"


@dataclass(slots=True)
class Cut:
    """One conversation is cut once `after_bytes` have passed in `direction`.

    `silent` swallows what follows instead and leaves both ends connected. `struck` is set when it
    happened.
    """

    direction: Direction
    after_bytes: int
    silent: bool = False
    passed_bytes: int = 0
    victim: Conversation | None = None
    struck: asyncio.Event = field(default_factory=asyncio.Event)


class Conversation:
    """The two ends of one connection through the proxy."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.client = client
        self.server = server
        self.listener = False
        self.swallowing = False
        self.vanishing = False
        self.frames = AnswerFrames()

    def reset(self) -> None:
        """End both ends at once, without a goodbye."""
        for writer in (self.client, self.server):
            connection = writer.get_extra_info("socket")
            if connection is not None and connection.family == socket.AF_INET:
                # Zero linger makes the kernel send a reset instead of an orderly end.
                with contextlib.suppress(OSError):
                    linger = struct.pack("ii", 1, 0)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            writer.transport.abort()


class Proxy:
    """Passes bytes on, except where `conduct` or an armed cut says otherwise."""

    def __init__(self, target: tuple[str, int] | Path) -> None:
        self.conduct = Conduct()
        self.address = ""
        self.port = 0
        self.conversations: set[Conversation] = set()
        self._target = target
        self._cut: Cut | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def arm(self, direction: Direction, after_bytes: int, *, silent: bool = False) -> Cut:
        """Let the next conversation that speaks in `direction` be cut; listeners are spared."""
        self._cut = Cut(direction, after_bytes, silent)
        return self._cut

    def disarm(self) -> None:
        """Forget a cut that has not struck."""
        self._cut = None

    def reset_all(self) -> int:
        """Reset every conversation; returns how many there were."""
        victims = list(self.conversations)
        for conversation in victims:
            conversation.reset()
        return len(victims)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self.conduct.refuse or len(self.conversations) >= CONNECTIONS_MAX:
            writer.transport.abort()
            return
        try:
            answers, server = await self._connect()
        except OSError:
            writer.transport.abort()
            return
        conversation = Conversation(writer, server)
        self.conversations.add(conversation)
        pumps = (
            asyncio.create_task(self._pump("request", conversation, reader, server)),
            asyncio.create_task(self._pump("answer", conversation, answers, writer)),
        )
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            self.conversations.discard(conversation)
            for end in (writer, server):
                end.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._target, Path):
            return await asyncio.open_unix_connection(str(self._target))
        return await asyncio.open_connection(*self._target)

    async def _pump(
        self,
        direction: Direction,
        conversation: Conversation,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        first = direction == "request"
        with contextlib.suppress(OSError, ValueError):
            while data := await reader.read(CHUNK_BYTES):
                if first:
                    conversation.listener = _LISTENER_MARK in data
                    first = False
                if self.conduct.delay_seconds:
                    await asyncio.sleep(self.conduct.delay_seconds)
                if self.conduct.hole or conversation.vanishing:
                    continue
                keep = self._filtered(direction, conversation, data)
                if self._struck(direction, conversation, keep, writer):
                    return
                if keep and not conversation.swallowing:
                    writer.write(keep)
                    await writer.drain()

    def _filtered(self, direction: Direction, conversation: Conversation, data: bytes) -> bytes:
        if direction == "request" or not conversation.listener:
            return data
        return conversation.frames.take(data, self.conduct.notifications_lost)

    def _struck(
        self, direction: Direction, conversation: Conversation, data: bytes,
        writer: asyncio.StreamWriter,
    ) -> bool:  # fmt: skip
        """Whether the armed cut has just ended this conversation."""
        cut = self._cut
        if cut is None or cut.direction != direction or conversation.listener:
            return False
        if cut.victim is None:
            cut.victim = conversation
        if cut.victim is not conversation:
            return False
        if cut.passed_bytes + len(data) < cut.after_bytes:
            cut.passed_bytes += len(data)
            return False
        rest = cut.after_bytes - cut.passed_bytes
        self._cut = None
        writer.write(data[:rest])
        cut.struck.set()
        if cut.silent:
            conversation.swallowing = True
            return False
        # What was let through must arrive before the line goes: abort would discard it.
        asyncio.get_running_loop().call_later(0.005, conversation.reset)
        return True

    async def stop(self) -> None:
        """End every conversation; returns when all are gone."""
        self.reset_all()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def web_proxy(port: int) -> AsyncIterator[Proxy]:
    """A proxy on a free loopback port in front of `port`; `address` is its URL."""
    proxy = Proxy(("127.0.0.1", port))
    server = await asyncio.start_server(proxy.handle, "127.0.0.1", 0, backlog=1024)
    proxy.port = server.sockets[0].getsockname()[1]
    proxy.address = f"http://127.0.0.1:{proxy.port}"
    try:
        yield proxy
    finally:
        server.close()
        await proxy.stop()


@contextlib.asynccontextmanager
async def database_proxy(socket_directory: Path, at: Path) -> AsyncIterator[Proxy]:
    """A proxy in the directory `at` in front of PostgreSQL's socket; `address` is `at`."""
    name = ".s.PGSQL.5432"
    proxy = Proxy(socket_directory / name)
    proxy.address = str(at)
    server = await asyncio.start_unix_server(proxy.handle, str(at / name))
    try:
        yield proxy
    finally:
        server.close()
        await proxy.stop()
