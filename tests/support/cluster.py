"""One embedded PostgreSQL for the whole test run, and a fresh database for each test."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from housing_service.store.embedded import Supervisor
from housing_service.store.migrate import migrate
from tests.support.memory import in_memory

TEMPLATE = "housing_template"


@dataclass
class Cluster:
    """Makes and drops databases that start as an exact copy of the migrated template."""

    supervisor: Supervisor
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def url(self, database: str, *, service: bool = False) -> str:
        address = self.supervisor.address
        parts = urlsplit(address.service_url if service else address.owner_url)
        return urlunsplit(parts._replace(path=f"/{database}"))

    async def _admin(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def make_template(self) -> None:
        await self._admin(f"CREATE DATABASE {TEMPLATE}")
        await migrate(self.url(TEMPLATE), include_post=True)

    async def make(self) -> str:
        name = f"housing_test_{next(self._numbers)}"
        # Copied file by file it costs a third as much, unless each file has to reach a disk.
        how = "file_copy" if in_memory() else "wal_log"
        await self._admin(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY {how}")
        return name

    async def make_empty(self) -> str:
        name = f"housing_empty_{next(self._numbers)}"
        await self._admin(f"CREATE DATABASE {name}")
        return name

    async def drop(self, name: str) -> None:
        await self._admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
