"""What each viewer is shown of a pool and of a hold (design 7), apart from versions."""

from __future__ import annotations

from typing import Any

from tests.auditor.manual_clock import rfc3339
from tests.auditor.model_callers import Caller
from tests.auditor.model_holds import UNDO_FOR, Hold
from tests.auditor.model_pools import Pool

Json = dict[str, Any]
# Fields of a pool that change with the clock alone.
POOL_BY_CLOCK = frozenset({
    "units_held", "units_available", "units_short", "state", "hold_policy_effective",
    "freshness", "next_expiry_at", "unconfirmed_arrival", "as_of",
})  # fmt: skip
HOLD_BY_CLOCK = frozenset({"state", "ended_at", "undo_until", "did_they_come"})


def pool_view(pool: Pool, clock: int) -> Json:
    """Every signed-in caller gets these of a pool that is not confidential."""
    now = pool.now(clock)
    return {
        "id": pool.id,
        "units_free_reported": pool.free,
        "units_held": pool.units_held(now),
        "units_available": pool.units_available(now),
        "units_short": pool.units_short(now),
        "units_out_of_service": pool.out_of_service,
        "state": pool.state(now),
        "hold_policy": pool.policy,
        "hold_policy_effective": pool.policy_effective(now),
        "hold_minutes_default": pool.minutes_default,
        "hold_minutes_max": pool.minutes_max,
        "reported_at": rfc3339(pool.reported_at),
        "reported_by_role": pool.reported_by_role,
        "freshness": pool.freshness(now),
        "next_expiry_at": rfc3339(pool.next_expiry_at(now)),
        "unconfirmed_arrival": pool.unconfirmed_arrival(now),
        "paused_until": rfc3339(pool.paused_until),
        "pause_reason": pool.pause_reason,
        "as_of": rfc3339(now),
    }


def hold_view(hold: Hold, viewer: Caller, clock: int) -> Json:
    """Design 7: the operator reads state and deadline only; reasons stay with the shelter."""
    relation = viewer.relation(hold)
    now = hold.pool.now(clock)
    least = {
        "id": hold.id,
        "pool_id": hold.pool.id,
        "state": hold.shown_state(now),
        "expires_at": rfc3339(hold.expires_at),
    }
    if relation == "operator":
        return least
    view = least | {
        "units": hold.units,
        "party": hold.party,
        "needs": list(hold.needs),
        "placed_at": rfc3339(hold.placed_at),
        "accepted_at": rfc3339(hold.accepted_at),
        "ended_at": rfc3339(hold.shown_ended_at(now)),
        "minutes": hold.minutes,
        "extensions": hold.extensions,
        "extensions_left": max(0, 1 - hold.holder_extensions),
        "at_risk": hold.at_risk,
        "seen_at": rfc3339(hold.seen_at),
        "arrival_said_at": rfc3339(hold.arrival_said_at),
        "late": hold.late,
        "reinstated": hold.reinstated_at is not None,
        "undo_until": _undo_until(hold, relation, now),
        "kept_by": hold.kept_by,
        "mine": viewer == hold.holder,
    }
    if relation == "shelter":
        view |= {
            "reason": hold.reason,
            "did_they_come": hold.is_asked_about(now),
            "counted_since": hold.pool.reported_at is not None
            and hold.pool.reported_at > hold.began_at(),
        }
    return view


def _undo_until(hold: Hold, relation: str | None, now: int) -> str | None:
    """Design 5: thirty seconds, for who did it. Design is silent on which colleague: the shelter
    reads it for what anybody there has done."""
    if hold.undo_state is None or hold.undone_at is not None or hold.ended_at is None:
        return None
    if hold.ended_at + UNDO_FOR <= now:
        return None
    by_holder = hold.ended_by == hold.holder
    mine = by_holder if relation == "holder" else not by_holder or hold.kept_by == "shelter"
    return rfc3339(hold.ended_at + UNDO_FOR) if mine else None
