"""What the roles may do after a migration, and which roles may migrate."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest
from migrating import Databases, databases, sql_dir, write

from housing_service.store.migrate import MigrationError, MigrationRefused, migrate

__all__ = ["databases", "sql_dir"]

BODY = (
    "RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = housing, pg_temp AS $$ SELECT 1 $$"
)


async def refused(databases: Databases, query: str, name: str, role: str) -> bool:
    try:
        await databases.run(query, name, role)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


async def test_the_service_may_call_its_functions_and_nothing_else(
    databases: Databases, sql_dir: Path
) -> None:
    write(sql_dir, "0002_pre_admin.sql", "CREATE SCHEMA housing_admin; CREATE SEQUENCE numbers;")
    for place in ("housing", "housing_api", "housing_admin"):
        write(sql_dir, f"f_{place}.sql", f"CREATE OR REPLACE FUNCTION {place}.f_v1() {BODY};")
    name = await databases.create()
    await migrate(databases.url(name), sql_dir=sql_dir)

    assert await databases.run("SELECT housing_api.f_v1()", name, "housing_service") == 1
    for query in (
        "SELECT * FROM housing.pool",
        "INSERT INTO housing.pool VALUES (1)",
        "SELECT * FROM housing.schema_migration",
        "SELECT nextval('housing.numbers')",
        "SELECT housing.f_v1()",
        "SELECT housing_admin.f_v1()",
        "CREATE TABLE housing_api.mine (id int)",
        "CREATE TABLE public.mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE TEMPORARY TABLE mine (id int)",
        "SET ROLE housing_owner",
        "SELECT pg_read_file('/etc/hostname')",
    ):
        assert await refused(databases, query, name, "housing_service"), query


async def test_everyone_else_may_not_even_connect(databases: Databases, sql_dir: Path) -> None:
    name = await databases.create()
    await databases.run("CREATE ROLE passer_by LOGIN")
    assert await databases.run("SELECT 1", name, "passer_by") == 1
    await migrate(databases.url(name), sql_dir=sql_dir)
    assert await refused(databases, "SELECT 1", name, "passer_by")
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await databases.run("SELECT 1", name, "housing_owner")


async def test_a_right_given_by_hand_is_taken_back(databases: Databases, sql_dir: Path) -> None:
    name = await databases.create()
    await migrate(databases.url(name), sql_dir=sql_dir)
    await databases.run("GRANT USAGE ON SCHEMA housing TO PUBLIC", name)
    await databases.run("GRANT SELECT ON housing.pool TO housing_service", name)
    assert not await refused(databases, "SELECT * FROM housing.pool", name, "housing_service")
    await migrate(databases.url(name), sql_dir=sql_dir)
    assert await refused(databases, "SELECT * FROM housing.pool", name, "housing_service")


async def test_a_role_that_may_create_roles_is_enough(databases: Databases, sql_dir: Path) -> None:
    await databases.run("CREATE ROLE manager LOGIN CREATEROLE")
    name = await databases.create(owner="manager")
    # The roles may be another manager's work, as they belong to the whole server.
    exists = "SELECT count(*) FROM pg_roles WHERE rolname = 'housing_owner'"
    if await databases.run(exists):
        await databases.run("GRANT housing_owner TO manager WITH ADMIN TRUE, SET FALSE")
    await migrate(databases.url(name, "manager"), sql_dir=sql_dir)
    assert (
        await databases.run(
            "SELECT count(*) FROM housing_api.schema_state_v1()", name, "housing_service"
        )
        == 1
    )
    assert (await migrate(databases.url(name, "manager"), sql_dir=sql_dir)).applied == ()


async def test_membership_is_enough_without_the_right_to_create_roles(
    databases: Databases, sql_dir: Path
) -> None:
    await migrate(databases.url(await databases.create()), sql_dir=sql_dir)
    await databases.run("CREATE ROLE plain_owner LOGIN")
    name = await databases.create(owner="plain_owner")
    with pytest.raises(MigrationError, match="neither create nor use") as refusal:
        await migrate(databases.url(name, "plain_owner"), sql_dir=sql_dir)
    advice = refusal.value.next_step.partition("run: ")[2]
    assert "GRANT housing_owner TO plain_owner" in advice
    await databases.run(advice)
    report = await migrate(databases.url(name, "plain_owner"), sql_dir=sql_dir)
    assert report.applied == ("0001_pre_pool.sql",)


async def test_a_stranger_to_the_database_is_told_what_to_do(
    databases: Databases, sql_dir: Path
) -> None:
    await databases.run("CREATE ROLE stranger LOGIN CREATEROLE")
    name = await databases.create()
    with pytest.raises(MigrationRefused, match="stranger does not own") as refusal:
        await migrate(databases.url(name, "stranger"), sql_dir=sql_dir)
    await databases.run(refusal.value.next_step.partition("run: ")[2])


async def test_databases_of_one_server_may_be_set_up_at_once(
    databases: Databases, sql_dir: Path
) -> None:
    names = [await databases.create() for _ in range(4)]
    for name in names:
        await migrate(databases.url(name), sql_dir=sql_dir)
    for _ in range(3):
        await forget_roles(databases)
        names = [await databases.create() for _ in range(4)]
        reports = await asyncio.gather(
            *(migrate(databases.url(name), sql_dir=sql_dir) for name in names)
        )
        assert [report.applied for report in reports] == [("0001_pre_pool.sql",)] * 4


async def forget_roles(databases: Databases) -> None:
    connection = await asyncpg.connect(databases.url("postgres"), timeout=10)
    try:
        for row in await connection.fetch(
            "SELECT datname FROM pg_database WHERE datname LIKE 'migrated%'"
        ):
            await connection.execute(f"DROP DATABASE {row['datname']} WITH (FORCE)")
        await connection.execute("DROP ROLE housing_service; DROP ROLE housing_owner")
    finally:
        await connection.close(timeout=10)
