"""The interval check of a whole history, window by window, and what was counted on the way."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ops.soak.check_clock import DatabaseClock
from ops.soak.check_pool import PoolSweep
from ops.soak.check_track import HoldTrack
from ops.soak.check_violation import Violation
from ops.soak.history import READS, History, Operation

_VIOLATIONS_KEPT = 50
# Longer than an end can be taken back; longer still where a request may be under way unseen.
_ENDED_SECONDS = 35.0
_GHOST_ENDED_SECONDS = 200.0


@dataclass(frozen=True, slots=True)
class Settled:
    """A hold whose sweep is over: what the database must say of it at the end."""

    pool_id: str
    units: int
    placed_at: float
    state: str


class Checker:
    """Judges the pools of `units_free`, whose counts when the history began are given.

    Everything that changes these pools must be in the history. Memory: the holds that are not
    over, and a few hundred bytes for each that is.
    """

    def __init__(self, history: History, units_free: Mapping[str, int]) -> None:
        self.violations: list[Violation] = []
        self.violations_by_rule: Counter[str] = Counter()
        self.settled: dict[str, Settled] = {}
        self.checked = 0
        self.checked_under_fault = 0
        self.checked_by_kind: Counter[str] = Counter()
        self._clock = DatabaseClock(history)
        self._sweeps = {
            pool_id: PoolSweep(pool_id, units, self._clock, self.found, self._recall)
            for pool_id, units in units_free.items()
        }
        self._pool_of: dict[str, str] = {}
        self._maybe_placed: set[str] = set()
        self._waiting: dict[tuple[int, str, str], list[Operation]] = {}
        history.on_window = self.digest

    @property
    def unresolved(self) -> int:
        """Requests without an answer whose callers have not learned since what came of them."""
        return sum(map(len, self._waiting.values()))

    @property
    def lost_acknowledgements(self) -> int:
        return self.violations_by_rule["acknowledged_then_lost"]

    def found(self, violation: Violation) -> None:
        self.violations_by_rule[violation.rule] += 1
        if len(self.violations) < _VIOLATIONS_KEPT:
            self.violations.append(violation)

    def digest(self, operations: list[Operation], watermark: float) -> None:
        """Take in finished operations, and judge everything before the watermark."""
        self._clock.refresh()
        for operation in operations:
            self._count(operation)
            self._one_pool(operation)
            self._sweeps[operation.pool_id].feed(operation)
        for sweep in self._sweeps.values():
            sweep.sweep(watermark)
            self._let_go(sweep, watermark)

    # For the audit ----------------------------------------------------------------------------

    def pool_ids(self) -> Iterable[str]:
        return self._sweeps

    def pass_time(self, at: float) -> None:
        """Let deadlines pass that lie before this moment."""
        self._clock.refresh()
        for sweep in self._sweeps.values():
            sweep.pass_time(at)

    def free_bounds(self, pool_id: str) -> tuple[int, int]:
        counts = self._sweeps[pool_id].counts
        return counts.low, counts.high

    def acknowledged(self) -> Iterator[tuple[str, Settled]]:
        """Every hold somebody was told of, with "live", "ended" or its end as last told, or
        "unsure" while a request about it may still change it."""
        yield from self.settled.items()
        for pool_id, sweep in self._sweeps.items():
            for hold_id, track in sweep.tracks.items():
                if track.placed_at is not None:
                    state = _told_state(track)
                    yield hold_id, Settled(pool_id, track.units, track.placed_at, state)

    def possibly_placed(self) -> set[str]:
        """Ids for which a row may be there."""
        return set(self._pool_of) | self._maybe_placed

    def unresolved_operations(self) -> Iterator[Operation]:
        for waiting in self._waiting.values():
            yield from waiting

    # An operation counts as checked when its answer was judged, or when its caller, who had no
    # answer, asked again and that answer was.

    def _count(self, operation: Operation) -> None:
        subject = operation.hold_id or operation.arguments.get("report_id", operation.pool_id)
        kind = "place" if operation.kind == "repeat" else operation.kind
        name = (operation.client, kind, subject)
        if operation.outcome == "unknown":
            if operation.kind not in READS:
                self._waiting.setdefault(name, []).append(operation)
            return
        self._judged(operation)
        if operation.outcome == "not_written":
            return
        for earlier in self._waiting.pop(name, ()):
            self._judged(earlier)

    def _judged(self, operation: Operation) -> None:
        self.checked += 1
        self.checked_by_kind[operation.kind] += 1
        if operation.under_fault is not None:
            self.checked_under_fault += 1

    def _one_pool(self, operation: Operation) -> None:
        """One id is one hold, whatever pools it was sent to."""
        if operation.hold_id is None or operation.outcome not in ("ok", "unknown"):
            return
        if operation.outcome == "unknown" and operation.kind in ("place", "repeat"):
            self._maybe_placed.add(operation.hold_id)
        shown = operation.answer.get("pool_id")
        if shown is None:
            return
        if shown == operation.pool_id:
            # One string for all holds of a pool, not one for each answer.
            shown = operation.pool_id
        known = self._pool_of.setdefault(operation.hold_id, shown)
        if known != shown or shown != operation.pool_id:
            sentence = f"the same id is a hold of pool {known} and of pool {shown}"
            self.found(Violation("two_holds_one_id", known, operation.hold_id, sentence, operation))

    def _let_go(self, sweep: PoolSweep, watermark: float) -> None:
        """Forget what is over, but for what the audit needs."""
        for hold_id, track in list(sweep.tracks.items()):
            if track.maybe or track.surely or track.grant is not None or track.under_way:
                continue
            ghost = any(asked.end > watermark for asked in track.asked)
            quiet = watermark - track.touched_at
            if quiet <= (_GHOST_ENDED_SECONDS if ghost else _ENDED_SECONDS):
                continue
            if track.placed_at is None:
                del sweep.tracks[hold_id]
            elif math.isfinite(watermark):
                state = sys.intern(track.end_state or "ended")
                self.settled[hold_id] = Settled(sweep.pool_id, track.units, track.placed_at, state)
                del sweep.tracks[hold_id]

    def _recall(self, hold_id: str) -> HoldTrack | None:
        """The track of a hold that had been let go and is spoken of again."""
        settled = self.settled.pop(hold_id, None)
        if settled is None:
            return None
        state = None if settled.state == "ended" else settled.state
        return HoldTrack(
            hold_id,
            settled.units,
            asked_for=True,
            acknowledged_at=-math.inf,
            placed_at=settled.placed_at,
            dead_since=-math.inf,
            end_state=state,
            end_answered_at=-math.inf,
            recalled=True,
        )


def _told_state(track: HoldTrack) -> str:
    if track.surely:
        return "live"
    if track.maybe:
        return "unsure"
    return track.end_state or "ended"
