"""Turns numbers, times and codes into the phrases of the catalogue, in the language spoken now.

``static/js/phrases.js`` has the same functions for the browser; a test compares the two, so
that a page reads the same before and after its modules have started.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from housing_service.web.language.current import phrase, word

__all__ = ["phrase", "word"]
Json = Mapping[str, Any]


def parse_time(text: str | None) -> datetime | None:
    """The aware time a wire string names, or None."""
    return None if text is None else datetime.fromisoformat(text)


def clock_time(text: str | None, time_zone: str | None, *, seconds: bool = False) -> str:
    """The wall-clock time, 24 h, where the place is; UTC when its zone is not known."""
    at = parse_time(text)
    if at is None:
        return ""
    return at.astimezone(zone_of(time_zone)).strftime("%H:%M:%S" if seconds else "%H:%M")


def zone_of(time_zone: str | None) -> ZoneInfo:
    """The zone of that name; UTC when it is not known."""
    try:
        return ZoneInfo(time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def day(text: str) -> str:
    """ "Wed 25 Nov" for a day of the calendar, "2026-11-25"."""
    at = date.fromisoformat(text)
    return phrase(
        "day",
        weekday=word("weekdays", str(at.isoweekday())),
        n=at.day,
        month=word("months", str(at.month)),
    )


def day_time(text: str | None, time_zone: str | None) -> str:
    """ "Wed 25 Nov, 17:00" where the place is; UTC when its zone is not known."""
    at = parse_time(text)
    if at is None:
        return ""
    try:
        local = at.astimezone(ZoneInfo(time_zone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        local = at.astimezone(ZoneInfo("UTC"))
    said = day(local.date().isoformat())
    return phrase("day_time", day=said, time=clock_time(text, time_zone))


def ago(age_seconds: float) -> str:
    """How long ago, as people say it."""
    minutes = int(max(0.0, age_seconds) // 60)
    if minutes < 1:
        return phrase("just_now")
    if minutes < 120:
        return phrase("minutes_ago", n=minutes)
    if minutes < 48 * 60:
        return phrase("hours_ago", n=minutes // 60)
    return phrase("days_ago", n=minutes // 1440)


def time_left(left_seconds: float) -> str:
    """How long a hold still runs; at zero the server has the word, so "checking"."""
    if left_seconds <= 0:
        return phrase("checking")
    minutes = int(left_seconds // 60)
    if minutes < 1:
        return phrase("less_than_a_minute_left")
    if minutes < 120:
        return phrase("minutes_left", n=minutes)
    if minutes >= 48 * 60:
        return phrase("days_left", n=minutes // 1440)
    return phrase("hours_left", h=minutes // 60, m=minutes % 60)


def units(count: int, unit: str) -> str:
    """ "1 room", "3 beds"."""
    return word("units", unit, n=count)


def people(count: int) -> str:
    """ "1 person", "3 people"."""
    return phrase("people", n=count)


def household(party: Json | None) -> str:
    """ "1 adult, 2 children (1 under two)"; nothing beyond these three numbers exists."""
    if party is None:
        return phrase("household_unknown")
    adults, children = int(party.get("adults") or 0), int(party.get("children") or 0)
    infants = int(party.get("infants") or 0)
    parts = []
    if adults:
        parts.append(phrase("adults", n=adults))
    if children:
        said = phrase("children", n=children)
        if infants:
            said += f" ({phrase('under_two', n=infants)})"
        parts.append(said)
    return ", ".join(parts) or phrase("household_unknown")


def freshness(pool: Json, now: datetime) -> str:
    """Who said the number and how long ago; outsiders of a confidential program read a band."""
    reported_at = parse_time(pool.get("reported_at"))
    if reported_at is None:
        return word("freshness", pool.get("freshness"))
    said = ago((now - reported_at).total_seconds())
    who = pool.get("reported_by_role")
    if not who:
        return phrase("said", ago=said)
    return phrase("said_by", ago=said, who=word("reporters", who))
