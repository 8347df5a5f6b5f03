"""What the clock and freed units do to requests: steps of the ladder, news of room, offers.

Every decision is made in the database under its locks; this only says when to look. Any number of
processes may run it, and none being late makes anything wrong.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from uuid import UUID

from housing_service.domain.arrival_codes import CodeStyle, make_arrival_code
from housing_service.domain.errors import Refusal
from housing_service.live.board import Board
from housing_service.metrics import NEED_REQUESTS
from housing_service.service.loops import keep_running
from housing_service.service.request_feed import RequestFeed
from housing_service.store import requests as store
from housing_service.store.database import Database

log = logging.getLogger(__name__)
STEPS_MAX = 50
LOOK_AGAIN_SECONDS = 5.0
SLEEP_SECONDS_MIN = 0.02
SLEEP_SECONDS_MAX = 30.0
RETRY_SECONDS = 0.5
OFFERS_PER_POOL_MAX = 100
PURGED_AT_ONCE_MAX = 500
PURGE_SECONDS = 300.0
# As many as the database announces in one go.
TOLD_AT_ONCE_MAX = 200


class Offers:
    """One per process."""

    def __init__(
        self, database: Database, board: Board, feed: RequestFeed, code_style: CodeStyle
    ) -> None:
        self._database = database
        self._board = board
        self._feed = feed
        self._code_style = code_style
        self._freed: set[UUID] = set()
        self._wake = asyncio.Event()
        self._due = asyncio.Event()
        self._due_at = float("inf")

    def note_deadline(self, in_seconds: float) -> None:
        """The clock changes a request in so many seconds."""
        at = time.monotonic() + in_seconds
        if at < self._due_at:
            self._due_at = at
            self._due.set()

    def pools_changed(self, pool_ids: Collection[UUID]) -> None:
        """Pools have changed; those that somebody waits for are looked at."""
        waited = self._feed.waited_for()
        freed = {pool_id for pool_id in pool_ids if pool_id in waited}
        if freed:
            self._freed |= freed
            self._wake.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for loop in (self._climb, self._offer, self._purge):
                group.create_task(
                    keep_running(partial(self._forever, loop)), name=f"requests{loop.__name__}"
                )

    async def _forever(self, loop: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await loop()
            except Refusal as refusal:
                log.warning("requests interrupted", extra={"code": refusal.code})
            await asyncio.sleep(RETRY_SECONDS)

    async def _climb(self) -> None:
        while True:
            # A deadline noted from here on counts for the sleep after this look.
            self._due_at = float("inf")
            self._due.clear()
            climbed, next_seconds = await store.climb(self._database, STEPS_MAX)
            if climbed:
                NEED_REQUESTS.labels("step_by_clock").inc(climbed)
            if climbed < STEPS_MAX:
                pause = SLEEP_SECONDS_MAX if next_seconds is None else next_seconds
                pause = max(SLEEP_SECONDS_MIN, min(pause, SLEEP_SECONDS_MAX))
                await self._sleep_until(time.monotonic() + pause)

    async def _sleep_until(self, planned: float) -> None:
        self._due_at = min(self._due_at, planned)
        while (left := self._due_at - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._due.wait()
                    self._due.clear()

    async def _offer(self) -> None:
        look_at_all = time.monotonic() + LOOK_AGAIN_SECONDS
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, look_at_all - time.monotonic())):
                    await self._wake.wait()
            self._wake.clear()
            freed, self._freed = self._freed, set()
            if time.monotonic() >= look_at_all:
                # Behind the bell: whatever was missed, or is free for who waits anew.
                freed |= self._feed.waited_for()
                look_at_all = time.monotonic() + LOOK_AGAIN_SECONDS
            await self.look_at(freed)

    async def look_at(self, pool_ids: Collection[UUID]) -> None:
        """Offer what is free in these pools, one place after another, and tell who waits. A pool
        that is busy is looked at again later and keeps no other one waiting."""
        if not pool_ids:
            return
        for pool_id in sorted(pool_ids, key=lambda one: one.int):
            entry = self._board.pools.get(pool_id)
            if entry is not None and (entry.state["units_available"] or 0) > 0:
                try:
                    await self._offer_from(pool_id)
                except Refusal as refusal:
                    log.warning("offer put off", extra={"code": refusal.code})
        try:
            while await store.note_room(self._database, list(pool_ids)) >= TOLD_AT_ONCE_MAX:
                pass
        except Refusal as refusal:
            log.warning("room not told", extra={"code": refusal.code})

    async def _offer_from(self, pool_id: UUID) -> None:
        for _ in range(OFFERS_PER_POOL_MAX):
            code = make_arrival_code(self._code_style)
            said = await store.offer_units(self._database, pool_id, code)
            if said == "none":
                return
            if said == "offered":
                NEED_REQUESTS.labels("offered").inc()

    async def _purge(self) -> None:
        while True:
            while await store.purge_requests(self._database, PURGED_AT_ONCE_MAX):
                pass
            await asyncio.sleep(PURGE_SECONDS)
