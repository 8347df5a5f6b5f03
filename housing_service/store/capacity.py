"""Capacity that is not there every night: surges, seasons, and what is kept for emergencies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_PUT_SURGE = query("put_surge")
_END_SURGE = query("end_surge")
_LIST_SURGES = query("list_surges")
_SET_CAPACITY = query("set_capacity")
_ALLOW_RESERVE = query("allow_reserve")


@dataclass(frozen=True, slots=True)
class CapacityChange:
    """What is to change; null leaves a thing as it is. Season days are month times 100 plus day."""

    capacity_kind: str | None
    season_from: int | None
    season_until: int | None
    reserve_units: int | None


async def put_surge(
    database: Database,
    caller: UUID,
    surge_id: UUID,
    region: str,
    label: str,
    starts_at: datetime | None,
    ends_at: datetime,
) -> tuple[bool, JsonObject]:
    """Open a surge; returns (newly opened, the surge). Repeating it changes nothing. Raises Refusal
    `surge_id_reused`, `region_not_found`, `surge_period_invalid`; nothing was written then."""
    row = await database.fetchrow(
        _PUT_SURGE, caller, surge_id, region, label, starts_at, ends_at, writes=True
    )
    if row["code"] not in ("recorded", "exists"):
        raise Refusal(row["code"])
    return row["code"] == "recorded", orjson.loads(row["surge"])


async def end_surge(database: Database, caller: UUID, surge_id: UUID) -> JsonObject:
    """End a surge now; no hold ends by it. Raises Refusal `surge_not_found`."""
    row = await database.fetchrow(_END_SURGE, caller, surge_id, writes=True)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return read_object(row["surge"])


async def list_surges(database: Database, caller: UUID, rows_max: int) -> list[JsonObject]:
    rows = await database.fetch(_LIST_SURGES, caller, rows_max)
    return [orjson.loads(row["surge"]) for row in rows]


async def set_capacity(
    database: Database, caller: UUID, pool_id: UUID, change: CapacityChange
) -> JsonObject:
    """Change a pool's kind of capacity or its reserve, and return the pool; no hold ends by it.
    Raises Refusal `season_required`, `season_not_for_kind`, `not_allowed`, `pool_not_found`."""
    row = await database.fetchrow(
        _SET_CAPACITY,
        caller,
        pool_id,
        change.capacity_kind,
        change.season_from,
        change.season_until,
        change.reserve_units,
        writes=True,
    )
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return read_object(row["pool"])


async def allow_reserve(
    database: Database, caller: UUID, organization_id: UUID, allowed: bool
) -> JsonObject:
    """Say whether an organization may ask for emergency admissions; returns the organization.
    Raises Refusal `organization_not_found`."""
    row = await database.fetchrow(_ALLOW_RESERVE, caller, organization_id, allowed, writes=True)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return read_object(row["organization"])
