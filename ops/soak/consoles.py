"""Consoles that never give up: they follow the service by the client's rules and note when.

A console looks live while it is connected, has heard something in the last five seconds and was
told by the last tick that the database had been seen within five seconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any

import aiohttp
import orjson

NOT_LIVE_SECONDS = 5.0
_FINAL_CLOSE_CODE = 4500
_PAUSE_SECONDS_MIN = 0.05
_PAUSE_SECONDS_MAX = 1.0
_FRAME_BYTES_MAX = 64 * 1024 * 1024


class Console:
    """One console of one service. `older_shown` counts pools that went back to an older version."""

    def __init__(self, url: str, token: str, wanted: dict[str, Any], seed: int) -> None:
        self.url = url
        self.pools: dict[str, dict[str, Any]] = {}
        self.connected = False
        self.populated = False
        self.heard_at = 0.0
        # Until a tick says otherwise, as the browser's page has it.
        self.fresh = True
        self.clock_step_seconds: float = 0
        self.snapshots = 0
        self.older_shown = 0
        self.closed_with: list[int] = []
        self._token = token
        self._wanted = wanted
        self._resume: str | None = None
        self._generation: str | None = None
        self._random = random.Random(seed)

    def looks_live(self) -> bool:
        """Whether somebody who looks at it now would take it for live."""
        silent = time.monotonic() - self.heard_at
        return self.connected and self.populated and self.fresh and silent <= NOT_LIVE_SECONDS

    async def run(self, session: aiohttp.ClientSession, news: asyncio.Condition) -> None:
        """Stay connected until cancelled; come back with jitter."""
        most = _PAUSE_SECONDS_MIN * 2
        while True:
            began = self.snapshots
            with contextlib.suppress(aiohttp.ClientError, OSError, TimeoutError):
                await self._converse(session, news)
            self.connected = self.populated = False
            if self.closed_with and self.closed_with[-1] >= _FINAL_CLOSE_CODE:
                raise RuntimeError(f"a console was sent away with {self.closed_with[-1]}")
            most = 0.2 if self.snapshots > began else min(_PAUSE_SECONDS_MAX, most * 2)
            await asyncio.sleep(self._random.uniform(_PAUSE_SECONDS_MIN, most))

    async def _converse(self, session: aiohttp.ClientSession, news: asyncio.Condition) -> None:
        headers = {"Authorization": f"Bearer {self._token}"}
        async with asyncio.timeout(10):
            socket = await session.ws_connect(
                self.url + "/v1/live", headers=headers, max_msg_size=_FRAME_BYTES_MAX
            )
        try:
            subscribe = {"type": "subscribe", "filter": self._wanted, "resume": self._resume}
            await socket.send_str(orjson.dumps(subscribe).decode())
            self.connected = True
            self.heard_at = time.monotonic()
            while True:
                # A console that hears nothing for long takes the line for dead.
                message = await socket.receive(timeout=4 * NOT_LIVE_SECONDS)
                if message.type is not aiohttp.WSMsgType.TEXT:
                    break
                self._take(orjson.loads(message.data))
                async with news:
                    news.notify_all()
        finally:
            if socket.close_code is not None and socket.close_code >= 4000:
                self.closed_with.append(socket.close_code)
            await socket.close()

    def _take(self, frame: dict[str, Any]) -> None:
        self.heard_at = time.monotonic()
        kind = frame["type"]
        if kind == "tick":
            seen = frame["database_seen_at"]
            age = _seconds(frame["at"]) - _seconds(seen) if seen else float("inf")
            self.fresh = age <= NOT_LIVE_SECONDS
            self.clock_step_seconds = frame["clock_step_seconds"]
        elif kind == "snapshot":
            if frame["generation"] == self._generation:
                self.older_shown += sum(map(self._is_older, frame["pools"]))
            self._generation = frame["generation"]
            self.pools = {pool["id"]: pool for pool in frame["pools"]}
            self.populated = True
            self.snapshots += 1
        elif kind == "changes":
            self.populated = True
            for pool in frame["pools"]:
                self.older_shown += self._is_older(pool)
                self.pools[pool["id"]] = pool
            for gone in frame["removed"]:
                self.pools.pop(gone, None)
        self._resume = frame.get("resume", self._resume)

    def _is_older(self, pool: dict[str, Any]) -> bool:
        held = self.pools.get(pool["id"])
        return held is not None and pool["version"] < held["version"]


def _seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


class Consoles:
    """Some consoles at each service."""

    def __init__(self, consoles: Sequence[Console], news: asyncio.Condition) -> None:
        self.all = list(consoles)
        self._news = news

    def of(self, url: str) -> list[Console]:
        """Those of one service."""
        return [console for console in self.all if console.url == url]

    async def until(
        self, condition: Callable[[Console], bool], seconds: float, at: str | None = None
    ) -> float:
        """Return when the condition holds for every console (of the service `at`), with the
        seconds it took. Raises TimeoutError."""
        chosen = self.all if at is None else self.of(at)
        began = time.monotonic()
        async with asyncio.timeout(seconds), self._news:
            while not all(condition(console) for console in chosen):
                await self._news.wait()
        return time.monotonic() - began

    def looking_live(self, at: str | None = None) -> int:
        """How many look live at this moment."""
        return sum(one.looks_live() for one in (self.all if at is None else self.of(at)))

    @property
    def older_shown(self) -> int:
        return sum(console.older_shown for console in self.all)


@contextlib.asynccontextmanager
async def consoles(
    urls: Sequence[str], token: str, each: int, wanted: dict[str, Any], seed: int
) -> AsyncIterator[Consoles]:
    """`each` consoles at each of `urls`, populated at the beginning of the block."""
    news = asyncio.Condition()
    made = [Console(url, token, wanted, seed + number) for url in urls for number in range(each)]
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        tasks = [asyncio.create_task(console.run(session, news)) for console in made]
        try:
            crowd = Consoles(made, news)
            await crowd.until(lambda console: console.populated, 20)
            yield crowd
        finally:
            failed = [task.exception() for task in tasks if task.done() and not task.cancelled()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if failed and failed[0] is not None:
                raise failed[0]
