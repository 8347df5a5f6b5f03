"""Callers over HTTP and over the websocket, as outside programs would call."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import websockets
from websockets.asyncio.client import ClientConnection, connect

Json = dict[str, Any]


class Answer:
    """Status and parsed body of one answer."""

    def __init__(self, status: int, body: Any, headers: Any) -> None:
        self.status = status
        self.body = body
        self.headers = headers

    @property
    def code(self) -> str | None:
        return self.body.get("code") if isinstance(self.body, dict) else None

    def __repr__(self) -> str:
        return f"<{self.status} {str(self.body)[:300]}>"

    def __getitem__(self, name: str) -> Any:
        return self.body[name]


class Api:
    """One caller of one process."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str | None) -> None:
        self.session = session
        self.url = url
        self.token = token

    async def call(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers.update(options.pop("headers", {}))
        if body is not None:
            options["json"] = body
        async with self.session.request(
            method, self.url + path, headers=headers, allow_redirects=False, **options
        ) as response:
            raw = await response.read()
            parsed = json.loads(raw) if "json" in response.content_type else raw
            return Answer(response.status, parsed, response.headers)

    async def get(self, path: str, **options: Any) -> Answer:
        return await self.call("GET", path, **options)

    async def post(self, path: str, body: Any = None) -> Answer:
        return await self.call("POST", path, {} if body is None else body)

    async def put(self, path: str, body: Any) -> Answer:
        return await self.call("PUT", path, body)

    async def place(self, pool: UUID, hold: str | None = None, **fields: Any) -> Answer:
        hold = hold or str(uuid4())
        return await self.call("PUT", f"/v1/holds/{hold}", {"pool_id": str(pool), **fields})

    async def act(self, hold: str, action: str, **fields: Any) -> Answer:
        return await self.post(f"/v1/holds/{hold}/{action}", fields)

    async def report(self, pool: UUID, **fields: Any) -> Answer:
        return await self.post(f"/v1/pools/{pool}/reports", {"report_id": str(uuid4()), **fields})

    async def pool(self, pool: UUID) -> Json:
        answer = await self.get(f"/v1/pools/{pool}")
        assert answer.status == 200, answer
        return answer.body  # type: ignore[no-any-return]

    def live(self, **options: Any) -> Console:
        return Console(self.url, self.token, **options)


class Console:
    """A console over the websocket: applies frames by the client's rule and nothing else."""

    def __init__(
        self,
        url: str,
        token: str | None,
        pool_filter: Json | None = None,
        resume: str | None = None,
        **options: Any,
    ) -> None:
        self.address = url.replace("http", "ws", 1) + "/v1/live"
        self.token = token
        self.filter = pool_filter or {}
        self.resume = resume
        self.options = options
        self.pools: dict[str, Json] = {}
        self.holds: dict[str, Json] = {}
        self.requests: dict[str, Json] = {}
        self.asks: dict[str, Json] = {}
        self.announcements: list[Json] = []
        self.nudges: list[Json] = []
        self.health: Json | None = None
        self.frames: list[Json] = []
        self.ticks: list[Json] = []
        self._changed = asyncio.Condition()
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self.closed_with: int | None = None

    async def __aenter__(self) -> Console:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= self.options.pop("additional_headers", {})
        self._socket = await connect(
            self.address, additional_headers=headers, max_size=None, compression=None,
            open_timeout=10, **self.options,
        )  # fmt: skip
        await self.subscribe()
        self._reader = asyncio.create_task(self._read())
        return self

    async def subscribe(self) -> None:
        await self.send({"type": "subscribe", "filter": self.filter, "resume": self.resume})

    async def send(self, message: Any) -> None:
        assert self._socket is not None
        await self._socket.send(
            message if isinstance(message, (str, bytes)) else json.dumps(message)
        )

    async def __aexit__(self, *_: object) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await self._reader

    async def _read(self) -> None:
        assert self._socket is not None
        try:
            async for text in self._socket:
                await self._take(json.loads(text))
        except websockets.ConnectionClosed:
            pass
        finally:
            self.closed_with = self._socket.close_code
            async with self._changed:
                self._changed.notify_all()

    async def _take(self, frame: Json) -> None:
        async with self._changed:
            self._note(frame)
            if frame["type"] == "snapshot":
                self.pools = {pool["id"]: pool for pool in frame["pools"]}
                self.holds = {hold["id"]: hold for hold in frame["holds"]}
                self.requests = {one["id"]: one for one in frame["requests"]}
                self.asks = {one["id"]: one for one in frame["asks"]}
            elif frame["type"] == "changes":
                for pool in frame["pools"]:
                    held = self.pools.get(pool["id"])
                    if held is None or _newer(pool, held):
                        self.pools[pool["id"]] = pool
                for gone in frame["removed"]:
                    assert gone in self.pools, "an id that was never seen was named"
                    del self.pools[gone]
            elif frame["type"] == "hold":
                self.holds[frame["hold"]["id"]] = frame["hold"]
            elif frame["type"] in ("request", "ask"):
                self._take_request(frame)
            if "resume" in frame:
                self.resume = frame["resume"]
            self._changed.notify_all()

    def _note(self, frame: Json) -> None:
        """Ticks and what the operator is told of the process come by the clock: they are apart."""
        if frame["type"] == "tick":
            self.ticks.append(frame)
        elif frame["type"] == "health":
            self.health = frame["health"]
        else:
            self.frames.append(frame)
        if frame["type"] in ("snapshot", "announcement"):
            self.announcements, self.nudges = frame["announcements"], frame["nudges"]

    def _take_request(self, frame: Json) -> None:
        told = frame[frame["type"]]
        kept = self.requests if frame["type"] == "request" else self.asks
        kept[told["id"]] = told
        if told["state"] == "closed" and kept is self.asks:
            del kept[told["id"]]

    async def until(self, condition: Callable[[Console], Any], seconds: float = 10) -> Any:
        """Wait until the condition holds (checked at every frame); fails after `seconds`."""
        async with self._changed, asyncio.timeout(seconds):
            while not (value := condition(self)):
                assert self.closed_with is None, f"closed with {self.closed_with}"
                await self._changed.wait()
            return value

    async def until_closed(self, seconds: float = 10) -> int | None:
        async with self._changed, asyncio.timeout(seconds):
            while self.closed_with is None:
                await self._changed.wait()
        return self.closed_with


def _newer(pool: Json, held: Json) -> bool:
    return (pool["version"], pool["as_of"]) > (held["version"], held["as_of"])
