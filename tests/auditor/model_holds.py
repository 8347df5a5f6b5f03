"""A hold: its stored state, and what the clock has made of it (design 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.auditor.manual_clock import HOUR, SECOND

if TYPE_CHECKING:
    from tests.auditor.model_callers import Caller
    from tests.auditor.model_pools import Pool

LIVE = ("requested", "active")
# Design 5: "Did they come?" is asked for four hours, undo is possible for thirty seconds.
ASKED_FOR = 4 * HOUR
UNDO_FOR = 30 * SECOND
# Design 7: 409 with a code that says what already happened.
STATE_CODES = {
    "requested": "hold_not_accepted",
    "active": "hold_already_active",
    "arrived": "hold_already_arrived",
    "released": "hold_already_released",
    "declined": "hold_already_declined",
    "timed_out": "hold_timed_out",
    "expired": "hold_expired",
    "revoked": "hold_revoked",
    "no_show": "hold_no_show",
}


@dataclass(eq=False)
class Hold:
    """`state`, `ended_at` and `at_risk` are as last written down; `shown_*` is what the clock
    makes of them, which is what anybody reads (design 3.3)."""

    id: str
    pool: Pool
    holder: Caller
    kept_by: str
    units: int
    asked: tuple[object, ...]
    party: dict[str, int] | None
    needs: tuple[str, ...]
    minutes: int
    state: str
    placed_at: int
    expires_at: int
    accepted_at: int | None = None
    ended_at: int | None = None
    ended_by: Caller | None = None
    ended_turn: int = 0
    seen_at: int | None = None
    arrival_said_at: int | None = None
    reinstated_at: int | None = None
    extensions: int = 0
    holder_extensions: int = 0
    units_counted_down: int = 0
    late: bool = False
    reason: str | None = None
    at_risk: bool = False
    undo_state: str | None = None
    undone_at: int | None = None
    changes: int = 0

    def is_live(self, now: int) -> bool:
        """Design 2: live = requested or active, and the deadline ahead of the clock."""
        return self.state in LIVE and self.expires_at > now

    def is_overdue(self, now: int) -> bool:
        return self.state in LIVE and self.expires_at <= now

    def shown_state(self, now: int) -> str:
        """Design 3.3: a hold ends by the clock, whether or not anybody wrote it down."""
        if not self.is_overdue(now):
            return self.state
        return "expired" if self.state == "active" else "timed_out"

    def shown_ended_at(self, now: int) -> int | None:
        return self.expires_at if self.is_overdue(now) else self.ended_at

    def is_asked_about(self, now: int) -> bool:
        """Design 5: an expired hold stays for four hours as "Did they come?"."""
        ended_at = self.shown_ended_at(now)
        return (
            self.shown_state(now) == "expired"
            and ended_at is not None
            and ended_at > now - ASKED_FOR
        )

    def began_at(self) -> int:
        return self.placed_at if self.accepted_at is None else self.accepted_at

    def write_down(self, now: int) -> bool:
        """Record what the clock has ended already; returns whether there was something."""
        if not self.is_overdue(now):
            return False
        self.state = self.shown_state(now)
        self.ended_at = self.expires_at
        self.at_risk = False
        self.changes += 1
        return True

    def end(
        self, state: str, now: int, by: Caller, turn: int, reason: str | None, undo: bool
    ) -> None:
        """Leave for a final state and remember where from, for undo by who did it."""
        self.undo_state = self.state if undo else None
        self.state = state
        self.ended_at, self.ended_by, self.ended_turn = now, by, turn
        self.reason, self.at_risk, self.undone_at = reason, False, None
        self.changes += 1
