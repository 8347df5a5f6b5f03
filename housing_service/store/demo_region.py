"""The demo's calls with the owner's rights: look at the database, mark it, make the region."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from housing_service.store import tokens
from housing_service.store.setup_errors import DatabaseSetupError, DatabaseUnreachable
from housing_service.store.sql import query

_CONNECT_SECONDS_MAX: Final = 15
_STATEMENT_SECONDS_MAX: Final = 60

_ACT_AS_OWNER = query("demo_act_as_owner")
_STATE = query("demo_state")
_MARK_EXERCISE = query("demo_mark_exercise")
_MAKE_REGION = query("demo_make_region")


class DemoImpossible(DatabaseSetupError):
    """The database can't hold the demo; nothing was written."""

    code = "demo_not_possible"


@dataclass(frozen=True, slots=True)
class DemoState:
    """What the database was made for, and whether the region is there already."""

    is_exercise: bool
    is_empty: bool
    has_region: bool


class DemoSession:
    """An open connection that acts as the owner of the schema."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def state(self) -> DemoState:
        row = await self._connection.fetchrow(_STATE)
        return DemoState(row["purpose"] == "exercise", row["is_empty"], row["has_region"])

    async def mark_exercise(self) -> bool:
        """Mark an empty database as made for an exercise; False when it holds anything real."""
        return bool(await self._connection.fetchval(_MARK_EXERCISE))

    async def make_region(self, document: dict[str, Any]) -> bool:
        """Make the whole region, or nothing; False when it is there already.

        Raises DemoImpossible when one of its sign-in names or ids is taken by something else.
        """
        try:
            made = await self._connection.fetchval(_MAKE_REGION, orjson.dumps(document).decode())
        except asyncpg.UniqueViolationError as error:
            raise DemoImpossible(
                "A sign-in name of the demo is already used in this database.",
                "Give the demo a database of its own: set HOUSING_DATA_DIR to a new directory.",
            ) from error
        return bool(made)

    async def new_token(self, account_id: UUID, token: str, lifetime_seconds: int) -> None:
        """Let `token` sign this account in until its lifetime ends by the database's clock."""
        await tokens.create_token(self._connection, account_id, token, lifetime_seconds)


@asynccontextmanager
async def demo_session(owner_url: str) -> AsyncIterator[DemoSession]:
    """Lend a session as the owner; raises DatabaseUnreachable or DemoImpossible."""
    try:
        connection = await asyncpg.connect(
            owner_url,
            timeout=_CONNECT_SECONDS_MAX,
            command_timeout=_STATEMENT_SECONDS_MAX + 5,
            server_settings={
                "application_name": "housing-service demo",
                "statement_timeout": str(_STATEMENT_SECONDS_MAX * 1000),
                "jit": "off",
                "timezone": "UTC",
            },
        )
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseUnreachable(
            "The database can't be reached.", "Check HOUSING_DATABASE_URL and that it runs."
        ) from error
    try:
        try:
            await connection.execute(_ACT_AS_OWNER)
        except asyncpg.PostgresError as error:
            raise DemoImpossible(
                "This sign-in to the database may not make the demo's region.",
                "Use the URL that housing-service migrate was run with.",
            ) from error
        yield DemoSession(connection)
    finally:
        await connection.close(timeout=5)
