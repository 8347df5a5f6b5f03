"""The bounds of the database's clock while a test steps it, and what the checker makes of them."""

from __future__ import annotations

import math

from ops.soak.check_clock import DatabaseClock
from ops.soak.check_history import Checker
from ops.soak.history import ClockStep, History
from tests.histories.written_out import POOL, Written, hold


def stepped(*steps: ClockStep) -> History:
    history = History()
    history.clock_base = 0.0
    history.clock_steps.extend(steps)
    return history


def test_without_steps_both_bounds_are_close() -> None:
    clock = DatabaseClock(stepped())
    assert clock.earliest(5) < 5 < clock.latest(5)
    assert clock.latest(5) - clock.earliest(5) < 1


def test_during_a_step_both_times_are_possible_and_after_it_one() -> None:
    clock = DatabaseClock(stepped(ClockStep(10, 11, 1000)))
    assert clock.latest(9.9) < 11
    assert clock.earliest(10.5) < 11
    assert clock.latest(10.5) > 1010
    assert clock.earliest(13) > 1012


def test_after_a_step_back_pools_may_still_judge_by_the_latest_time() -> None:
    clock = DatabaseClock(stepped(ClockStep(10, 11, 1000), ClockStep(20, 21, 0)))
    assert clock.earliest(30) < 31
    assert clock.latest(30) >= 1021
    assert clock.latest(2000) < 2001


def test_a_step_that_has_not_ended_holds_the_watermark_back() -> None:
    history = History()
    with history.clock_step(1000):
        begun = history.clock_steps[0].begin
        assert history.watermark() == begun
        assert history.clock_steps[0].end == math.inf
    assert history.watermark() > begun


def judged(written: Written, history: History) -> Checker:
    checker = Checker(history, {POOL: written.free})
    checker.digest(written.operations, math.inf)
    return checker


def test_a_step_past_the_deadline_ends_a_hold_and_frees_its_unit() -> None:
    w = Written()
    w.place("a", 0, 1)
    w.add("read_hold", 6, 7, "a", answer=hold("expired", ended_at=900.0))
    w.place("b", 8, 9, placed_at=1008.5, pool_version=2)
    assert not judged(w, stepped(ClockStep(3, 4, 1000))).violations
    assert judged(w, stepped()).violations_by_rule["ended_early"] == 1
    del w.operations[1]
    assert not judged(w, stepped(ClockStep(3, 4, 1000))).violations
    assert judged(w, stepped()).violations_by_rule["promised_twice"] == 1


def test_a_step_back_brings_nothing_back() -> None:
    w = Written()
    w.place("a", 0, 1)
    w.add("read_hold", 6, 7, "a", answer=hold("expired", ended_at=900.0))
    w.add("read_hold", 30, 31, "a", answer=hold())
    found = judged(w, stepped(ClockStep(3, 4, 1000), ClockStep(20, 21, 0)))
    assert found.violations_by_rule["resurrected"] == 1


def test_what_is_asked_before_a_step_back_may_be_done_after_it() -> None:
    """A place asked for while the clock ran ahead, and kept when it no longer did."""
    w = Written()
    w.place("a", 19, 22, placed_at=21.5)
    steps = (ClockStep(10, 11, 1000), ClockStep(20, 21, 0))
    assert not judged(w, stepped(*steps)).violations
    # Answered before the step back, it can't have been.
    assert judged(w, stepped(steps[0])).violations_by_rule["live_after_deadline"] == 1
