"""Counts: what people and feeds say about a pool, and how its intake stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg
import orjson

from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject, read_object
from housing_service.store.sql import query

_RECORD = query("record_report")
_LIST = query("list_reports")
_INTAKE = query("set_intake")
_POLICY = query("set_hold_policy")


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """A statement about one pool. Exactly one of units_free, delta and unchanged is given;
    `observed_at` is the reporter's clock and null means now, by the database's."""

    report_id: UUID
    units_free: int | None = None
    delta: int | None = None
    unchanged: bool = False
    based_on_version: int | None = None
    observed_at: datetime | None = None
    units_out_of_service: int | None = None
    arrived: Sequence[UUID] = ()


def _pool_or_nothing(text: str | None) -> JsonObject:
    return {"pool": orjson.loads(text)} if text else {}


async def record_report(
    database: Database, caller: UUID, pool_id: UUID, request: ReportRequest
) -> tuple[bool, JsonObject, JsonObject]:
    """Record a report; returns (newly recorded, report, pool as the caller sees it).

    Repeating a report id with the same fields returns the first report and changes nothing.
    Raises Refusal with the current pool: `report_out_of_date`, `report_id_reused`, ...
    """
    try:
        row = await database.fetchrow(
            _RECORD,
            caller,
            pool_id,
            request.report_id,
            request.units_free,
            request.delta,
            request.unchanged,
            request.based_on_version,
            request.observed_at,
            request.units_out_of_service,
            list(request.arrived),
            writes=True,
        )
    except asyncpg.PostgresError as error:
        # HS001: the id was taken through another pool in the same instant; all was rolled back.
        if error.sqlstate != "HS001":
            raise
        raise Refusal("report_id_reused") from None
    if row["code"] not in ("recorded", "exists"):
        raise Refusal(row["code"], **_pool_or_nothing(row["pool"]))
    return row["code"] == "recorded", orjson.loads(row["report"]), orjson.loads(row["pool"])


async def list_reports(
    database: Database, caller: UUID, pool_id: UUID, before: datetime | None, rows_max: int
) -> list[tuple[datetime, JsonObject]]:
    """A pool's reports, newest first. Raises Refusal for anybody but its own staff and, where
    the program is not confidential, the operator."""
    rows = await database.fetch(_LIST, caller, pool_id, before, rows_max)
    if rows and rows[0]["code"] is not None:
        raise Refusal(rows[0]["code"])
    return [(row["observed_at"], orjson.loads(row["report"])) for row in rows if row["report"]]


async def set_intake(
    database: Database,
    caller: UUID,
    pool_id: UUID,
    action: str,
    reason: str | None,
    until: datetime | None,
) -> JsonObject:
    """Pause, resume or close a pool; repeating changes nothing. No hold ends by it."""
    row = await database.fetchrow(_INTAKE, caller, pool_id, action, reason, until, writes=True)
    if row["code"] != "ok":
        raise Refusal(row["code"], **_pool_or_nothing(row["pool"]))
    return read_object(row["pool"])


async def set_hold_policy(
    database: Database, caller: UUID, pool_id: UUID, policy: str
) -> JsonObject:
    """Set how the pool may be held and record who agreed. Raises `consent_required`."""
    row = await database.fetchrow(_POLICY, caller, pool_id, policy, writes=True)
    if row["code"] != "ok":
        raise Refusal(row["code"], **_pool_or_nothing(row["pool"]))
    return read_object(row["pool"])
