"""What is known of one hold at a moment of the sweep."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from ops.soak.check_claims import Grant
from ops.soak.check_counts import Statement
from ops.soak.history import Operation

LIVE = frozenset({"requested", "active"})
BY_THE_CLOCK = frozenset({"expired", "timed_out"})
ENDERS = {
    "release": "released", "decline": "declined", "arrive": "arrived", "report": "arrived",
    "no_show": "no_show",
}  # fmt: skip


REVIVERS = frozenset({"undo", "reinstate"})
PROLONGERS = frozenset({"accept", "extend"})
_MOVERS = REVIVERS | PROLONGERS


@dataclass(slots=True)
class Asked:
    """A request about a hold that may have succeeded, at an instant between `begin` and `end`
    (infinite while its caller does not know)."""

    kind: str
    client: int
    begin: float
    end: float


@dataclass(slots=True)
class HoldTrack:
    """`maybe`: it may be keeping its units now. `surely`: it is keeping them now.

    Moments are monotonic seconds; deadlines are seconds since 1970 by the database's clock.
    """

    hold_id: str
    units: int
    maybe: bool = False
    surely: bool = False
    surely_since: float = math.inf
    # Whether anybody has asked to place it, as far as the sweep has come.
    asked_for: bool = False
    acknowledged_at: float = math.inf
    placed_at: float | None = None
    dead_since: float = math.inf
    deadline_low: float = math.inf
    deadline_high: float = math.inf
    forget_maybe_at: float = math.inf
    grant: Grant | None = None
    asked: list[Asked] = field(default_factory=list)
    # The first answer that showed the present end.
    end_state: str | None = None
    end_answered_at: float = math.inf
    # The newest version an answer showed.
    version: int = 0
    version_state: str = ""
    version_answered_at: float = math.inf
    arriving: Statement | None = None
    touched_at: float = -math.inf
    under_way: int = 0
    # Its earlier operations have been forgotten: it had ended, and nobody spoke of it for long.
    recalled: bool = False
    recent: list[Operation] = field(default_factory=list)

    def remember(self, operation: Operation, most: int = 12) -> None:
        """Keep the last few operations, to be told with a violation."""
        self.touched_at = operation.invoked_at
        self.under_way += operation.answered_at is not None
        self.recent.append(operation)
        if len(self.recent) > most:
            del self.recent[0]

    def ask(self, operation: Operation) -> Asked:
        end = math.inf if operation.answered_at is None else operation.answered_at
        asked = Asked(operation.kind, operation.client, operation.invoked_at, end)
        self.asked.append(asked)
        return asked

    def resolve(self, done: Operation, latest: float) -> None:
        """Its caller asked again and knows. What has no answer is over by `latest`."""
        for asked in self.asked:
            if asked.client == done.client and asked.kind == done.kind and asked.end == math.inf:
                asked.end = latest

    def ended_until(self) -> float:
        """No ending that may have succeeded happens later, as far as has been asked."""
        return max((each.end for each in self.asked if each.kind in ENDERS), default=-math.inf)

    def revived_until(self, but: Operation | None = None) -> float:
        """The same for bringing back, by anybody but this operation."""
        own = (but.client, but.invoked_at) if but is not None else None
        ends = (
            each.end
            for each in self.asked
            if each.kind in REVIVERS and (each.client, each.begin) != own
        )
        return max(ends, default=-math.inf)

    def prolonged_until(self) -> float:
        return max((each.end for each in self.asked if each.kind in PROLONGERS), default=-math.inf)

    def deadline_may_move_after(self, done: Operation) -> bool:
        """Whether another request may have moved the deadline since `done` did its work."""
        return any(
            each.kind in _MOVERS
            and each.end > done.invoked_at
            and (each.client, each.begin) != (done.client, done.invoked_at)
            for each in self.asked
        )

    def asked_before(self, state: str, moment: float) -> bool:
        """Whether somebody asked, before that moment, for an end that shows as `state`."""
        return self.recalled or any(
            each.begin < moment and ENDERS.get(each.kind) == state for each in self.asked
        )
