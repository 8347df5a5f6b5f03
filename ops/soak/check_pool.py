"""The interval check of one pool: a sweep over requests and answers in the order of time.

It knows nothing of the order in which the service did things, only that each did its work at some
moment between request and answer. Whatever may have been so is allowed.
"""

from __future__ import annotations

import heapq
import math

from ops.soak.check_claims import Grant, Reading, Refusal, name_of
from ops.soak.check_clock import DatabaseClock
from ops.soak.check_lifecycle import judge_answer, judge_missing
from ops.soak.check_pool_counts import GHOST_SECONDS
from ops.soak.check_pool_order import PoolOrder
from ops.soak.check_present import Found, PoolPresent, Recall
from ops.soak.check_track import BY_THE_CLOCK, ENDERS, LIVE, PROLONGERS, REVIVERS, HoldTrack
from ops.soak.history import Operation

_REFUSED_FOR_ROOM = frozenset({"no_units_available", "pool_over_held"})


class PoolSweep(PoolPresent):
    """The sweep of one pool. Feed operations, then `sweep` up to a watermark."""

    def __init__(
        self, pool_id: str, units_free: int, clock: DatabaseClock, found: Found, recall: Recall
    ) -> None:
        super().__init__(pool_id, units_free, clock, found, recall)
        self._events: list[tuple[float, int, int, Operation]] = []
        self._fed = 0
        self._order = PoolOrder()

    def feed(self, operation: Operation) -> None:
        self._fed += 1
        heapq.heappush(self._events, (operation.invoked_at, 0, self._fed, operation))
        if operation.answered_at is not None:
            heapq.heappush(self._events, (operation.answered_at, 1, self._fed, operation))

    def sweep(self, watermark: float) -> None:
        """Take in everything before the watermark."""
        while self._events and self._events[0][0] < watermark:
            at, answered, _, operation = heapq.heappop(self._events)
            if self.let_time_pass(at):
                self._watch()
            if answered:
                self._answered(operation, at)
            else:
                self._invoked(operation)
            self._watch()

    def _watch(self) -> None:
        for grant in self._claims.grants.values():
            track = self.tracks[grant.hold_id]
            grant.watch(self, track.units if track.surely else 0)
        for refusal in self._claims.refusals.values():
            own = self.tracks.get(refusal.own_hold_id or "")
            refusal.watch(self, own.units if own is not None and own.maybe else 0)
        for reading in self._claims.readings.values():
            reading.watch(self)

    # Requests ---------------------------------------------------------------------------------

    def _invoked(self, operation: Operation) -> None:
        if operation.kind == "read_pool":
            if operation.outcome == "ok":
                self._claims.readings[name_of(operation)] = Reading(operation)
            return
        if operation.kind == "report":
            self._count_events.report_invoked(operation)
            return
        assert operation.hold_id is not None
        track = self.track(operation, operation.hold_id)
        track.remember(operation)
        if operation.outcome == "refused" and operation.code in _REFUSED_FOR_ROOM:
            own = operation.hold_id if operation.kind in REVIVERS else None
            self._claims.refusals[name_of(operation)] = Refusal(operation, track.units, own)
        elif operation.may_have_written:
            self._may_write(track, operation)

    def _may_write(self, track: HoldTrack, operation: Operation) -> None:
        kind = operation.kind
        if kind in ("place", "repeat"):
            self._placing(track, operation)
        elif kind in ENDERS:
            self.asked_to_end(track, operation)
        elif kind in PROLONGERS:
            self._prolonging(track, operation)
        elif kind in REVIVERS:
            self._reviving(track, operation)

    def _placing(self, track: HoldTrack, operation: Operation) -> None:
        if track.acknowledged_at < math.inf or track.grant is not None:
            return
        if not track.asked_for:
            self.set_units(track, int(operation.arguments.get("units", 1)))
            track.asked_for = True
        track.grant = Grant(operation, track.hold_id, track.units)
        self._claims.grants[track.hold_id] = track.grant
        self.set_maybe(track, True)

    def _prolonging(self, track: HoldTrack, operation: Operation) -> None:
        track.ask(operation)
        minutes = operation.arguments.get("minutes")
        seconds = 60.0 * float(minutes) if minutes is not None else math.inf
        if operation.kind == "extend":
            track.deadline_high += seconds
        else:
            # An accepted hold's time starts anew, so its deadline may also come nearer.
            done_by = math.inf if operation.answered_at is None else operation.answered_at
            accepted = self._clock.earliest(operation.invoked_at, done_by)
            track.deadline_low = min(track.deadline_low, accepted + seconds)
            track.deadline_high = math.inf

    def _reviving(self, track: HoldTrack, operation: Operation) -> None:
        if operation.kind == "undo":
            self._count_events.undo_invoked(track, operation)
        if not track.asked_for:
            # There is nothing to bring back yet; the placing that comes will say.
            track.ask(operation)
            return
        if not track.maybe and track.grant is None:
            track.grant = Grant(operation, track.hold_id, track.units)
            self._claims.grants[track.hold_id] = track.grant
        elif track.grant is not None:
            track.grant.alone = False
        track.ask(operation)
        track.deadline_high = math.inf
        self.set_maybe(track, True)

    # Answers ----------------------------------------------------------------------------------

    def _answered(self, done: Operation, at: float) -> None:
        if done.kind == "read_pool":
            self._pool_read(done, at)
            return
        if done.kind == "report":
            self._count_events.report_answered(done, at)
            return
        assert done.hold_id is not None
        track = self.track(done, done.hold_id)
        track.touched_at = at
        track.under_way -= 1
        self._judge_refusal(track, done)
        if done.arguments.get("again") and done.outcome in ("ok", "refused"):
            track.resolve(done, at + GHOST_SECONDS)
        if done.code in ("hold_not_found", "hold_already_ended"):
            for rule, sentence in judge_missing(track, done, self._clock):
                self.report(rule, track, done, sentence)
        if done.answer:
            self._shown(track, done, at)
        elif done.kind in ("place", "repeat") and done.outcome == "refused":
            self._placing_refused(track, at)

    def _pool_read(self, done: Operation, at: float) -> None:
        reading = self._claims.readings.pop(name_of(done), None)
        if reading is None:
            return
        told = reading.refuted()
        if told is not None:
            self.report("count_shown_falsely", None, done, told)
        if self._order.version_went_back(done, at):
            self.report("version_went_back", None, done, "the pool was shown in an older version")

    def _judge_refusal(self, track: HoldTrack, done: Operation) -> None:
        refusal = self._claims.refusals.pop(name_of(done), None)
        if refusal is not None and refusal.refuted():
            room = f"{refusal.room} were surely free all the while"
            self.report("refused_though_free", track, done, f"{done.code} was answered, and {room}")

    def _placing_refused(self, track: HoldTrack, at: float) -> None:
        if track.maybe and track.acknowledged_at == math.inf:
            # An earlier sending has no answer. It may still be under way, but not for ever.
            track.forget_maybe_at = at + GHOST_SECONDS
            self.next_ghost = min(self.next_ghost, track.forget_maybe_at)

    def _shown(self, track: HoldTrack, done: Operation, at: float) -> None:
        for rule, sentence in judge_answer(track, done, self._clock):
            self.report(rule, track, done, sentence)
        answer = done.answer
        if self._order.time_ran_back(done):
            self.report("time_ran_back", track, done, "a later change bears an earlier time")
        self._take_identity(track, done, at)
        if answer["state"] in LIVE:
            self._shown_live(track, done, at)
        else:
            self._shown_ended(track, done, at)
        self._count_events.hold_shown(track, done, at)
        self._judge_grant(track, done)
        if answer["version"] > track.version:
            track.version, track.version_state = answer["version"], answer["state"]
            track.version_answered_at = at

    def _take_identity(self, track: HoldTrack, done: Operation, at: float) -> None:
        if track.placed_at is None:
            track.placed_at = done.answer["placed_at"]
            if track.units != done.answer["units"]:
                self.set_units(track, done.answer["units"])
        if done.outcome == "ok":
            track.acknowledged_at = min(track.acknowledged_at, at)

    def _shown_live(self, track: HoldTrack, done: Operation, at: float) -> None:
        if not track.maybe and done.invoked_at < track.dead_since:
            if track.dead_since == math.inf:
                sentence = "it is live, and no request to place it can have succeeded"
                self.report("written_though_told_not", track, done, sentence)
            return
        told = done.answer["expires_at"]
        moving = track.deadline_may_move_after(done)
        track.deadline_high = max(track.deadline_high, told) if moving else told
        self.set_maybe(track, True)
        track.forget_maybe_at = math.inf
        track.end_state = None
        if track.ended_until() <= done.invoked_at and self._clock.latest(at) < told:
            track.deadline_low = min(track.deadline_low, told) if moving else told
            self.set_surely(track, True)
            track.surely_since = min(track.surely_since, at)

    def _shown_ended(self, track: HoldTrack, done: Operation, at: float) -> None:
        state = done.answer["state"]
        self.set_surely(track, False)
        if track.revived_until(done) > done.invoked_at:
            return
        if state in BY_THE_CLOCK and track.prolonged_until() > done.invoked_at:
            return
        newer = done.answer["version"] > track.version and state != track.end_state
        if track.end_state is None or newer:
            track.end_state, track.end_answered_at = state, at
        if track.maybe:
            self.set_maybe(track, False)
            track.dead_since = at

    def _judge_grant(self, track: HoldTrack, done: Operation) -> None:
        grant = track.grant
        if grant is None or done.outcome != "ok":
            return
        if grant.operation.kind in REVIVERS:
            if done is not grant.operation and done.kind != grant.operation.kind:
                return
            if not grant.alone or done.answer["state"] not in LIVE:
                self.drop_grant(track)
                return
        elif done.kind not in ("place", "repeat"):
            return
        if grant.refuted_alone():
            sentence = f"{grant.units} were given when at most {grant.room} can have been there"
            self.report("promised_twice", track, done, sentence)
        elif track.surely and grant.refuted_together(self):
            sentence = f"{self.surely_held} are surely kept of at most {grant.free} that were free"
            self.report("promised_twice", track, done, sentence)
        self.drop_grant(track)
