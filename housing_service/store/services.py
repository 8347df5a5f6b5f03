"""Services of the longer road: how they take people on, and their appointments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.sql import query

_RECORD = query("record_intake")
_MAKE = query("make_slot")
JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class IntakeRequest:
    """What is said of a service; `intake_from` is the day from which on people can start.
    `observed_at` is the reporter's clock and null means now, by the database's."""

    report_id: UUID
    intake: str
    intake_from: date | None = None
    based_on_version: int | None = None
    observed_at: datetime | None = None


async def record_intake(
    database: Database, caller: UUID, pool_id: UUID, request: IntakeRequest
) -> tuple[bool, JsonObject, JsonObject]:
    """Record how a service takes people on; returns (newly recorded, report, pool as the caller
    sees it). Raises Refusal with the current pool: `report_out_of_date`, `pool_is_counted`, ..."""
    try:
        row = await database.fetchrow(
            _RECORD,
            caller,
            pool_id,
            request.report_id,
            request.intake,
            request.intake_from,
            request.based_on_version,
            request.observed_at,
            writes=True,
        )
    except asyncpg.PostgresError as error:
        # HS001: the id was taken through another pool in the same instant; all was rolled back.
        if error.sqlstate != "HS001":
            raise
        raise Refusal("report_id_reused") from None
    if row["code"] not in ("recorded", "exists"):
        raise Refusal(row["code"], **({"pool": orjson.loads(row["pool"])} if row["pool"] else {}))
    return row["code"] == "recorded", orjson.loads(row["report"]), orjson.loads(row["pool"])


async def make_slot(
    database: Database,
    caller: UUID,
    program_id: UUID,
    slot_id: UUID,
    starts_at: datetime,
    units: int,
    hold_policy: str,
) -> tuple[bool, JsonObject]:
    """Make the appointments of a program at one time; returns (newly made, the pool). Raises
    Refusal `program_not_found`, `not_allowed`, `slot_id_reused`, `slot_time_out_of_range`, ..."""
    row = await database.fetchrow(
        _MAKE, caller, program_id, slot_id, starts_at, units, hold_policy, writes=True
    )
    if row["code"] not in ("created", "exists"):
        raise Refusal(row["code"])
    return row["created"], orjson.loads(row["pool"])
