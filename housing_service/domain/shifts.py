"""Shifts: they change at 7, 15 and 23 o'clock where a program is, as `housing.shift_began_at`."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_CHANGES = (time(23), time(15), time(7))


def shift_began_at(time_zone: str | None, now: datetime) -> datetime:
    """When the shift of `now` began; in UTC when the zone is not known."""
    try:
        zone = ZoneInfo(time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    local = now.astimezone(zone)
    for change in _CHANGES:
        if local.time() >= change:
            return datetime.combine(local.date(), change, zone)
    return datetime.combine(local.date() - timedelta(days=1), _CHANGES[0], zone)
