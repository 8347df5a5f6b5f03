"""Writing down what the clock has changed, and forgetting what must be forgotten."""

from __future__ import annotations

from dataclasses import dataclass

from housing_service.store.database import Database
from housing_service.store.sql import query

_SWEEP = query("sweep_due")
_PURGE = query("purge_ended")
_PURGE_OTHERS = query("purge_others")


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one sweep wrote, how late the latest of it was, and when the next is due."""

    pools_written: int
    holds_ended: int
    lag_seconds: float
    next_due_in_seconds: float | None


async def sweep_due(database: Database, pools_max: int) -> Sweep:
    row = await database.fetchrow(_SWEEP, pools_max, writes=True)
    return Sweep(
        row["pools_written"], row["holds_ended"], row["lag_seconds"], row["next_due_in_seconds"]
    )


async def purge_ended(database: Database, holds_max: int) -> int:
    """Forget at most `holds_max` ended holds past their time; returns how many."""
    return int(await database.fetchval(_PURGE, holds_max, writes=True))


async def purge_others(database: Database) -> None:
    """Forget everything else whose time has come: reports, appointments, demand, sessions."""
    await database.fetch(_PURGE_OTHERS, writes=True)
