"""What the operator's page says about extra capacity, and the times it offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from housing_service.web.pages import phrases
from housing_service.web.pages.capacity_view import day_and_time

Json = Mapping[str, Any]
EVENING = time(18)
MORNING = time(8)
NIGHTS_OFFERED = 7


@dataclass(frozen=True, slots=True)
class SurgeRow:
    """One piece of extra capacity that is open or to come, and what opens with it."""

    id: str
    region: str
    reason: str
    state: str
    period: str
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """Moments to choose from, as (time on the wire, words); wall-clock times of one zone."""

    starts: tuple[tuple[str, str], ...]
    ends: tuple[tuple[str, str], ...]


def surge_rows(
    surges: Sequence[Json], pools: Sequence[Json], time_zone: str | None
) -> list[SurgeRow]:
    """What runs and what is to come, with the pools that open, as the operator may see them."""
    return [_row(surge, pools, time_zone) for surge in surges if surge["state"] != "over"]


def _row(surge: Json, pools: Sequence[Json], time_zone: str | None) -> SurgeRow:
    opened = [
        pool for pool in pools
        if pool.get("capacity_kind") == "surge" and pool["region"] == surge["region"]
    ]  # fmt: skip
    starts, ends = (day_and_time(surge[name], time_zone) for name in ("starts_at", "ends_at"))
    return SurgeRow(
        id=str(surge["id"]),
        region=str(surge["region_label"]),
        reason=phrases.word("surge_labels", surge["label"]),
        state=phrases.word("surge_states", surge["state"]),
        period=f"{starts} – {ends}",
        opens=tuple(sorted(_pool_said(pool) for pool in opened)),
    )


def _pool_said(pool: Json) -> str:
    free = pool.get("units_free_reported")
    said = (
        phrases.word("pool_badges", "unknown")
        if free is None
        else phrases.phrase(
            "empty_and_kept",
            units=phrases.units(free, pool["unit"]),
            kept=pool.get("units_held") or 0,
        )
    )
    return f"{pool['program_name']}, {pool['name']}: {said}"


def times(now: datetime, time_zone: str | None) -> Times:
    """The coming evenings to begin with, and the coming mornings to end with."""
    zone = phrases.zone_of(time_zone)
    return Times(_moments(now, zone, EVENING), _moments(now, zone, MORNING))


def _moments(now: datetime, zone: ZoneInfo, at: time) -> tuple[tuple[str, str], ...]:
    today = now.astimezone(zone).date()
    found = []
    for days in range(NIGHTS_OFFERED + 1):
        moment = datetime.combine(today + timedelta(days=days), at, zone).astimezone(UTC)
        if moment > now:
            text = moment.isoformat()
            found.append((text, day_and_time(text, zone.key)))
    return tuple(found)
