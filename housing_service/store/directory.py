"""The directory and the list of pools, each row finished in the caller's projection."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import orjson

from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_POOLS = query("list_pools")
_POOL = query("get_pool")
_PREVIEW = query("outsider_preview")
_PROGRAMS = query("list_programs")
_ORGANIZATIONS = query("list_organizations")
_REGIONS = query("list_regions")
_OPERATIONS = query("operations")
Page = list[tuple[UUID, JsonObject]]


@dataclass(frozen=True, slots=True)
class PoolQuery:
    """Which pools; null means any. `program_id` is the id the caller knows it by."""

    region: str | None = None
    kind: str | None = None
    unit: str | None = None
    program_id: UUID | None = None
    own: bool = False


async def list_pools(
    database: Database, caller: UUID, which: PoolQuery, after: UUID | None, rows_max: int
) -> Page:
    """Pools in id order after `after`, at most `rows_max`."""
    rows = await database.fetch(
        _POOLS, caller, which.region, which.kind, which.unit, which.program_id, which.own,
        after, rows_max,
    )  # fmt: skip
    return [(row["id"], orjson.loads(row["pool"])) for row in rows]


async def get_pool(database: Database, caller: UUID, pool_id: UUID) -> JsonObject:
    """One pool. Raises Refusal `pool_not_found`, also for one that is not the caller's to see."""
    pool = await database.fetchval(_POOL, caller, pool_id)
    if pool is None:
        raise Refusal("pool_not_found")
    return read_object(pool)


async def outsider_preview(database: Database, caller: UUID, pool_id: UUID) -> JsonObject:
    """What outsiders of a confidential program are sent of its pool, for its own staff. Raises
    Refusal `pool_not_found` to anybody else, and of a pool that everybody sees whole."""
    preview = await database.fetchval(_PREVIEW, caller, pool_id)
    if preview is None:
        raise Refusal("pool_not_found")
    return read_object(preview)


async def list_programs(
    database: Database,
    caller: UUID,
    region: str | None,
    kind: str | None,
    program_id: UUID | None,
    after: UUID | None,
    rows_max: int,
) -> Page:
    """Programs by the ids the caller knows them by."""
    rows = await database.fetch(_PROGRAMS, caller, region, kind, program_id, after, rows_max)
    return [(row["id"], orjson.loads(row["program"])) for row in rows]


async def list_organizations(
    database: Database, caller: UUID, after: UUID | None, rows_max: int
) -> Page:
    rows = await database.fetch(_ORGANIZATIONS, caller, after, rows_max)
    return [(row["id"], orjson.loads(row["organization"])) for row in rows]


async def list_regions(database: Database) -> list[JsonObject]:
    return [orjson.loads(row["region"]) for row in await database.fetch(_REGIONS)]


async def operations(database: Database, caller: UUID) -> JsonObject:
    """Counts for the operator's room. Raises Refusal `not_allowed`."""
    row = await database.fetchrow(_OPERATIONS, caller)
    if row["code"] != "ok":
        raise Refusal(row["code"])
    return read_object(row["facts"])
