"""Days and appointments in words, as ``static/js/days.js`` writes them for the browser."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from housing_service.web.pages import phrases

Json = Mapping[str, Any]


def day(text: str) -> str:
    """A day of the wire: "1 Dec 2026"."""
    of = date.fromisoformat(text)
    month = phrases.word("months", str(of.month))
    return phrases.phrase("day_of_year", n=of.day, month=month, year=of.year)


def day_time(text: str, time_zone: str | None) -> str:
    """A moment where the place is: "Thu 3 Dec, 14:00"; in UTC when its zone is not known."""
    local = datetime.fromisoformat(text).astimezone(zone_of(time_zone))
    return phrases.phrase(
        "day_time", day=phrases.day(local.date().isoformat()), time=f"{local:%H:%M}"
    )


def zone_of(time_zone: str | None) -> ZoneInfo:
    """The zone of this name, or UTC."""
    try:
        return ZoneInfo(time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def pool_title(pool: Json) -> str:
    """What a pool is called on a card: its name, or when the appointment is."""
    if pool.get("starts_at"):
        when = day_time(str(pool["starts_at"]), pool.get("time_zone"))
        return phrases.phrase("appointment_at", when=when)
    return str(pool.get("name") or "")
