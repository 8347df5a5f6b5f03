"""What slow and lost answers make possible, written out by hand: none of it breaks a rule."""

from __future__ import annotations

from typing import Any

import pytest

from tests.histories.test_written_histories import Story
from tests.histories.written_out import Written, hold

REPORT = {"report_id": "r", "units_free": 2, "arrived": ["a"]}
KEPT_TWO = {"units_free_after": 2, "applied": True}


def arrived(at: float, version: int = 2, **fields: Any) -> dict[str, Any]:
    return hold("arrived", version=version, ended_at=at, **fields)


def a_report_repeated_after_its_arrival_was_taken_back(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("report", 2, None, None, client=1, arguments=REPORT)
    w.add("arrive", 4, 5, client=2, answer=arrived(3.0))
    w.add("undo", 6, 7, client=2, answer=hold(version=3))
    w.add("report", 8, 9, None, client=1, arguments={**REPORT, "again": True}, answer=KEPT_TWO)
    w.add("read_hold", 10, 11, answer=hold(version=3))


def an_arrival_reported_while_a_release_is_taken_back(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("release", 2, 3, answer=hold("released", version=2, ended_at=2.5))
    w.add("undo", 4, 6, answer=hold(version=3))
    w.add("report", 4.5, 5.5, None, arguments=REPORT, answer=KEPT_TWO)


def an_arrival_repeated_by_somebody_else(w: Written) -> None:
    w.free = 2
    w.place("a", 0, 1)
    w.add("undo", 2, 5, answer=hold())
    w.add("arrive", 4, 6, answer=arrived(4.5))
    w.report(7, 8, 2)
    w.add("arrive", 9, 10, answer=arrived(4.5))
    w.read_pool(11, 12, free=2, held=0, version=4)


def an_arrival_just_after_another_was_taken_back(w: Written) -> None:
    w.free = 2
    w.place("a", 0, 1)
    w.add("arrive", 2, 3, answer=arrived(2.5))
    w.report(4, 5, 2)
    w.add("undo", 6, 8, answer=hold(version=3))
    w.add("arrive", 7, 9, answer=arrived(8.5, version=4, pool_version=5))
    w.read_pool(10, 11, free=1, held=0, version=6)


def a_report_taken_after_its_repetition_was_refused(w: Written) -> None:
    report = {**REPORT, "units_free": 3}
    w.place("a", 0, 1)
    w.add("report", 2, None, None, client=1, arguments=report)
    w.add("release", 3, 4, answer=hold("released", version=2, ended_at=3.5))
    w.add("report", 5, 6, None, client=1, arguments={**report, "again": True},
          code="arrived_hold_not_found")  # fmt: skip
    w.add("undo", 7, 8, answer=hold(version=3))
    w.report(8.1, 8.2, 0)
    w.place("b", 9, 10, placed_at=9.5, pool_version=6)


def an_answer_that_is_late_about_an_end_taken_back(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("release", 2, 10, answer=hold("released", version=2, ended_at=3.0))
    w.add("undo", 3, 4, answer=hold(version=3))
    w.add("arrive", 5, 6, answer=arrived(5.5, version=4, pool_version=3))


@pytest.mark.parametrize("window", (1000, 1), ids=("whole", "piecemeal"))
@pytest.mark.parametrize(
    "story",
    (
        a_report_repeated_after_its_arrival_was_taken_back,
        an_arrival_reported_while_a_release_is_taken_back,
        an_arrival_repeated_by_somebody_else,
        an_arrival_just_after_another_was_taken_back,
        a_report_taken_after_its_repetition_was_refused,
        an_answer_that_is_late_about_an_end_taken_back,
    ),
    ids=lambda story: story.__name__,
)
def test_slow_answers_raise_no_alarm(story: Story, window: int) -> None:
    written = Written()
    story(written)
    found = written.judged(window)
    assert not found.violations, found.violations[0].report()
