"""What the tests of the import share: fresh databases, small files, and what came out."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from housing_service.ingest.progress import NoProgress
from housing_service.service.importing import run_import
from housing_service.store.embedded import supervise
from housing_service.store.migrate import migrate

sys.path.insert(0, str(Path(__file__).parents[1] / "ingest"))

_numbers = itertools.count()


@dataclass
class Region:
    """One migrated database; `connection` is the owner's."""

    owner_url: str
    connection: Any
    capture: pytest.CaptureFixture[str]

    async def run(self, format: str, path: Path, **options: Any) -> tuple[int, dict[str, Any]]:
        """Import with --json; return the exit code and the document."""
        chosen: dict[str, Any] = {"dry_run": False, "open_pools": False, "replay": None}
        self.capture.readouterr()
        code = await run_import(
            self.owner_url,
            format,
            path,
            json_output=True,
            progress=NoProgress(),
            **{**chosen, **options},
        )
        return code, json.loads(self.capture.readouterr().out)

    async def one(self, statement: str, *args: Any) -> Any:
        return await self.connection.fetchval(statement, *args)

    async def all(self, statement: str, *args: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.connection.fetch(statement, *args)]

    async def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, so that a test can say that nothing at all has changed."""
        tables = await self.all(
            "SELECT relname FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'housing'::regnamespace ORDER BY relname"
        )
        return {
            table: await self.all(f'SELECT t::text FROM housing."{table}" t ORDER BY 1')
            for (table,) in tables
        }


@pytest.fixture(scope="module")
async def server_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    supervisor = await supervise(tmp_path_factory.mktemp("server") / "data", print)
    try:
        await migrate(supervisor.address.owner_url)
        yield supervisor.address.owner_url
    finally:
        await supervisor.stop()


@pytest.fixture
async def region(server_url: str, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Region]:
    name = f"region_{next(_numbers)}"
    url = server_url.replace("/housing?", f"/{name}?")
    assert url != server_url
    admin = await asyncpg.connect(server_url.replace("/housing?", "/postgres?"), timeout=10)
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE housing")
    connection = await asyncpg.connect(url, timeout=10)
    try:
        yield Region(url, connection, capsys)
    finally:
        await connection.close(timeout=10)
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close(timeout=10)
