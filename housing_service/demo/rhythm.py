"""How busy the region is by the hour, in its own time zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from housing_service.demo.agencies import TIME_ZONE

_ZONE: Final = ZoneInfo(TIME_ZONE)
# From this hour on, until the next one listed; 1 is the busiest. Beds are sought in the evening.
_FROM_HOUR: Final = ((0, 0.6), (2, 0.3), (6, 0.45), (9, 0.6), (16, 0.8), (18, 1.0))
_SECONDS_BETWEEN_STEPS_AT_BUSIEST: Final = 1.8


def busyness(now_seconds: float) -> float:
    """Between 0 and 1, at a time in seconds since the epoch."""
    hour = datetime.fromtimestamp(now_seconds, UTC).astimezone(_ZONE).hour
    return [busy for start, busy in _FROM_HOUR if start <= hour][-1]


def seconds_between_steps(now_seconds: float, speed: float) -> float:
    """The mean time, on this machine's clock, from one thing somebody does to the next."""
    return _SECONDS_BETWEEN_STEPS_AT_BUSIEST / busyness(now_seconds) / speed
