"""The hub over lines that say how much they have not sent: bounds and catching up, no network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from typing import Any
from uuid import UUID

import pytest

from housing_service.domain.filters import PoolFilter
from housing_service.domain.identity import Identity
from housing_service.live.board import Board
from housing_service.live.connection import Connection
from housing_service.live.hub import Hub
from housing_service.live.messages import CLOSE_SLOW
from tests.support.pools import insider_pool

POOL, ORGANIZATION = UUID(int=1), UUID(int=2)
BOUND = 1_000


class Line:
    """A transport whose unsent bytes the test decides."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.unsent = 0

    def write(self, data: bytes) -> None:
        start = 2 if data[1] < 126 else 4 if data[1] == 126 else 10
        self.frames.append(json.loads(data[start:]))

    def writelines(self, list_of_data: Iterable[bytes]) -> None:
        self.write(b"".join(list_of_data))

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def is_closing(self) -> bool:
        return False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return default

    def counts(self) -> list[int]:
        """What was shown as free, frame by frame."""
        return [pool["free"] for frame in self.frames for pool in frame.get("pools", ())]


def count(board: Board, version: int) -> None:
    pool = insider_pool(POOL, version, free=version)
    board.put_pool(POOL, version, ORGANIZATION, POOL, pool, None)


def watch(hub: Hub) -> tuple[Line, Connection]:
    line = Line()
    connection = Connection(line, Identity(UUID(int=7), "responder", None, None, True), None)
    hub.subscribe(connection, PoolFilter(), None)
    return line, connection


async def until(condition: Any) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    board = Board()
    count(board, 1)
    made = Hub(board, send_buffer_bytes_max=BOUND, slow_reader_seconds=0.2)
    running = asyncio.create_task(made.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_who_was_passed_over_is_in_step_without_another_change(hub: Hub) -> None:
    """Its bytes have gone out: the next tick finds that, and it is sent what it lacks, once."""
    (slow, _), (quick, _) = watch(hub), watch(hub)
    slow.unsent = BOUND + 1
    for version in (2, 3, 4):
        count(hub.board, version)
        hub.wake()
        await until(lambda v=version: quick.counts()[-1] == v)
    assert slow.counts() == [1]
    slow.unsent = 0
    await hub.broadcast(b'{"type":"tick"}', "tick")
    await until(lambda: slow.counts()[-1] == 4)
    assert slow.counts() == [1, 4]
    assert quick.counts() == [1, 2, 3, 4]


async def test_nothing_is_written_to_who_does_not_read_and_it_is_closed_in_time(hub: Hub) -> None:
    line, connection = watch(hub)
    line.unsent = BOUND + 1
    written = len(line.frames)
    async with asyncio.timeout(10):
        while connection.closing is None:
            count(hub.board, hub.board.version_of(POOL) + 1)
            hub.wake()
            hub.subscribe(connection, PoolFilter(), None)
            await hub.broadcast(b'{"type":"tick"}', "tick")
            await asyncio.sleep(0.01)
    assert len(line.frames) == written
    assert connection.closing == CLOSE_SLOW
    assert hub.connections == 0
