"""A household's first list is made in pieces: others are served between, and nothing is missed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import orjson
import pytest

from housing_service.domain.eligibility.situation import Case, Situation
from housing_service.domain.filters import PoolFilter
from housing_service.domain.identity import Identity
from housing_service.domain.party import Party
from housing_service.domain.sight import Sight
from housing_service.live.audience import (
    FITS_A_PIECE,
    FITS_TOLD_MAX,
    POOLS_A_PIECE,
    Audience,
    described_pools,
    snapshot_pools,
)
from housing_service.live.board import Board
from housing_service.live.connection import Connection
from housing_service.live.hub import Hub
from tests.support.pools import insider_pool
from tests.units.test_hub import Line, until

OWNER = UUID(int=2)
FAMILY = PoolFilter(
    regions=frozenset({"a"}),
    case=Case(Party(1, 2), Situation(needs=frozenset({"methadone", "crib"}))),
)
SOMEBODY = Identity(UUID(int=7), "responder", None, None, True)


def put(board: Board, number: int, **fields: Any) -> None:
    which = UUID(int=number)
    version = board.version_of(which) + 2
    board.put_pool(which, version, OWNER, which, insider_pool(which, version, **fields), None)


def board_of(pools: int) -> Board:
    board = Board()
    board.start_epoch("one")
    for number in range(100, 100 + pools):
        put(board, number)
    return board


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    made = Hub(board_of(3_000), send_buffer_bytes_max=10**9, slow_reader_seconds=60)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_no_piece_of_ten_thousand_pools_is_long() -> None:
    """Counted in pools, because how long a machine takes for one is not for a test to say."""
    board = board_of(10_000)
    audience = Audience(Sight(None, False), FAMILY)
    explained: list[int] = [0]
    whole = Audience.fitting

    def counted(self: Audience, entry: Any) -> bytes:
        explained[-1] += 1
        return whole(self, entry)

    pieces = described_pools(board, audience)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Audience, "fitting", counted)
        told = None
        while told is None:
            try:
                next(pieces)
                explained.append(0)
            except StopIteration as done:
                told = done.value
    assert max(explained) <= FITS_A_PIECE
    assert len(explained) >= FITS_TOLD_MAX // FITS_A_PIECE + 10_000 // POOLS_A_PIECE
    assert told == snapshot_pools(board, audience)
    snapshot = orjson.loads(b'{"pools":%s}' % told)
    assert len(snapshot["pools"]) == 10_000 and len(snapshot["fits"]) == FITS_TOLD_MAX
    assert [pool["id"] for pool in snapshot["pools"]][:500] == list(snapshot["fits"])


async def test_others_are_served_while_a_household_is_judged(hub: Hub) -> None:
    turns = 0

    async def somebody_else() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(somebody_else())
    ahead = await hub.made_ahead(Connection(Line(), SOMEBODY, None), FAMILY, None)
    other.cancel()
    assert ahead is not None and turns > 10


async def test_what_changes_meanwhile_follows_at_once(hub: Hub) -> None:
    line = Line()
    connection = Connection(line, SOMEBODY, None)
    making = asyncio.create_task(hub.made_ahead(connection, FAMILY, None))
    await asyncio.sleep(0)
    put(hub.board, 100, free=9)
    put(hub.board, 101, region="b")
    put(hub.board, 1)
    put(hub.board, 2, region="b")
    hub.wake()
    hub.subscribe(connection, FAMILY, None, await making)
    await until(lambda: len(line.frames) == 2)
    first, then = line.frames
    assert first["type"] == "snapshot" and len(first["pools"]) == 3_000
    assert {pool["id"] for pool in then["pools"]} == {str(UUID(int=n)) for n in (100, 1)}
    assert then["removed"] == [str(UUID(int=101))]


async def test_a_list_of_another_epoch_is_not_sent(hub: Hub) -> None:
    line = Line()
    connection = Connection(line, SOMEBODY, None)
    ahead = await hub.made_ahead(connection, FAMILY, None)
    hub.board.start_epoch("two")
    put(hub.board, 5)
    hub.subscribe(connection, FAMILY, None, ahead)
    assert [frame["generation"] for frame in line.frames] == ["two"]
    assert [pool["id"] for pool in line.frames[0]["pools"]] == [str(UUID(int=5))]


async def test_all_start_over_in_pieces_too(hub: Hub) -> None:
    line = Line()
    hub.subscribe(Connection(line, SOMEBODY, None), FAMILY, None)
    hub.resync_everybody()
    await until(lambda: len(line.frames) == 2)
    assert [len(frame["pools"]) for frame in line.frames] == [3_000, 3_000]


async def test_who_can_go_on_has_nothing_made_ahead(hub: Hub) -> None:
    line = Line()
    connection = Connection(line, SOMEBODY, None)
    hub.subscribe(connection, FAMILY, None)
    resume = line.frames[0]["resume"]
    assert await hub.made_ahead(connection, FAMILY, resume) is None
    assert await hub.made_ahead(connection, PoolFilter(), None) is None
    assert await hub.made_ahead(connection, FAMILY, "x" * 44) is not None
