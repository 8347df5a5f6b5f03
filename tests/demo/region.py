"""What the demo's tests share: the region made in a test's database, and its people at work."""

from __future__ import annotations

import time
from random import Random

import asyncpg

from housing_service.app import Running
from housing_service.config import Settings
from housing_service.demo.people import People
from housing_service.demo.run import prepare_region
from housing_service.store.demo_region import demo_session


async def make_region(database_url: str) -> bool:
    async with demo_session(database_url) as session:
        return await prepare_region(session, lambda _: None)


class AheadClock:
    """Moves the database's clock and the people's together."""

    def __init__(self, owner: asyncpg.Connection, people: People) -> None:
        self._owner = owner
        self._ahead_seconds = 0.0
        people.scene.now = lambda: time.time() + self._ahead_seconds

    async def advance(self, seconds: float) -> None:
        self._ahead_seconds += seconds
        await self._owner.execute(
            "CREATE OR REPLACE FUNCTION housing.service_clock() RETURNS timestamptz"
            " LANGUAGE sql VOLATILE AS"
            f" $$ SELECT clock_timestamp() + {self._ahead_seconds} * interval '1 second' $$"
        )


def people_of(running: Running, seed: int = 7, **settings: object) -> People:
    return People(running, Settings(**settings), Random(seed))  # type: ignore[arg-type]


POOLS = """
SELECT p.id, p.name, p.units_total, p.units_free_reported AS free, p.version, g.confidential,
       housing.pool_state(p, l.units_held, housing.freshness_step(
           p.reported_at, p.stale_after_seconds, housing.service_clock()),
           housing.service_clock()) AS state,
       housing.freshness_word(housing.freshness_step(
           p.reported_at, p.stale_after_seconds, housing.service_clock())) AS freshness,
       l.units_held AS held
  FROM housing.pool p JOIN housing.program g ON g.id = p.program_id
 CROSS JOIN LATERAL housing.live_units(p.id, housing.service_clock()) l
 ORDER BY p.id
"""
