"""Watching for what should not happen: somebody names an id that nobody should know, or reads far
more than they usually do.

Nothing of it delays an answer or changes one: what was asked is noted in memory, bounded, and
written a moment later. Of what somebody read only counts are written, by account and day.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from housing_service.domain.errors import Refusal
from housing_service.metrics import CANARY_TOUCHED, READING_ALERTS
from housing_service.store import watching as store
from housing_service.store.accounts import secret_hash
from housing_service.store.database import Database

log = logging.getLogger(__name__)
ReadingKind = Literal["single", "absent", "disclosure", "night_search"]
WRITE_SECONDS: Final = 5.0
NAMED_MAX: Final = 10_000
COUNTS_MAX: Final = 20_000
# Of an account that read more different things in a day each further one counts as another.
DIFFERENT_MAX: Final = 1_000
ACCOUNTS_MAX: Final = 20_000
NIGHT_HOURS: Final = frozenset({23, 0, 1, 2, 3, 4, 5})


class Watching:
    """What one process has noticed and not written yet."""

    def __init__(self, database: Database, database_time: Callable[[], float], zone: str) -> None:
        self._database = database
        self._database_time = database_time
        self._zone = ZoneInfo(zone)
        self._named: dict[tuple[UUID | None, bytes], None] = {}
        self._counts: dict[tuple[UUID, str], int] = {}
        self._day: date | None = None
        self._different: dict[UUID, set[int]] = {}
        self._has_named = asyncio.Event()
        self._writing = asyncio.Lock()

    def note_named(self, account_id: UUID | None, values: Iterable[str]) -> None:
        """These ids or tokens were named in vain."""
        for value in values:
            if len(self._named) < NAMED_MAX:
                self._named[account_id, secret_hash(value)] = None
        if self._named:
            self._has_named.set()

    def note_reading(self, account_id: UUID, kind: ReadingKind, what: str = "") -> None:
        """Somebody read something; `single` counts each `what` once a day."""
        now = datetime.fromtimestamp(self._database_time(), UTC)
        if kind == "night_search" and now.astimezone(self._zone).hour not in NIGHT_HOURS:
            return
        if kind == "single" and not self._is_other(account_id, what, now.date()):
            return
        key = (account_id, kind)
        if key in self._counts or len(self._counts) < COUNTS_MAX:
            self._counts[key] = self._counts.get(key, 0) + 1

    def _is_other(self, account_id: UUID, what: str, day: date) -> bool:
        if day != self._day:
            self._day, self._different = day, {}
        read = self._different.get(account_id)
        if read is None:
            if len(self._different) >= ACCOUNTS_MAX:
                return True
            read = self._different[account_id] = set()
        if len(read) >= DIFFERENT_MAX:
            return True
        before = len(read)
        read.add(hash(what))
        return len(read) > before

    async def write(self) -> None:
        """What was noted before this is written, also by a writing that is under way. What can't be
        written now is written later."""
        async with self._writing:
            await self._write_noted()

    async def _write_noted(self) -> None:
        named, self._named = self._named, {}
        counts, self._counts = self._counts, {}
        self._has_named.clear()
        try:
            if named:
                touches = await store.touched(self._database, list(named))
                named = {}
                if touches:
                    CANARY_TOUCHED.inc(touches)
                    log.warning("a canary was touched", extra={"touches": touches})
            if counts:
                raised = await store.note_readings(self._database, counts)
                counts = {}
                if raised:
                    READING_ALERTS.inc(raised)
                    log.warning("unusual reading", extra={"alerts": raised})
        except Refusal as refusal:
            log.warning("watching not written", extra={"code": refusal.code})
            self._named = {**named, **self._named}
            for key, count in counts.items():
                self._counts[key] = self._counts.get(key, 0) + count

    async def run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WRITE_SECONDS):
                    await self._has_named.wait()
            await self.write()
            if self._named:
                # The database is out of reach; it was asked a moment ago.
                await asyncio.sleep(1)
