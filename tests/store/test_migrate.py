"""Migrations: applied once, in order, by one process, to a database closed to everyone else."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from migrating import STATE_FUNCTION, Databases, databases, sql_dir, write

from housing_service.store import migration_session
from housing_service.store.migrate import (
    DatabaseNewer,
    MigrationError,
    MigrationRefused,
    MigrationReport,
    check_schema,
    migrate,
)
from housing_service.store.setup_errors import (
    DatabaseReadOnly,
    DatabaseTooOld,
    DatabaseUnreachable,
)
from housing_service.store.sql_files import sql_directory

__all__ = ["databases", "sql_dir"]


async def test_a_fresh_database_gets_everything_once(databases: Databases, sql_dir: Path) -> None:
    write(sql_dir, "0002_post_drop_old.sql", "ALTER TABLE pool ADD COLUMN units int;")
    name = await databases.create()
    first = await migrate(databases.url(name), sql_dir=sql_dir)
    both = ("0001_pre_pool.sql", "0002_post_drop_old.sql")
    assert first == MigrationReport(both, (STATE_FUNCTION,), ())
    assert await migrate(databases.url(name), sql_dir=sql_dir) == MigrationReport((), (), ())
    owner = "SELECT relowner::regrole::text FROM pg_class WHERE oid = 'housing.pool'::regclass"
    assert await databases.run(owner, name) == "housing_owner"


async def test_post_waits_until_it_is_asked_for(databases: Databases, sql_dir: Path) -> None:
    name = await databases.create()
    await migrate(databases.url(name), sql_dir=sql_dir)
    write(sql_dir, "0002_post_drop_old.sql", "DROP TABLE pool;")
    write(sql_dir, "0003_pre_room.sql", "CREATE TABLE room (id int);")
    report = await migrate(databases.url(name), sql_dir=sql_dir)
    assert report.applied == ("0003_pre_room.sql",)
    assert report.waiting_post == ("0002_post_drop_old.sql",)
    assert await databases.run("SELECT to_regclass('housing.pool') IS NOT NULL", name)
    report = await migrate(databases.url(name), sql_dir=sql_dir, include_post=True)
    assert (report.applied, report.waiting_post) == (("0002_post_drop_old.sql",), ())
    assert await databases.run("SELECT to_regclass('housing.pool') IS NULL", name)


@pytest.mark.parametrize(
    ("error", "words", "damage"),
    [
        (
            MigrationRefused,
            "0001_pre_pool.sql has changed since",
            lambda d: write(d, "0001_pre_pool.sql", "CREATE TABLE pool (id bigint);"),
        ),
        (
            MigrationRefused,
            "0003_pre_room.sql was applied to the database, but its file is missing",
            lambda d: (d / "migrations" / "0003_pre_room.sql").rename(
                d / "migrations" / "0004_pre_room.sql"
            ),
        ),
        (
            DatabaseNewer,
            "newer than this release: it has the migration 0003_pre_room.sql",
            lambda d: (d / "migrations" / "0003_pre_room.sql").unlink(),
        ),
        (
            MigrationRefused,
            "0002_pre_late.sql comes before one that is already applied",
            lambda d: write(d, "0002_pre_late.sql", "CREATE TABLE late (id int);"),
        ),
        (
            MigrationRefused,
            "have the same number",
            lambda d: write(d, "0003_pre_again.sql", "SELECT 1;"),
        ),
        (
            MigrationRefused,
            "0004_later.sql is not named like",
            lambda d: write(d, "0004_later.sql", "SELECT 1;"),
        ),
    ],
)
async def test_a_past_that_disagrees_is_refused(
    databases: Databases,
    sql_dir: Path,
    error: type[MigrationRefused],
    words: str,
    damage: Callable[[Path], None],
) -> None:
    write(sql_dir, "0003_pre_room.sql", "CREATE TABLE room (id int);")
    name = await databases.create()
    await migrate(databases.url(name), sql_dir=sql_dir)
    damage(sql_dir)
    count = "SELECT count(*) FROM housing.schema_migration"
    with pytest.raises(error, match=words) as refusal:
        await migrate(databases.url(name), sql_dir=sql_dir)
    assert refusal.value.next_step
    assert await databases.run(count, name) == 2


async def test_a_failing_migration_leaves_no_trace_and_names_its_line(
    databases: Databases, sql_dir: Path
) -> None:
    write(sql_dir, "0002_pre_bad.sql", "CREATE TABLE half (id int);\n\nCREATE TABL oops;\n")
    name = await databases.create()
    with pytest.raises(MigrationError, match=r"0002_pre_bad\.sql \(line 3\).*syntax error"):
        await migrate(databases.url(name), sql_dir=sql_dir)
    assert await databases.run("SELECT to_regclass('housing.half') IS NULL", name)
    assert await databases.run("SELECT array_agg(name) FROM housing.schema_migration", name) == [
        "0001_pre_pool.sql"
    ]
    write(sql_dir, "0002_pre_bad.sql", "CREATE TABLE half (id int);")
    report = await migrate(databases.url(name), sql_dir=sql_dir)
    assert report.applied == ("0002_pre_bad.sql",)


async def test_a_migration_that_commits_is_refused(databases: Databases, sql_dir: Path) -> None:
    write(sql_dir, "0002_pre_commits.sql", "CREATE TABLE escaped (id int); COMMIT;")
    name = await databases.create()
    with pytest.raises(MigrationError, match="ends its own transaction"):
        await migrate(databases.url(name), sql_dir=sql_dir)


async def test_changed_functions_are_replaced_together(databases: Databases, sql_dir: Path) -> None:
    body = (
        "CREATE OR REPLACE FUNCTION housing_api.{0}_v1() RETURNS int LANGUAGE sql AS 'SELECT {1}';"
    )
    write(sql_dir, "one.sql", body.format("one", 1))
    write(sql_dir, "two.sql", body.format("two", 2))
    name = await databases.create()
    report = await migrate(databases.url(name), sql_dir=sql_dir)
    assert report.functions == (STATE_FUNCTION, "one.sql", "two.sql")

    write(sql_dir, "one.sql", body.format("one", 10))
    write(sql_dir, "two.sql", "CREATE OR REPLACE FUNCTION oops")
    with pytest.raises(MigrationError, match=r"two\.sql"):
        await migrate(databases.url(name), sql_dir=sql_dir)
    assert await databases.run("SELECT housing_api.one_v1()", name) == 1

    write(sql_dir, "two.sql", body.format("two", 2))
    again = await migrate(databases.url(name), sql_dir=sql_dir)
    assert again.functions == (STATE_FUNCTION, "one.sql", "two.sql")
    assert await databases.run("SELECT housing_api.one_v1()", name, "housing_service") == 10
    assert (await migrate(databases.url(name), sql_dir=sql_dir)).functions == ()


async def test_an_older_release_leaves_a_newer_ones_functions_alone(
    databases: Databases, sql_dir: Path, tmp_path: Path
) -> None:
    """A process of the old release that starts again during an upgrade must not take back what the
    new one works with; and what a release does without comes back when it is applied again."""
    body = (
        "CREATE OR REPLACE FUNCTION housing_api.{0}_v1() RETURNS int LANGUAGE sql AS 'SELECT {1}';"
    )
    older = tmp_path / "older"
    write(sql_dir, "one.sql", body.format("one", 1))
    write(sql_dir, "two.sql", body.format("two", 2))
    shutil.copytree(sql_dir, older)
    name = await databases.create()
    await migrate(databases.url(name), sql_dir=older)

    write(sql_dir, "0002_pre_next.sql", "SELECT 1;")
    write(sql_dir, "one.sql", body.format("one", 10))
    write(sql_dir, "two.sql", "DROP FUNCTION IF EXISTS housing_api.two_v1();")
    await migrate(databases.url(name), sql_dir=sql_dir)
    with pytest.raises(DatabaseNewer):
        await migrate(databases.url(name), sql_dir=older)
    assert await databases.run("SELECT housing_api.one_v1()", name) == 10

    write(sql_dir, "one.sql", body.format("one", 11))
    write(sql_dir, "two.sql", body.format("two", 20))
    await migrate(databases.url(name), sql_dir=sql_dir)
    assert await databases.run("SELECT housing_api.two_v1()", name) == 20


async def test_two_processes_migrate_one_database_once(databases: Databases, sql_dir: Path) -> None:
    write(sql_dir, "0002_pre_slow.sql", "SELECT pg_sleep(0.3); CREATE TABLE slow (id int);")
    name = await databases.create()
    said: list[str] = []
    reports = await asyncio.gather(
        *(migrate(databases.url(name), sql_dir=sql_dir, progress=said.append) for _ in range(3))
    )
    assert sorted(len(report.applied) for report in reports) == [0, 0, 2]
    assert any("Waiting for another process" in line for line in said)


async def test_waiting_for_another_migration_is_bounded(
    databases: Databases, sql_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration_session, "_OTHER_MIGRATION_SECONDS_MAX", 0.2)
    name = await databases.create()
    other = await asyncpg.connect(databases.url(name), timeout=10)
    try:
        lock = (sql_directory() / "setup" / "try_migration_lock.sql").read_text()
        assert await other.fetchval(lock)
        with pytest.raises(MigrationError, match="Another process has been migrating"):
            await migrate(databases.url(name), sql_dir=sql_dir)
    finally:
        await other.close(timeout=10)


async def test_a_table_in_use_is_not_waited_for_long(
    databases: Databases, sql_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration_session, "_TRIES_MAX", 1)
    name = await databases.create()
    await migrate(databases.url(name), sql_dir=sql_dir)
    text = "SET LOCAL lock_timeout = '50ms'; ALTER TABLE pool ADD COLUMN units int;"
    write(sql_dir, "0002_pre_units.sql", text)
    other = await asyncpg.connect(databases.url(name), timeout=10)
    try:
        async with other.transaction():
            await other.execute("LOCK TABLE housing.pool")
            with pytest.raises(MigrationError, match=r"lock timeout.*keeps a table locked"):
                await migrate(databases.url(name), sql_dir=sql_dir)
    finally:
        await other.close(timeout=10)
    assert (await migrate(databases.url(name), sql_dir=sql_dir)).applied == ("0002_pre_units.sql",)


async def test_the_schema_is_compared_by_the_services_role(
    databases: Databases, sql_dir: Path
) -> None:
    name = await databases.create()
    owner = await asyncpg.connect(databases.url(name), timeout=10)
    state = await check_schema(owner, sql_dir=sql_dir)
    assert (state.applied, state.usable) == ((), False)
    await owner.close(timeout=10)

    await migrate(databases.url(name), sql_dir=sql_dir)
    service = await asyncpg.connect(databases.url(name, "housing_service"), timeout=10)
    try:
        state = await check_schema(service, sql_dir=sql_dir)
        assert (state.applied, state.usable) == (("0001_pre_pool.sql",), True)
        write(sql_dir, "0002_pre_more.sql", "SELECT 1;")
        write(sql_dir, "0003_post_less.sql", "SELECT 1;")
        state = await check_schema(service, sql_dir=sql_dir)
        assert state.pending_pre == ("0002_pre_more.sql",)
        assert state.pending_post == ("0003_post_less.sql",)
        assert not state.usable
        (sql_dir / "migrations" / "0001_pre_pool.sql").unlink()
        assert (await check_schema(service, sql_dir=sql_dir)).unknown == ("0001_pre_pool.sql",)
    finally:
        await service.close(timeout=10)


async def test_a_database_that_can_not_be_used_is_named(
    databases: Databases, sql_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = await databases.create()
    with pytest.raises(DatabaseUnreachable, match="does not exist"):
        await migrate(databases.url("absent"), sql_dir=sql_dir)
    with pytest.raises(DatabaseUnreachable):
        await migrate("postgresql://postgres@127.0.0.1:1/housing", sql_dir=sql_dir)
    with pytest.raises(DatabaseReadOnly):
        await migrate(databases.url(name, default_transaction_read_only="on"), sql_dir=sql_dir)
    monkeypatch.setattr(migration_session, "OLDEST_VERSION", 99)
    with pytest.raises(DatabaseTooOld):
        await migrate(databases.url(name), sql_dir=sql_dir)
    assert await databases.run("SELECT to_regnamespace('housing') IS NULL", name)


async def test_a_password_stays_out_of_the_sentence(sql_dir: Path) -> None:
    with pytest.raises(DatabaseUnreachable) as refusal:
        await migrate("postgresql://postgres:canary@127.0.0.1:1/housing", sql_dir=sql_dir)
    assert "canary" not in str(refusal.value)
