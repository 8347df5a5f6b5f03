"""Which database this process uses, and that it is fit for use before anything is served.

Without `HOUSING_DATABASE_URL` the embedded PostgreSQL under `HOUSING_DATA_DIR` is supervised.
With it, that server is only used: brought up to date when the URL's role may do so, else checked.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable

import asyncpg

from housing_service.config import Settings
from housing_service.store.embedded import (
    DatabaseAddress,
    Supervisor,
    assert_durable,
    attach_or_start,
    supervise,
)
from housing_service.store.migrate import check_schema, migrate
from housing_service.store.roles import SERVICE_ROLE
from housing_service.store.setup_errors import (
    DatabaseReadOnly,
    DatabaseSetupError,
    DatabaseTooOld,
    DatabaseUnreachable,
)

Progress = Callable[[str], None]
# The URL for the service's connections, and the embedded server's supervisor where we have one.
Opened = tuple[str, Supervisor | None]
VERSION_MIN = 160_000


class SchemaBehind(DatabaseSetupError):
    """The schema is older than this release and this role may not change it."""

    code = "database_schema_behind"


@contextlib.asynccontextmanager
async def open_for_serving(settings: Settings, progress: Progress) -> AsyncIterator[Opened]:
    """Yield (URL for the service's connections, supervisor of the embedded server or null) once
    the database answers, is durable and has the schema. Raises DatabaseSetupError."""
    if settings.database_url is not None:
        await prepare(settings.database_url, settings, progress)
        yield settings.database_url, None
        return
    supervisor = await supervise(settings.data_dir, progress)
    try:
        await migrate(supervisor.address.owner_url, include_post=True, progress=progress)
        yield supervisor.address.service_url, supervisor
    finally:
        await supervisor.stop()


@contextlib.asynccontextmanager
async def open_for_command(
    settings: Settings, progress: Progress
) -> AsyncIterator[DatabaseAddress]:
    """Lend a command the database: the running embedded one, or one started for it, or the
    configured URL. Its schema is up to date. Raises DatabaseSetupError."""
    if settings.database_url is not None:
        await prepare(settings.database_url, settings, progress)
        yield DatabaseAddress(settings.database_url, settings.database_url)
        return
    async with attach_or_start(settings.data_dir, progress) as address:
        await migrate(address.owner_url, include_post=True, progress=progress)
        yield address


async def prepare(url: str, settings: Settings, progress: Progress) -> None:
    """Check a server we do not supervise, and migrate it when its role may. Raises
    DatabaseSetupError with one sentence; an unfit server is left as it was."""
    try:
        connection = await asyncpg.connect(url, timeout=settings.database_connect_timeout_seconds)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as e:
        raise DatabaseUnreachable(
            f"The database at HOUSING_DATABASE_URL can't be reached ({type(e).__name__}).",
            "Check the address, that PostgreSQL runs, and that this machine may connect.",
        ) from e
    try:
        may_migrate = await _check_server(connection, progress)
    finally:
        await connection.close(timeout=5)
    if may_migrate and settings.migrate_at_start:
        await migrate(url, progress=progress)
        return
    connection = await asyncpg.connect(url, timeout=settings.database_connect_timeout_seconds)
    try:
        state = await check_schema(connection)
    finally:
        await connection.close(timeout=5)
    if not state.usable:
        raise SchemaBehind(
            "The database's schema is older than this release.",
            "Run 'housing-service migrate' with a role that may change it.",
        )


async def _check_server(connection: asyncpg.Connection, progress: Progress) -> bool:
    if int(await connection.fetchval("SHOW server_version_num")) < VERSION_MIN:
        version = await connection.fetchval("SHOW server_version")
        raise DatabaseTooOld(
            f"The database is PostgreSQL {version}; 16 or newer is needed.",
            "Upgrade it, or leave HOUSING_DATABASE_URL unset to use the embedded one.",
        )
    if (
        await connection.fetchval("SHOW transaction_read_only") == "on"
        or await connection.fetchval("SHOW in_hot_standby") == "on"
    ):
        raise DatabaseReadOnly(
            "The database takes no writes (a standby, or read-only by default).",
            "Point HOUSING_DATABASE_URL at the primary.",
        )
    for warning in await assert_durable(connection):
        progress(warning)
    # The service's own role is deliberately unable to change the schema.
    return bool(await connection.fetchval("SHOW session_authorization") != SERVICE_ROLE)
