"""The sweeper: sleeps until the next deadline, writes down what the clock has ended.

A hold's end is true the instant its time passes; this only writes and announces it. Any number of
processes may run one: they pass over pools that another is writing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time

from housing_service.domain.errors import Refusal
from housing_service.metrics import EXPIRY_LAG_SECONDS, HOLDS, PURGE_LATENESS
from housing_service.service.loops import keep_running
from housing_service.store import sweeps
from housing_service.store.database import Database

log = logging.getLogger(__name__)
SLEEP_SECONDS_MAX = 30.0
SLEEP_SECONDS_MIN = 0.02
RETRY_SECONDS = 0.5


class Sweeper:
    """One per process; may be switched off without making any answer wrong."""

    def __init__(
        self, database: Database, *, pools_max: int, purge_seconds: float, purge_holds_max: int
    ) -> None:
        self._database = database
        self._pools_max = pools_max
        self._purge_seconds = purge_seconds
        self._purge_holds_max = purge_holds_max
        self._wake = asyncio.Event()
        self._wake_at = float("inf")
        self._started_at = time.monotonic()
        self.last_lag_seconds = 0.0

    def note_deadline(self, in_seconds: float) -> None:
        """Something ends in so many seconds: wake no later than that."""
        at = time.monotonic() + in_seconds
        if at < self._wake_at:
            self._wake_at = at
            self._wake.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            # Each by itself: what can't be forgotten must not keep endings from being announced.
            group.create_task(keep_running(self._sweep_forever), name="sweeper")
            group.create_task(keep_running(self._purge_forever), name="purge")

    async def _sweep_forever(self) -> None:
        while True:
            # A deadline noted from here on counts for the sleep after this sweep: the sweep
            # itself may have read the database just before it was committed.
            self._wake_at = float("inf")
            try:
                sweep = await sweeps.sweep_due(self._database, self._pools_max)
            except Refusal as refusal:
                log.warning("sweep interrupted", extra={"code": refusal.code})
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if sweep.pools_written:
                # What was due while no process ran is not this one's lateness.
                running = time.monotonic() - self._started_at
                self.last_lag_seconds = min(sweep.lag_seconds, running)
                EXPIRY_LAG_SECONDS.observe(self.last_lag_seconds)
                HOLDS.labels("ended_by_clock").inc(sweep.holds_ended)
            if sweep.pools_written < self._pools_max:
                await self._sleep(sweep.next_due_in_seconds)

    async def _sleep(self, seconds: float | None) -> None:
        pause = SLEEP_SECONDS_MAX if seconds is None else seconds
        planned = time.monotonic() + max(SLEEP_SECONDS_MIN, min(pause, SLEEP_SECONDS_MAX))
        self._wake_at = min(self._wake_at, planned)
        while (left := self._wake_at - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._wake.wait()
                    self._wake.clear()

    async def _purge_forever(self) -> None:
        while True:
            try:
                while await sweeps.purge_ended(self._database, self._purge_holds_max):
                    pass
                await sweeps.purge_others(self._database)
                PURGE_LATENESS.set_to_current_time()
            except Refusal as refusal:
                log.warning("purge interrupted", extra={"code": refusal.code})
            await asyncio.sleep(self._purge_seconds)
