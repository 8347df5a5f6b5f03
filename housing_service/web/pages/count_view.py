"""What the shelter's card says about one of its own pools, worked out from its wire object.

``static/js/count_view.js`` works out the same for the browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from housing_service.web.pages import days, phrases
from housing_service.web.pages.capacity_view import capacity_said, is_resting
from housing_service.web.pages.lock_view import expected_said

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CountView:
    """The texts of one count card; an empty view fills the template the browser clones."""

    id: str = ""
    pool: str = ""
    program: str = ""
    state: str = ""
    badge: str = ""
    count_id: str = "count-"
    count_label: str = ""
    units_free: str = ""
    counted: bool = False
    kept: str = ""
    shown: str = ""
    freshness: str = ""
    band: str = ""
    over_held: str = ""
    attention: str = ""
    form_id: str = "report-"
    out_id: str = "out-"
    out: str = "0"
    out_said: str = ""
    confidential: str = "false"
    settings_at: str = ""
    based_on_version: str = ""
    can_pause: bool = False
    can_resume: bool = False
    eligibility_at: str = ""
    capacity: str = ""
    reserve: str = "0"
    reserve_at: str = ""
    reserve_id: str = "reserve-"
    starts_at: str = ""
    by_minutes: bool = False
    homes_at: str = ""
    expected: str = ""


def count_view(pool: Json, now: datetime) -> CountView:
    """The card for one own pool, with all its counts; `now` is the server's clock."""
    state, free = str(pool["state"]), pool.get("units_free_reported")
    short = int(pool.get("units_short") or 0)
    closed = state in ("paused", "closed")
    out = int(pool.get("units_out_of_service") or 0)
    return CountView(
        id=str(pool["id"]),
        pool=days.pool_title(pool),
        program=str(pool["program_name"]),
        state=state,
        badge=phrases.word("pool_badges", state),
        count_id=f"count-{pool['id']}",
        count_label=phrases.phrase("empty_now", units=phrases.word("unit_many", pool["unit"])),
        units_free="" if free is None else str(free),
        counted=free is not None,
        kept=str(pool.get("units_held") or 0),
        shown=phrases.word("pool_badges", state)
        if closed
        else str(pool.get("units_available") or 0),
        freshness=phrases.freshness(pool, now),
        band=str(pool.get("freshness") or "unknown"),
        over_held=phrases.phrase("over_held", n=short) if short > 0 else "",
        attention=_attention(pool, state),
        form_id=f"report-{pool['id']}",
        out_id=f"out-{pool['id']}",
        out=str(out),
        out_said=phrases.phrase("out_said", n=out) if out else "",
        confidential=str(bool(pool.get("confidential"))).lower(),
        settings_at=f"/shelter/pools/{pool['id']}/settings",
        based_on_version=str(pool.get("counts_version") or 0),
        can_pause=not closed,
        can_resume=closed and not is_resting(pool),
        eligibility_at=f"/shelter/pools/{pool['id']}/eligibility",
        capacity=capacity_said(pool),
        reserve=str(pool.get("reserve_units") or 0),
        reserve_at=f"/shelter/pools/{pool['id']}/reserve",
        reserve_id=f"reserve-{pool['id']}",
        # An appointment is kept until it begins; anything else for as long as is chosen.
        starts_at=str(pool.get("starts_at") or ""),
        by_minutes=not pool.get("starts_at"),
        homes_at=f"/shelter/pools/{pool['id']}/homes" if pool.get("expected") is not None else "",
        expected=expected_said(pool),
    )


def _attention(pool: Json, state: str) -> str:
    if state == "stale":
        return phrases.phrase("count_is_old")
    if state != "paused":
        return ""
    said = [phrases.phrase("paused_by_you")]
    if pool.get("paused_until"):
        time = phrases.clock_time(pool["paused_until"], pool.get("time_zone"))
        said.append(phrases.phrase("paused_until", time=time))
    if pool.get("pause_reason"):
        said.append(f"({phrases.word('pause_reasons', pool['pause_reason'])})")
    return " ".join(said)
