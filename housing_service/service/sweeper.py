"""The sweeper: sleeps until the next deadline, writes down what the clock has ended.

A hold's end is true the instant its time passes; this only writes and announces it. Any number of
processes may run one: they pass over pools that another is writing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable

from housing_service.config import Settings
from housing_service.domain.errors import Refusal
from housing_service.metrics import (
    EXPIRY_LAG_SECONDS,
    HOLDS,
    PURGE_LATE_SECONDS,
    PURGE_LATENESS,
)
from housing_service.service.loops import keep_running
from housing_service.store import sweeps
from housing_service.store.database import AccessNarrowed, Database

log = logging.getLogger(__name__)
SLEEP_SECONDS_MAX = 30.0
SLEEP_SECONDS_MIN = 0.02
RETRY_SECONDS = 0.5
# How often each step is taken at most in one run; each forgets a bounded number of rows.
ROUNDS_MAX = 1000


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
            if sweep.lag_seconds is not None:
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
            await self.purge()
            await asyncio.sleep(self._purge_seconds)

    async def purge(self) -> None:
        """Forget all that is due. Each kind by itself: one that can't be forgotten, for whatever
        reason, keeps no other waiting, and shows as late."""
        if await self._step("hold", self._purge_holds):
            PURGE_LATENESS.set_to_current_time()
        try:
            steps = await sweeps.purge_steps(self._database)
        except Refusal as refusal:
            log.warning("purge interrupted", extra={"code": refusal.code})
            return
        except AccessNarrowed:
            return  # The alarm has been raised where it happened.
        # By turns, so that a kind with much to forget keeps no other waiting.
        for _ in range(ROUNDS_MAX):
            steps = [step for step in steps if await self._forgot(step)]
            if not steps:
                break
        await self._lateness()

    async def _forgot(self, step: str) -> bool:
        """Whether this step forgot anything, so that there may be more."""
        forgotten = 0

        async def forget() -> None:
            nonlocal forgotten
            forgotten = await sweeps.purge_step(self._database, step)

        await self._step(step, forget)
        return forgotten > 0

    async def _purge_holds(self) -> None:
        while await sweeps.purge_ended(self._database, self._purge_holds_max):
            pass

    async def _step(self, name: str, forget: Callable[[], Awaitable[None]]) -> bool:
        try:
            await forget()
        except Refusal as refusal:
            log.warning("purge interrupted", extra={"step": name, "code": refusal.code})
        except Exception:
            log.exception("purge failed", extra={"step": name})
        else:
            return True
        return False

    async def _lateness(self) -> None:
        try:
            late = await sweeps.purge_late(self._database)
        except Refusal as refusal:
            log.warning("purge not judged", extra={"code": refusal.code})
            return
        except AccessNarrowed:
            return
        for table, seconds in late.items():
            PURGE_LATE_SECONDS.labels(table).set(seconds)


def sweeper_of(database: Database, settings: Settings) -> Sweeper | None:
    """None where other processes sweep."""
    if not settings.sweeper_enabled:
        return None
    return Sweeper(
        database,
        pools_max=settings.sweep_pools_max,
        purge_seconds=settings.purge_seconds,
        purge_holds_max=settings.purge_holds_max,
    )
