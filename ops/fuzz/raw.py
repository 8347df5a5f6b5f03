"""Bytes to a port and what comes back, with a bound on the time and on the answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

ANSWER_BYTES_MAX = 1 << 20


@dataclass(slots=True)
class Line:
    """One TCP connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, *pieces: bytes) -> None:
        """Write; a service that has hung up already is an answer, not a fault."""
        with contextlib.suppress(ConnectionError):
            for piece in pieces:
                self.writer.write(piece)
                await self.writer.drain()

    async def until_closed(self, seconds: float) -> bytes:
        """All that comes until the other side closes; raises TimeoutError after `seconds`."""
        got = bytearray()
        async with asyncio.timeout(seconds):
            with contextlib.suppress(ConnectionError):
                while chunk := await self.reader.read(65_536):
                    got += chunk
                    if len(got) > ANSWER_BYTES_MAX:
                        break
        return bytes(got)

    async def until(self, mark: bytes, seconds: float) -> bytes:
        """What comes up to `mark`, or up to the end; raises TimeoutError after `seconds`."""
        async with asyncio.timeout(seconds):
            try:
                return await self.reader.readuntil(mark)
            except asyncio.IncompleteReadError as cut:
                return cut.partial
            except ConnectionError:
                return b""


@contextlib.asynccontextmanager
async def line_to(url: str) -> AsyncIterator[Line]:
    """A connection to the host and port of `url`, cut at the end without a word."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port, limit=1 << 22)
    try:
        yield Line(reader, writer)
    finally:
        writer.transport.abort()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def exchange(url: str, pieces: Iterable[bytes], seconds: float) -> bytes:
    """Send, then read until the service closes; raises TimeoutError when it does not."""
    async with line_to(url) as line:
        await line.send(*pieces)
        return await line.until_closed(seconds)


def status_of(answer: bytes) -> int | None:
    """The status of the first answer; None when there is none."""
    head = answer.split(b" ", 2)
    if len(head) < 2 or not head[0].startswith(b"HTTP/1.") or not head[1][:3].isdigit():
        return None
    return int(head[1][:3])
