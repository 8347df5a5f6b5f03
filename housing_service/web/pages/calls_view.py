"""What the operator's room says about whom to call, and how each region stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from housing_service.service.call_list import Call, Reason
from housing_service.service.region_board import RegionFigures
from housing_service.web.language.current import text
from housing_service.web.pages import phrases
from housing_service.web.pages.region_map import RegionMap, region_map

Json = Mapping[str, Any]
NUDGES_A_SHIFT: Final = 2
NO_CALL: Final[Json] = {
    "id": "", "program": "", "pool": "", "region": "", "numbers": "", "reasons": [],
    "urgency": "", "line": "", "line_at": "", "no_line": "", "nudged": "", "can_nudge": False,
    "no_nudge": "", "nudge_id": "", "can_count": False, "report_id": "",
}  # fmt: skip


def call_cards(calls: Iterable[Call], lines: Mapping[str, str], now: datetime) -> list[Json]:
    """A card a call; `lines` are numbers by program id."""
    return [_card(call, lines.get(str(call.pool["program_id"]), ""), now) for call in calls]


def _card(call: Call, line: str, now: datetime) -> Json:
    pool = call.pool
    hidden = "availability" in pool
    left = NUDGES_A_SHIFT - call.nudges
    nudged_at = call.nudged_at.isoformat() if call.nudged_at else None
    return {
        "id": str(pool["id"]),
        "program": str(pool["program_name"]),
        "pool": str(pool.get("name") or ""),
        "region": str(pool.get("region_label") or ""),
        "numbers": numbers(pool),
        "reasons": [_said(reason, pool, now) for reason in call.reasons],
        "urgency": call.reasons[0].code,
        "line": line,
        "line_at": f"tel:{''.join(c for c in line if c.isdigit() or c == '+')}" if line else "",
        "no_line": "" if line else text(f"operator.calls.{'hidden' if hidden else 'no'}_line"),
        "nudged": text(
            "operator.calls.nudged",
            time=phrases.clock_time(nudged_at, pool.get("time_zone")),
        )
        if nudged_at
        else "",
        "can_nudge": left > 0,
        "no_nudge": "" if left > 0 else text("operator.calls.no_nudge"),
        # Each form brings the id of its act, so that sending it twice counts once.
        "nudge_id": str(uuid4()),
        "can_count": not hidden,
        "report_id": str(uuid4()),
    }


def _said(reason: Reason, pool: Json, now: datetime) -> str:
    since = phrases.ago((now - reason.since).total_seconds()) if reason.since else ""
    key = f"operator.reason.{reason.code}"
    if reason.code == "stale" and not since:
        key += "_untold"
    if reason.code == "over_held":
        return text(key, units=phrases.units(reason.count, str(pool["unit"])), ago=since)
    return text(key, n=reason.count, ago=since)


def numbers(pool: Json) -> str:
    """The count as it was last said; of a confidential program only whether it may have room."""
    if "availability" in pool:
        return phrases.word("availability", pool["availability"])
    free = pool.get("units_free_reported")
    if free is None:
        return phrases.word("pool_badges", "unknown")
    kept = pool.get("units_held") or 0
    return phrases.phrase("empty_and_kept", units=phrases.units(free, pool["unit"]), kept=kept)


def region_rows(regions: Iterable[RegionFigures], chosen: str | None) -> list[Json]:
    """A row a region for the table, which also says what the map shows."""
    return [
        {
            "id": one.code,
            "label": one.label,
            "free": str(one.free),
            "free_said": text("operator.regions.tile_free", n=one.free),
            "call_said": text("operator.regions.tile_call", n=one.to_call),
            "to_call": str(one.to_call),
            "stale": str(one.stale),
            "over_held": str(one.over_held),
            "waiting": str(one.waiting),
            "confidential": str(one.confidential),
            "tone": "warn" if one.to_call else "calm",
            "said": text("operator.regions.said", region=one.label, free=one.free, n=one.to_call),
            "chosen": one.code == chosen,
        }
        for one in regions
        if one.tile is not None or one.pools
    ]


def map_of(regions: Iterable[RegionFigures]) -> RegionMap:
    return region_map(
        (one.code, one.label, one.tile) for one in regions if one.tile is not None or one.pools
    )
