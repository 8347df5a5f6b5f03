"""Asks, again and again and with the same id, whether a write goes through, and notes when.

The probe counts in a pool of its own: each write reports one number more, so that a console shows
by the number how far it has come.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import asyncpg

from ops.soak.documented import undocumented
from ops.soak.workload_region import Region

SQL = Path(__file__).with_name("sql")
FILTER = {"regions": ["probe"]}
_AGAIN_SECONDS = 0.02
_ANSWER_SECONDS_MAX = 2.0


@dataclass(frozen=True, slots=True)
class Written:
    """An acknowledged write: its number, when (monotonic) it was acknowledged."""

    number: int
    at: float


class Probe:
    """Writes numbers into one pool. `codes` counts everything it read that was no success."""

    def __init__(self, session: aiohttp.ClientSession, region: Region) -> None:
        self.region = region
        self.pool = region.pools[0]
        self.codes: Counter[str] = Counter()
        self.undocumented: Counter[str] = Counter()
        self._session = session
        self._number = 100
        self._token = region.staff_token(self.pool, 0)

    @property
    def watcher_token(self) -> str:
        """Of a responder who may look on."""
        return self.region.responder_token(0)

    async def write(self, url: str, seconds: float) -> Written:
        """Report the next number until it is acknowledged. Raises TimeoutError."""
        self._number += 1
        body = {"report_id": str(uuid4()), "units_free": self._number}
        async with asyncio.timeout(seconds):
            while True:
                if await self._once(url, body):
                    break
                await asyncio.sleep(_AGAIN_SECONDS)
        return Written(self._number, time.monotonic())

    async def _once(self, url: str, body: dict[str, Any]) -> bool:
        try:
            async with self._session.post(
                f"{url}/v1/pools/{self.pool.id}/reports",
                json=body,
                headers={"Authorization": f"Bearer {self._token}"},
                timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS_MAX),
            ) as response:
                answer = await response.json(content_type=None)
                status = response.status
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            self.codes["no_answer"] += 1
            return False
        if status < 300:
            return True
        code = answer.get("code")
        self.codes[str(code)] += 1
        if undocumented(status, code):
            self.undocumented[f"{status} {code}"] += 1
        return False

    def shown_by(self, written: Written) -> Any:
        """A condition: the console shows this write, or a later one."""

        def shows(console: Any) -> bool:
            pool = console.pools.get(self.pool.id)
            return bool(
                console.populated and pool and pool["units_free_reported"] >= written.number
            )

        return shows


@contextlib.asynccontextmanager
async def probe(owner: asyncpg.Connection) -> AsyncIterator[Probe]:
    """A probe with pools of its own in the owner's database. Once a database."""
    region = await Region.make(
        owner, label="probe", organizations=1, responders=4, hot_pools=1, cold_pools=1,
        hot_units=100, cold_units=100_000,
    )  # fmt: skip
    await owner.execute((SQL / "probe.sql").read_text(encoding="utf-8"))
    # A line that hangs must not be used for the next attempt.
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:
        yield Probe(session, region)
