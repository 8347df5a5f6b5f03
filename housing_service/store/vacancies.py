"""How a pool's locks are clocked, what is expected to be vacant, and who watches for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_SET_SCHEDULE = query("set_lock_schedule")
_GET_SCHEDULE = query("get_lock_schedule")
_PUT = query("put_expected_vacancy")
_END = query("end_expected_vacancy")
_LIST = query("list_expected_vacancies")
_WATCH = query("watch_pool")
_UNWATCH = query("unwatch_pool")
_WATCHES = query("list_watches")


def _object(row: Any, name: str) -> JsonObject:
    if row["code"] != "ok":
        extras = {name: orjson.loads(row[name])} if row[name] else {}
        raise Refusal(row["code"], **extras)
    return read_object(row[name])


async def set_lock_schedule(
    database: Database,
    caller: UUID,
    pool_id: UUID,
    lock_milestones: bool,
    opens_minute: Sequence[int | None],
    closes_minute: Sequence[int | None],
    holidays: Sequence[date],
    step_hours: Sequence[int],
) -> JsonObject:
    """Say how the pool's locks are clocked; returns the schedule. Raises Refusal
    `pool_not_for_locks`, `not_allowed` or `pool_not_found`; nothing was written then."""
    row = await database.fetchrow(
        _SET_SCHEDULE,
        caller,
        pool_id,
        lock_milestones,
        opens_minute,
        closes_minute,
        holidays,
        step_hours,
        writes=True,
    )
    return _object(row, "schedule")


async def get_lock_schedule(database: Database, caller: UUID, pool_id: UUID) -> JsonObject:
    """For who may change the pool. Raises `pool_not_found` for everybody else."""
    text = await database.fetchval(_GET_SCHEDULE, caller, pool_id)
    if text is None:
        raise Refusal("pool_not_found")
    return read_object(text)


async def put_expected_vacancy(
    database: Database,
    caller: UUID,
    vacancy_id: UUID,
    pool_id: UUID,
    units: int,
    expected_from: date,
    confidence: str,
) -> JsonObject:
    """Say what is expected, or what has changed about it; repeating changes nothing."""
    row = await database.fetchrow(
        _PUT, caller, vacancy_id, pool_id, units, expected_from, confidence, writes=True
    )
    return _object(row, "vacancy")


async def end_expected_vacancy(
    database: Database, caller: UUID, vacancy_id: UUID, state: str
) -> JsonObject:
    """It is `vacant` now, or `withdrawn`; repeating changes nothing. Raises
    `expected_vacancy_over` (with the vacancy) when the other has happened."""
    row = await database.fetchrow(_END, caller, vacancy_id, state, writes=True)
    return _object(row, "vacancy")


async def list_expected_vacancies(
    database: Database, caller: UUID, pool_id: UUID
) -> list[JsonObject]:
    """Those still to come, the earliest first. Raises `pool_not_found` for who does not see the
    pool whole."""
    text = await database.fetchval(_LIST, caller, pool_id)
    if text is None:
        raise Refusal("pool_not_found")
    vacancies: list[JsonObject] = orjson.loads(text)
    return vacancies


async def watch_pool(database: Database, caller: UUID, pool_id: UUID) -> JsonObject:
    """Watch a pool for 90 days from now. Raises `watch_limit_reached`, `pool_not_watchable`."""
    return _object(await database.fetchrow(_WATCH, caller, pool_id, writes=True), "watch")


async def unwatch_pool(database: Database, caller: UUID, pool_id: UUID) -> None:
    await database.fetch(_UNWATCH, caller, pool_id, writes=True)


async def list_watches(database: Database, caller: UUID) -> list[JsonObject]:
    rows = await database.fetch(_WATCHES, caller)
    return [orjson.loads(row["watch"]) for row in rows]
