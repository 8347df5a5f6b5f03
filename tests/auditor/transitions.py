"""Transitions of a hold (design 5): the frame of all, and those that move no count.

Each judgement answers `DONE` when it changed the hold, `SAME` when the request was carried out
before or has nothing left to do, or the code of a refusal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.auditor.answers import Expected, refused
from tests.auditor.manual_clock import HOUR, MINUTE
from tests.auditor.model import Model
from tests.auditor.model_callers import Caller
from tests.auditor.model_holds import LIVE, STATE_CODES, Hold
from tests.auditor.views import hold_view

DONE = "done"
SAME = "same"


@dataclass
class Change:
    """One request for a transition, under the pool's lock."""

    model: Model
    caller: Caller
    hold: Hold
    relation: str
    now: int
    fields: dict[str, Any]
    count_changed: bool = field(default=False)

    def shelter(self) -> bool:
        return self.relation == "shelter"


Judge = Callable[[Change], str]


def carry_out(
    model: Model, caller: Caller, hold: Hold, roles: tuple[str, ...], judge: Judge, fields: Any
) -> Expected:
    """Design is silent: a role that may never do this reads so first. Then the hold exists only
    for those it concerns; then the clock is read and what it has ended is written down."""
    if caller.role not in roles:
        return refused("not_allowed")
    relation = caller.relation(hold)
    if relation is None:
        return refused("hold_not_found", hold=None)
    now = hold.pool.now(model.clock)
    settled = hold.pool.settle(now)
    change = Change(model, caller, hold, relation, now, fields)
    said = judge(change)
    if said == DONE:
        hold.changes += 1
    if said == DONE or settled:
        hold.pool.publish(now, change.count_changed)
    view = hold_view(hold, caller, model.clock)
    if said in (DONE, SAME):
        return Expected(200, body={"": view})
    return refused(said, hold=view)


def accept(change: Change) -> str:
    """requested -> active; the clock starts anew; "kept until" up to 24 h. Design is silent: at
    least five minutes, and to accept what is active already changes nothing."""
    hold = change.hold
    if hold.state == "active":
        return SAME
    if hold.state != "requested":
        return STATE_CODES[hold.state]
    minutes = change.fields.get("minutes")
    until = change.fields.get("until_at")
    keep_until = until or change.now + (hold.minutes if minutes is None else minutes) * MINUTE
    longest = max(1440, hold.pool.minutes_max) * MINUTE
    if not change.now + 5 * MINUTE <= keep_until <= change.now + longest:
        return "kept_until_out_of_range"
    hold.state, hold.accepted_at, hold.expires_at = "active", change.now, keep_until
    return DONE


def decline(change: Change) -> str:
    """requested -> declined; the reason is optional."""
    hold = change.hold
    if hold.state == "declined":
        return SAME
    if hold.state != "requested":
        return STATE_CODES[hold.state]
    _end(change, "declined", undo=True)
    return DONE


def seen(change: Change) -> str:
    """ "I have seen it, I am calling" adds 20 minutes, once. Design is silent: said again of a hold
    that was accepted since, it changes nothing."""
    hold = change.hold
    if hold.seen_at is not None and hold.state in LIVE:
        return SAME
    if hold.state != "requested":
        return STATE_CODES[hold.state]
    hold.seen_at = change.now
    hold.expires_at += 20 * MINUTE
    return DONE


def release(change: Change) -> str:
    """requested or active -> released, by holder or staff. Design 3.6: leaves the count alone."""
    hold = change.hold
    if hold.state == "released":
        return SAME
    if hold.state not in LIVE:
        return STATE_CODES[hold.state]
    _end(change, "released", undo=True)
    return DONE


def revoke(change: Change) -> str:
    """Both live states -> revoked, by the operator. There is no undo of it."""
    hold = change.hold
    if hold.state == "revoked":
        return SAME
    if hold.state not in LIVE:
        return STATE_CODES[hold.state]
    _end(change, "revoked", undo=False)
    return DONE


def no_show(change: Change) -> str:
    """expired -> no_show, by staff, within 24 h; changes no count."""
    hold = change.hold
    if hold.state == "no_show":
        return SAME
    if hold.state == "active":
        return "hold_still_live"
    if hold.state != "expired":
        return STATE_CODES[hold.state]
    assert hold.ended_at is not None
    if hold.ended_at <= change.now - 24 * HOUR:
        return "hold_expired"
    hold.state = "no_show"
    return DONE


def extend(change: Change) -> str:
    """The holder once, staff as often as they like; the same number again changes nothing. Design
    is silent on lengths: 30 minutes unless said, 5 to 30 for the holder, to 24 h for staff."""
    hold, number = change.hold, change.fields["number"]
    if hold.state != "active":
        return STATE_CODES[hold.state]
    if number <= hold.extensions:
        return SAME
    if number > hold.extensions + 1:
        return "extension_out_of_order"
    if not change.shelter() and hold.holder_extensions >= 1:
        return "extension_limit_reached"
    minutes = change.fields.get("minutes", 30)
    longest = max(1440, hold.pool.minutes_max) if change.shelter() else 30
    if not 5 <= minutes <= longest:
        return "minutes_out_of_range"
    hold.extensions += 1
    hold.holder_extensions += not change.shelter()
    hold.expires_at += minutes * MINUTE
    return DONE


def _end(change: Change, state: str, undo: bool) -> None:
    reason = change.fields.get("reason")
    change.hold.end(state, change.now, change.caller, change.model.next_turn(), reason, undo)
