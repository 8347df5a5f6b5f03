"""The database's side of an import: one record or one day's counts per call, each all or nothing.

Uses the owner's connection, as the functions it calls belong to the operator's command line alone.
"""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from housing_service.store.setup_errors import DatabaseSetupError, DatabaseUnreachable
from housing_service.store.sql import query

_CONNECT_SECONDS_MAX: Final = 15
_CLOSE_SECONDS_MAX: Final = 5
_CALL_SECONDS_MAX: Final = 60
_LOCK_TIMEOUT_MS: Final = 4000
_TRIES_MAX: Final = 8
_RETRY_SECONDS: Final = 0.25

_STATE = query("import_state")
_MARK_EXERCISE = query("import_mark_exercise")
_ONLY_ONE = query("import_only_one")
_ORGANIZATION = query("import_organization")
_PROGRAM = query("import_program")
_REPORTS = query("import_reports")
_ACT_AS_OWNER = query("import_act_as_owner")

# The server took the call back whole, so it can be made again.
_TRY_AGAIN = (
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
)
_REFUSED = (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError)
_NOT_MIGRATED = (
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidSchemaNameError,
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedObjectError,
)
_CANNOT_WRITE = (
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.QueryCanceledError,
)
_BROKEN = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.OperatorInterventionError,
)


class ImportImpossible(DatabaseSetupError):
    """The database can't take an import as it is; nothing was written."""

    code = "import_not_possible"


@dataclass(frozen=True, slots=True)
class ImportState:
    """`now` is the service's clock; `is_exercise` tells whether pools may be opened."""

    now: datetime.datetime
    is_exercise: bool
    is_empty: bool


@dataclass(frozen=True, slots=True)
class ReportBatch:
    """Counts of one moment. `observed_at` None means now, which only an exercise allows."""

    observed_at: datetime.datetime | None
    report_ids: Sequence[UUID]
    pool_keys: Sequence[str]
    units_free: Sequence[int]
    units_out_of_service: Sequence[int | None]


class ImportStore:
    """Calls of one import on one connection. With `dry_run` every call only says what it would do.

    Every method raises DatabaseUnreachable when the connection breaks and ImportImpossible when
    the server does not give way; what earlier calls have written stays.
    """

    def __init__(self, connection: Any, source: str, *, dry_run: bool) -> None:
        self._connection = connection
        self._source = source
        self._dry_run = dry_run

    async def add_organization(self, record: dict[str, Any]) -> str:
        """Return added, changed, unchanged or a refusal's code."""
        try:
            rows = await self._call(
                _ORGANIZATION, self._source, orjson.dumps(record).decode(), self._dry_run
            )
        except _REFUSED:
            return "record_refused"
        return str(rows[0][0])

    async def add_program(
        self, record: dict[str, Any], *, open_pools: bool
    ) -> list[dict[str, str]]:
        """Return {"kind", "outcome"} of the program, its site and each pool."""
        try:
            rows = await self._call(
                _PROGRAM, self._source, orjson.dumps(record).decode(), open_pools, self._dry_run
            )
        except _REFUSED:
            return [{"kind": "program", "outcome": "record_refused"}]
        parts: list[dict[str, str]] = orjson.loads(rows[0][0])
        return parts

    async def add_reports(self, batch: ReportBatch) -> list[str]:
        """Return a code per count, in the batch's order: recorded, exists or a refusal."""
        rows = await self._call(
            _REPORTS,
            self._source,
            batch.report_ids,
            batch.pool_keys,
            batch.units_free,
            batch.units_out_of_service,
            batch.observed_at,
            self._dry_run,
        )
        codes = [""] * len(batch.report_ids)
        for row in rows:
            codes[row["place"] - 1] = row["code"]
        return codes

    async def _call(self, text: str, *args: Any) -> Sequence[Any]:
        return await _run(self._connection, text, *args)


class ImportSession:
    """An open connection before its source is known."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def state(self) -> ImportState:
        """Return what the database is; raises ImportImpossible when it is not migrated."""
        row = (await _run(self._connection, _STATE))[0]
        return ImportState(row["now_at"], row["purpose"] == "exercise", row["is_empty"])

    async def mark_exercise(self) -> bool:
        """Mark an empty database as made for an exercise; False when it holds anything real."""
        return bool((await _run(self._connection, _MARK_EXERCISE))[0][0])

    async def be_the_only_one(self) -> None:
        """Return when no other import runs; raises ImportImpossible when one does."""
        if not (await _run(self._connection, _ONLY_ONE))[0][0]:
            raise ImportImpossible(
                "Another import is running in this database.", "Start again when it has ended."
            )

    def store(self, source: str, *, dry_run: bool) -> ImportStore:
        """Return the calls for one source."""
        return ImportStore(self._connection, source, dry_run=dry_run)


@asynccontextmanager
async def import_session(owner_url: str) -> AsyncIterator[ImportSession]:
    """Lend a session as the owner; raises DatabaseUnreachable or ImportImpossible."""
    try:
        connection = await asyncpg.connect(
            owner_url,
            timeout=_CONNECT_SECONDS_MAX,
            command_timeout=_CALL_SECONDS_MAX + 5,
            server_settings={
                "application_name": "housing-service import",
                "default_transaction_isolation": "read committed",
                "statement_timeout": str(_CALL_SECONDS_MAX * 1000),
                "lock_timeout": str(_LOCK_TIMEOUT_MS),
                "jit": "off",
                "timezone": "UTC",
            },
        )
    except (*_BROKEN, ValueError, asyncpg.PostgresError) as error:
        raise DatabaseUnreachable(
            "The database can't be reached.", "Check HOUSING_DATABASE_URL and that it runs."
        ) from error
    try:
        yield await _as_owner(connection)
    finally:
        await _close(connection)


async def _as_owner(connection: Any) -> ImportSession:
    try:
        await connection.execute(_ACT_AS_OWNER)
    except asyncpg.PostgresError as error:
        raise ImportImpossible(
            "This sign-in to the database may not import, or the database is not set up.",
            "Use the URL that housing-service migrate was run with.",
        ) from error
    return ImportSession(connection)


async def _close(connection: Any) -> None:
    try:
        await connection.close(timeout=_CLOSE_SECONDS_MAX)
    except (*_BROKEN, asyncpg.PostgresError):
        connection.terminate()


async def _run(connection: Any, text: str, *args: Any) -> Sequence[Any]:
    attempt = 1
    while True:
        try:
            rows: Sequence[Any] = await connection.fetch(text, *args)
            return rows
        except _TRY_AGAIN as error:
            if attempt >= _TRIES_MAX:
                raise ImportImpossible(
                    "The database is too busy; what was imported so far stays.",
                    "Start the same import again later.",
                ) from error
        except _CANNOT_WRITE as error:
            raise ImportImpossible(
                "The database can't write at the moment; what was imported so far stays.",
                "See to its disk, or whether it is a standby, and start the same import again.",
            ) from error
        except _BROKEN as error:
            raise DatabaseUnreachable(
                "The connection to the database broke; what was imported so far stays.",
                "Start the same import again.",
            ) from error
        except _NOT_MIGRATED as error:
            raise ImportImpossible(
                "The database has not been set up for this release.",
                "Run: housing-service migrate",
            ) from error
        except _REFUSED:
            raise
        except asyncpg.PostgresError as error:
            # Its text may repeat a record, so only the standard code is passed on.
            raise ImportImpossible(
                f"The database could not do it (SQLSTATE {error.sqlstate}).",
                "Look at the database's log; what was imported so far stays.",
            ) from error
        # The holders of the lock are people's holds: they come first.
        await asyncio.sleep(_RETRY_SECONDS * attempt)
        attempt += 1
