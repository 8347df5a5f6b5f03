"""What an operator should look at: canaries that were touched, unusual readings, cool-downs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg
import orjson

from housing_service.domain.errors import Refusal
from housing_service.store.accounts import secret_hash
from housing_service.store.database import Database
from housing_service.store.json_object import JsonObject
from housing_service.store.sql import query

_NOTE = query("note_readings")
_TOUCHED = query("touched")
_CREATE = query("create_canary")
_ALERTS = query("list_alerts")
_ACKNOWLEDGE = query("acknowledge_alert")
_COOL_DOWNS = query("list_cool_downs")
_LIFT = query("lift_cool_down")


async def note_readings(database: Database, counts: Mapping[tuple[UUID, str], int]) -> int:
    """Add to what accounts have read today, by account and kind; returns how many new alerts that
    has raised."""
    accounts, kinds = [key[0] for key in counts], [key[1] for key in counts]
    raised: int = await database.fetchval(
        _NOTE, accounts, kinds, list(counts.values()), writes=True
    )  # fmt: skip
    return raised


async def touched(database: Database, named: Sequence[tuple[UUID | None, bytes]]) -> int:
    """Which of the hashes that these callers have named are canaries'; returns how many, each of
    which is an alert then."""
    callers, hashes = [one[0] for one in named], [one[1] for one in named]
    found: int = await database.fetchval(_TOUCHED, callers, hashes, writes=True)
    return found


async def create_canary(owner: asyncpg.Connection, values: Mapping[str, str]) -> int:
    """Make canaries, kind -> value, with the owner's rights; returns the number they share. Only
    hashes of the values are kept."""
    hashes = [secret_hash(value) for value in values.values()]
    number: int = await owner.fetchval(_CREATE, list(values), hashes)
    return number


async def list_alerts(database: Database, caller: UUID, rows_max: int) -> list[JsonObject]:
    """Those nobody has looked at first, then the newest."""
    rows = await database.fetch(_ALERTS, caller, rows_max)
    return [orjson.loads(row["alert"]) for row in rows]


async def acknowledge_alert(database: Database, caller: UUID, alert_id: UUID) -> None:
    """Somebody has looked at it. Raises Refusal `alert_not_found`."""
    await _ok(database, _ACKNOWLEDGE, caller, alert_id)


async def list_cool_downs(database: Database, caller: UUID, rows_max: int) -> list[JsonObject]:
    """For whom shelters are asked first now."""
    rows = await database.fetch(_COOL_DOWNS, caller, rows_max)
    return [orjson.loads(row["cool_down"]) for row in rows]


async def lift_cool_down(database: Database, caller: UUID, subject_id: UUID) -> None:
    """End a cool-down before its time. Raises Refusal `cool_down_not_found`."""
    await _ok(database, _LIFT, caller, subject_id)


async def _ok(database: Database, statement: str, *arguments: UUID) -> None:
    code = await database.fetchval(statement, *arguments, writes=True)
    if code != "ok":
        raise Refusal(code)
