"""What the tests of migrations share: a server to sign in to as any role, SQL files to spoil."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import asyncpg
import pytest

from housing_service.store.embedded import supervise
from housing_service.store.sql_files import sql_directory

STATE_FUNCTION = "000_schema_state.sql"
_numbers = itertools.count()


class Databases:
    """A server that trusts its private socket, so that a test can sign in as any role."""

    def __init__(self, socket_dir: str) -> None:
        self._socket_dir = socket_dir

    def url(self, database: str, role: str = "postgres", **settings: str) -> str:
        query = "".join(f"&{name}={quote(value)}" for name, value in settings.items())
        return f"postgresql://{role}@/{database}?host={quote(self._socket_dir, safe='')}{query}"

    async def run(self, query: str, database: str = "postgres", role: str = "postgres") -> object:
        connection = await asyncpg.connect(self.url(database, role), timeout=10)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close(timeout=10)

    async def create(self, owner: str = "postgres") -> str:
        name = f"migrated_{next(_numbers)}"
        await self.run(f'CREATE DATABASE {name} OWNER "{owner}"')
        return name


@pytest.fixture(scope="module")
async def databases(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Databases]:
    home = tmp_path_factory.mktemp("server")
    rules = home / "trust.conf"
    rules.write_text("local all all trust\n")
    rules.chmod(0o644)
    supervisor = await supervise(home / "data", print, overrides={"hba_file": str(rules)})
    connection = await asyncpg.connect(supervisor.address.owner_url, timeout=10)
    try:
        yield Databases(await connection.fetchval("SHOW unix_socket_directories"))
    finally:
        await connection.close(timeout=10)
        await supervisor.stop()


@pytest.fixture
def sql_dir(tmp_path: Path) -> Path:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "functions").mkdir()
    state = (sql_directory() / "functions" / STATE_FUNCTION).read_text()
    (tmp_path / "functions" / STATE_FUNCTION).write_text(state)
    write(tmp_path, "0001_pre_pool.sql", "CREATE TABLE pool (id int PRIMARY KEY);")
    return tmp_path


def write(sql_dir: Path, name: str, text: str) -> None:
    folder = "migrations" if name[:4].isdigit() else "functions"
    (sql_dir / folder / name).write_text(text)
