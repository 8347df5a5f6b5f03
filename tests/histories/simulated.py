"""Histories that are right by construction: a sequential pool does each request at one instant,
and request and answer are drawn around it so that they overlap. The database's clock shows the
recorder's seconds."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field, replace
from typing import Any

from ops.soak.check_exact import Event
from ops.soak.check_exact_model import ModelHold, ModelPool, expire, step
from ops.soak.history import Kind, Operation

POOL = "pool"
_LIVE = ("requested", "active")
_KINDS: tuple[Kind, ...] = (
    "place", "place", "place", "release", "release", "arrive", "accept", "decline", "extend",
    "undo", "reinstate", "no_show", "report", "read_hold", "read_pool", "repeat",
)  # fmt: skip


@dataclass
class Simulated:
    """`operations` are in the order in which their callers learned the outcome."""

    seed: int
    policy: str = "instant"
    free: int = 3
    overlap_seconds: float = 2.0
    lost_share: float = 0.1
    pool: ModelPool = field(init=False)
    operations: list[Operation] = field(default_factory=list)
    expiries: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.pool = ModelPool(self.policy, self.free)
        self.details: dict[str, dict[str, Any]] = {}
        self.version = 0
        self.now = 0.0

    def run(self, count: int) -> Simulated:
        for number in range(count):
            self.now += self.chance.choice((0.01, 0.1, 0.5, 0.5, 2.0, 400.0))
            self._expire()
            self._do(self._draw(number))
        self.operations.sort(
            key=lambda each: each.invoked_at + 1.0 if each.answered_at is None else each.answered_at
        )
        return self

    def _draw(self, number: int) -> Operation:
        kind = self.chance.choice(_KINDS)
        known = list(self.details)[-6:]
        hold_id: str | None = None
        arguments: dict[str, Any] = {}
        if kind == "place" or (kind not in ("report", "read_pool") and not known):
            kind, hold_id = "place", f"h{number}"
            arguments = {"units": self.chance.choice((1, 1, 2)), "minutes": 15}
        elif kind == "report":
            arguments = {"report_id": f"r{number}"}
            if self.chance.random() < 0.5:
                arguments["units_free"] = self.chance.randrange(5)
            else:
                arguments["delta"] = self.chance.choice((-1, 1))
        elif kind != "read_pool":
            hold_id = self.chance.choice(known)
            if kind in ("accept", "extend"):
                arguments = {"minutes": 15}
            elif kind == "arrive" and self.chance.random() < 0.5:
                arguments = {"late": True}
            elif kind == "repeat":
                arguments = {"units": self.details[hold_id]["units"], "minutes": 15}
        before, after = (self.chance.random() * self.overlap_seconds for _ in range(2))
        # Nobody knows a hold's id before its caller has sent it.
        known_from = self.details[hold_id]["asked_at"] if hold_id in self.details else -math.inf
        begin = max(self.now - before, known_from + 0.000_1)
        return Operation(
            number, number, kind, hold_id, POOL, arguments, min(begin, self.now), self.now + after
        )

    def _do(self, done: Operation) -> None:
        before = self.pool.hold(done.hold_id)
        code, after = step(self.pool, done)
        if done.kind == "undo" and before is not None:
            code, after = self._undo_code(done, before, code, after)
        lost = done.kind not in ("read_hold", "read_pool") and (
            self.chance.random() < self.lost_share
        )
        if lost and self.chance.random() < 0.5:
            done.answered_at = None
            self.operations.append(done)
            return
        if code == "ok":
            self._change(done, before, after)
        done.outcome = "ok" if code == "ok" else "refused"
        done.code = None if code == "ok" else code
        done.status = 201 if done.kind == "place" and code == "ok" else 200
        self._answer(done)
        if lost:
            done.answered_at, done.outcome, done.answer = None, "unknown", {}
            done.code, done.status = None, 0
        self.operations.append(done)

    def _undo_code(
        self, done: Operation, before: ModelHold, code: str, after: ModelPool
    ) -> tuple[str, ModelPool]:
        assert done.hold_id is not None
        shown = self.details[done.hold_id]
        if before.state in _LIVE or shown["ended_at"] is None:
            return code, after
        if shown["ended_at"] <= self.now - 30 or shown["expires_at"] <= self.now:
            return "undo_too_late", self.pool
        return code, after

    def _change(self, done: Operation, before: ModelHold | None, after: ModelPool) -> None:
        moved = after != self.pool or done.kind == "extend"
        self.pool = after
        if not moved:
            return
        self.version += 1
        if done.hold_id is None:
            return
        hold = after.hold(done.hold_id)
        assert hold is not None
        shown = self.details.setdefault(
            done.hold_id,
            {"units": hold.units, "placed_at": self.now, "expires_at": self.now + 900.0,
             "ended_at": None, "late": False, "version": 0, "extensions": 0, "pool_id": POOL,
             "asked_at": done.invoked_at},
        )  # fmt: skip
        shown["version"] += 1
        shown["pool_version"] = self.version
        if done.kind == "extend":
            shown["expires_at"] += 900.0
        elif done.kind in ("accept", "reinstate"):
            shown["expires_at"] = self.now + (900.0 if done.kind == "accept" else 1800.0)
        shown["late"] = hold.state == "arrived" and before is not None and before.state == "expired"
        if hold.state in _LIVE:
            shown["ended_at"] = None
        elif hold.state == "expired":
            shown["ended_at"] = shown["expires_at"]
        elif hold.state != "no_show":
            shown["ended_at"] = self.now

    def _answer(self, done: Operation) -> None:
        if done.kind == "read_pool":
            done.answer = {
                "units_free_reported": self.pool.free, "units_held": self.pool.held(),
                "version": self.version,
            }  # fmt: skip
        elif done.kind == "report":
            if done.outcome == "ok":
                done.answer = {"units_free_after": self.pool.free, "applied": True}
        elif done.hold_id in self.details:
            hold = self.pool.hold(done.hold_id)
            assert hold is not None
            done.answer = {"state": hold.state, **self.details[done.hold_id]}

    def _expire(self) -> None:
        """Deadlines that lie before now pass, each at its own instant."""
        for hold_id, hold in self.pool.holds:
            shown = self.details[hold_id]
            if hold.state in _LIVE and shown["expires_at"] <= self.now:
                self.pool = expire(self.pool, hold_id)
                self.version += 1
                shown["version"] += 1
                shown["pool_version"] = self.version
                shown["ended_at"] = shown["expires_at"]
                at = shown["expires_at"]
                self.expiries.append(Event(at, at, None, hold_id))


def spoiled(operations: list[Operation], number: int, **fields: Any) -> list[Operation]:
    """The same history with one operation changed."""
    return [
        replace(each, **fields) if place == number else each
        for place, each in enumerate(operations)
    ]
