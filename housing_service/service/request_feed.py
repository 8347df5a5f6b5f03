"""Requests on the board: read again when their doorbell rings, and compared at every poll."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import orjson

from housing_service.live.board import NOBODY, Board
from housing_service.service.unread import Unread
from housing_service.store import feed
from housing_service.store.database import Database

REQUESTS_PER_READ_MAX = 100


class RequestFeed:
    """Keeps the board's requests equal to the database, and knows which pools are waited for.

    `note_deadline` is told in how many seconds the clock will change a request, `on_open` which
    pools an open one waits for.
    """

    def __init__(self, database: Database, board: Board) -> None:
        self._database = database
        self._board = board
        self.note_deadline: Callable[[float], None] = _ignore
        # The pools of each open request, and of all of them.
        self._waited: dict[UUID, frozenset[UUID]] = {}
        self._waited_for: frozenset[UUID] = frozenset()
        self.unread = Unread(board.request_version_of)
        self.on_open: Callable[[frozenset[UUID]], None] = _ignore

    def touched(self, request_id: UUID, version: int | None = None) -> None:
        """Say that a request may have changed, to this version if that is known."""
        self.unread.add(request_id, version)

    def start_epoch(self) -> None:
        self._waited.clear()
        self._count_waiting()

    def waited_for(self) -> frozenset[UUID]:
        """The pools that some open request may be met by."""
        return self._waited_for

    def _count_waiting(self) -> None:
        self._waited_for = frozenset().union(*self._waited.values())
        self._board.put_waited_for(self._waited_for)

    async def compare(self) -> None:
        """Compare all versions with the board's."""
        for request_id, version in (await feed.request_versions(self._database)).items():
            if self._board.request_version_of(request_id) < version:
                self.touched(request_id)

    async def drain(self) -> bool:
        """Read what is unread; returns whether the board has changed."""
        changed = False
        while batch := self.unread.take(REQUESTS_PER_READ_MAX):
            try:
                readings = await feed.read_requests(self._database, batch)
            except BaseException:
                self.unread.put_back()
                raise
            self.unread.done()
            for reading in readings:
                changed |= self._take(reading)
            self._count_waiting()
            self.on_open(frozenset().union(*(one.pools for one in readings if not one.ended_at)))
        return changed

    def _take(self, reading: feed.RequestReading) -> bool:
        if reading.ended_at is None:
            self._waited[reading.request_id] = reading.pools
        else:
            self._waited.pop(reading.request_id, None)
        if reading.due_in_seconds is not None:
            self.note_deadline(reading.due_in_seconds)
        changed = self._board.put_told(
            "request",
            reading.request_id,
            reading.version,
            reading.account_id,
            NOBODY,
            reading.ended_at,
            reading.views,
        )
        for ask in reading.asks:
            changed |= self._board.put_told(
                "ask",
                UUID(ask["id"]),
                ask["version"],
                NOBODY,
                UUID(ask["organization_id"]),
                reading.ended_at,
                {"shelter": orjson.dumps(ask["view"])},
            )
        return changed


def _ignore(_what: object) -> None:
    return None
