"""Bring a database's schema up to date: roles, migrations, functions, grants.

One process migrates a database at a time. Migrations marked pre suit the code that still runs,
those marked post need it gone. Everything belongs to housing_owner, a role nobody signs in as.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from housing_service.store.migration_files import (
    DatabaseNewer,
    MigrationError,
    MigrationRefused,
    SqlFile,
    pending,
    read_functions,
    read_migrations,
)
from housing_service.store.migration_session import in_transaction, migration_session
from housing_service.store.sql_files import setup_sql, sql_directory

__all__ = [
    "DatabaseNewer",
    "MigrationError",
    "MigrationRefused",
    "MigrationReport",
    "SchemaState",
    "check_schema",
    "migrate",
]

_NOT_MIGRATED = (
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidSchemaNameError,
    asyncpg.InsufficientPrivilegeError,
)


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """What one run did: names of files, in the order in which they were applied."""

    applied: tuple[str, ...]
    functions: tuple[str, ...]
    waiting_post: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemaState:
    """How a database's schema compares with this release's files.

    `unknown` are migrations of another release, newer or lost; `pending_pre` must be applied before
    this release runs, `pending_post` once no older one does.
    """

    applied: tuple[str, ...]
    pending_pre: tuple[str, ...]
    pending_post: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def usable(self) -> bool:
        """Whether this release can run on it: a newer schema still serves the code before it."""
        return bool(self.applied) and not self.pending_pre


async def migrate(
    owner_url: str,
    *,
    sql_dir: Path | None = None,
    include_post: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> MigrationReport:
    """Apply what the database lacks and return what was applied; repeating it changes nothing.

    Each migration is one transaction that waits at most 4 s for a lock and runs at most 5 min; the
    functions and the grants together are one more. Waits up to 120 s for another process that
    migrates the same database. Raises DatabaseUnreachable, DatabaseTooOld, DatabaseReadOnly,
    MigrationRefused (no migration was applied) or MigrationError (those before the named one were).
    """
    directory = sql_dir or sql_directory()
    files, functions = read_migrations(directory), read_functions(directory)
    async with migration_session(owner_url, progress) as connection:
        await _set_up(connection)
        applied = await _checksums(connection, "read_migrations")
        todo = pending(files, applied, include_post=include_post)
        for file in todo:
            progress(f"Applying {file.name}...")
            await _apply(connection, file)
        changed = await _apply_functions(connection, functions, progress)
    done = {*applied, *(file.name for file in todo)}
    return MigrationReport(
        applied=tuple(file.name for file in todo),
        functions=changed,
        waiting_post=tuple(file.name for file in files if file.name not in done),
    )


async def check_schema(connection: Any, *, sql_dir: Path | None = None) -> SchemaState:
    """Return how the schema compares with this release; the service's own role may ask.

    `connection` is an open asyncpg connection. An unmigrated database has an empty `applied`.
    """
    try:
        rows = await connection.fetch(setup_sql("schema_state"))
    except _NOT_MIGRATED:
        rows = []
    files = read_migrations(sql_dir or sql_directory())
    applied = tuple(row["name"] for row in rows)
    known = {file.name for file in files}
    missing = [file for file in files if file.name not in applied]
    return SchemaState(
        applied=applied,
        pending_pre=tuple(file.name for file in missing if file.phase == "pre"),
        pending_post=tuple(file.name for file in missing if file.phase == "post"),
        unknown=tuple(name for name in applied if name not in known),
    )


async def _set_up(connection: Any) -> None:
    """Make roles, schemas and bookkeeping; nothing of it harms a database that has them."""
    for name, as_owner in (("roles", False), ("database_grants", False), ("bookkeeping", True)):

        async def run(text: str = setup_sql(name)) -> None:
            await connection.execute(text)

        place = _Place(f"setup/{name}.sql")
        await in_transaction(connection, place.words, run, as_owner=as_owner)


async def _checksums(connection: Any, query: str) -> dict[str, str]:
    found: dict[str, str] = {}

    async def read() -> None:
        for row in await connection.fetch(setup_sql(query)):
            found[row["name"]] = row["checksum"]

    await in_transaction(connection, _Place(f"setup/{query}.sql").words, read)
    return found


async def _apply(connection: Any, file: SqlFile) -> None:
    place = _Place()

    async def run() -> None:
        await _execute(connection, file, place)
        await connection.execute(
            setup_sql("record_migration"), file.name, file.phase, file.checksum
        )

    await in_transaction(connection, place.words, run)


async def _apply_functions(
    connection: Any, functions: list[SqlFile], progress: Callable[[str], None]
) -> tuple[str, ...]:
    stored = await _checksums(connection, "read_functions")
    # All of them or none: one that did not change may have been dropped or replaced by another
    # release's file, whose own record is forgotten here.
    changed = functions if stored != {file.name: file.checksum for file in functions} else []
    if changed:
        progress(f"Replacing {len(changed)} function files...")
    place = _Place()

    async def run() -> None:
        if changed:
            await connection.execute(setup_sql("forget_functions"))
        for file in changed:
            await _execute(connection, file, place)
            await connection.execute(setup_sql("record_function"), file.name, file.checksum)
        place.at("setup/grants.sql")
        await connection.execute(setup_sql("grants"))

    await in_transaction(connection, place.words, run)
    return tuple(file.name for file in changed)


class _Place:
    """Where a transaction is, for the message of its failure."""

    def __init__(self, name: str = "") -> None:
        self._words = name

    def at(self, name: str) -> None:
        self._words = name

    def words(self) -> str:
        return self._words


async def _execute(connection: Any, file: SqlFile, place: _Place) -> None:
    """Run one file's text; afterwards the session acts as the owner again, whatever it did."""
    place.at(file.name)
    try:
        await connection.execute(file.text)
    except asyncpg.PostgresError as error:
        if error.position is not None:
            line = file.text.count("\n", 0, int(error.position) - 1) + 1
            place.at(f"{file.name} (line {line})")
        raise
    if not connection.is_in_transaction():
        raise MigrationError(
            f"{file.name} ends its own transaction, which is not allowed.",
            "Remove COMMIT and ROLLBACK from it, and undo by hand what it left in the database.",
        )
    await connection.execute(setup_sql("act_as_owner"))
