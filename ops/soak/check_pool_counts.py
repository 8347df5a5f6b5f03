"""What reports, arrivals and taken-back arrivals do to a pool's count, in the sweep."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING

from ops.soak.check_counts import Statement
from ops.soak.check_track import HoldTrack
from ops.soak.history import Operation

if TYPE_CHECKING:
    from ops.soak.check_present import PoolPresent

# No request outlives its caller by more: a statement runs at most ten seconds, after a wait of
# three for a connection and a standstill of thirty that a test may have caused.
GHOST_SECONDS = 90.0
_REPORTS_KEPT = 500
_MAY_STILL_ARRIVE = frozenset({None, "arrived", "expired"})


class CountEvents:
    """Turns operations into statements about the count of one pool."""

    def __init__(self, pool: PoolPresent) -> None:
        self._pool = pool
        self._reports: OrderedDict[str, Statement] = OrderedDict()
        self._due: list[tuple[float, Statement]] = []

    def finish_due(self, at: float) -> float:
        """Settle what can't happen any more; returns when the next will be."""
        due = [statement for moment, statement in self._due if moment <= at]
        self._due = [each for each in self._due if each[0] > at]
        for statement in due:
            self._pool.counts.finish(statement, at)
        return min((moment for moment, _ in self._due), default=math.inf)

    def _finish_at(self, statement: Statement, moment: float, at: float) -> None:
        if moment <= at:
            self._pool.counts.finish(statement, at)
        else:
            self._due.append((moment, statement))
            self._pool.next_ghost = min(self._pool.next_ghost, moment)

    # Reports ----------------------------------------------------------------------------------

    def report_invoked(self, operation: Operation) -> None:
        if not operation.may_have_written:
            return
        said = operation.arguments
        statement = self._reports.get(said["report_id"])
        if statement is None:
            delta = said.get("delta", 0)
            statement = Statement(
                operation.invoked_at, said.get("units_free"), min(0, delta), max(0, delta), False
            )
            self._pool.counts.begin(statement)
            self._reports[said["report_id"]] = statement
            if len(self._reports) > _REPORTS_KEPT:
                self._reports.popitem(last=False)
        for hold_id in said.get("arrived", ()):
            track = self._pool.track(operation, hold_id)
            track.remember(operation)
            self._pool.asked_to_end(track, operation)

    def report_answered(self, done: Operation, at: float) -> None:
        statement = self._reports.get(done.arguments["report_id"])
        for hold_id in done.arguments.get("arrived", ()):
            self._pool.track(done, hold_id).under_way -= done.may_have_written
        if statement is None:
            return
        if done.outcome == "ok":
            delta = done.arguments.get("delta", 0)
            statement.certain, statement.low, statement.high = True, delta, delta
            self._judge_kept(done)
            for hold_id in done.arguments.get("arrived", ()):
                track = self._pool.track(done, hold_id)
                self._arrived_by_report(track, done, statement.begin, at)
        # A refusal keeps no id: an earlier sending without an answer may still be taken.
        still_coming = done.outcome == "refused" and "again" in done.arguments
        self._finish_at(statement, at + GHOST_SECONDS if still_coming else at, at)

    def _judge_kept(self, done: Operation) -> None:
        said, kept = done.arguments.get("units_free"), done.answer["units_free_after"]
        if done.answer["applied"] and said is not None and said != kept:
            sentence = f"{said} were reported and {kept} were kept"
            self._pool.report("report_not_kept", None, done, sentence)

    def _arrived_by_report(
        self, track: HoldTrack, done: Operation, begin: float, at: float
    ) -> None:
        """It arrived between `begin`, when the report was sent first, and now; whoever took that
        back, or an end before it, may have done so since."""
        track.resolve(done, at + GHOST_SECONDS)
        revived = track.revived_until()
        had_ended = track.end_state not in _MAY_STILL_ARRIVE and track.end_answered_at <= begin
        if had_ended and revived <= track.end_answered_at:
            sentence = f"it arrived after it had ended as {track.end_state}"
            self._pool.report("two_ends", track, done, sentence)
        if track.maybe and revived <= begin:
            self._pool.set_maybe(track, False)
            track.dead_since = at
            track.end_state, track.end_answered_at = "arrived", at

    # Arrivals and their undoing ----------------------------------------------------------------

    def arrival_invoked(self, track: HoldTrack, operation: Operation) -> None:
        revived = track.revived_until()
        if revived > operation.invoked_at:
            # An undo that is under way may take this very arrival back, or the one before it.
            self._maybe_moved(operation, 0, track.units, revived)
        has_arrived = track.end_state == "arrived" and revived <= operation.invoked_at
        if track.arriving is not None or has_arrived:
            return
        units = int(operation.arguments.get("units") or track.units)
        counted = 0 if operation.arguments.get("already_counted") else units
        track.arriving = Statement(operation.invoked_at, None, -counted, 0, False)
        self._pool.counts.begin(track.arriving)

    def hold_shown(self, track: HoldTrack, done: Operation, at: float) -> None:
        """An answer showed the hold: an arrival that was under way may be settled by it."""
        statement = track.arriving
        if statement is None:
            return
        if done.answer["state"] == "arrived":
            if not _may_have_come_before(track, statement):
                statement.high, statement.certain = statement.low, True
            self._pool.counts.finish(statement, at)
            track.arriving = None
        elif done.kind == "arrive" and (done.outcome == "ok" or done.arguments.get("again")):
            track.arriving = None
            if not done.arguments.get("again"):
                # The holder said so and staff have not confirmed it, or it came too late.
                statement.low = 0
            self._finish_at(statement, min(track.ended_until(), at + GHOST_SECONDS), at)

    def undo_invoked(self, track: HoldTrack, operation: Operation) -> None:
        if not track.recalled and not any(each.kind == "arrive" for each in track.asked):
            return
        # An arrival that is still under way may come after this, and count a second time.
        end = math.inf if operation.answered_at is None else operation.answered_at
        again = -track.units if track.ended_until() > operation.invoked_at else 0
        self._maybe_moved(operation, again, track.units, max(end, track.ended_until()))

    def _maybe_moved(self, operation: Operation, low: int, high: int, until: float) -> None:
        """The count may move by so much before `until`."""
        begin = operation.invoked_at
        statement = Statement(begin, None, low, high, False)
        self._pool.counts.begin(statement)
        self._finish_at(statement, min(until, begin + 2 * GHOST_SECONDS), begin)


def _may_have_come_before(track: HoldTrack, statement: Statement) -> bool:
    """Whether another request may have let this household arrive: then this one, which reads that
    they have, need not have moved the count."""
    return track.recalled or any(
        each.kind == "report" or (each.kind == "arrive" and each.begin < statement.begin)
        for each in track.asked
    )
