"""What a checker can find, by name, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ops.soak.history import Operation

Rule = Literal[
    # Invariant 1: never promised twice, and never refused though it was surely there.
    "promised_twice", "refused_though_free",
    # Invariant 2: acknowledged means durable.
    "acknowledged_then_lost", "written_though_told_not", "unresolved",
    # Invariant 3: a hold ends by the clock, once, and time never runs back for a pool.
    "live_after_deadline", "arrived_after_deadline", "ended_early", "resurrected", "two_ends",
    "ended_by_nobody", "time_ran_back",
    # Invariant 4: exactly once.
    "placed_twice", "two_holds_one_id",
    # Invariants 5, 6 and 8: counts are what was said, and nobody reads an older state.
    "report_not_kept", "count_shown_falsely", "held_drifted", "version_went_back",
    "two_states_one_version",
    # The exact search found no order.
    "no_order_explains_it",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise, with the operation at which it became certain."""

    rule: Rule
    pool_id: str
    hold_id: str | None
    sentence: str
    operation: Operation | None = None
    before: tuple[Operation, ...] = ()

    def report(self) -> str:
        """The sentence, and what led to it, one operation a line."""
        lines = [f"{self.rule}: {self.sentence} (pool {self.pool_id}, hold {self.hold_id})"]
        shown = [*self.before, *([self.operation] if self.operation else [])]
        return "\n  ".join([*lines, *map(describe, shown)])


def describe(operation: Operation) -> str:
    """One operation in one line."""
    end = "..." if operation.answered_at is None else f"{operation.answered_at:.6f}"
    said: dict[str, Any] = {
        name: value for name, value in operation.answer.items() if value is not None
    }
    return (
        f"[{operation.invoked_at:.6f}, {end}] client {operation.client} {operation.kind}"
        f" {operation.hold_id or operation.pool_id} {operation.arguments}"
        f" -> {operation.outcome} {operation.status} {operation.code or ''} {said}"
    )
