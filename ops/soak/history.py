"""What callers did and read: one record an operation, in bounded windows.

All times are monotonic seconds of the recording process. A window is handed on together with its
watermark: every operation invoked before the watermark is finished and has been handed on, so
whoever judges windows knows everything about the time before it and can forget it.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "place", "repeat", "accept", "decline", "extend", "arrive", "release", "reinstate",
    "no_show", "undo", "report", "read_hold", "read_pool",
]  # fmt: skip
Outcome = Literal["ok", "refused", "not_written", "unknown"]
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]
_FAULT_SECONDS_MAX = 600.0
READS = frozenset({"read_hold", "read_pool"})


@dataclass(slots=True)
class Operation:
    """One request and what its caller learned.

    `answer` holds the few fields of the answer that are judged; times in it are seconds since 1970
    by the database's clock. `outcome` is "not_written" when the caller was told that nothing was
    written (or the request never left), "unknown" when no answer came or the answer said so.
    """

    client: int
    number: int
    kind: Kind
    hold_id: str | None
    pool_id: str
    arguments: dict[str, Any]
    invoked_at: float
    answered_at: float | None = None
    outcome: Outcome = "unknown"
    status: int = 0
    code: str | None = None
    answer: dict[str, Any] = field(default_factory=dict)
    under_fault: str | None = None

    @property
    def may_have_written(self) -> bool:
        return self.outcome in ("ok", "unknown")


@dataclass(slots=True)
class Interval:
    """A named stretch of time; `end` is infinite while it lasts."""

    name: str
    begin: float
    end: float = math.inf


@dataclass(slots=True)
class ClockStep:
    """Between `begin` and `end` the database's clock began to run `seconds` ahead of the clock of
    this machine (negative: behind)."""

    begin: float
    end: float
    seconds: float


Window = Callable[[list[Operation], float], None]


class History:
    """Collects operations of all clients of one process.

    `on_window` gets the finished operations and the watermark each time `window_operations` have
    come together, and once more at `finish`. Without it everything stays in `operations`.
    """

    def __init__(self, on_window: Window | None = None, window_operations: int = 1000) -> None:
        self.operations: list[Operation] = []
        self.faults: list[Interval] = []
        self.clock_steps: list[ClockStep] = []
        # Seconds since 1970 by this machine's clock at monotonic zero.
        self.clock_base = time.time() - time.monotonic()
        self.total = 0
        self.under_fault = 0
        self.by_kind: Counter[str] = Counter()
        self.by_outcome: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        # When the last acknowledged write was read: gaps are measured by it.
        self.written_at = time.monotonic()
        self.on_window = on_window
        self._window_operations = window_operations
        self._in_flight: dict[int, float] = {}

    def invoke(self, client: int) -> float:
        """Call just before a client's request is sent; returns its `invoked_at`. A client has at
        most one request under way."""
        now = time.monotonic()
        self._in_flight[client] = now
        return now

    def append(self, operation: Operation) -> None:
        """Record a finished operation. One without an answer is finished when its caller has
        given up waiting."""
        self._in_flight.pop(operation.client, None)
        end = operation.answered_at or time.monotonic()
        for fault in reversed(self.faults):
            if fault.end < operation.invoked_at - _FAULT_SECONDS_MAX:
                # Those before it ended long ago too.
                break
            if fault.begin <= end and fault.end >= operation.invoked_at:
                operation.under_fault = fault.name
                self.under_fault += 1
                break
        self.total += 1
        self.by_kind[operation.kind] += 1
        self.by_outcome[operation.outcome] += 1
        if operation.code is not None:
            self.codes[operation.code] += 1
        if operation.outcome == "ok" and operation.kind not in READS:
            self.written_at = end
        self.operations.append(operation)
        if self.on_window is not None and len(self.operations) >= self._window_operations:
            self.close_window()

    def now(self) -> float:
        """The clock of every time in this history."""
        return time.monotonic()

    def watermark(self) -> float:
        """No operation or clock step invoked before this is still to come."""
        open_steps = (step.begin for step in self.clock_steps[-1:] if step.end == math.inf)
        return min([*self._in_flight.values(), *open_steps], default=time.monotonic())

    def close_window(self) -> None:
        """Hand on what is finished."""
        if self.on_window is not None:
            window, self.operations = self.operations, []
            self.on_window(window, self.watermark())

    def finish(self) -> None:
        """Hand on the rest. Only after every client has stopped."""
        if self.on_window is not None:
            window, self.operations = self.operations, []
            self.on_window(window, math.inf)

    @contextlib.contextmanager
    def fault(self, name: str) -> Iterator[Interval]:
        """Mark what is in force until the block ends; operations it overlaps carry its name."""
        interval = Interval(name, time.monotonic())
        self.faults.append(interval)
        try:
            yield interval
        finally:
            interval.end = time.monotonic()

    @contextlib.contextmanager
    def clock_step(self, seconds: float) -> Iterator[None]:
        """Wrap the statement that makes the database's clock run `seconds` ahead of the
        machine's (an absolute number, negative for behind). One at a time."""
        step = ClockStep(time.monotonic(), math.inf, seconds)
        self.clock_steps.append(step)
        try:
            yield
        finally:
            step.end = time.monotonic()
