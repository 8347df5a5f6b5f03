"""Unmet need and reasons: written many at a time, read by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from housing_service.domain.demand import Need
from housing_service.domain.errors import Refusal
from housing_service.store.database import Database
from housing_service.store.sql import query

_NOTE = query("note_demand")
_NOTE_REASONS = query("note_reasons")
_OWN_REASONS = query("own_reasons")
_DEMAND = query("demand_report")
_TURNED_AWAY = query("turned_away")
_PROGRAMS = query("program_report")


@dataclass(frozen=True, slots=True)
class EndedFor:
    """Why a hold ended: `version` is the hold's at its end."""

    hold_id: UUID
    version: int
    pool_id: UUID
    reason: str


async def note_demand(database: Database, needs: Sequence[Need]) -> int:
    """Count needs, each once whatever is repeated; returns how many were new. Raises Refusal, after
    which the same needs may be noted again."""
    columns = zip(
        *((n.need_id, n.region, n.household, n.attribute, n.kind) for n in needs), strict=True
    )
    return int(await database.fetchval(_NOTE, *map(list, columns), writes=True))


async def note_reasons(database: Database, ended: Sequence[EndedFor]) -> int:
    """Add reasons to their programs' totals of this month, each ending once; returns how many were
    new. Raises Refusal, after which the same may be noted again."""
    columns = zip(*((e.hold_id, e.version, e.pool_id, e.reason) for e in ended), strict=True)
    return int(await database.fetchval(_NOTE_REASONS, *map(list, columns), writes=True))


async def own_reasons(database: Database, caller: UUID, month: date) -> list[dict[str, Any]]:
    """Why holds of the caller's own programs ended, as totals of a month."""
    return [dict(row) for row in await database.fetch(_OWN_REASONS, caller, month)]


async def demand_report(
    database: Database, caller: UUID, month: date, by: str, time_zone: str
) -> list[dict[str, Any]]:
    """Unmet need of a month by one side: key, label, outcome, needs. Raises Refusal `not_allowed`
    or `report_not_ready`."""
    return _rows(await database.fetch(_DEMAND, caller, month, by, time_zone))


async def turned_away(database: Database, caller: UUID, month: date) -> list[dict[str, Any]]:
    """Why holds ended in a month, over all programs. Raises as `demand_report`."""
    return _rows(await database.fetch(_TURNED_AWAY, caller, month))


async def program_report(database: Database, caller: UUID, month: date) -> list[dict[str, Any]]:
    """How programs answered and counted in a month. Raises as `demand_report`."""
    return _rows(await database.fetch(_PROGRAMS, caller, month))


def _rows(rows: Sequence[Any]) -> list[dict[str, Any]]:
    if rows and rows[0]["code"] != "ok":
        raise Refusal(rows[0]["code"])
    return [dict(row) for row in rows]
