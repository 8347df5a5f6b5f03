"""One connection that migrates: opened, checked, alone in its database, patient when blocked."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg

from housing_service.store.embedded.durable import OLDEST_VERSION, too_old
from housing_service.store.migration_files import MigrationError, MigrationRefused
from housing_service.store.setup_errors import DatabaseReadOnly, DatabaseUnreachable
from housing_service.store.sql_files import setup_sql

_CONNECT_SECONDS_MAX = 15.0
_OTHER_MIGRATION_SECONDS_MAX = 120.0
_LOOK_AGAIN_SECONDS = 0.1
_TRIES_MAX = 5
# What a busy service, or two sessions that change the catalogue at once, may answer.
_TRY_AGAIN = (
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.UniqueViolationError,
    asyncpg.DuplicateObjectError,
    asyncpg.InternalServerError,
)
_BROKEN = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)


@contextlib.asynccontextmanager
async def migration_session(owner_url: str, progress: Callable[[str], None]) -> AsyncIterator[Any]:
    """Lend a connection that may migrate and that no other process migrates beside.

    Raises DatabaseUnreachable (also when it breaks in between), DatabaseTooOld, DatabaseReadOnly,
    MigrationRefused when the role does not own the database, and MigrationError after 120 s of
    waiting for another process.
    """
    try:
        connection = await asyncpg.connect(owner_url, timeout=_CONNECT_SECONDS_MAX)
    except (*_BROKEN, ValueError, asyncpg.PostgresError) as error:
        raise DatabaseUnreachable(
            f"The database can't be reached: {reason_of(error)}.",
            "Check HOUSING_DATABASE_URL and that the server runs.",
        ) from error
    try:
        await _check_server(connection)
        await _lock(connection, progress)
        yield connection
    except _BROKEN as error:
        raise DatabaseUnreachable(
            f"The connection to the database broke: {reason_of(error)}.",
            "Run the migration again; what was reported as applied stays.",
        ) from error
    finally:
        with contextlib.suppress(*_BROKEN, asyncpg.PostgresError):
            await connection.close(timeout=_CONNECT_SECONDS_MAX)


async def in_transaction(
    connection: Any,
    subject: Callable[[], str],
    work: Callable[[], Awaitable[None]],
    *,
    as_owner: bool = True,
) -> None:
    """Run `work` in one transaction, by default as housing_owner with bounded waits.

    Tried again a few times when another session was in the way. Raises MigrationError, which names
    the `subject` it was at; nothing of it was written then.
    """
    for attempt in range(1, _TRIES_MAX + 1):
        try:
            async with connection.transaction():
                if as_owner:
                    await connection.execute(setup_sql("act_as_owner"))
                await work()
        except _TRY_AGAIN as error:
            if attempt == _TRIES_MAX:
                raise _failed(subject(), error) from error
            await asyncio.sleep(_LOOK_AGAIN_SECONDS * attempt)
        except _BROKEN:
            raise
        except asyncpg.PostgresError as error:
            raise _failed(subject(), error) from error
        else:
            return


def reason_of(error: BaseException) -> str:
    """Return the first line of what went wrong, without a full stop."""
    return (str(error) or type(error).__name__).split("\n", 1)[0].rstrip(".")


def _failed(subject: str, error: asyncpg.PostgresError) -> MigrationError:
    hint = getattr(error, "hint", None)
    if isinstance(error, asyncpg.LockNotAvailableError):
        hint = "Another session keeps a table locked; end it or run the migration again later."
    return MigrationError(
        f"{subject} could not be applied: {reason_of(error)}.",
        hint or "Nothing of it was written; correct it and run the migration again.",
    )


async def _check_server(connection: Any) -> None:
    facts = await connection.fetchrow(setup_sql("server_facts"))
    if facts["version_number"] < OLDEST_VERSION * 10_000:
        raise too_old(facts["version"])
    if facts["read_only"]:
        raise DatabaseReadOnly(
            f"The database {facts['database_name']} is read-only.",
            "Point HOUSING_DATABASE_URL at the primary server.",
        )
    if not facts["owns_database"]:
        role, database = facts["role_name"], facts["database_name"]
        raise MigrationRefused(
            f"The role {role} does not own the database {database}, so it can't set it up.",
            f'Let an administrator run: ALTER DATABASE "{database}" OWNER TO "{role}";',
        )


async def _lock(connection: Any, progress: Callable[[str], None]) -> None:
    now = asyncio.get_running_loop().time
    deadline = now() + _OTHER_MIGRATION_SECONDS_MAX
    said = False
    while not await connection.fetchval(setup_sql("try_migration_lock")):
        if not said:
            progress("Waiting for another process that migrates this database...")
            said = True
        if now() >= deadline:
            raise MigrationError(
                "Another process has been migrating this database for "
                f"{_OTHER_MIGRATION_SECONDS_MAX:.0f} s.",
                "Run the migration again when it has ended.",
            )
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
