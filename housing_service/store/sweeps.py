"""Writing down what the clock has changed, and forgetting what must be forgotten."""

from __future__ import annotations

from dataclasses import dataclass

from housing_service.store.database import Database
from housing_service.store.sql import query

_SWEEP = query("sweep_due")
_PURGE = query("purge_ended")
_STEPS = query("purge_steps")
_STEP = query("purge_step")
_LATE = query("purge_late")


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one sweep wrote and when the next is due; how many holds ended and how late the latest
    was written down only of pools that are not confidential (null: of none)."""

    pools_written: int
    holds_ended: int
    lag_seconds: float | None
    next_due_in_seconds: float | None


async def sweep_due(database: Database, pools_max: int) -> Sweep:
    row = await database.fetchrow(_SWEEP, pools_max, writes=True)
    return Sweep(
        row["pools_written"], row["holds_ended"], row["lag_seconds"], row["next_due_in_seconds"]
    )


async def purge_ended(database: Database, holds_max: int) -> int:
    """Forget at most `holds_max` ended holds past their time; returns how many."""
    return int(await database.fetchval(_PURGE, holds_max, writes=True))


async def purge_steps(database: Database) -> list[str]:
    """The kinds of things that are forgotten by the clock, apart from holds and requests."""
    return [str(row["step"]) for row in await database.fetch(_STEPS)]


async def purge_step(database: Database, step: str) -> int:
    """Forget what of this kind is due, at most a bounded number of rows; returns how many."""
    return int(await database.fetchval(_STEP, step, writes=True))


async def purge_late(database: Database) -> dict[str, float]:
    """By how many seconds the oldest row that should be gone is late, by table."""
    rows = await database.fetch(_LATE)
    return {str(row["table_name"]): float(row["late_seconds"]) for row in rows}
