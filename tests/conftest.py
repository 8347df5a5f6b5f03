"""Fixtures: a real PostgreSQL, a database a test, a service in this process, callers."""

from __future__ import annotations

import contextlib
import functools
import signal
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
from tests.support import memory
from tests.support.api import Api
from tests.support.caught_up import until_caught_up
from tests.support.cluster import Cluster
from tests.support.world import Caller, World

Serve = Callable[..., Awaitable[Running]]
CaughtUp = Callable[[], Awaitable[None]]
_TEMPORARY = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    # Whatever a shell starts in the background ignores this signal, and so would every program
    # that a test starts and later interrupts: each would be waited for in vain.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if made := memory.settle():
        config.stash[_TEMPORARY] = made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Figures that tests have measured, whichever process ran them."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if getattr(report, "when", "") == "call"
    ]
    said = [
        value for report in reports for name, value in report.user_properties if name == "speed"
    ]
    if said:
        terminalreporter.section("speed of the pages")
        for line in said:
            terminalreporter.line(str(line))


def pytest_unconfigure(config: pytest.Config) -> None:
    if made := config.stash.get(_TEMPORARY, None):
        memory.clear(made)


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
def caught_up(world: World, service: Running) -> CaughtUp:
    """Until the service has read all that is written by now: pages, searches and what a refusal
    names instead come from its board, which follows a moment later."""
    return functools.partial(until_caught_up, world.owner, service.board)


@pytest.fixture
async def shelter(world: World, api: Callable[..., Api], caught_up: CaughtUp) -> SimpleNamespace:
    """A shelter with an instant and a confirm pool of four units each, its staff, a responder
    and the operator. The service has read of both pools."""
    organization = await world.organization()
    program = await world.program(organization)
    made = SimpleNamespace(
        organization=organization,
        program=program,
        instant=await world.pool(program, free=4),
        confirm=await world.pool(program, free=4, policy="confirm"),
        staff=api(await world.caller("shelter_staff", organization)),
        responder=api(await world.caller("responder")),
        operator=api(await world.caller("operator")),
    )
    await caught_up()
    return made
