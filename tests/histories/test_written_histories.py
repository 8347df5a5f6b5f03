"""Every rule, broken in a history of a few lines, and the nearest history that breaks none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.histories.written_out import Written, hold

Story = Callable[[Written], None]


def overlapping_placings_of_one_unit(w: Written) -> None:
    w.place("a", 0, 10)
    w.place("b", 1, 9)


def a_placing_beside_a_kept_unit(w: Written) -> None:
    w.place("a", 0, 1)
    w.place("b", 2, 3)


def a_placing_after_the_count_was_lowered(w: Written) -> None:
    w.report(0, 1, 0)
    w.place("a", 2, 3)


def an_undo_into_a_taken_unit(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("release", 2, 3, answer=hold("released", version=2, ended_at=2.0))
    w.place("b", 4, 5)
    w.add("undo", 6, 7, answer=hold(version=3))


def a_refusal_of_a_free_unit(w: Written) -> None:
    w.add("place", 0, 1, code="no_units_available")


def a_refusal_after_the_deadline(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("place", 902, 903, "b", code="no_units_available")


def over_held_though_nothing_is_held(w: Written) -> None:
    w.add("place", 0, 1, code="pool_over_held")


def an_acknowledged_hold_that_is_not_there(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("read_hold", 2, 3, code="hold_not_found")


def a_hold_that_was_told_not_written(w: Written) -> None:
    w.add("place", 0, 1, outcome="not_written", code="busy")
    w.add("read_hold", 2, 3, answer=hold())


def a_hold_live_past_its_deadline(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("read_hold", 901, 902, answer=hold())


def an_arrival_past_its_deadline(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("arrive", 901, 902, answer=hold("arrived", version=2, ended_at=901.5))


def an_end_by_the_clock_before_the_deadline(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("read_hold", 2, 3, answer=hold("expired", ended_at=900.0))


def a_released_hold_that_lives(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("release", 2, 3, answer=hold("released", version=2, ended_at=2.0))
    w.add("read_hold", 4, 5, answer=hold(version=3))


def a_prolonging_after_the_deadline(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("extend", 901, 902, answer=hold(version=2, expires_at=1800.0))


def an_arrival_and_a_release(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("release", 2, 4, answer=hold("released", version=2, ended_at=3.0))
    w.add("arrive", 2, 5, answer=hold("arrived", version=3, ended_at=3.5))


def a_release_after_it_was_read_as_expired(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("read_hold", 901, 902, answer=hold("expired", ended_at=900.0))
    w.add("release", 903, 904, answer=hold("released", version=3, ended_at=903.5))


def a_release_that_nobody_asked_for(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("read_hold", 2, 3, answer=hold("released", version=2, ended_at=2.0))


def a_later_change_with_an_earlier_time(w: Written) -> None:
    w.free = 2
    w.place("a", 0, 1, placed_at=0.5, pool_version=1)
    w.place("b", 0, 1, placed_at=0.4, pool_version=2)


def one_hold_placed_twice(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("repeat", 2, 3, answer=hold(), status=201)


def one_id_with_two_times(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("read_hold", 2, 3, answer=hold(placed_at=0.7))


def one_id_in_two_pools(w: Written) -> None:
    w.place("a", 0, 2)
    w.add("place", 0, 2, "a", pool="other", answer=hold(pool_id="other"))


def a_report_that_was_cut(w: Written) -> None:
    w.report(0, 1, 3, kept=2)


def a_count_nobody_gave(w: Written) -> None:
    w.read_pool(0, 1, free=2, held=0)


def a_hold_left_out_of_the_count(w: Written) -> None:
    w.place("a", 0, 1)
    w.read_pool(2, 3, free=1, held=0)


def an_older_hold_after_a_newer(w: Written) -> None:
    w.place("a", 0, 1, version=2)
    w.add("read_hold", 2, 3, answer=hold(version=1))


def an_older_pool_after_a_newer(w: Written) -> None:
    w.read_pool(0, 1, free=1, held=0, version=5)
    w.read_pool(2, 3, free=1, held=0, version=4)


def two_states_of_one_version(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("accept", 0.5, 3, answer=hold("requested"))


BROKEN: dict[str, tuple[Story, ...]] = {
    "promised_twice": (
        overlapping_placings_of_one_unit, a_placing_beside_a_kept_unit,
        a_placing_after_the_count_was_lowered, an_undo_into_a_taken_unit,
    ),
    "refused_though_free": (
        a_refusal_of_a_free_unit, a_refusal_after_the_deadline, over_held_though_nothing_is_held,
    ),
    "acknowledged_then_lost": (an_acknowledged_hold_that_is_not_there,),
    "written_though_told_not": (a_hold_that_was_told_not_written,),
    "live_after_deadline": (a_hold_live_past_its_deadline,),
    "arrived_after_deadline": (an_arrival_past_its_deadline,),
    "ended_early": (an_end_by_the_clock_before_the_deadline,),
    "resurrected": (a_released_hold_that_lives, a_prolonging_after_the_deadline),
    "two_ends": (an_arrival_and_a_release, a_release_after_it_was_read_as_expired),
    "ended_by_nobody": (a_release_that_nobody_asked_for,),
    "time_ran_back": (a_later_change_with_an_earlier_time,),
    "placed_twice": (one_hold_placed_twice,),
    "two_holds_one_id": (one_id_with_two_times, one_id_in_two_pools),
    "report_not_kept": (a_report_that_was_cut,),
    "count_shown_falsely": (a_count_nobody_gave, a_hold_left_out_of_the_count),
    "version_went_back": (an_older_hold_after_a_newer, an_older_pool_after_a_newer),
    "two_states_one_version": (two_states_of_one_version,),
}  # fmt: skip


@pytest.mark.parametrize("window", (1000, 1), ids=("whole", "piecemeal"))
@pytest.mark.parametrize(
    ("rule", "story"),
    [pytest.param(rule, story, id=story.__name__) for rule in BROKEN for story in BROKEN[rule]],
)
def test_a_broken_rule_is_named(rule: str, story: Story, window: int) -> None:
    written = Written()
    story(written)
    found = written.judged(window)
    assert found.violations_by_rule[rule], found.violations


def a_refusal_while_a_placing_is_under_way(w: Written) -> None:
    w.place("a", 0, 10)
    w.add("place", 1, 2, "b", code="no_units_available")


def a_placing_while_a_release_is_under_way(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("release", 2, 10, answer=hold("released", version=2, ended_at=3.0))
    w.place("b", 4, 5, placed_at=4.5, pool_version=3)


def a_placing_just_after_a_deadline(w: Written) -> None:
    w.place("a", 0, 1)
    w.place("b", 900.1, 900.2, placed_at=900.1, pool_version=2)
    w.add("read_hold", 901, 902, "a", answer=hold("expired", ended_at=900.0))


def over_held_after_a_lower_report(w: Written) -> None:
    w.place("a", 0, 1)
    w.report(2, 3, 0)
    w.read_pool(4, 5, free=0, held=1, version=3)
    w.add("place", 6, 7, "b", code="pool_over_held")
    w.add("release", 8, 9, answer=hold("released", version=2, pool_version=4, ended_at=8.5))
    w.add("place", 10, 11, "b", code="no_units_available")


def a_lost_answer_that_had_been_written(w: Written) -> None:
    w.add("place", 0, None, client=1)
    w.add("place", 1, 2, "b", code="no_units_available")
    w.add("repeat", 3, 4, client=1, answer=hold(), arguments={"units": 1, "again": True})


def a_lost_answer_that_had_not(w: Written) -> None:
    w.add("place", 0, None, client=1)
    w.place("b", 1, 2)
    w.add("repeat", 3, 4, client=1, code="no_units_available",
          arguments={"units": 1, "again": True})  # fmt: skip


def an_arrival_leaves_what_is_available(w: Written) -> None:
    w.free = 2
    w.place("a", 0, 1)
    w.add("arrive", 2, 3, answer=hold("arrived", version=2, pool_version=2, ended_at=2.5))
    w.read_pool(4, 5, free=1, held=0, version=3)
    w.place("b", 6, 7, placed_at=6.5, pool_version=4)
    w.add("place", 8, 9, "c", code="no_units_available")


def an_arrival_in_time_that_a_reader_saw_as_expired(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("arrive", 899.5, 903, answer=hold("arrived", version=2, ended_at=899.9))
    w.add("read_hold", 901, 902, answer=hold("expired", ended_at=900.0))


def a_late_arrival(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("read_hold", 901, 902, answer=hold("expired", ended_at=900.0))
    w.add("arrive", 903, 904, arguments={"late": True},
          answer=hold("arrived", version=3, late=True, ended_at=903.5))  # fmt: skip
    w.read_pool(905, 906, free=0, held=0)


def brought_back_and_released(w: Written) -> None:
    w.place("a", 0, 1)
    w.add("read_hold", 901, 902, answer=hold("expired", ended_at=900.0))
    w.add("reinstate", 903, 904, answer=hold(version=3, expires_at=2703.5))
    w.add("place", 905, 906, "b", code="no_units_available")
    w.add("release", 907, 908, answer=hold("released", version=4, pool_version=5,
          expires_at=2703.5, ended_at=907.5))  # fmt: skip
    w.place("b", 909, 910, placed_at=909.5, pool_version=6)


KEPT: tuple[Story, ...] = (
    a_refusal_while_a_placing_is_under_way, a_placing_while_a_release_is_under_way,
    a_placing_just_after_a_deadline, over_held_after_a_lower_report,
    a_lost_answer_that_had_been_written, a_lost_answer_that_had_not,
    an_arrival_leaves_what_is_available, an_arrival_in_time_that_a_reader_saw_as_expired,
    a_late_arrival, brought_back_and_released,
)  # fmt: skip


@pytest.mark.parametrize("window", (1000, 1), ids=("whole", "piecemeal"))
@pytest.mark.parametrize("story", KEPT, ids=lambda story: story.__name__)
def test_what_may_have_been_so_raises_no_alarm(story: Story, window: int) -> None:
    written = Written()
    story(written)
    found = written.judged(window)
    assert not found.violations, found.violations[0].report()
    assert found.unresolved == 0
    assert found.checked == len(written.operations)


def test_a_lost_answer_nobody_asked_about_again_is_unresolved() -> None:
    written = Written()
    written.add("place", 0, None)
    found = written.judged()
    assert (found.checked, found.unresolved) == (0, 1)
