"""What a card says about one hold, to the one who asked for it or to the shelter's staff.

``static/js/hold_view.js`` works out the same for the browser. The card of the staff shows how
many come and what must be made ready, and nothing else about anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from housing_service.web.pages import days, phrases
from housing_service.web.pages.lock_view import lock_deadline, lock_view, waits_for_vacancy

Json = Mapping[str, Any]

LIVE = frozenset({"requested", "active"})
# An ended hold stays on top this long, so that nobody has to look for what became of it.
RECENT_SECONDS = 15 * 60
REINSTATE_SECONDS = 10 * 60


@dataclass(frozen=True, slots=True)
class HoldView:
    """The texts of one hold card; an empty view fills the template the browser clones."""

    id: str = ""
    pool_id: str = ""
    state: str = ""
    title: str = ""
    place: str = ""
    who: str = ""
    needs: str = ""
    code: str = ""
    deadline: str = ""
    expires_at: str = ""
    left: str = ""
    note: str = ""
    next_step: str = ""
    warning: str = ""
    extension_number: str = ""
    units: str = ""
    counted_since: bool = False
    many: bool = False
    live: bool = False
    active: bool = False
    requested: bool = False
    can_extend: bool = False
    can_say_arrived: bool = False
    can_see: bool = False
    offered: bool = False
    can_arrive: bool = False
    can_reinstate: bool = False
    can_undo: bool = False
    did_they_come: bool = False
    recent: bool = False
    lock: bool = False
    step_1: str = ""
    step_2: str = ""
    step_3: str = ""
    step_4: str = ""
    next_milestone: str = ""
    next_label: str = ""
    can_step: bool = False
    can_accept: bool = False
    can_say_seen: bool = False
    can_keep_longer: bool = False
    can_extend_lock: bool = False
    expected: str = ""


def hold_view(
    hold: Json, pool: Json | None, now: datetime, *, staff: bool, zone: str = ""
) -> HoldView:
    """The card for `hold` in `pool` (None when the caller can't see it); `now` by the server.
    Times are shown as clocks show them there, or in `zone` where the pool does not say."""
    state = str(hold["state"])
    live = state in LIVE
    offered = state == "active" and bool(hold.get("offered"))
    zone = str((pool or {}).get("time_zone") or zone)
    ended_at = phrases.parse_time(hold.get("ended_at"))
    since_end = (now - ended_at).total_seconds() if ended_at else 0.0
    undo_until = phrases.parse_time(hold.get("undo_until"))
    return HoldView(
        id=str(hold["id"]),
        pool_id=str(hold["pool_id"]),
        state=state,
        title=phrases.phrase("offered") if offered else phrases.word("hold_states", state),
        place=_place(hold, pool, staff),
        who=phrases.household(hold.get("party")),
        needs=", ".join(phrases.word("needs", code) for code in hold.get("needs") or ()),
        code=str(hold.get("arrival_code") or "")
        if state in ("active", "expired") and not offered
        else "",
        deadline=lock_deadline(hold, zone) or _deadline(hold, zone),
        expires_at=str(hold["expires_at"]) if live else "",
        left=_left(hold, now) if live else "",
        note=_note(hold, zone, staff),
        next_step="" if staff else _next_step(state, hold.get("reason_group")),
        warning=_warning(hold, pool, staff),
        extension_number=str(int(hold.get("extensions") or 0) + 1),
        units=str(hold.get("units") or 1),
        counted_since=bool(hold.get("counted_since")),
        many=int(hold.get("units") or 1) > 1,
        live=live,
        active=state == "active" and (staff or not offered),
        requested=state == "requested",
        can_extend=state == "active"
        and not hold.get("milestones")
        and (staff or (not offered and int(hold.get("extensions_left") or 0) > 0)),
        can_say_arrived=state == "active" and not offered and not hold.get("arrival_said_at"),
        can_see=state == "requested" and not hold.get("seen_at"),
        offered=offered,
        can_arrive=state == "active" and not offered,
        can_reinstate=state == "expired"
        and not hold.get("reinstated")
        and not hold.get("offered")
        and (staff or since_end < REINSTATE_SECONDS),
        can_undo=undo_until is not None and undo_until > now,
        did_they_come=bool(hold.get("did_they_come")),
        recent=since_end < RECENT_SECONDS,
        **lock_view(hold, zone, staff),
    )


def _next_step(state: str, group: str | None) -> str:
    """Why it was declined, as far as the program lets others know, and what to do now."""
    if state not in ("declined", "timed_out", "expired", "revoked"):
        return ""
    why = phrases.word("reason_groups", group) + " " if state == "declined" and group else ""
    return why + phrases.word("hold_next_steps", state)


def _place(hold: Json, pool: Json | None, staff: bool) -> str:
    parts = [] if staff else [str(hold.get("program_name") or "")]
    if pool is not None and pool.get("starts_at"):
        parts.append(days.pool_title(pool))
        return " · ".join(part for part in parts if part)
    parts.append(str(hold.get("pool_name") or ""))
    if hold.get("unit"):
        parts.append(phrases.units(int(hold["units"]), str(hold["unit"])))
    return " · ".join(part for part in parts if part)


def _deadline(hold: Json, zone: str) -> str:
    if hold["state"] == "requested":
        return phrases.phrase("answer_by", time=phrases.clock_time(hold["expires_at"], zone))
    if hold["state"] == "active":
        return phrases.phrase("kept_until", time=phrases.clock_time(hold["expires_at"], zone))
    return phrases.phrase("ended_at", time=phrases.clock_time(hold.get("ended_at"), zone))


def _left(hold: Json, now: datetime) -> str:
    expires_at = phrases.parse_time(hold["expires_at"])
    return phrases.time_left((expires_at - now).total_seconds()) if expires_at else ""


def _note(hold: Json, zone: str, staff: bool) -> str:
    said = []
    if staff and hold.get("kept_by") == "shelter":
        said.append(phrases.phrase("kept_by_us"))
    elif staff and hold.get("responder_organization_name"):
        said.append(phrases.phrase("from_organization", name=hold["responder_organization_name"]))
    if staff and hold["state"] == "active" and hold.get("offered"):
        said.append(phrases.phrase("offer_waits"))
    if staff and hold["state"] == "active" and hold.get("call_back"):
        said.append(phrases.phrase("call_back", line=hold["call_back"]))
    if hold.get("arrival_said_at") and hold["state"] == "active":
        time = phrases.clock_time(hold["arrival_said_at"], zone)
        said.append(phrases.phrase("they_said_arrived" if staff else "said_arrived", time=time))
    if staff and hold["state"] == "requested" and hold.get("seen_at"):
        said.append(phrases.phrase("seen", time=phrases.clock_time(hold["seen_at"], zone)))
    if hold.get("reinstated") and hold["state"] == "active":
        said.append(phrases.phrase("reinstated"))
    return "; ".join(said)


def _warning(hold: Json, pool: Json | None, staff: bool) -> str:
    if hold["state"] not in LIVE:
        return ""
    if staff and hold.get("call_before_admitting"):
        return phrases.phrase("call_before_admitting")
    if waits_for_vacancy(hold):
        return phrases.phrase("promise_changed") if hold.get("at_risk") else ""
    if staff and hold.get("units_backed") is False:
        return phrases.phrase("no_room_yet")
    if hold.get("at_risk") and not staff:
        stopped = (pool or {}).get("stopped_by") == "organization"
        return phrases.phrase("shelter_stopped" if stopped else "at_risk")
    return ""
