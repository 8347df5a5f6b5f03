"""The change feed: LISTEN as a doorbell, state re-read, a beat behind it.

A notification only says "look at this pool, it has this version"; nothing else is learned from
it. `Doorbell` keeps one connection listening, and is known to hear only as long as its own canary
comes back.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from housing_service.store.database import Database
from housing_service.store.sql import query

CHANNEL = "housing_changes"
_REQUEST = "request:"
_NOTICE = "notice:"
_SIGHT = "sight:"
_VERSIONS = query("pool_versions")
_READ = query("read_pools")
_BEAT = query("beat")
_REQUEST_VERSIONS = query("request_versions")
_READ_REQUESTS = query("read_requests")


@dataclass(frozen=True, slots=True)
class PoolReading:
    """One pool as read: both projections, and the holds that changed since the known version."""

    pool_id: UUID
    version: int
    organization_id: UUID
    program_id: UUID
    confidential: bool
    due_in_seconds: float | None
    insider: dict[str, Any]
    outsider: dict[str, Any] | None
    holds: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class RequestReading:
    """One request as read: its two views as JSON, the places that may be asked, and what each
    shelter that was asked is shown."""

    request_id: UUID
    version: int
    account_id: UUID
    ended_at: float | None
    due_in_seconds: float | None
    views: dict[str, bytes]
    pools: frozenset[UUID]
    asks: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Beat:
    """Proof that the database took a write: its clock, and ours (monotonic) around it."""

    at: datetime
    generation: str
    monotonic_before: float
    monotonic_after: float


async def pool_versions(database: Database) -> dict[UUID, int]:
    return {row["id"]: row["version"] for row in await database.fetch(_VERSIONS)}


async def read_pools(database: Database, known: Iterable[tuple[UUID, int]]) -> list[PoolReading]:
    """Read pools with the holds that changed after the given versions (-1: all live and recently
    ended ones)."""
    pairs = list(known)
    rows = await database.fetch(_READ, [pair[0] for pair in pairs], [pair[1] for pair in pairs])
    return [_reading(row) for row in rows]


def _reading(row: Any) -> PoolReading:
    return PoolReading(
        pool_id=row["id"],
        version=row["version"],
        organization_id=row["organization_id"],
        program_id=row["program_id"],
        confidential=row["confidential"],
        due_in_seconds=row["due_in_seconds"],
        insider=orjson.loads(row["insider"]),
        outsider=orjson.loads(row["outsider"]) if row["outsider"] else None,
        holds=orjson.loads(row["holds"]) if row["holds"] else [],
    )


async def request_versions(database: Database) -> dict[UUID, int]:
    return {row["id"]: row["version"] for row in await database.fetch(_REQUEST_VERSIONS)}


async def read_requests(database: Database, ids: Iterable[UUID]) -> list[RequestReading]:
    """Read requests in every view."""
    return [
        RequestReading(
            request_id=row["id"],
            version=row["version"],
            account_id=row["account_id"],
            ended_at=row["ended_at"],
            due_in_seconds=row["due_in_seconds"],
            views={"holder": row["responder"].encode(), "operator": row["operator"].encode()},
            pools=frozenset(row["pools"] or ()),
            asks=orjson.loads(row["asks"]) if row["asks"] else [],
        )
        for row in await database.fetch(_READ_REQUESTS, list(ids))
    ]


async def beat(database: Database, process_id: UUID) -> Beat:
    """Write this process's heartbeat and read it back. Raises Refusal when it can't."""
    before = time.monotonic()
    row = await database.fetchrow(_BEAT, process_id, writes=True)
    return Beat(row["at"], row["generation"], before, time.monotonic())


class Doorbell:
    """One listening connection. `on_pool` and `on_request` are called for what is notified, with
    its version, `on_notice` when what stands on pages has changed, `on_sight` when somebody was
    stopped or sees otherwise, `on_canary` when this process's own canary was heard, `on_lost` once
    when the connection ends."""

    def __init__(
        self,
        database: Database,
        process_id: UUID,
        on_pool: Callable[[UUID, int | None], None],
        on_request: Callable[[UUID, int | None], None],
        on_notice: Callable[[], None],
        on_sight: Callable[[], None],
        on_canary: Callable[[], None],
        on_lost: Callable[[], None],
    ) -> None:
        self._database = database
        self._canary = f"canary:{process_id}"
        self._on_pool = on_pool
        self._on_request = on_request
        self._on_notice = on_notice
        self._on_sight = on_sight
        self._on_canary = on_canary
        self._on_lost = on_lost
        self._connection: asyncpg.Connection | None = None

    @property
    def listening(self) -> bool:
        return self._connection is not None and not self._connection.is_closed()

    async def listen(self) -> None:
        """Replace the connection by a fresh one that listens. Raises what connecting raises."""
        await self.close()
        connection = await self._database.connect(listen_only=True)
        try:
            await connection.add_listener(CHANNEL, self._heard)
            connection.add_termination_listener(self._ended)
        except BaseException:
            connection.terminate()
            raise
        self._connection = connection

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: object) -> None:
        text = str(payload)
        if text == self._canary:
            self._on_canary()
        elif text == _NOTICE:
            self._on_notice()
        elif text == _SIGHT:
            self._on_sight()
        elif not text.startswith("canary:"):
            tell = self._on_request if text.startswith(_REQUEST) else self._on_pool
            try:
                changed, _, version = text.removeprefix(_REQUEST).partition(" ")
                tell(UUID(changed), int(version) if version else None)
            except ValueError:
                # Anybody in the database may notify; what is not an id says nothing.
                return

    def _ended(self, connection: Any) -> None:
        if connection is self._connection:
            self._connection = None
            self._on_lost()

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None and not connection.is_closed():
            try:
                await asyncio.wait_for(connection.close(), timeout=1)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                connection.terminate()


FEED_FAULTS: tuple[type[BaseException], ...] = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
