"""The relay: from the database's doorbell to the board to the consoles.

Four small loops share one idea: a set of pools to look at again. The doorbell, this process's own
writes and the poll add to it; one reader empties it. A lost notification therefore costs at most
one poll, and a lost database shows within seconds because the beat stops.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import orjson

from housing_service.domain.errors import Refusal
from housing_service.live.board import Board
from housing_service.live.hub import Hub
from housing_service.metrics import FEED_RESYNCS
from housing_service.service.health import FeedHealth
from housing_service.service.missed_bells import MissedBells
from housing_service.service.request_feed import RequestFeed
from housing_service.service.unread import Unread
from housing_service.store import feed
from housing_service.store.database import Database
from housing_service.store.eligibility import read_eligibility

log = logging.getLogger(__name__)
POOLS_PER_READ_MAX = 500
RETRY_SECONDS = 0.5
CANARY_SILENCE_SECONDS = 5.0
DROP_OLD_HOLDS_SECONDS = 60.0
NOT_LIVE_TICK_SECONDS = 1.0


class Relay:
    """Keeps the board equal to the database."""

    def __init__(
        self,
        database: Database,
        board: Board,
        hub: Hub,
        health: FeedHealth,
        *,
        poll_seconds: float,
        beat_seconds: float,
        tick_seconds: float,
        note_deadline: Callable[[float], None],
        requests: RequestFeed,
    ) -> None:
        self.process_id = uuid4()
        self._database = database
        self._board = board
        self._hub = hub
        self._health = health
        self._poll_seconds = poll_seconds
        self._beat_seconds = beat_seconds
        self._tick_seconds = tick_seconds
        self._note_deadline = note_deadline
        self._requests = requests
        # Told the ids of pools that have changed on the board.
        self.on_pools: Callable[[list[UUID]], None] = _nobody
        # Told that an announcement or a nudge came or went.
        self.on_notice: Callable[[], None] = _nothing
        # Told that somebody was suspended, has left, or sees otherwise.
        self.on_sight: Callable[[], None] = _nothing
        self._unread = Unread(board.version_of)
        self._missed = MissedBells()
        self._bell_lost = asyncio.Event()
        self._generation: str | None = None
        # One reader at a time: what a reading leaves out depends on what the board held when
        # it was asked for.
        self._draining = asyncio.Lock()
        self._seems_ahead = False
        self.filled = asyncio.Event()
        self._bell = feed.Doorbell(
            database,
            self.process_id,
            self.touched,
            requests.touched,
            self._notice,
            self._sight,
            self._canary_heard,
            self._bell_lost.set,
        )

    def touched(self, pool_id: UUID, version: int | None = None) -> None:
        """Say that a pool may have changed, to this version if that is known."""
        if version is not None:
            self._missed.rung(pool_id)
        self._unread.add(pool_id, version)

    def _notice(self) -> None:
        self.on_notice()

    def _sight(self) -> None:
        self.on_sight()

    def _canary_heard(self) -> None:
        self._health.canary_at = time.monotonic()

    @property
    def listening(self) -> bool:
        """Whether notifications are known to arrive."""
        heard = self._health.canary_at
        return (
            self._bell.listening
            and heard is not None
            and time.monotonic() - heard < CANARY_SILENCE_SECONDS
        )

    async def run(self) -> None:
        """Run all loops until cancelled."""
        async with asyncio.TaskGroup() as group:
            for loop in (
                self._listen, self._beat, self._read, self._read_requests, self._poll, self._tick,
            ):  # fmt: skip
                group.create_task(self._forever(loop), name=f"relay{loop.__name__}")

    async def _forever(self, loop: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await loop()
            except Refusal as refusal:
                log.warning("feed interrupted", extra={"code": refusal.code})
            except feed.FEED_FAULTS as error:
                log.warning("feed interrupted", extra={"fault": type(error).__name__})
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        # LISTEN first, then compare: what commits in between rings or is found by the poll.
        self._bell_lost.clear()
        try:
            await self._bell.listen()
            self._health.canary_at = time.monotonic()
            await self._compare()
            while self.listening:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(1):
                        await self._bell_lost.wait()
            log.warning("listening again: no notification came through")
        finally:
            await self._bell.close()

    async def _beat(self) -> None:
        while True:
            beat = await feed.beat(self._database, self.process_id)
            step = self._health.beat(beat)
            if step:
                log.error("the database's clock stepped", extra={"seconds": round(step, 1)})
            if beat.generation != self._generation:
                await self._new_generation(beat.generation)
            await asyncio.sleep(self._beat_seconds)

    async def _new_generation(self, generation: str) -> None:
        """Fill the board from nothing. Until that has succeeded nothing is sent, nobody may
        subscribe, and the next beat tries again."""
        if self._generation is not None:
            log.error("another generation of the database: all consoles start over")
        self.filled.clear()
        self._hub.holding_back = True
        async with self._draining:
            self._board.start_epoch(generation)
            self._requests.start_epoch()
            await self._compare()
            await self._drain_locked()
            self._board.put_in_order()
            await self._requests.drain()
        self._generation = generation
        self._hub.holding_back = False
        self._hub.resync_everybody()
        self.filled.set()

    async def _poll(self) -> None:
        await self.filled.wait()
        drop_at = 0.0
        while True:
            await self.filled.wait()
            missed = self._missed.at_poll(await self._compare())
            # Operators read this figure: that a confidential pool has changed is not in it.
            FEED_RESYNCS.inc(sum(map(self._board.is_open, missed)))
            if self._seems_ahead:
                await self._check_not_ahead()
            if time.monotonic() >= drop_at:
                self._board.drop_old_holds(self._health.database_time())
                drop_at = time.monotonic() + DROP_OLD_HOLDS_SECONDS
            await asyncio.sleep(self._poll_seconds)

    async def _compare(self) -> list[UUID]:
        """Compare all versions with the board's; returns the pools behind that nobody had rung
        for."""
        started = time.monotonic()
        unread = self._unread.since()
        versions = await feed.pool_versions(self._database)
        behind = [
            pool_id
            for pool_id, version in versions.items()
            if self._board.version_of(pool_id) < version
        ]
        for pool_id in behind:
            self.touched(pool_id)
        await self._requests.compare()
        # A reader may have been quicker than this comparison, so it only raises a suspicion.
        self._seems_ahead = any(
            self._board.version_of(pool_id) > version for pool_id, version in versions.items()
        )
        self._board.drop_gone(versions)
        rung = [pool_id for pool_id in behind if pool_id in unread]
        # A pool still unread from before this poll means that the board was behind since then.
        # Under load some always are, and are read within moments: what counts is how long.
        self._health.compared(min((unread[pool_id] for pool_id in rung), default=started))
        return [pool_id for pool_id in behind if pool_id not in unread]

    async def _check_not_ahead(self) -> None:
        """A board that knows versions the database never gave out has outlived a restore or a
        lossy failover that nothing else showed."""
        async with self._draining:
            versions = await feed.pool_versions(self._database)
            if all(
                self._board.version_of(pool_id) <= version for pool_id, version in versions.items()
            ):
                return
        log.error("the board is ahead of the database")
        self._generation = None

    async def _read(self) -> None:
        await self.filled.wait()
        while True:
            await self._unread.work.wait()
            async with self._draining:
                await self._drain_locked()

    async def _read_requests(self) -> None:
        await self.filled.wait()
        while True:
            await self._requests.unread.work.wait()
            async with self._draining:
                if await self._requests.drain():
                    self._hub.wake()

    async def _drain_locked(self) -> None:
        while batch := self._unread.take(POOLS_PER_READ_MAX):
            heard_at = min(batch.values())
            try:
                readings = await feed.read_pools(
                    self._database,
                    [(pool_id, self._board.version_of(pool_id)) for pool_id in batch],
                )
                await self._read_answers(readings)
            except BaseException:
                self._unread.put_back()
                raise
            self._unread.done()
            self._take(readings, heard_at)

    async def _read_answers(self, readings: list[feed.PoolReading]) -> None:
        """What programs have answered about whom they take is read only when it has changed."""
        behind = [
            reading.pool_id
            for reading in readings
            if reading.insider["eligibility"]["version"]
            > self._board.answers_version_of(reading.pool_id)
        ]
        if behind:
            found = await read_eligibility(self._database, behind)
            for pool_id, (version, answers) in found.items():
                self._board.put_answers(pool_id, version, answers)

    def _take(self, readings: list[feed.PoolReading], heard_at: float) -> None:
        changed = False
        for reading in readings:
            changed |= self._board.put_pool(
                reading.pool_id,
                reading.version,
                reading.organization_id,
                reading.program_id,
                reading.insider,
                reading.outsider,
            )
            for hold in reading.holds:
                changed |= self._board.put_hold(hold)
            if reading.due_in_seconds is not None:
                self._note_deadline(reading.due_in_seconds)
        if changed:
            self._hub.wake(heard_at)
            self.on_pools([reading.pool_id for reading in readings])

    async def _tick(self) -> None:
        while True:
            payload = orjson.dumps({"type": "tick", **self._health.facts()})
            await self._hub.broadcast(payload, "tick")
            # That what is shown has stopped being live is said at that moment, and soon when it
            # is live again: consoles judge by the last tick, and the next may be seconds away.
            left = self._health.live_seconds_left() or NOT_LIVE_TICK_SECONDS
            await asyncio.sleep(min(self._tick_seconds, left))

    async def close(self) -> None:
        await self._bell.close()


def _nobody(_pool_ids: list[UUID]) -> None:
    return None


def _nothing() -> None:
    return None
