"""What answers about one hold must agree on, whoever read them: states, ends, versions, ids."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ops.soak.check_clock import DatabaseClock
from ops.soak.check_track import BY_THE_CLOCK, ENDERS, LIVE, HoldTrack
from ops.soak.check_violation import Rule
from ops.soak.history import Operation

Finding = tuple[Rule, str]
# Shorter than the shortest time after which an ended hold may be forgotten.
_KEPT_SECONDS = 20 * 3600.0
# From each end, the ends that staff may still make of it.
_FURTHER = {"expired": {"no_show", "arrived"}, "no_show": {"expired"}, "arrived": {"expired"}}


def judge_answer(track: HoldTrack, done: Operation, clock: DatabaseClock) -> Iterator[Finding]:
    """Findings of one answer that shows the hold. Call before the track takes it in."""
    answer = done.answer
    yield from _identity(track, done)
    yield from _versions(track, done)
    state = answer["state"]
    if state in LIVE:
        if clock.earliest(done.invoked_at, done.answered_at) >= answer["expires_at"]:
            yield "live_after_deadline", "it was shown as live after its deadline had passed"
        if not track.maybe and done.invoked_at >= track.dead_since:
            yield "resurrected", "it is live after it had ended, and nobody brought it back"
        return
    if state == "arrived" and not answer["late"] and answer["ended_at"] > answer["expires_at"]:
        yield "arrived_after_deadline", "it arrived after its deadline and is not called late"
    if track.surely_since <= done.invoked_at and state in BY_THE_CLOCK:
        yield "ended_early", "the clock ended it before its deadline"
    if state in ENDERS.values() and not track.asked_before(state, math.inf):
        yield "ended_by_nobody", f"it is {state}, and nobody asked for that"
    yield from _ends(track, done, state)


def _identity(track: HoldTrack, done: Operation) -> Iterator[Finding]:
    answer = done.answer
    if done.status == 201 and done.kind in ("place", "repeat"):
        if track.acknowledged_at < done.invoked_at:
            yield "placed_twice", "it was placed anew although it had been placed before"
        elif track.placed_at is not None and track.placed_at != answer["placed_at"]:
            yield "placed_twice", "it was placed at two times"
    if track.placed_at is not None and (
        (track.placed_at, track.units) != (answer["placed_at"], answer["units"])
    ):
        yield "two_holds_one_id", "two different holds answered to this id"


def _versions(track: HoldTrack, done: Operation) -> Iterator[Finding]:
    version, state = done.answer["version"], done.answer["state"]
    if version < track.version and done.invoked_at >= track.version_answered_at:
        yield "version_went_back", f"version {version} was read after {track.version}"
    if version == track.version and state != track.version_state:
        # The clock ends a hold before anybody has written that down.
        seen = {state, track.version_state}
        if not (seen & LIVE and seen & BY_THE_CLOCK):
            yield (
                "two_states_one_version",
                f"version {version} was {track.version_state} and {state}",
            )


def _ends(track: HoldTrack, done: Operation, state: str) -> Iterator[Finding]:
    before = track.end_state
    revived = track.revived_until()
    if before is None or before == state or revived > track.end_answered_at:
        return
    if done.answer["version"] < track.version and revived > done.invoked_at:
        # A slow answer of an end that was taken back before the one that is known.
        return
    if state in _FURTHER.get(before, ()):
        late = done.answer["late"]
        in_time = track.asked_before("arrived", track.end_answered_at)
        if "arrived" not in (before, state) or late or in_time:
            return
    elif before in BY_THE_CLOCK and track.asked_before(state, track.end_answered_at):
        # It was ended in time, by a request that was under way when a reader saw the deadline.
        return
    elif state in BY_THE_CLOCK and done.invoked_at < track.end_answered_at:
        # The same, with the two answers in the other order.
        return
    yield "two_ends", f"it ended as {before} and as {state}"


def judge_missing(track: HoldTrack, done: Operation, clock: DatabaseClock) -> Iterator[Finding]:
    """Findings of an answer that says there is no such hold."""
    if track.placed_at is None or track.acknowledged_at > done.invoked_at:
        return
    if clock.latest(done.invoked_at) - track.placed_at < _KEPT_SECONDS:
        yield "acknowledged_then_lost", "it had been acknowledged, and there is no such hold"
