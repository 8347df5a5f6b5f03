"""A clock that stands still where a test wants it, so that edges are exact."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from tests.support.api import Answer, Api
from tests.support.world import World

TORONTO = ZoneInfo("America/Toronto")
SECOND = timedelta(seconds=1)


def toronto(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=TORONTO)  # type: ignore[misc]


async def stop_clock(world: World, at: datetime) -> None:
    """From now on this database's service clock says `at` and nothing else."""
    await world.owner.execute(
        "CREATE OR REPLACE FUNCTION housing.service_clock() RETURNS timestamptz"
        f" LANGUAGE sql VOLATILE AS $$ SELECT timestamptz '{at.isoformat()}' $$"
    )


async def count_again(world: World, *pools: UUID) -> None:
    """Let these pools have been counted just now, so that no count is old."""
    await world.owner.execute(
        "UPDATE housing.pool SET reported_at = housing.service_clock() WHERE id = ANY ($1)", pools
    )


async def put_surge(
    caller: Api, ends_at: datetime, surge_id: str | None = None, **fields: Any
) -> Answer:
    body = {"region": "harbor", "label": "cold", "ends_at": ends_at.isoformat(), **fields}
    return await caller.put(f"/v1/surges/{surge_id or uuid4()}", body)


async def set_capacity(caller: Api, pool: UUID, **fields: Any) -> Answer:
    return await caller.post(f"/v1/pools/{pool}/capacity", fields)
