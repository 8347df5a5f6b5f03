"""Whether a service that is used evenly for long grows: memory, open files, threads.

The slope is a least-squares line through the means of whole minutes, with the upper end of its
95 % interval. A mean over a minute levels what a single garbage collection does.
"""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from ops.bench.machine import resident_kib

SAMPLE_SECONDS = 5.0
BLOCK_SECONDS = 60.0
PERCENT_AN_HOUR_MAX = 1.0
MEBIBYTES_AN_HOUR_MAX = 2.0
# Two-sided 95 % points of Student's t by degrees of freedom; above the last they hardly change.
_STUDENT = ((1, 12.71), (2, 4.30), (3, 3.18), (5, 2.57), (8, 2.31), (12, 2.18), (20, 2.09))
_STUDENT_MANY = 2.01


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at a process, at a monotonic time."""

    at: float
    resident_mebibytes: float
    open_files: int
    threads: int


@dataclass(frozen=True, slots=True)
class Slope:
    """Growth in MiB an hour, the upper end of its interval, and the level it is seen against."""

    mebibytes_an_hour: float
    upper_mebibytes_an_hour: float
    level_mebibytes: float
    minutes: float

    @property
    def upper_percent_an_hour(self) -> float:
        return 100 * self.upper_mebibytes_an_hour / self.level_mebibytes

    def is_level(self) -> bool:
        """Whether even the upper end is small, by either measure."""
        return (
            self.upper_percent_an_hour < PERCENT_AN_HOUR_MAX
            or self.upper_mebibytes_an_hour < MEBIBYTES_AN_HOUR_MAX
        )


def look_at(pid: int) -> Sample:
    """Raises OSError when the process is gone."""
    return Sample(
        time.monotonic(),
        resident_kib(pid) / 1024,
        len(list(Path(f"/proc/{pid}/fd").iterdir())),
        len(list(Path(f"/proc/{pid}/task").iterdir())),
    )


async def watch(pid: int, samples: list[Sample]) -> None:
    """Look every five seconds until cancelled."""
    while True:
        samples.append(look_at(pid))
        await asyncio.sleep(SAMPLE_SECONDS)


def slope_of(samples: list[Sample], warm_share: float = 0.2) -> Slope | None:
    """The slope after the first `warm_share` of the time; None with fewer than four minutes."""
    if not samples:
        return None
    begin = samples[0].at + warm_share * (samples[-1].at - samples[0].at)
    blocks: dict[int, list[float]] = {}
    for sample in samples:
        if sample.at >= begin:
            block = int((sample.at - begin) // BLOCK_SECONDS)
            blocks.setdefault(block, []).append(sample.resident_mebibytes)
    points = [((at + 0.5) * BLOCK_SECONDS / 3600, fmean(them)) for at, them in blocks.items()]
    if len(points) < 4:
        return None
    return _line(points)


def _line(points: list[tuple[float, float]]) -> Slope:
    mean_x, mean_y = fmean(x for x, _ in points), fmean(y for _, y in points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    left = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in points)
    freedom = len(points) - 2
    error = math.sqrt(left / freedom / spread)
    student = next((t for most, t in _STUDENT if freedom <= most), _STUDENT_MANY)
    minutes = (points[-1][0] - points[0][0]) * 60
    return Slope(slope, slope + student * error, mean_y, minutes)
