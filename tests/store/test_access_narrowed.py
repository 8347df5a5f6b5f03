"""A job that may see less than it should fails and alarms; it never quietly finds nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import uuid4

import aiohttp
import pytest

from housing_service.config import Settings
from housing_service.metrics import DATABASE_ACCESS_NARROWED, REGISTRY
from housing_service.service import health
from housing_service.service.sweeper import Sweeper
from housing_service.store import audit, feed, operator, requests, sweeps
from housing_service.store.database import AccessNarrowed, Database
from tests.conftest import Serve
from tests.support.world import World

# Every job that looks for its work by itself, through its own function.
JOBS: Final[dict[str, Callable[[Database], Awaitable[Any]]]] = {
    "sweep_due": lambda d: sweeps.sweep_due(d, 10),
    "purge_ended": lambda d: sweeps.purge_ended(d, 10),
    "purge_late": sweeps.purge_late,
    "purge_requests": lambda d: requests.purge_requests(d, 10),
    "climb_requests": lambda d: requests.climb(d, 10),
    "offer_units": lambda d: requests.offer_units(d, uuid4(), "123"),
    "note_room": lambda d: requests.note_room(d, [uuid4()]),
    "pool_versions": feed.pool_versions,
    "read_pools": lambda d: feed.read_pools(d, [(uuid4(), -1)]),
    "request_versions": feed.request_versions,
    "beat": lambda d: feed.beat(d, uuid4()),
    "notices": operator.notices,
    "audit_heads": audit.heads,
    "audit_expired": lambda d: audit.expired(d, 10),
}
NARROW: Final = """
DO $$ DECLARE t regclass; BEGIN
    FOR t IN SELECT oid FROM pg_class
              WHERE relnamespace = 'housing'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    END LOOP;
END $$"""


@asynccontextmanager
async def service_of(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, Settings())
    try:
        yield database
    finally:
        await database.close()


def alarms(statement: str) -> float:
    name = DATABASE_ACCESS_NARROWED._name + "_total"
    return REGISTRY.get_sample_value(name, {"statement": statement}) or 0.0


async def test_a_job_whose_rows_are_hidden_fails_instead_of_finding_nothing(
    world: World, database_url: str
) -> None:
    await world.pool(await world.program(await world.organization()), free=1)
    async with service_of(database_url) as database:
        assert len(await feed.pool_versions(database)) == 1
        jobs = dict(JOBS)
        for step in await sweeps.purge_steps(database):
            jobs[f"purge_step {step}"] = lambda d, step=step: sweeps.purge_step(d, step)
        await world.owner.execute(NARROW)
        # What it would be without: the same role sees no pool and is content.
        async with world.owner.transaction():
            await world.owner.execute("SET LOCAL ROLE housing_service")
            assert await world.owner.fetch("SELECT * FROM housing_api.pool_versions_v1()") == []
        for name, job in jobs.items():
            statement = name.partition(" ")[0]
            before = alarms(statement)
            with pytest.raises(AccessNarrowed, match=statement):
                await job(database)
            assert alarms(statement) == before + 1, name


async def test_the_purge_goes_on_with_the_rest_and_alarms(
    world: World, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    old = "now() - interval '2 days'"
    await world.owner.execute(
        f"INSERT INTO housing.demand_need VALUES (gen_random_uuid(), {old});"
        f"INSERT INTO housing.reason_counted VALUES (gen_random_uuid(), 1, {old})"
    )
    await world.owner.execute(
        "ALTER TABLE housing.demand_need ENABLE ROW LEVEL SECURITY;"
        "ALTER TABLE housing.demand_need FORCE ROW LEVEL SECURITY;"
        "REVOKE EXECUTE ON FUNCTION housing_api.purge_ended_v1 FROM housing_service"
    )
    before = alarms("purge_step"), alarms("purge_ended")
    async with service_of(database_url) as database:
        with caplog.at_level(logging.ERROR):
            await Sweeper(database, pools_max=1, purge_seconds=60, purge_holds_max=1).purge()
    assert alarms("purge_step") == before[0] + 1
    assert alarms("purge_ended") == before[1] + 1
    said = [getattr(record, "statement", None) for record in caplog.records]
    assert {"purge_step", "purge_ended"} <= set(said)
    assert await world.owner.fetchval("SELECT count(*) FROM housing.demand_need") == 1
    assert await world.owner.fetchval("SELECT count(*) FROM housing.reason_counted") == 0


async def test_a_poll_that_sees_less_ends_live_and_takes_nothing_off_the_board(
    world: World, serve: Serve, http: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "NOT_LIVE_SECONDS", 1.0)
    pool = await world.pool(await world.program(await world.organization()), free=1)
    running = await serve()
    before = alarms("pool_versions")
    await world.owner.execute(
        "ALTER TABLE housing.pool ENABLE ROW LEVEL SECURITY;"
        "ALTER TABLE housing.pool FORCE ROW LEVEL SECURITY"
    )
    async with asyncio.timeout(20):
        while alarms("pool_versions") == before or (
            (await http.get(running.url + "/readyz")).status != 503
        ):
            await asyncio.sleep(0.05)
    assert pool in running.board.pools
    await world.owner.execute("ALTER TABLE housing.pool DISABLE ROW LEVEL SECURITY")
    async with asyncio.timeout(20):
        while (await http.get(running.url + "/readyz")).status != 200:
            await asyncio.sleep(0.05)
