"""One pool as a small sequential machine, written from the design's rules for counts and holds.

It answers what one request does when nothing else happens. Time is not in it: that a deadline
passes is an event of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ops.soak.history import Operation

_ALREADY = {
    "requested": "hold_not_accepted",
    "active": "hold_already_active",
    "arrived": "hold_already_arrived",
    "released": "hold_already_released",
    "declined": "hold_already_declined",
    "timed_out": "hold_timed_out",
    "expired": "hold_expired",
    "no_show": "hold_no_show",
}
_LIVE = ("requested", "active")
# What the machine does not know (who asked, how often, how long ago): it changes nothing.
_NOT_MODELLED = frozenset(
    {"nothing_to_undo", "undo_too_late", "hold_limit_reached", "extension_limit_reached",
     "extension_out_of_order", "minutes_out_of_range", "rate_limited", "not_allowed",
     "hold_already_reinstated", "count_not_reported_since", "arrived_hold_not_found"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModelHold:
    """A hold, and what taking back its end would restore."""

    units: int
    state: str
    undo_state: str | None = None
    counted: int = 0


@dataclass(frozen=True, slots=True)
class ModelPool:
    """The reported count and every hold by id, in the order of ids so that equal pools compare
    equal."""

    policy: str
    free: int
    holds: tuple[tuple[str, ModelHold], ...] = ()

    def hold(self, hold_id: str | None) -> ModelHold | None:
        return next((hold for name, hold in self.holds if name == hold_id), None)

    def held(self) -> int:
        return sum(hold.units for _, hold in self.holds if hold.state in _LIVE)

    def with_hold(self, hold_id: str, hold: ModelHold, free: int | None = None) -> ModelPool:
        others = [each for each in self.holds if each[0] != hold_id]
        return replace(
            self,
            holds=tuple(sorted([*others, (hold_id, hold)], key=lambda each: each[0])),
            free=self.free if free is None else free,
        )


Step = tuple[str, ModelPool]


def step(pool: ModelPool, operation: Operation) -> Step:
    """The code the request is answered with, and the pool after it."""
    if operation.kind in ("place", "repeat"):
        return _place(pool, operation)
    if operation.kind == "report":
        return _report(pool, operation)
    if operation.kind == "read_pool":
        return "ok", pool
    hold = pool.hold(operation.hold_id)
    assert operation.hold_id is not None
    if hold is None:
        return "hold_not_found", pool
    if operation.kind == "read_hold":
        return "ok", pool
    return _TRANSITIONS[operation.kind](pool, operation, operation.hold_id, hold)


def expire(pool: ModelPool, hold_id: str) -> ModelPool:
    """The pool after this hold's deadline has passed."""
    hold = pool.hold(hold_id)
    if hold is None or hold.state not in _LIVE:
        return pool
    state = "expired" if hold.state == "active" else "timed_out"
    return pool.with_hold(hold_id, replace(hold, state=state))


def explains(pool: ModelPool, operation: Operation, code: str, after: ModelPool) -> bool:
    """Whether the answer that was read is the one this step gives."""
    if operation.outcome == "refused":
        return operation.code in _NOT_MODELLED or operation.code == code
    if operation.kind == "read_pool":
        shown = operation.answer["units_free_reported"], operation.answer["units_held"]
        return shown == (pool.free, pool.held())
    if code != "ok":
        return False
    if operation.kind == "report":
        return bool(operation.answer["units_free_after"] == after.free)
    if operation.kind in ("place", "repeat"):
        placed = pool.hold(operation.hold_id) is None
        if placed != (operation.status == 201):
            return False
    hold = after.hold(operation.hold_id)
    return hold is not None and hold.state == operation.answer["state"]


def _place(pool: ModelPool, operation: Operation) -> Step:
    assert operation.hold_id is not None
    if pool.hold(operation.hold_id) is not None:
        return "ok", pool
    units = int(operation.arguments.get("units", 1))
    if pool.held() > pool.free:
        return "pool_over_held", pool
    if pool.free - pool.held() < units:
        return "no_units_available", pool
    state = "active" if pool.policy == "instant" else "requested"
    return "ok", pool.with_hold(operation.hold_id, ModelHold(units, state))


def _report(pool: ModelPool, operation: Operation) -> Step:
    said = operation.arguments
    free = said["units_free"] if "units_free" in said else pool.free + said["delta"]
    if free < 0:
        return "report_below_zero", pool
    after = replace(pool, free=free)
    if "units_free" in said:
        # Whoever counts anew has seen who came: taking that back later restores nothing.
        known = tuple((name, replace(hold, counted=0)) for name, hold in pool.holds)
        after = replace(after, holds=known)
    for hold_id in said.get("arrived", ()):
        hold = after.hold(hold_id)
        if hold is None or hold.state not in ("active", "expired", "arrived"):
            return "arrived_hold_not_found", pool
        if hold.state != "arrived":
            after = after.with_hold(hold_id, replace(hold, state="arrived", undo_state=hold.state))
    return "ok", after


def _accept(pool: ModelPool, _: Operation, hold_id: str, hold: ModelHold) -> Step:
    if hold.state == "active":
        return "ok", pool
    if hold.state != "requested":
        return _ALREADY[hold.state], pool
    return "ok", pool.with_hold(hold_id, replace(hold, state="active"))


def _decline(pool: ModelPool, _: Operation, hold_id: str, hold: ModelHold) -> Step:
    if hold.state == "declined":
        return "ok", pool
    if hold.state != "requested":
        return _ALREADY[hold.state], pool
    return "ok", pool.with_hold(
        hold_id, replace(hold, state="declined", undo_state="requested", counted=0)
    )


def _release(pool: ModelPool, _: Operation, hold_id: str, hold: ModelHold) -> Step:
    if hold.state == "released":
        return "ok", pool
    if hold.state not in _LIVE:
        return _ALREADY[hold.state], pool
    return "ok", pool.with_hold(
        hold_id, replace(hold, state="released", undo_state=hold.state, counted=0)
    )


def _arrive(pool: ModelPool, operation: Operation, hold_id: str, hold: ModelHold) -> Step:
    if hold.state == "arrived":
        return "ok", pool
    late = hold.state == "expired" and operation.arguments.get("late")
    if hold.state != "active" and not late:
        return _ALREADY[hold.state], pool
    counted = min(hold.units, pool.free)
    arrived = replace(hold, state="arrived", undo_state=hold.state, counted=counted)
    return "ok", pool.with_hold(hold_id, arrived, pool.free - counted)


def _extend(pool: ModelPool, _: Operation, __: str, hold: ModelHold) -> Step:
    return ("ok" if hold.state == "active" else _ALREADY[hold.state]), pool


def _no_show(pool: ModelPool, _: Operation, hold_id: str, hold: ModelHold) -> Step:
    if hold.state == "no_show":
        return "ok", pool
    if hold.state == "active":
        return "hold_still_live", pool
    if hold.state != "expired":
        return _ALREADY[hold.state], pool
    return "ok", pool.with_hold(hold_id, replace(hold, state="no_show"))


def _reinstate(pool: ModelPool, _: Operation, hold_id: str, hold: ModelHold) -> Step:
    if hold.state == "active":
        return "ok", pool
    if hold.state != "expired":
        return _ALREADY[hold.state], pool
    if pool.free - pool.held() < hold.units:
        return "no_units_available", pool
    return "ok", pool.with_hold(hold_id, replace(hold, state="active"))


def _undo(pool: ModelPool, _: Operation, hold_id: str, hold: ModelHold) -> Step:
    if hold.undo_state is None:
        return ("ok" if hold.state in _LIVE else "nothing_to_undo"), pool
    if hold.state not in ("arrived", "released", "declined"):
        return "nothing_to_undo", pool
    back = replace(hold, state=hold.undo_state, undo_state=None, counted=0)
    free = pool.free + hold.counted
    if back.state in _LIVE and free - pool.held() < hold.units:
        return "no_units_available", pool
    return "ok", pool.with_hold(hold_id, back, free)


_TRANSITIONS: dict[str, Callable[[ModelPool, Operation, str, ModelHold], Step]] = {
    "accept": _accept,
    "decline": _decline,
    "release": _release,
    "arrive": _arrive,
    "extend": _extend,
    "no_show": _no_show,
    "reinstate": _reinstate,
    "undo": _undo,
}
