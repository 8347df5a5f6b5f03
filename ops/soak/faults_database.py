"""Faults inside the database: its clock steps, rows stay locked, notifications are never sent."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

from ops.soak.history import History
from ops.soak.stage import Stage
from ops.soak.workload_clock import SteppedClock

SQL = Path(__file__).with_name("sql")


async def set_clock(stage: Stage, history: History, seconds: float) -> None:
    """Let the database's service clock run this far ahead of the machine's from now on."""
    async with stage.owner() as owner:
        await SteppedClock(owner, history).move_to(seconds)


@contextlib.asynccontextmanager
async def stepped_clock(stage: Stage, history: History, seconds: float) -> AsyncIterator[None]:
    """The database's clock steps by so many seconds, and back at the end."""
    await set_clock(stage, history, seconds)
    try:
        yield
    finally:
        await set_clock(stage, history, 0.0)


@contextlib.asynccontextmanager
async def locked_rows(stage: Stage, pool_ids: list[UUID] | None = None) -> AsyncIterator[int]:
    """Another transaction holds pools' rows (all pools without `pool_ids`) until the end.

    With every row locked each of a service's connections soon waits for one, so that callers who
    need none of those rows find no connection either.
    """
    async with stage.owner() as owner, owner.transaction():
        rows = await owner.fetch(
            "SELECT id FROM housing.pool WHERE $1::uuid[] IS NULL OR id = ANY($1)"
            " ORDER BY id FOR UPDATE",
            pool_ids,
        )
        yield len(rows)


@contextlib.asynccontextmanager
async def silent_publishing(stage: Stage) -> AsyncIterator[None]:
    """Changes are committed without ringing the doorbell, while canaries still sound."""
    async with stage.owner() as owner:
        before = [row["text"] for row in await owner.fetch((SQL / "publishers.sql").read_text())]
        if not before:
            raise LookupError("no function rings a doorbell that could be taken away")
        for text in before:
            # The channel is another one, which nobody listens to.
            await owner.execute(text.replace("'housing_changes'", "'housing_silence'"))
    try:
        yield
    finally:
        async with stage.owner() as owner:
            for text in before:
                await owner.execute(text)
