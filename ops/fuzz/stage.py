"""A service of its own to be attacked: PostgreSQL in a temporary directory, one loopback port."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import tempfile
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg

from housing_service.app import Running, serving
from housing_service.config import Settings
from housing_service.store.embedded import supervise
from ops.fuzz.region import RAISED, Region, make_region
from tests.support.cluster import Cluster
from tests.support.world import World


@contextlib.asynccontextmanager
async def staged() -> AsyncIterator[tuple[Running, Region, World]]:
    """A running service, its region and the owner's hand in its database; gone at the end, also
    when this process is ended from outside."""
    me = asyncio.current_task()
    if me is not None and threading.current_thread() is threading.main_thread():
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, me.cancel)
    with tempfile.TemporaryDirectory(prefix="housing-fuzz-") as directory:
        supervisor = await supervise(Path(directory) / "data", lambda _: None)
        try:
            cluster = Cluster(supervisor)
            await cluster.make_template()
            url = cluster.url(await cluster.make())
            owner = await asyncpg.connect(url)
            try:
                world = World(owner)
                region = await make_region(world)
                settings = Settings(database_url=url, port=0, migrate_at_start=False, **RAISED)
                async with serving(settings, lambda _: None) as running:
                    yield running, region, world
            finally:
                await owner.close()
        finally:
            await supervisor.stop()
