"""The oldest supported PostgreSQL takes the whole schema, from a role that is no superuser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from migrating import Databases

from housing_service.store.embedded.account import choose_account
from housing_service.store.embedded.binaries import find_binaries
from housing_service.store.embedded.durable import OLDEST_VERSION, assert_durable
from housing_service.store.embedded.layout import prepare_data_dir, private_directory
from housing_service.store.embedded.postmaster import Postmaster
from housing_service.store.migrate import check_schema, migrate

# The wheel carries one older server beside the current one.
OLD_PROGRAMS = find_binaries().directory.parents[1] / "pginstall" / "bin"


@pytest.fixture(scope="module")
async def old_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Databases]:
    if not (OLD_PROGRAMS / "postgres").exists():
        pytest.skip("the installed wheel holds no older server")
    layout = prepare_data_dir(tmp_path_factory.mktemp("old") / "data")
    account = choose_account(layout.cluster)
    for directory in (layout.cluster, layout.data_dir / "run"):
        private_directory(directory, account)
    reach = (layout.cluster, layout.data_dir / "run", OLD_PROGRAMS)
    where = ("-D", layout.cluster)
    flags = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C")
    initdb = account.command(OLD_PROGRAMS / "initdb", *where, *flags, reach=reach)
    server = Postmaster.spawn(initdb, layout.log)
    await asyncio.wait_for(server.ended.wait(), 60)
    options = ("-c", "listen_addresses=", "-k", layout.data_dir / "run")
    command = account.command(OLD_PROGRAMS / "postgres", *where, *options, reach=reach)
    server = Postmaster.spawn(command, layout.log)
    databases = Databases(str(layout.data_dir / "run"))
    try:
        await answering(databases, server, layout.log)
        yield databases
    finally:
        await server.stop()


async def answering(databases: Databases, server: Postmaster, log: Path) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                await databases.run("SELECT 1")
            except (OSError, asyncpg.CannotConnectNowError):
                assert server.is_running(), log.read_text()
                await asyncio.sleep(0.05)
            else:
                return


async def test_the_whole_schema_on_the_oldest_server(old_server: Databases) -> None:
    version = int(str(await old_server.run("SHOW server_version_num"))) // 10_000
    assert version == OLDEST_VERSION
    await old_server.run("CREATE ROLE manager LOGIN CREATEROLE")
    name = await old_server.create(owner="manager")
    report = await migrate(old_server.url(name, "manager"))
    assert report.applied
    assert (await migrate(old_server.url(name, "manager"))).applied == ()
    connection = await asyncpg.connect(old_server.url(name, "housing_service"), timeout=10)
    try:
        assert (await check_schema(connection)).usable
        (warning,) = await assert_durable(connection)
        assert "data_checksums" in warning
    finally:
        await connection.close(timeout=10)
