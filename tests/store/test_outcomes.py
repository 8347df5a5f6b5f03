"""What a fault of the database means to a caller: nothing written, or unknown; never a guess."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from housing_service.config import Settings
from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from tests.support.world import World

WAITING = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND NOT granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
WARN = "DO $$ BEGIN RAISE WARNING 'cancelled wait' USING ERRCODE = '01000'; END $$"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    settings = Settings(
        database_url=database_url,
        database_connections_max=2,
        database_acquire_timeout_seconds=0.2,
        database_statement_timeout_ms=300,
    )
    made = Database(database_url, settings)
    yield made
    await made.close()


async def code_of(database: Database, text: str, *, writes: bool) -> str | None:
    try:
        await database.fetch(text, writes=writes)
    except Refusal as refusal:
        return refusal.code
    return None


async def test_a_write_whose_answer_was_lost_is_unknown(database: Database, world) -> None:
    """The server may have committed before the conversation broke: only a read is without harm."""
    # Only the owner may end a session here, so another one does it.
    for writes, expected in ((True, "outcome_unknown"), (False, "database_unavailable")):
        assert await code_of(database, "SELECT 1", writes=writes) is None
        await world.owner.execute(
            "CREATE OR REPLACE FUNCTION housing_api.cut_here() RETURNS boolean"
            " LANGUAGE sql SECURITY DEFINER AS"
            " $$ SELECT pg_terminate_backend(pg_backend_pid()) $$"
        )
        await world.owner.execute("GRANT EXECUTE ON FUNCTION housing_api.cut_here TO PUBLIC")
        assert await code_of(database, "SELECT housing_api.cut_here()", writes=writes) == expected
    assert await code_of(database, "SELECT 1", writes=True) is None


async def test_a_commit_with_a_warning_is_unknown(database: Database) -> None:
    assert await code_of(database, WARN, writes=True) == "outcome_unknown"
    assert await code_of(database, WARN, writes=False) is None
    # The next one on the same connection is judged for itself.
    assert await code_of(database, "SELECT 1", writes=True) is None


async def test_what_the_server_took_back_is_busy(database: Database) -> None:
    for writes in (True, False):
        assert await code_of(database, "SELECT pg_sleep(5)", writes=writes) == "busy"


async def test_who_finds_no_connection_free_is_told_busy(database_url: str, world: World) -> None:
    settings = Settings(
        database_url=database_url,
        database_connections_max=2,
        database_acquire_timeout_seconds=0.2,
        database_statement_timeout_ms=30_000,
        database_lock_timeout_ms=30_000,
    )
    database = Database(database_url, settings)
    wait = "SELECT pg_advisory_xact_lock(77)"
    async with world.owner.transaction():
        await world.owner.execute(wait)
        holding = [asyncio.create_task(code_of(database, wait, writes=True)) for _ in range(2)]
        async with asyncio.timeout(10):
            while await world.owner.fetchval(WAITING) < 2:
                await asyncio.sleep(0.01)
        others = (code_of(database, "SELECT 1", writes=True) for _ in range(4))
        assert await asyncio.gather(*others) == ["busy"] * 4
    assert await asyncio.gather(*holding) == [None, None]
    await database.close()
