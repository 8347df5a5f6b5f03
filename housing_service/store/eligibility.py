"""What programs answer about whom they take."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import orjson

from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_SET = query("set_eligibility")
_GET = query("get_eligibility")
_READ = query("read_eligibility")


async def set_eligibility(
    database: Database,
    caller: UUID,
    pool_id: UUID,
    answers: JsonObject,
    vocabulary_version: int,
    households: list[str] | None,
    people_max: int | None,
    based_on_version: int,
) -> JsonObject:
    """Replace all answers of a pool and return the pool. Raises Refusal `eligibility_out_of_date`
    (with the pool) when somebody else has answered since; nothing was written then."""
    row = await database.fetchrow(
        _SET,
        caller,
        pool_id,
        orjson.dumps(answers).decode(),
        vocabulary_version,
        households,
        people_max,
        based_on_version,
        writes=True,
    )
    pool: JsonObject | None = orjson.loads(row["pool"]) if row["pool"] else None
    if row["code"] != "ok":
        raise Refusal(row["code"], pool=pool) if pool is not None else Refusal(row["code"])
    assert pool is not None
    return pool


async def get_eligibility(database: Database, caller: UUID, pool_id: UUID) -> JsonObject:
    """The answers of one pool. Raises `pool_not_found` for who may not see them."""
    text = await database.fetchval(_GET, caller, pool_id)
    if text is None:
        raise Refusal("pool_not_found")
    return read_object(text)


async def read_eligibility(
    database: Database, pool_ids: Sequence[UUID]
) -> dict[UUID, tuple[int, JsonObject]]:
    """For the board: (version, answers) of the pools that have answered anything."""
    rows = await database.fetch(_READ, list(pool_ids))
    return {row["id"]: (row["version"], orjson.loads(row["answers"])) for row in rows}
