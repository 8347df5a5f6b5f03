"""Fixtures: a real PostgreSQL, a database a test, a service in this process, callers."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import asyncpg
import pytest

from housing_service.app import Running, serving
from housing_service.config import Settings
from housing_service.store.embedded import supervise
from tests.support.api import Api
from tests.support.cluster import Cluster
from tests.support.world import Caller, World

Serve = Callable[..., Awaitable[Running]]


@pytest.fixture(scope="session")
async def cluster() -> AsyncIterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="housing-tests-") as directory:
        supervisor = await supervise(Path(directory) / "data", lambda _: None)
        try:
            made = Cluster(supervisor)
            await made.make_template()
            yield made
        finally:
            await supervisor.stop()


@pytest.fixture
async def database_url(cluster: Cluster) -> AsyncIterator[str]:
    """A migrated database of this test alone, as its owner."""
    name = await cluster.make()
    yield cluster.url(name)
    await cluster.drop(name)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    owner = await asyncpg.connect(database_url)
    yield World(owner)
    await owner.close()


@pytest.fixture
async def serve(database_url: str) -> AsyncIterator[Serve]:
    """Starts service processes' worth of service inside this process, all on one database."""
    async with contextlib.AsyncExitStack() as stack:

        async def start(**settings: Any) -> Running:
            chosen = Settings(
                database_url=database_url,
                migrate_at_start=False,
                **{
                    "port": 0,
                    "tick_seconds": 0.2,
                    "poll_seconds": 0.5,
                    "beat_seconds": 0.2,
                    **settings,
                },
            )
            return await stack.enter_async_context(serving(chosen, lambda _: None))

        yield start


@pytest.fixture
async def service(serve: Serve, world: World) -> Running:
    """One running service (the world's clock and rows are made in the same database)."""
    return await serve()


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=0, force_close=False)
    async with aiohttp.ClientSession(
        connector=connector, timeout=aiohttp.ClientTimeout(total=30)
    ) as session:
        yield session


@pytest.fixture
def api(http: aiohttp.ClientSession, service: Running) -> Callable[[Caller | None], Api]:
    """A caller of the running service."""

    def make(caller: Caller | None = None, running: Running | None = None) -> Api:
        return Api(http, (running or service).url, caller.token if caller else None)

    return make


@pytest.fixture
async def shelter(world: World, api: Callable[..., Api]) -> SimpleNamespace:
    """A shelter with an instant and a confirm pool of four units each, its staff, a responder
    and the operator."""
    organization = await world.organization()
    program = await world.program(organization)
    return SimpleNamespace(
        organization=organization,
        program=program,
        instant=await world.pool(program, free=4),
        confirm=await world.pool(program, free=4, policy="confirm"),
        staff=api(await world.caller("shelter_staff", organization)),
        responder=api(await world.caller("responder")),
        operator=api(await world.caller("operator")),
    )
