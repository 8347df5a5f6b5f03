"""A bounded set of connections and one way to run a named query.

Every fault becomes a `Refusal` that says whether anything can have been written: nothing when the
connection was never had or the server rolled back, `outcome_unknown` when a write was sent and no
sure answer came. The caller then asks again with the same id.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from housing_service.config import Settings
from housing_service.domain.errors import Refusal
from housing_service.metrics import DATABASE_ACCESS_NARROWED, DATABASE_CONNECTIONS
from housing_service.store.roles import SERVICE_ROLE

log = logging.getLogger(__name__)

# The server took the statement back: nothing was written.
_ROLLED_BACK = (
    asyncpg.exceptions.LockNotAvailableError,
    asyncpg.exceptions.QueryCanceledError,
    asyncpg.exceptions.DeadlockDetectedError,
    asyncpg.exceptions.SerializationError,
    asyncpg.exceptions.TooManyConnectionsError,
)
_CANNOT_WRITE = (
    asyncpg.exceptions.ReadOnlySQLTransactionError,
    asyncpg.exceptions.DiskFullError,
    asyncpg.exceptions.InsufficientResourcesError,
)
# The conversation broke; only a read is then surely without effect.
_BROKEN = (
    OSError,
    TimeoutError,
    asyncpg.exceptions.PostgresConnectionError,
    asyncpg.exceptions.InterfaceError,
    asyncpg.exceptions.InternalClientError,
    asyncpg.exceptions.AdminShutdownError,
    asyncpg.exceptions.CrashShutdownError,
    asyncpg.exceptions.CannotConnectNowError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.exceptions.InternalServerError,
)
# What the service may do has become less than it needs.
_NARROWED = (
    asyncpg.exceptions.InsufficientPrivilegeError,
    asyncpg.exceptions.UndefinedFunctionError,
)
_NAME = re.compile(r"/\* (\w+) \*/")


class AccessNarrowed(Exception):
    """The database does not let the service do, or see whole, what it was made to; nothing was
    written. A defect of how the database is set up, never of what a caller asked."""


class Database:
    """At most `database_connections_max` connections as the service's role, opened on demand."""

    def __init__(self, url: str, settings: Settings) -> None:
        self._url = url
        self._settings = settings
        self._idle: list[asyncpg.Connection] = []
        self._slots = asyncio.Semaphore(settings.database_connections_max)
        self._doubtful: set[int] = set()
        self._closed = False
        self._beside: list[Database] = []

    def beside(self, *, connections_max: int, lock_timeout_ms: int) -> Database:
        """Another bounded set of connections to the same server, closed together with this one."""
        made = Database(
            self._url,
            self._settings.model_copy(
                update={
                    "database_connections_max": connections_max,
                    "database_lock_timeout_ms": lock_timeout_ms,
                }
            ),
        )
        self._beside.append(made)
        return made

    async def connect(self, *, listen_only: bool = False) -> asyncpg.Connection:
        """Open one connection outside the bound (for LISTEN), or inside it when called by
        `_connection`. Raises what asyncpg raises."""
        settings = self._settings
        connection = await asyncpg.connect(
            self._url,
            timeout=settings.database_connect_timeout_seconds,
            command_timeout=settings.database_statement_timeout_ms / 1000 + 1,
            server_settings={
                "application_name": "housing-service" + (" listen" if listen_only else ""),
                "role": SERVICE_ROLE,
                "default_transaction_isolation": "read committed",
                "statement_timeout": str(settings.database_statement_timeout_ms),
                "lock_timeout": str(settings.database_lock_timeout_ms),
                "idle_in_transaction_session_timeout": "10000",
                "jit": "off",
                # Every statement looks rows up by key; planning it anew for each array of ids
                # would cost more than running it.
                "plan_cache_mode": "force_generic_plan",
                "timezone": "UTC",
                # A policy that would hide rows fails the statement instead: a purge that sees
                # less must not take what it does not see for gone.
                "row_security": "off",
            },
        )
        connection.add_log_listener(self._note_warning)
        return connection

    def _note_warning(self, connection: Any, message: Any) -> None:
        # A cancelled wait for a synchronous standby is acknowledged with this warning although
        # a failover could still lose the row, so it must not count as an answer.
        if getattr(message, "sqlstate", None) == "01000":
            self._doubtful.add(id(connection))

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection]:
        if self._closed:
            raise Refusal("database_unavailable")
        DATABASE_CONNECTIONS.labels("waiting").inc()
        try:
            async with asyncio.timeout(self._settings.database_acquire_timeout_seconds):
                await self._slots.acquire()
        except TimeoutError:
            raise Refusal("busy", retry_after_seconds=1) from None
        finally:
            DATABASE_CONNECTIONS.labels("waiting").dec()
        connection: asyncpg.Connection | None = None
        DATABASE_CONNECTIONS.labels("in_use").inc()
        try:
            while self._idle and connection is None:
                candidate = self._idle.pop()
                DATABASE_CONNECTIONS.labels("idle").dec()
                connection = None if candidate.is_closed() else candidate
            if connection is None:
                connection = await self._open()
            yield connection
        finally:
            if connection is not None and not connection.is_closed():
                if self._closed or connection.is_in_transaction():
                    connection.terminate()
                else:
                    self._idle.append(connection)
                    DATABASE_CONNECTIONS.labels("idle").inc()
            self._slots.release()
            DATABASE_CONNECTIONS.labels("in_use").dec()

    async def _open(self) -> asyncpg.Connection:
        try:
            return await self.connect()
        except (*_BROKEN, *_ROLLED_BACK, asyncpg.PostgresError) as error:
            log.warning("database connect failed", extra={"fault": type(error).__name__})
            raise Refusal("database_unavailable", retry_after_seconds=1) from None

    async def fetch(self, text: str, *args: Any, writes: bool = False) -> Sequence[Any]:
        """Run one statement in its own transaction and return its rows.

        With `writes`, a broken conversation raises `outcome_unknown`; without, and whenever the
        server rolled back or was never reached, the refusal says that nothing was written.
        """
        async with self._connection() as connection:
            self._doubtful.discard(id(connection))
            try:
                rows: Sequence[Any] = await connection.fetch(text, *args)
            except _ROLLED_BACK:
                raise Refusal("busy", retry_after_seconds=1) from None
            except _CANNOT_WRITE as error:
                log.error("database cannot write", extra={"fault": type(error).__name__})
                raise Refusal("database_unavailable", retry_after_seconds=2) from None
            except _NARROWED as error:
                raise _alarmed(text, error) from error
            except asyncio.CancelledError:
                connection.terminate()
                raise
            except _BROKEN as error:
                connection.terminate()
                log.warning("database conversation broke", extra={"fault": type(error).__name__})
                code = "outcome_unknown" if writes else "database_unavailable"
                raise Refusal(code, retry_after_seconds=1) from None
            if writes and id(connection) in self._doubtful:
                raise Refusal("outcome_unknown", retry_after_seconds=1)
            return rows

    async def fetchrow(self, text: str, *args: Any, writes: bool = False) -> Any:
        rows = await self.fetch(text, *args, writes=writes)
        return rows[0] if rows else None

    async def fetchval(self, text: str, *args: Any, writes: bool = False) -> Any:
        row = await self.fetchrow(text, *args, writes=writes)
        return None if row is None else row[0]

    async def close(self) -> None:
        """Close every idle connection; those in use are closed when they come back."""
        self._closed = True
        for beside in self._beside:
            await beside.close()
        while self._idle:
            connection = self._idle.pop()
            DATABASE_CONNECTIONS.labels("idle").dec()
            try:
                await connection.close(timeout=2)
            except _BROKEN:
                connection.terminate()


def _alarmed(text: str, error: Exception) -> AccessNarrowed:
    found = _NAME.match(text)
    name = found[1] if found else "other"
    DATABASE_ACCESS_NARROWED.labels(name).inc()
    log.error(
        "the service may not do or see what it needs",
        extra={"statement": name, "fault": type(error).__name__},
    )
    return AccessNarrowed(name)
