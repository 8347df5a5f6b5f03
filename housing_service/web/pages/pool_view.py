"""What a console row says about one pool, worked out from its wire object.

``static/js/pool_view.js`` works out the same for the browser. Outsiders' objects of confidential
programs hold no numbers, so nothing here could show one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from housing_service.domain.party import Party
from housing_service.web.pages import days, phrases
from housing_service.web.pages.capacity_view import capacity_said
from housing_service.web.pages.household import units_needed
from housing_service.web.pages.lock_view import expected_said

Json = Mapping[str, Any]


_STOPPED = {"organization": "stopped_by_organization", "region": "stopped_by_region"}


@dataclass(frozen=True, slots=True)
class PoolView:
    """The texts of one row; an empty view fills the template the browser clones."""

    id: str = ""
    program_id: str = ""
    program: str = ""
    pool: str = ""
    what: str = ""
    count: str = ""
    count_label: str = ""
    tone: str = ""
    freshness: str = ""
    band: str = ""
    note: str = ""
    capacity: str = ""
    hold_label: str = ""
    hold_at: str = ""
    can_hold: bool = False
    no_hold: str = ""
    expected: str = ""
    homes_at: str = ""


def pool_view(pool: Json, who: Party, now: datetime) -> PoolView:
    """The row for `pool` as the household `who` needs it; `now` is the server's clock."""
    count, count_label, tone = _count(pool)
    no_hold = _why_no_hold(pool, who)
    asks = pool.get("hold_policy_effective") == "confirm"
    return PoolView(
        id=str(pool["id"]),
        program_id=str(pool.get("program_id") or ""),
        program=str(pool["program_name"]),
        pool=days.pool_title(pool),
        what=_what(pool),
        count=count,
        count_label=count_label,
        tone=tone,
        freshness=phrases.freshness(pool, now),
        band=str(pool.get("freshness") or "unknown"),
        note=_note(pool),
        capacity=capacity_said(pool),
        hold_label=_hold_label(pool, who, asks) if no_hold is None else "",
        hold_at=str(pool["program_name"]),
        can_hold=no_hold is None,
        no_hold=no_hold or "",
        expected=expected_said(pool),
        # Only kinds of programs that keep places for weeks expect any.
        homes_at=f"/console/homes/{pool['id']}" if pool.get("expected") is not None else "",
    )


def is_outsider(pool: Json) -> bool:
    """Whether this is the projection that carries no counts."""
    return "availability" in pool


def _what(pool: Json) -> str:
    parts = [phrases.word("kinds", pool.get("kind"))]
    if is_outsider(pool):
        # Elsewhere the count itself names the unit.
        parts.append(phrases.word("unit_many", pool["unit"]))
    parts.append(str(pool.get("region_label") or ""))
    return " · ".join(part for part in parts if part)


def _count(pool: Json) -> tuple[str, str, str]:
    """The big text, the small one beside it, and the tone: many, none, old or word."""
    if is_outsider(pool):
        return phrases.word("availability", pool["availability"]), "", "word"
    state = pool["state"]
    if state in ("closed", "paused", "unknown"):
        return phrases.word("pool_badges", state), "", "word"
    available = int(pool.get("units_available") or 0)
    label = phrases.word("units_free", pool["unit"], n=available)
    tone = "old" if state == "stale" else "many" if available else "none"
    return str(available), label, tone


def _note(pool: Json) -> str:
    if is_outsider(pool):
        return phrases.phrase("shelter_decides")
    zone, state = pool.get("time_zone"), pool["state"]
    if pool.get("stopped_by"):
        return phrases.phrase(_STOPPED[str(pool["stopped_by"])])
    said = "" if state == "open" else phrases.word("pool_states", state)
    if state == "paused" and pool.get("paused_until"):
        said += " " + phrases.phrase(
            "paused_until", time=phrases.clock_time(pool["paused_until"], zone)
        )
    if state == "all_held" and pool.get("next_expiry_at") and not pool.get("lock_milestones"):
        time = phrases.clock_time(pool["next_expiry_at"], zone)
        said += ", " + phrases.phrase("free_up_at", time=time)
    if pool.get("unconfirmed_arrival"):
        said += ("; " if said else "") + phrases.phrase("unconfirmed_arrival")
    return said


def _why_no_hold(pool: Json, who: Party) -> str | None:
    """None when a hold may be asked for; else what stands in place of the button."""
    if closed_tonight(pool):
        return ""
    if pool.get("hold_policy_effective") == "call_only":
        return phrases.phrase("call_first")
    if is_outsider(pool):
        return None
    needed = units_needed(pool, who)
    available = int(pool.get("units_available") or 0)
    if available >= needed:
        return None
    if not available:
        return ""
    said = phrases.units(needed, str(pool["unit"]))
    return phrases.phrase("not_enough", needed=said, people=phrases.people(who.people))


def _hold_label(pool: Json, who: Party, asks: bool) -> str:
    group = phrases.people(who.people)
    if is_outsider(pool):
        return phrases.phrase("ask_confidential", people=group)
    needed = phrases.units(units_needed(pool, who), str(pool["unit"]))
    return phrases.phrase("ask" if asks else "hold", units=needed, people=group)


def closed_tonight(pool: Json) -> bool:
    """Whether nothing new can be held here for now, whoever asks."""
    if is_outsider(pool):
        return bool(pool["availability"] == "closed")
    return (
        pool["state"] in ("closed", "paused", "over_held")
        or pool.get("hold_policy_effective") == "closed"
    )
