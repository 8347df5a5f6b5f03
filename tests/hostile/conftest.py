"""One service a module to be attacked, and what it logs meanwhile."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import asyncpg
import pytest

from housing_service.app import Running, serving
from housing_service.config import Settings
from ops.fuzz.faults import logged_faults
from ops.fuzz.region import RAISED, Region, make_region
from tests.support.cluster import Cluster
from tests.support.world import PASSWORD, World


@dataclass(frozen=True, slots=True)
class Attacked:
    """The service, what is in its region, and the owner's hand in its database."""

    running: Running
    region: Region
    world: World
    login: str

    @property
    def url(self) -> str:
        return self.running.url

    password = PASSWORD


@pytest.fixture(scope="module")
async def attacked(cluster: Cluster) -> AsyncIterator[Attacked]:
    name = await cluster.make()
    owner = await asyncpg.connect(cluster.url(name))
    try:
        world = World(owner)
        region = await make_region(world)
        await world.caller("responder", await world.organization("Desk"), login="desk")
        settings = Settings(
            database_url=cluster.url(name), port=0, migrate_at_start=False, tick_seconds=0.5,
            sweeper_enabled=False, sign_in_attempts_per_minute=10_000, **RAISED,
        )  # fmt: skip
        async with serving(settings, lambda _: None) as running:
            yield Attacked(running, region, world, "desk")
    finally:
        await owner.close()
        await cluster.drop(name)


@pytest.fixture
def seed() -> int:
    """Printed with every failure; another one is played with HOUSING_FUZZ_SEED."""
    chosen = int(os.environ.get("HOUSING_FUZZ_SEED", "20261122"))
    print(f"HOUSING_FUZZ_SEED={chosen}")
    return chosen


@pytest.fixture
def no_faults() -> Iterator[None]:
    """Fails the test when anything was logged as an error meanwhile."""
    with logged_faults() as faults:
        yield
    assert not faults
