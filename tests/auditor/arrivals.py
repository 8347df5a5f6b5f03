"""Transitions that move a count or bring a hold back: arrive, undo, reinstate (design 5)."""

from __future__ import annotations

from tests.auditor.manual_clock import HOUR, MINUTE
from tests.auditor.model_callers import Caller
from tests.auditor.model_holds import STATE_CODES, UNDO_FOR, Hold
from tests.auditor.transitions import DONE, SAME, Change

# Design is silent: how long a second "undo" reads success instead of "nothing to undo".
UNDO_REPEATS_FOR = 10 * MINUTE


def arrive(change: Change) -> str:
    """active -> arrived by staff; the holder only says so. Design 3.3: an expired hold can't
    arrive, except as the late answer to "Did they come?" within four hours."""
    hold = change.hold
    if hold.state == "arrived":
        return SAME
    late = change.shelter() and bool(change.fields.get("late")) and hold.is_asked_about(change.now)
    if hold.state != "active" and not late:
        return STATE_CODES[hold.state]
    if not change.shelter():
        if hold.arrival_said_at is not None:
            return SAME
        hold.arrival_said_at = change.now
        return DONE
    units = change.fields.get("units", hold.units)
    already_counted = bool(change.fields.get("already_counted"))
    if units > hold.units:
        return "units_exceed_hold"
    reported_at = hold.pool.reported_at
    if already_counted and (reported_at is None or reported_at <= hold.began_at()):
        return "count_not_reported_since"
    turn = change.model.next_turn()
    down = record_arrival(hold, change.now, change.caller, turn, 0 if already_counted else units)
    change.count_changed = down > 0
    return DONE


def record_arrival(hold: Hold, now: int, by: Caller, turn: int, units_to_count: int) -> int:
    """Ends the hold as arrived and takes the units off the count. Design 3.6: in one change, so
    what is available stays. Design is silent: a count never falls below zero."""
    down = min(units_to_count, hold.pool.free or 0)
    late = hold.state == "expired"
    hold.end("arrived", now, by, turn, None, undo=True)
    hold.late, hold.units_counted_down = late, down
    if down:
        assert hold.pool.free is not None
        hold.pool.free -= down
    return down


def undo(change: Change) -> str:
    """arrived, released, declined -> where it was, for 30 s, by who did it; restores count and
    deadline if that still lies ahead and the units are available. Design is silent: a number
    given after the arrival stands as given, and the holder's caps apply."""
    hold, pool = change.hold, change.hold.pool
    undone = hold.undone_at is not None and hold.undo_state is None
    if undone and (hold.undone_at or 0) > change.now - UNDO_REPEATS_FOR:
        return SAME
    if hold.undo_state is None or hold.ended_by != change.caller:
        return "nothing_to_undo"
    assert hold.ended_at is not None
    if hold.ended_at <= change.now - UNDO_FOR:
        return "undo_too_late"
    restored = 0 if pool.counted_anew_turn > hold.ended_turn else hold.units_counted_down
    if hold.undo_state != "expired":
        if hold.expires_at <= change.now:
            return "hold_expired"
        if (pool.free or 0) + restored - pool.units_held(change.now) < hold.units:
            return "no_units_available"
        if not change.shelter() and change.model.is_at_limit(change.caller, change.now):
            return "hold_limit_reached"
    hold.state, hold.undo_state = hold.undo_state, None
    hold.ended_at = hold.expires_at if hold.state == "expired" else None
    hold.undone_at, hold.ended_by, hold.reason = change.now, None, None
    hold.late, hold.units_counted_down = False, 0
    if restored:
        assert pool.free is not None
        pool.free += restored
        change.count_changed = True
    return DONE


def reinstate(change: Change) -> str:
    """expired -> active for 30 minutes, once, when units are available: by staff, or by the holder
    within 10 minutes and caps. Design is silent: staff within 24 h, and not in a closed pool."""
    hold, pool = change.hold, change.hold.pool
    if hold.state == "active" and hold.reinstated_at is not None:
        return SAME
    if hold.state != "expired":
        return STATE_CODES[hold.state]
    if hold.reinstated_at is not None:
        return "hold_already_reinstated"
    assert hold.ended_at is not None
    if hold.ended_at <= change.now - (24 * HOUR if change.shelter() else 10 * MINUTE):
        return "hold_expired"
    if pool.closed:
        return "pool_closed"
    if not change.shelter() and change.model.is_at_limit(change.caller, change.now):
        return "hold_limit_reached"
    if pool.units_available(change.now) < hold.units:
        return "no_units_available"
    hold.state, hold.ended_at = "active", None
    hold.reinstated_at = change.now
    hold.expires_at = change.now + 30 * MINUTE
    return DONE
