"""Whether what this process shows is live, by its own evidence.

"Seen" means: the database took a write of ours and answered, and the board was compared with it.
All times shown are database time, carried forward by this process's monotonic clock.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from housing_service.metrics import CLOCK_STEPS, DATABASE_SEEN_SECONDS, FEED_HEALTHY
from housing_service.store.feed import Beat

NOT_LIVE_SECONDS = 5.0
CLOCK_STEP_SECONDS = 2.0
CLOCK_STEP_SHOWN_SECONDS = 600.0


@dataclass(slots=True)
class FeedHealth:
    """Evidence gathered by the relay's loops; read by ticks, /readyz, metrics and pages."""

    started_at: float = field(default_factory=time.monotonic)
    beat_at: float | None = None
    compared_at: float | None = None
    canary_at: float | None = None
    database_clock: tuple[float, float] | None = None
    clock_step_seconds: float = 0.0
    clock_step_at: float | None = None

    def beat(self, beat: Beat) -> float:
        """Take a beat; returns by how many seconds the database's clock stepped since the last
        (0 when within two seconds of what our monotonic clock expected)."""
        at = beat.at.timestamp()
        middle = (beat.monotonic_before + beat.monotonic_after) / 2
        self.beat_at = beat.monotonic_after
        step = 0.0
        if self.database_clock is not None:
            was, when = self.database_clock
            off = (at - was) - (middle - when)
            slack = CLOCK_STEP_SECONDS + (beat.monotonic_after - beat.monotonic_before)
            if abs(off) > slack:
                step = off
                self.clock_step_seconds = round(off, 1)
                self.clock_step_at = beat.monotonic_after
                CLOCK_STEPS.inc()
        self.database_clock = (at, middle)
        return step

    def compared(self, until: float) -> None:
        """The board was equal to the database up to this monotonic time, at least."""
        self.compared_at = max(until, self.compared_at or until)

    def seen_at(self) -> float | None:
        """Monotonic time until which everything shown was surely current."""
        if self.beat_at is None or self.compared_at is None:
            return None
        return min(self.beat_at, self.compared_at)

    def is_live(self) -> bool:
        seen = self.seen_at()
        live = seen is not None and time.monotonic() - seen <= NOT_LIVE_SECONDS
        FEED_HEALTHY.set(live)
        DATABASE_SEEN_SECONDS.set(
            time.monotonic() - (seen if seen is not None else self.started_at)
        )
        return live

    def live_seconds_left(self) -> float:
        """Until `is_live` turns false unless the database is seen again; 0 when it is false."""
        seen = self.seen_at()
        left = seen + NOT_LIVE_SECONDS - time.monotonic() if seen is not None else 0.0
        # A moment more: at the very limit it is still live.
        return left + 0.002 if left > 0 else 0.0

    def database_time(self) -> float:
        """The database's clock now, in seconds since the epoch, as far as we can tell."""
        if self.database_clock is None:
            return time.time()
        at, when = self.database_clock
        return at + time.monotonic() - when

    def facts(self) -> dict[str, object]:
        """What a tick says: now and the last proof, in database time."""
        now = self.database_time()
        seen = self.seen_at()
        stepped = (
            self.clock_step_at is not None
            and time.monotonic() - self.clock_step_at < CLOCK_STEP_SHOWN_SECONDS
        )
        return {
            "at": rfc3339(now),
            "database_seen_at": rfc3339(now - (time.monotonic() - seen)) if seen else None,
            "live": self.is_live(),
            "clock_step_seconds": self.clock_step_seconds if stepped else 0,
        }


def rfc3339(seconds: float) -> str:
    at = datetime.fromtimestamp(seconds, UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond:06d}Z"
