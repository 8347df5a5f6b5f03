"""What faults are played on: two services on one PostgreSQL, with a proxy at either side.

The first service supervises the embedded PostgreSQL. The second uses it through a proxy on its
socket, so that its conversation with the database can be broken without touching the first's.
A web proxy stands before the first service, for callers whose line is to be cut.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg

from ops.soak.proxy import Proxy, database_proxy, web_proxy
from ops.soak.supervise import Supervised, supervised

# Limits that would refuse a generator which is many people at one address.
RAISED = {
    "HOUSING_REQUESTS_PER_SECOND": "1000000",
    "HOUSING_REQUESTS_BURST": "1000000",
    "HOUSING_CONNECTIONS_PER_ACCOUNT_MAX": "20000",
    "HOUSING_LOG_LEVEL": "warning",
}
_RECORD_SECONDS_MAX = 30.0


@dataclass(slots=True)
class Stage:
    """Everything a fault can be done to."""

    directory: Path
    data_dir: Path
    first: Supervised
    second: Supervised | None
    web: Proxy
    wire: Proxy | None

    @property
    def services(self) -> list[Supervised]:
        """The services that run."""
        return [self.first] if self.second is None else [self.first, self.second]

    @property
    def urls(self) -> list[str]:
        """Where callers go who meet no proxy."""
        return [service.url for service in self.services]

    def postmaster(self) -> int:
        """The process id of PostgreSQL's first process, 0 when it has none."""
        try:
            text = (self.data_dir / "postgres" / "postmaster.pid").read_text(encoding="ascii")
            return int(text.split()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def backends(self) -> list[int]:
        """The process ids of everything PostgreSQL's first process has started."""
        parent = self.postmaster()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and parent and _parent_of(entry) == parent:
                found.append(int(entry.name))
        return found

    def owner_url(self) -> str:
        """The database's address for its owner."""
        record = json.loads((self.data_dir / "supervisor.json").read_text(encoding="utf-8"))
        return str(record["owner_url"])

    @contextlib.asynccontextmanager
    async def owner(self) -> AsyncIterator[Any]:
        """A connection with the owner's rights; waits for a database that is on its way up."""
        connection = await self._connect()
        try:
            yield connection
        finally:
            connection.terminate()

    async def _connect(self) -> Any:
        async with asyncio.timeout(_RECORD_SECONDS_MAX):
            while True:
                try:
                    return await asyncpg.connect(self.owner_url(), timeout=5, ssl=False)
                except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    await asyncio.sleep(0.05)


def _parent_of(entry: Path) -> int:
    try:
        stat = (entry / "stat").read_text(encoding="ascii", errors="replace")
        return int(stat.rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def new_directory() -> Path:
    """A directory for one stage, for whoever removes it afterwards."""
    made = Path(tempfile.mkdtemp(prefix="housing-soak-"))
    # PostgreSQL's account must be able to pass through to its own directory.
    made.chmod(0o711)
    return made


@contextlib.asynccontextmanager
async def stage(
    data_dir: Path | None = None, *, services: int = 2, **settings: Any
) -> AsyncIterator[Stage]:
    """Start everything; stop everything at the end. `settings` are the services' (without their
    prefix). Without `data_dir` the database is thrown away afterwards."""
    chosen = {**RAISED, **{f"HOUSING_{name.upper()}": str(it) for name, it in settings.items()}}
    async with contextlib.AsyncExitStack() as stack:
        directory = new_directory()
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        data = data_dir or directory / "data"
        first = await stack.enter_async_context(
            supervised("first", directory / "first.log", {**chosen, "HOUSING_DATA_DIR": str(data)})
        )
        web = await stack.enter_async_context(web_proxy(first.port))
        second, wire = None, None
        if services > 1:
            wire = await stack.enter_async_context(_wire(data, directory))
            second = await stack.enter_async_context(
                supervised("second", directory / "second.log", _attached(chosen, directory, wire))
            )
        yield Stage(directory, data, first, second, web, wire)


@contextlib.asynccontextmanager
async def _wire(data: Path, directory: Path) -> AsyncIterator[Proxy]:
    at = directory / "wire"
    at.mkdir(mode=0o700)
    record = json.loads((data / "supervisor.json").read_text(encoding="utf-8"))
    host = record["service_url"].partition("?host=")[2]
    sockets = Path(host.replace("%2F", "/"))
    async with database_proxy(sockets, at) as proxy:
        yield proxy


def _attached(chosen: dict[str, str], directory: Path, wire: Proxy) -> dict[str, str]:
    url = f"postgresql://housing_service@/housing?host={quote(wire.address, safe='')}"
    return {
        **chosen,
        "HOUSING_DATABASE_URL": url,
        "HOUSING_DATA_DIR": os.fspath(directory / "unused"),
    }
