"""One keep-alive HTTP connection with one request under way, cheap enough to share a machine
with the service it presses."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import orjson

_CONNECT_SECONDS_MAX = 5.0
_BETWEEN_TRIES_SECONDS = 0.02


class NotSent(Exception):
    """No connection could be had in time, so nothing of the request left this process."""


class NoAnswer(Exception):
    """The request was sent, at least in part, and no whole answer came."""


class _Exchange(asyncio.Protocol):
    def __init__(self) -> None:
        self.received = b""
        self.closed = False
        self.answered: asyncio.Future[tuple[int, bytes]] | None = None

    def data_received(self, data: bytes) -> None:
        self.received += data
        head_end = self.received.find(b"\r\n\r\n")
        if head_end < 0 or self.answered is None or self.answered.done():
            return
        head = self.received[: head_end + 2].lower()
        at = head.find(b"content-length: ")
        if at < 0:
            self.answered.set_exception(NoAnswer("an answer without a length"))
            return
        length = int(head[at + 16 : head.index(b"\r\n", at)])
        if len(self.received) >= head_end + 4 + length:
            body = self.received[head_end + 4 : head_end + 4 + length]
            status = int(self.received[9:12])
            self.received = b""
            self.answered.set_result((status, body))

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if self.answered is not None and not self.answered.done():
            self.answered.set_exception(NoAnswer(str(exc or "closed")))


class Connection:
    """A connection to one of `urls`, made anew when it breaks, to the next one when refused."""

    def __init__(self, urls: Sequence[str], first: int) -> None:
        self._addresses = [(urlsplit(url).hostname or "", urlsplit(url).port or 80) for url in urls]
        self._next = first % len(self._addresses)
        self._transport: asyncio.Transport | None = None
        self._exchange: _Exchange | None = None

    async def ready(self, until: float) -> None:
        """Have an open connection before the loop's time `until`, or raise NotSent."""
        loop = asyncio.get_running_loop()
        while self._exchange is None or self._exchange.closed:
            host, port = self._addresses[self._next]
            try:
                async with asyncio.timeout(_CONNECT_SECONDS_MAX):
                    self._transport, self._exchange = await loop.create_connection(
                        _Exchange, host, port
                    )
            except (OSError, TimeoutError):
                self._next = (self._next + 1) % len(self._addresses)
                if loop.time() >= until:
                    raise NotSent from None
                await asyncio.sleep(_BETWEEN_TRIES_SECONDS)

    async def request(
        self, method: str, path: str, token: str, body: Any, answer_seconds_max: float
    ) -> tuple[int, Any]:
        """Status and parsed body. Call `ready` before. Raises NoAnswer when the connection
        breaks or the answer takes too long; the connection is then closed."""
        exchange, transport = self._exchange, self._transport
        assert exchange is not None and transport is not None
        host, port = self._addresses[self._next]
        payload = orjson.dumps(body) if body is not None else b""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
        )
        exchange.answered = asyncio.get_running_loop().create_future()
        transport.write(head.encode() + payload)
        try:
            status, raw = await asyncio.wait_for(exchange.answered, answer_seconds_max)
            return status, orjson.loads(raw) if raw else {}
        except (NoAnswer, TimeoutError, orjson.JSONDecodeError) as error:
            self.abort()
            raise NoAnswer(str(error)) from None

    def abort(self) -> None:
        """Drop the connection at once; what was not yet sent is not sent any more."""
        if self._transport is not None:
            self._transport.abort()
        self._transport = self._exchange = None
