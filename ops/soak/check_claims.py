"""Claims an answer makes about the whole pool, watched from request to answer.

A claim is refuted only when it was false at every moment in which the service can have judged, by
what was surely and what was possibly true then.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from ops.soak.history import Operation


class Present(Protocol):
    """The pool at one moment of the sweep: bounds of the count and of what live holds keep."""

    @property
    def free_low(self) -> int: ...
    @property
    def free_high(self) -> int: ...
    @property
    def surely_held(self) -> int: ...
    @property
    def maybe_held(self) -> int: ...


@dataclass(slots=True, eq=False)
class Grant:
    """Units were given to one hold. `room` is the most that can have been there for it."""

    operation: Operation
    hold_id: str
    units: int
    # False once another request may have given the same units to the same hold.
    alone: bool = True
    room: int = -(2**31)
    free: int = -(2**31)

    def watch(self, now: Present, own_surely: int) -> None:
        self.room = max(self.room, now.free_high - now.surely_held + own_surely)
        self.free = max(self.free, now.free_high)

    def refuted_alone(self) -> bool:
        """At no moment were its units there beside those surely kept."""
        return self.room < self.units

    def refuted_together(self, now: Present) -> bool:
        """More is surely kept, this hold included, than was ever free while it was placed; and
        whichever of those holds came last, came while this one was being placed."""
        return now.surely_held > self.free


@dataclass(slots=True, eq=False)
class Refusal:
    """Units were refused. `room` is the least that was surely there for anybody."""

    operation: Operation
    units: int
    own_hold_id: str | None
    room: int = 2**31

    def watch(self, now: Present, own_maybe: int) -> None:
        self.room = min(self.room, now.free_low - now.maybe_held + own_maybe)

    def refuted(self) -> bool:
        # "Over-held" says that less than nothing is there; "none available", less than asked.
        needed = 0 if self.operation.code == "pool_over_held" else self.units
        return self.room >= needed


@dataclass(slots=True, eq=False)
class Reading:
    """Numbers of a pool were shown: they must have been possible at some moment."""

    operation: Operation
    free_low: int = 2**31
    free_high: int = -1
    held_low: int = 2**31
    held_high: int = -1

    def watch(self, now: Present) -> None:
        self.free_low = min(self.free_low, now.free_low)
        self.free_high = max(self.free_high, now.free_high)
        self.held_low = min(self.held_low, now.surely_held)
        self.held_high = max(self.held_high, now.maybe_held)

    def refuted(self) -> str | None:
        """What was shown and can't have been so, or None."""
        free, held = (
            self.operation.answer["units_free_reported"],
            self.operation.answer["units_held"],
        )
        if free is not None and not self.free_low <= free <= self.free_high:
            return f"{free} free was shown; it was {self.free_low} to {self.free_high}"
        if held is not None and not self.held_low <= held <= self.held_high:
            return f"{held} held was shown; it was {self.held_low} to {self.held_high}"
        return None


@dataclass(slots=True)
class Claims:
    """The claims under way in one pool. Bounded by the number of clients."""

    grants: dict[str, Grant] = field(default_factory=dict)
    refusals: dict[tuple[int, int], Refusal] = field(default_factory=dict)
    readings: dict[tuple[int, int], Reading] = field(default_factory=dict)


def name_of(operation: Operation) -> tuple[int, int]:
    """What tells operations of one history apart."""
    return operation.client, operation.number
