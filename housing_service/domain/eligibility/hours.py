"""Intake hours: when a program takes new people in, week by week, in its own time zone."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

# As many as somebody writes, and as many as they become, a night being two.
SPANS_MAX = 42
SPANS_STORED_MAX = 42
_ZONES_MAX = 64
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTES_A_DAY = 24 * 60
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")
# (day of the week from Monday = 0, first minute, minute after the last); a span may not pass
# midnight, so a night is two spans.
Span = tuple[int, int, int]
Hours = tuple[Span, ...]


def parse_hours(raw: Any) -> Hours:
    """Spans from a list of {"days": ["mon", ...], "from": "08:00", "until": "17:00"}, sorted.

    "until" may be earlier than "from": such a span runs past midnight into the next day; equal
    times are a whole day. Raises ValueError naming what is wrong, never a value.
    """
    if not isinstance(raw, list) or not 1 <= len(raw) <= SPANS_MAX:
        raise ValueError(f"give 1 to {SPANS_MAX} spans of days and times")
    spans: set[Span] = set()
    for item in raw:
        if not isinstance(item, dict) or set(item) != {"days", "from", "until"}:
            raise ValueError("a span has days, from and until")
        first, last = _minute(item["from"]), _minute(item["until"])
        if first == _MINUTES_A_DAY:
            raise ValueError("a span begins before 24:00")
        if not isinstance(item["days"], list) or not item["days"]:
            raise ValueError("a span has at least one day")
        for day in item["days"]:
            if day not in DAYS:
                raise ValueError(f"days are {', '.join(DAYS)}")
            spans.update(_of_one_day(DAYS.index(day), first, last))
    if len(spans) > SPANS_STORED_MAX:
        raise ValueError("has more spans than a week can hold")
    return tuple(sorted(spans))


def _minute(raw: Any) -> int:
    match = _TIME.fullmatch(raw) if isinstance(raw, str) else None
    minute = int(match[1]) * 60 + int(match[2]) if match else _MINUTES_A_DAY + 1
    if minute > _MINUTES_A_DAY:
        raise ValueError("times are 00:00 to 24:00")
    return minute


def _of_one_day(day: int, first: int, last: int) -> list[Span]:
    if first < last:
        return [(day, first, last)]
    spans = [(day, first, _MINUTES_A_DAY)]
    if last > 0:
        spans.append(((day + 1) % 7, 0, last))
    return spans


@lru_cache(_ZONES_MAX)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # Not a zone, or none that this machine knows.
        return None


def local_time(at: datetime | None, zone: str | None) -> datetime | None:
    """A moment in a program's own time zone; null when that can't be said."""
    known = _zone(zone) if zone else None
    if at is None or known is None:
        return None
    try:
        return at.astimezone(known)
    except OverflowError:
        return None


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether new people are taken in at `at`, which is a time in the program's own zone."""
    minute = at.hour * 60 + at.minute
    return any(day == at.weekday() and first <= minute < last for day, first, last in hours)


def write_hours(hours: Hours) -> list[dict[str, Any]]:
    """The spans as `parse_hours` reads them, days with the same times together."""
    days_by_times: dict[tuple[int, int], list[str]] = {}
    for day, first, last in hours:
        days_by_times.setdefault((first, last), []).append(DAYS[day])
    return [
        {"days": days, "from": _clock(first), "until": _clock(last)}
        for (first, last), days in days_by_times.items()
    ]


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
