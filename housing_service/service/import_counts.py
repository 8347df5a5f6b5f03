"""Daily counts into reports: plainly with the file's time, or replayed as if they came now.

Plainly, the latest day goes first: it becomes each pool's count in one change, and the days before
it go to the history as late reports. A replay plays the days in their order; its counts are
observed when they are played, as a count of last winter would be stale on every screen, and its
report ids carry the run, so that the same file can be played again.
"""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final
from uuid import UUID, uuid4, uuid5

from housing_service.ingest.progress import Progress
from housing_service.ingest.records import DailyCount, ImportBundle
from housing_service.service.import_summary import ImportSummary
from housing_service.store.importing import ImportStore, ReportBatch

# Locks of one batch are held together, so it stays small beside people's holds.
BATCH_ROWS_MAX: Final = 200
_NAMESPACE: Final = UUID("5d5b1a0e-7a0c-5c4e-9b57-0d5a6f0e4c11")


def report_id(source: str, day: datetime.date, count: DailyCount, run: UUID | None = None) -> UUID:
    """Return the id that the same count of the same day always has; a corrected one has another."""
    words = (source, count.pool_key, day, count.units_free, count.units_out_of_service, run or "")
    return uuid5(_NAMESPACE, "\n".join(str(word) for word in words))


class CountsImport:
    """Sends one bundle's counts. `refused_pools` are keys of pools that were not imported."""

    def __init__(
        self,
        store: ImportStore,
        bundle: ImportBundle,
        summary: ImportSummary,
        progress: Progress,
        refused_pools: frozenset[str],
    ) -> None:
        self._store = store
        self._bundle = bundle
        self._summary = summary
        self._progress = progress
        self._refused_pools = refused_pools

    async def import_all(self, observed_at: Callable[[datetime.date], datetime.datetime]) -> None:
        """Import every day, the latest first, observed when the file says."""
        days = self._bundle.counts.days
        for done, day in enumerate(reversed(days)):
            self._progress.show("Importing counts", done, len(days))
            await self._send(day, observed_at(day), None)
        self._progress.show("Importing counts", len(days), len(days))

    async def replay(self, seconds_per_day: float) -> None:
        """Play the days in order, one each `seconds_per_day`, until the last or cancellation."""
        run = uuid4()
        days = self._bundle.counts.days
        played = self._summary.replay = {
            "days": len(days),
            "days_played": 0,
            "first_day": days[0].isoformat() if days else None,
            "last_day_played": None,
            "seconds_per_day": seconds_per_day,
        }
        clock = asyncio.get_running_loop().time
        due = clock()
        for done, day in enumerate(days, start=1):
            await asyncio.sleep(max(0.0, due - clock()))
            self._progress.show(f"Replaying {day.isoformat()}", done, len(days))
            await self._send(day, None, run)
            played["days_played"], played["last_day_played"] = done, day.isoformat()
            # A day that took too long delays the next one; the days never catch up in a rush.
            due = max(due + seconds_per_day, clock())

    async def _send(
        self, day: datetime.date, observed_at: datetime.datetime | None, run: UUID | None
    ) -> None:
        counts = self._good_counts(day)
        while batch := list(islice(counts, BATCH_ROWS_MAX)):
            codes = await self._store.add_reports(
                ReportBatch(
                    observed_at=observed_at,
                    report_ids=[report_id(self._bundle.source, day, c, run) for c in batch],
                    pool_keys=[count.pool_key for count in batch],
                    units_free=[count.units_free for count in batch],
                    units_out_of_service=[count.units_out_of_service for count in batch],
                )
            )
            for count, code in zip(batch, codes, strict=True):
                self._note(count, code)

    def _note(self, count: DailyCount, code: str) -> None:
        if code == "recorded":
            self._summary.count("report", "added")
        elif code == "exists":
            self._summary.count("report", "unchanged")
        else:
            self._summary.refuse("report", self._bundle.count_file, count.line, code)

    def _good_counts(self, day: datetime.date) -> Iterator[DailyCount]:
        """Yield each pool once; a repeated row is nothing new, a contradicting one is refused."""
        seen: dict[str, DailyCount] = {}
        file = self._bundle.count_file
        for count in self._bundle.counts.of_day(day):
            known = seen.setdefault(count.pool_key, count)
            if count.pool_key in self._refused_pools:
                self._summary.refuse("report", file, count.line, "program_refused")
            elif known is count:
                yield count
            elif (known.units_free, known.units_out_of_service) == (
                count.units_free,
                count.units_out_of_service,
            ):
                self._summary.count("report", "unchanged")
            else:
                self._summary.refuse("report", file, count.line, "count_twice")
