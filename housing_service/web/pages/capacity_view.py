"""What a card says about capacity that is not there every night, worked out from a pool's wire
object. ``static/js/capacity_view.js`` works out the same for the browser.

Outsiders' objects of confidential programs carry nothing of it, so nothing is said there.
"""

from collections.abc import Mapping
from typing import Any

from housing_service.web.pages import phrases

Json = Mapping[str, Any]


def capacity_said(pool: Json) -> str:
    """Why the pool is open or closed at this time of the year, and what is kept for emergencies."""
    parts = [_kind_said(pool)]
    reserved = int(pool.get("units_reserved") or 0)
    if reserved and pool.get("state") != "closed":
        parts.append(phrases.phrase("kept_for_emergencies", n=reserved))
    return " · ".join(part for part in parts if part)


def is_resting(pool: Json) -> bool:
    """Whether the pool is closed only until its season, or until it is needed."""
    opening = pool.get("opening") or {"is_open": True}
    return not opening["is_open"]


def _kind_said(pool: Json) -> str:
    kind, opening = pool.get("capacity_kind"), pool.get("opening") or {}
    if kind == "reserve":
        return phrases.phrase("for_emergencies_only")
    if kind == "seasonal":
        first, last = (_day(opening[name]) for name in ("season_from", "season_until"))
        return phrases.phrase("season", first=first, last=last)
    if kind != "surge":
        return ""
    if not opening.get("opens_at"):
        return phrases.phrase("extra_when_needed")
    reason = phrases.word("surge_labels", opening["surge_label"])
    if opening["is_open"]:
        return phrases.phrase("extra_tonight", reason=reason)
    return phrases.phrase(
        "extra_from", reason=reason, time=day_and_time(opening["opens_at"], pool.get("time_zone"))
    )


def _day(text: str) -> str:
    month, day = text.split("-")
    return phrases.phrase("month_day", month=phrases.word("months", str(int(month))), day=int(day))


def day_and_time(text: str, time_zone: str | None) -> str:
    """ "Nov 22, 18:00", by the clock where the place is."""
    at, zone = phrases.parse_time(text), phrases.zone_of(time_zone)
    if at is None:
        return ""
    said = _day(at.astimezone(zone).strftime("%m-%d"))
    return f"{said}, {phrases.clock_time(text, time_zone)}"
