"""Waiting until a service has read what was written: answers that come from its board need it."""

from __future__ import annotations

import asyncio

import asyncpg

from housing_service.live.board import Board

READ_WITHIN_SECONDS = 20


async def until_caught_up(owner: asyncpg.Connection, board: Board) -> None:
    """The board has read whatever had been written of pools and requests before this was asked."""
    pools = await owner.fetch("SELECT id, version FROM housing.pool")
    requests = await owner.fetch("SELECT id, version FROM housing.request")
    async with asyncio.timeout(READ_WITHIN_SECONDS):
        while not (
            all(board.version_of(row["id"]) >= row["version"] for row in pools)
            and all(board.request_version_of(row["id"]) >= row["version"] for row in requests)
        ):
            await asyncio.sleep(0.005)
