"""A pool: its count, freshness, policy, what is held of it, and the state all this makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.auditor.manual_clock import SECOND
from tests.auditor.model_holds import ASKED_FOR, Hold

if TYPE_CHECKING:
    from tests.auditor.model_callers import Organization


@dataclass(eq=False)
class Pool:
    """`high_water` is the latest time at which a change of this pool was stored (design 3.3)."""

    name: str
    id: str
    organization: Organization
    policy: str
    free: int | None
    stale_after_seconds: int
    created_at: int
    minutes_default: int = 60
    minutes_max: int = 180
    confirm_minutes: int = 30
    out_of_service: int | None = None
    reported_at: int | None = None
    reported_by_role: str | None = None
    paused: bool = False
    paused_until: int | None = None
    pause_reason: str | None = None
    closed: bool = False
    high_water: int = 0
    due_at: int | None = None
    counted_anew_turn: int = 0
    counts_version: int = 0
    changes: int = 0
    count_changes: int = 0
    holds: list[Hold] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.free is not None:
            self.reported_at, self.reported_by_role = self.created_at, "shelter_staff"
        self.publish(self.created_at)
        self.changes = 0

    def now(self, clock: int) -> int:
        """Design 3.3: time never runs back for a pool."""
        return max(clock, self.high_water)

    # What is held.

    def units_held(self, now: int) -> int:
        """Design 3.6: derived from the holds, never a counter."""
        return sum(hold.units for hold in self.holds if hold.is_live(now))

    def units_available(self, now: int) -> int:
        """Design 2: max(0, free_reported - held). An unknown count promises nothing."""
        return 0 if self.free is None else max(0, self.free - self.units_held(now))

    def units_short(self, now: int) -> int:
        return 0 if self.free is None else max(0, self.units_held(now) - self.free)

    def is_over_held(self, now: int) -> bool:
        """Design 3.5, 5: held > free."""
        return self.free is not None and self.units_held(now) > self.free

    def next_expiry_at(self, now: int) -> int | None:
        return min((h.expires_at for h in self.holds if h.is_live(now)), default=None)

    def unconfirmed_arrival(self, now: int) -> bool:
        return any(hold.is_asked_about(now) for hold in self.holds)

    # What the age of the count makes of it (design 2).

    def _band_ends(self) -> tuple[int, int, int]:
        assert self.reported_at is not None
        whole = self.stale_after_seconds * SECOND
        return tuple(self.reported_at + part for part in (whole * 3 // 4, whole, 2 * whole))  # type: ignore[return-value]

    def age_band(self, now: int) -> int:
        """-1 never reported, 0 fresh, 1 aging, 2 stale, 3 not holdable without a call."""
        if self.reported_at is None:
            return -1
        return sum(now >= end for end in self._band_ends())

    def freshness(self, now: int) -> str:
        return {-1: "unknown", 0: "fresh", 1: "aging"}.get(self.age_band(now), "stale")

    # Policy and state (design 5).

    def is_paused(self, now: int) -> bool:
        return self.paused and (self.paused_until is None or self.paused_until > now)

    def state(self, now: int) -> str:
        """Design 5: the first that applies."""
        held = self.units_held(now)
        rules = (
            ("closed", self.closed),
            ("paused", self.is_paused(now)),
            ("over_held", self.is_over_held(now)),
            ("unknown", self.free is None),
            ("stale", self.age_band(now) >= 2),
            ("full", self.free == 0),
            ("all_held", held == self.free),
        )
        return next((word for word, applies in rules if applies), "open")

    def policy_effective(self, now: int) -> str:
        """Design 4: what staleness makes of the policy. Design is silent on the middle band: a
        stale count is confirmed by the shelter, not held instantly; and on pausing: it closes."""
        if self.closed or self.is_paused(now):
            return "closed"
        if self.policy == "call_only" or self.age_band(now) in (-1, 3):
            return "call_only"
        return "confirm" if self.policy == "instant" and self.age_band(now) == 2 else self.policy

    # Writing.

    def settle(self, now: int) -> bool:
        """Write down what the clock has ended; whoever changes a pool does this first."""
        return any([hold.write_down(now) for hold in self.holds])

    def publish(self, now: int, count_changed: bool = False) -> None:
        """Store a change. Design 3.3: this raises the high-water mark. Design 3.5: holds of an
        over-held pool carry at_risk. Design is silent on when the flag falls: with the next
        stored change of the pool."""
        over_held = self.is_over_held(now)
        for hold in self.holds:
            if hold.is_live(now) and hold.at_risk != over_held:
                hold.at_risk = over_held
                hold.changes += 1
        self.high_water = now
        self.changes += 1
        self.count_changes += count_changed
        self.due_at = self._next_due_at(now)

    def _next_due_at(self, now: int) -> int | None:
        """Design 6: the sweeper sleeps until the earliest expiry or freshness band. Design is
        silent on the end of a pause and of "Did they come?", which are written down alike."""
        due = [hold.expires_at for hold in self.holds if hold.is_live(now)]
        if self.reported_at is not None:
            due += [end for end in self._band_ends() if end > now]
        if self.paused_until is not None and self.paused_until > now:
            due.append(self.paused_until)
        asked = [h.shown_ended_at(now) or 0 for h in self.holds if h.is_asked_about(now)]
        if asked:
            due.append(max(asked) + ASKED_FOR)
        return min(due, default=None)

    def sweep(self, clock: int) -> None:
        """What the background worker does when something is due by the clock."""
        if self.due_at is None or self.due_at > clock:
            return
        now = self.now(clock)
        self.settle(now)
        if self.paused_until is not None and self.paused_until <= now:
            self.paused, self.paused_until, self.pause_reason = False, None, None
        self.publish(now)
