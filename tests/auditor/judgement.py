"""Placing a hold, judged in the one order: id, visibility, policy and state, caps, units."""

from __future__ import annotations

from dataclasses import dataclass

from tests.auditor.answers import Expected, refused
from tests.auditor.manual_clock import MINUTE
from tests.auditor.model import Model
from tests.auditor.model_callers import Caller
from tests.auditor.model_holds import Hold
from tests.auditor.model_pools import Pool
from tests.auditor.views import hold_view

PLACING_ROLES = ("responder", "shelter_staff")


@dataclass(frozen=True)
class Request:
    """The fields of a request for a hold, as the caller gave them."""

    pool_id: str
    units: int | None = None
    minutes: int | None = None
    party: tuple[int, int] | None = None
    needs: tuple[str, ...] = ()

    def asked(self) -> tuple[object, ...]:
        return (self.pool_id, self.units, self.minutes, self.party, tuple(sorted(self.needs)))

    def units_wanted(self) -> int:
        """Design is silent on how a household becomes beds: one a person, at least one."""
        if self.units is not None:
            return self.units
        return 1 if self.party is None else max(1, sum(self.party))

    def minutes_wanted(self, pool: Pool) -> int:
        return pool.minutes_default if self.minutes is None else self.minutes


def place(model: Model, caller: Caller, hold_id: str, request: Request) -> Expected:
    """Design 3.4, 7: 201 placed, 200 already there, or a refusal that changes nothing."""
    code = look(model, caller, hold_id, request)
    if code == "placed":
        _insert(model, caller, hold_id, request)
    if code in ("placed", "exists"):
        view = hold_view(model.holds[hold_id], caller, model.clock)
        return Expected(201 if code == "placed" else 200, body={"": view})
    # Design 3.4: nothing of somebody else's hold.
    return refused(code, hold=None)


def look(model: Model, caller: Caller, hold_id: str, request: Request) -> str:
    """What the request would be answered now: placed, exists, or a refusal's code."""
    # Design is silent: who may never place learns so before anything else.
    if caller.role not in PLACING_ROLES:
        return "not_allowed"
    known = model.holds.get(hold_id)
    if known is not None:
        same = (known.holder, known.asked) == (caller, request.asked())
        return "exists" if same else "hold_id_reused"
    pool = model.pool_by_id(request.pool_id)
    if pool is None:
        return "pool_not_found"
    own = caller.role == "shelter_staff"
    if own and caller.organization != pool.organization:
        return "not_allowed"
    # Design 5: 15 to 180 minutes. Design is silent: staff may keep a place of theirs for 24 h.
    longest = max(pool.minutes_max, 1440) if own else pool.minutes_max
    if not 15 <= request.minutes_wanted(pool) <= longest:
        return "minutes_out_of_range"
    return refusal(model, caller, pool, request.units_wanted(), own) or "placed"


def refusal(model: Model, caller: Caller, pool: Pool, units: int, own: bool) -> str | None:
    """Policy and state, caps, units. Design is silent: staff may keep a place of their own pool
    while it is paused, by calls only or out of date, as they see the beds; never while it is
    closed, unknown or over-held."""
    now = pool.now(model.clock)
    rules = (
        ("pool_closed", pool.closed),
        ("pool_paused", not own and pool.is_paused(now)),
        ("pool_call_only", not own and pool.policy == "call_only"),
        ("pool_count_too_old", pool.free is None or (not own and pool.age_band(now) == 3)),
        ("pool_over_held", pool.is_over_held(now)),
        ("hold_limit_reached", not own and model.is_at_limit(caller, now)),
        ("no_units_available", pool.units_available(now) < units),
    )
    return next((code for code, applies in rules if applies), None)


def _insert(model: Model, caller: Caller, hold_id: str, request: Request) -> None:
    """Design 5: instant pools start active for the minutes asked for; the others are asked first,
    within the confirm window. Design is silent: what staff keep needs nobody's consent."""
    pool = model.pool_by_id(request.pool_id)
    assert pool is not None
    own = caller.role == "shelter_staff"
    minutes = request.minutes_wanted(pool)
    now = pool.now(model.clock)
    active = own or pool.policy_effective(now) == "instant"
    party = None
    if request.party is not None:
        party = {"adults": request.party[0], "children": request.party[1], "infants": 0}
    hold = Hold(
        id=hold_id,
        pool=pool,
        holder=caller,
        kept_by="shelter" if own else "responder",
        units=request.units_wanted(),
        asked=request.asked(),
        party=party,
        needs=tuple(sorted(request.needs)),
        minutes=minutes,
        state="active" if active else "requested",
        placed_at=now,
        accepted_at=now if active else None,
        expires_at=now + (minutes if active else pool.confirm_minutes) * MINUTE,
    )
    pool.settle(now)
    pool.holds.append(hold)
    model.holds[hold_id] = hold
    pool.publish(now)
