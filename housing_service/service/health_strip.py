"""How this process is, as a strip of figures: sampled every few seconds from its own metrics and
told to operators' open pages over the socket, so that no page has to ask.

Each process tells only of itself; `process` names it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any, Final

import orjson
from prometheus_client import Counter, Gauge, Histogram

from housing_service.live.hub import Hub
from housing_service.metrics import EXPIRY_LAG_SECONDS, FRAMES_SENT, PUSH_SECONDS
from housing_service.service.health import FeedHealth
from housing_service.service.relay import Relay
from housing_service.service.sweeper import Sweeper

JsonObject = dict[str, Any]
SAMPLE_SECONDS: Final = 5.0
# Ten minutes of them.
SAMPLES_MAX: Final = 120
# Lags are told of the last minute.
WINDOW_SAMPLES: Final = 12
PERCENT: Final = 95


@dataclass(frozen=True, slots=True)
class Buckets:
    """A histogram's cumulative counts by upper bound, in seconds."""

    bounds: tuple[float, ...]
    counts: tuple[float, ...]

    def since(self, before: Buckets) -> Buckets:
        """What came after `before`."""
        return Buckets(
            self.bounds, tuple(a - b for a, b in zip(self.counts, before.counts, strict=True))
        )

    def percentile(self, percent: float) -> float | None:
        """The upper bound of the bucket in which this share of all is reached; null of none. What
        lies above every bound is told as the highest."""
        total = self.counts[-1] if self.counts else 0
        if not total:
            return None
        for bound, count in zip(self.bounds, self.counts, strict=True):
            if count >= total * percent / 100:
                return min(bound, self.bounds[-2])
        return self.bounds[-2]


@dataclass(frozen=True, slots=True)
class Sample:
    push: Buckets
    expiry: Buckets
    connections: int
    frames: float


class HealthStrip:
    """Samples of one process, and what they come to."""

    def __init__(self, hub: Hub, feed: FeedHealth, relay: Relay, sweeper: Sweeper | None) -> None:
        self._hub = hub
        self._feed = feed
        self._relay = relay
        self._sweeper = sweeper
        self._samples: deque[Sample] = deque(maxlen=SAMPLES_MAX)

    async def run(self) -> None:
        while True:
            self.sample()
            self._hub.tell_operators(
                orjson.dumps({"type": "health", "health": self.facts()}), "health"
            )
            await asyncio.sleep(SAMPLE_SECONDS)

    def sample(self) -> None:
        self._samples.append(
            Sample(
                buckets_of(PUSH_SECONDS),
                buckets_of(EXPIRY_LAG_SECONDS),
                self._hub.connections,
                total_of(FRAMES_SENT),
            )
        )

    def facts(self) -> JsonObject:
        """What the strip says now. Lags are of the last minute, in seconds, as an upper bound that
        95 of 100 stay below; null when there was nothing to measure."""
        if not self._samples:
            self.sample()
        newest = self._samples[-1]
        before = self._samples[max(0, len(self._samples) - 1 - WINDOW_SAMPLES)]
        told = self._feed.facts()
        return {
            "process": str(self._relay.process_id)[:8],
            "at": told["at"],
            "database_seen_at": told["database_seen_at"],
            "live": told["live"],
            "listening": self._relay.listening,
            "clock_step_seconds": told["clock_step_seconds"],
            "connections": newest.connections,
            "push_seconds": newest.push.since(before.push).percentile(PERCENT),
            "expiry_seconds": newest.expiry.since(before.expiry).percentile(PERCENT),
            "expiry_written": self._sweeper is not None,
            "frames_a_minute": round(newest.frames - before.frames),
        }

    def history(self) -> list[JsonObject]:
        """The last ten minutes, one entry a sample, oldest first, for a chart."""
        samples = list(self._samples)
        return [
            {
                "seconds_ago": round((len(samples) - 1 - number) * SAMPLE_SECONDS),
                "connections": sample.connections,
                "push_seconds": sample.push.since(samples[max(0, number - 1)].push).percentile(
                    PERCENT
                ),
                "frames": round(sample.frames - samples[max(0, number - 1)].frames),
            }
            for number, sample in enumerate(samples)
        ]


def buckets_of(histogram: Histogram) -> Buckets:
    """The histogram's buckets now."""
    bounds: list[float] = []
    counts: list[float] = []
    for metric in histogram.collect():
        for sample in metric.samples:
            if sample.name.endswith("_bucket"):
                bounds.append(float(sample.labels["le"]))
                counts.append(sample.value)
    return Buckets(tuple(bounds), tuple(counts))


def total_of(counter: Counter | Gauge) -> float:
    """The sum over all labels."""
    return sum(
        sample.value
        for metric in counter.collect()
        for sample in metric.samples
        if not sample.name.endswith("_created")
    )
