"""The real service under audit: two processes' worth on one database whose clock stands still.

Everything here is done from outside: by HTTP, by the database, by starting and stopping.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg

from housing_service.app import Running, serving
from housing_service.config import Settings
from housing_service.service.sweeper import Sweeper
from tests.auditor.manual_clock import START, as_datetime
from tests.support.api import Answer, Api
from tests.support.cluster import Cluster
from tests.support.world import Caller, World

PROCESSES = 2
WAIT_SECONDS = 20.0
# The service's only clock becomes a row, and its only doorbell asks another row whether it works.
MANUAL_CLOCK = """
CREATE TABLE housing.manual_clock (at timestamptz NOT NULL, bell_broken boolean NOT NULL);
GRANT SELECT ON housing.manual_clock TO public;
CREATE OR REPLACE FUNCTION housing.service_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT at FROM housing.manual_clock $$;
CREATE FUNCTION housing.ring(p_channel text, p_payload text) RETURNS void LANGUAGE sql VOLATILE AS
$$ SELECT pg_notify(p_channel, p_payload) FROM housing.manual_clock WHERE NOT bell_broken $$;
"""
FORGET = """
DELETE FROM housing.hold_event; DELETE FROM housing.ended_hold; DELETE FROM housing.hold_outcome;
DELETE FROM housing.report; DELETE FROM housing.hold; DELETE FROM housing.policy_consent;
DELETE FROM housing.pool;
"""


@dataclass
class Process:
    running: Running
    stack: contextlib.AsyncExitStack
    sweeps: bool


class Rig:
    """Owns one database and the processes on it."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.processes: list[Process] = []
        self.connections_killed = 0
        self._stack = contextlib.AsyncExitStack()

    async def open(self) -> None:
        self.database = await self.cluster.make()
        self._stack.push_async_callback(self.cluster.drop, self.database)
        self.owner = await asyncpg.connect(self.cluster.url(self.database))
        self._stack.push_async_callback(self.owner.close)
        await self.owner.execute(MANUAL_CLOCK)
        await self.owner.execute(
            "INSERT INTO housing.manual_clock VALUES ($1, false)", as_datetime(START)
        )
        await self._let_the_bell_break()
        self.world = World(self.owner)
        self.session = await self._stack.enter_async_context(
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=WAIT_SECONDS),
            )
        )
        for _ in range(PROCESSES):
            self.processes.append(await self._start(sweeps=False))

    async def _let_the_bell_break(self) -> None:
        """The doorbell of changes asks first; the one that proves that LISTEN hears stays."""
        texts = await self.owner.fetch(
            "SELECT pg_get_functiondef(oid) AS text FROM pg_proc"
            " WHERE pronamespace = 'housing'::regnamespace AND proname <> 'ring'"
            " AND prosrc LIKE '%pg_notify(%'"
        )
        assert texts, "the doorbell has moved"
        for row in texts:
            await self.owner.execute(row["text"].replace("pg_notify(", "housing.ring("))

    async def close(self) -> None:
        for process in self.processes:
            await process.stack.aclose()
        await self._stack.aclose()

    async def _start(self, sweeps: bool) -> Process:
        settings = Settings(
            database_url=self.cluster.url(self.database),
            port=0,
            migrate_at_start=False,
            tick_seconds=1,
            poll_seconds=0.5,
            beat_seconds=1,
            requests_per_second=1e6,
            requests_burst=10**6,
            sweeper_enabled=sweeps,
        )
        stack = contextlib.AsyncExitStack()
        running = await stack.enter_async_context(serving(settings, lambda _: None))
        return Process(running, stack, sweeps)

    def api(self, via: int, token: str) -> Api:
        return Api(self.session, self.processes[via].running.url, token)

    async def ask(self, via: int, token: str, method: str, path: str, body: Any = None) -> Answer:
        """One answer. After connections were killed, what says "nothing written" or "unknown" is
        asked again with the same id, as the contract tells callers to."""
        answer = await self.api(via, token).call(method, path, body)
        async with asyncio.timeout(WAIT_SECONDS):
            while answer.status == 503 and self.connections_killed:
                answer = await self.api(via, token).call(method, path, body)
        return answer

    # The world.

    async def set_clock(self, at: int) -> None:
        await self.owner.execute("UPDATE housing.manual_clock SET at = $1", as_datetime(at))

    async def forget(self) -> None:
        """Rows of the history before; its callers and programs stay."""
        await self.owner.execute(FORGET)

    async def caller(self, role: str, organization: UUID | None) -> Caller:
        return await self.world.caller(role, organization)

    # The background worker.

    @property
    def sweeping(self) -> bool:
        return any(process.sweeps for process in self.processes)

    async def until_swept(self) -> None:
        """Let the workers look at the clock, which moved without their knowing."""
        for process in self.processes:
            for loop in process.running.parts.loops:
                if isinstance(loop, Sweeper):
                    loop.note_deadline(0)
        async with asyncio.timeout(WAIT_SECONDS):
            while await self.owner.fetchval(
                "SELECT count(*) FROM housing.pool WHERE next_due_at <= housing.service_clock()"
            ):
                await asyncio.sleep(0.002)

    async def sweep_once(self) -> None:
        await self.owner.execute("SELECT housing_api.sweep_due_v1(200)")

    # Faults.

    async def restart(self, number: int, sweeps: bool) -> None:
        await self.processes[number].stack.aclose()
        self.processes[number] = await self._start(sweeps)

    async def break_bell(self, broken: bool) -> None:
        await self.owner.execute("UPDATE housing.manual_clock SET bell_broken = $1", broken)

    async def kill_connections(self) -> int:
        """Terminate every connection of the service and wait until the server has let them go."""
        pids = await self.owner.fetch(
            "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = $1 AND application_name LIKE 'housing-service%'",
            self.database,
        )
        self.connections_killed += len(pids)
        gone = [row["pid"] for row in pids]
        async with asyncio.timeout(WAIT_SECONDS):
            while await self.owner.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE pid = ANY ($1)", gone
            ):
                await asyncio.sleep(0.002)
        return len(gone)
