"""What holds keep of one pool, and what its count is, at a moment of a sweep."""

from __future__ import annotations

import math
from collections.abc import Callable

from ops.soak.check_claims import Claims
from ops.soak.check_clock import DatabaseClock
from ops.soak.check_counts import CountBounds
from ops.soak.check_pool_counts import CountEvents
from ops.soak.check_track import HoldTrack
from ops.soak.check_violation import Rule, Violation
from ops.soak.history import Operation

Found = Callable[[Violation], None]
Recall = Callable[[str], HoldTrack | None]


class PoolPresent:
    """Bounds of the count and of what is held, kept while the sweep moves on in time.

    `recall` gives back the track of a hold that had been let go.
    """

    def __init__(
        self, pool_id: str, units_free: int, clock: DatabaseClock, found: Found, recall: Recall
    ) -> None:
        self.pool_id = pool_id
        self.counts = CountBounds(units_free)
        self.tracks: dict[str, HoldTrack] = {}
        self.surely_held = 0
        self.maybe_held = 0
        # When something that was left without an answer can't happen any more.
        self.next_ghost = math.inf
        self._clock = clock
        self._found = found
        self._recall = recall
        self._claims = Claims()
        self._next_deadline = math.inf
        self._count_events = CountEvents(self)

    @property
    def free_low(self) -> int:
        return self.counts.low

    @property
    def free_high(self) -> int:
        return self.counts.high

    def pass_time(self, at: float) -> None:
        """Let deadlines pass that lie before this moment. Only when nothing is under way."""
        self.let_time_pass(at)

    def track(self, operation: Operation, hold_id: str) -> HoldTrack:
        """The track of a hold, made when it is first spoken of."""
        track = self.tracks.get(hold_id)
        if track is None:
            track = self._recall(hold_id)
            if track is None:
                track = HoldTrack(hold_id, int(operation.arguments.get("units", 1)))
            self.tracks[hold_id] = track
        return track

    def report(self, rule: Rule, track: HoldTrack | None, done: Operation, sentence: str) -> None:
        before = tuple(track.recent) if track is not None else ()
        hold_id = track.hold_id if track is not None else done.hold_id
        self._found(Violation(rule, self.pool_id, hold_id, sentence, done, before))

    def let_time_pass(self, at: float) -> bool:
        """Whether anything became due."""
        latest = self._clock.latest(at)
        if latest < self._next_deadline and at < self.next_ghost:
            return False
        earliest = self._clock.earliest(at)
        self._next_deadline = math.inf
        self.next_ghost = self._count_events.finish_due(at)
        for track in self.tracks.values():
            if track.surely:
                if latest >= track.deadline_low:
                    self.set_surely(track, False)
                else:
                    self._next_deadline = min(self._next_deadline, track.deadline_low)
            if not track.maybe:
                continue
            if earliest >= track.deadline_high or at >= track.forget_maybe_at:
                self.set_maybe(track, False)
                track.dead_since = at
                self.drop_grant(track)
            else:
                self._next_deadline = min(self._next_deadline, track.deadline_high)
                self.next_ghost = min(self.next_ghost, track.forget_maybe_at)
        return True

    def set_surely(self, track: HoldTrack, surely: bool) -> None:
        if track.surely != surely:
            track.surely = surely
            self.surely_held += track.units if surely else -track.units
            track.surely_since = math.inf
        if surely:
            self._next_deadline = min(self._next_deadline, track.deadline_low)

    def set_maybe(self, track: HoldTrack, maybe: bool) -> None:
        if track.maybe != maybe:
            track.maybe = maybe
            self.maybe_held += track.units if maybe else -track.units
        if maybe:
            track.dead_since = math.inf
            self._next_deadline = min(self._next_deadline, track.deadline_high)

    def set_units(self, track: HoldTrack, units: int) -> None:
        surely, maybe = track.surely, track.maybe
        self.set_surely(track, False)
        self.set_maybe(track, False)
        track.units = units
        self.set_surely(track, surely)
        self.set_maybe(track, maybe)

    def asked_to_end(self, track: HoldTrack, operation: Operation) -> None:
        """An ending that may have succeeded: the hold no longer surely keeps its units."""
        if operation.kind == "arrive":
            self._count_events.arrival_invoked(track, operation)
        track.ask(operation)
        self.set_surely(track, False)

    def drop_grant(self, track: HoldTrack) -> None:
        self._claims.grants.pop(track.hold_id, None)
        track.grant = None
