"""Tiny histories written out by hand. The database's clock shows the recorder's seconds."""

from __future__ import annotations

from typing import Any

from ops.soak.check_history import Checker
from ops.soak.history import History, Kind, Operation

GIVEN_UP_SECONDS = 0.5
POOL = "pool"
MINUTES_15 = 900.0


def hold(state: str = "active", **fields: Any) -> dict[str, Any]:
    """What an answer shows of a hold placed at second 0 until second 900."""
    shown: dict[str, Any] = {
        "state": state, "units": 1, "version": 1, "pool_version": 1, "pool_id": POOL,
        "late": False, "extensions": 0, "placed_at": 0.0, "accepted_at": 0.0,
        "expires_at": MINUTES_15, "ended_at": None,
    }  # fmt: skip
    return {**shown, **fields}


class Written:
    """A history of one pool, an operation a line, each by a client of its own."""

    def __init__(self, free: int = 1) -> None:
        self.free = free
        self.operations: list[Operation] = []

    def add(
        self, kind: Kind, begin: float, end: float | None, name: str | None = "a", **more: Any
    ) -> Operation:
        """`more`: answer, code, outcome, status, arguments. Without a code it is ok."""
        code = more.get("code")
        outcome = more.get("outcome") or ("unknown" if end is None else "refused" if code else "ok")
        status = 201 if kind == "place" and outcome == "ok" else 409 if code else 200
        done = Operation(
            more.get("client", 100 + len(self.operations)), len(self.operations), kind, name,
            more.get("pool", POOL), more.get("arguments", {"units": 1, "minutes": 15}), begin, end,
            outcome, more.get("status", status), code, more.get("answer") or {},
        )  # fmt: skip
        self.operations.append(done)
        return done

    def place(self, name: str, begin: float, end: float | None, **fields: Any) -> Operation:
        units = fields.get("units", 1)
        fields.setdefault("placed_at", begin)
        fields.setdefault("expires_at", fields["placed_at"] + MINUTES_15)
        answer = {} if end is None else hold(**fields)
        arguments = {"units": units, "minutes": 15}
        return self.add("place", begin, end, name, answer=answer, arguments=arguments)

    def report(self, begin: float, end: float, units_free: int, kept: int | None = None) -> None:
        kept = units_free if kept is None else kept
        self.add(
            "report", begin, end, None,
            arguments={"report_id": f"r{len(self.operations)}", "units_free": units_free},
            answer={"units_free_after": kept, "applied": True},
        )  # fmt: skip

    def read_pool(self, begin: float, end: float, free: int, held: int, version: int = 1) -> None:
        answer = {"units_free_reported": free, "units_held": held, "version": version}
        self.add("read_pool", begin, end, None, answer=answer)

    def judged(self, window: int = 1000) -> Checker:
        """Judge it in windows of so many operations, in the order of their answers."""
        history = History(window_operations=window)
        history.clock_base = 0.0
        checker = Checker(history, {POOL: self.free, "other": self.free})
        last = float("inf")
        left = sorted(self.operations, key=_told_at)
        while left:
            now, left = left[:window], left[window:]
            checker.digest(now, min((each.invoked_at for each in left), default=last))
        return checker


def _told_at(operation: Operation) -> float:
    """When its client went on: at the answer, or when it gave up waiting for one."""
    if operation.answered_at is None:
        return operation.invoked_at + GIVEN_UP_SECONDS
    return operation.answered_at
