"""Capacity that is not there every night, and what is kept for emergencies."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_RESERVE = "tests/capacity/test_reserve.py::"
_SEASONS = "tests/capacity/test_seasons.py::"
_SURGES = "tests/capacity/test_surges.py::"
_SIGHT = "tests/capacity/test_capacity_sight.py::"
_JUDGE = "sql/functions/300_judge_holds.sql"
_OPENINGS = "sql/functions/105_openings.sql"

SEASON = (
    Mutation(
        "reserve_for_everybody",
        "Ordinary holds end where the reserve begins.",
        _JUDGE,
        "SELECT CASE WHEN p_emergency OR w.own THEN 0 ELSE housing.reserve_of(p) END AS kept",
        "SELECT 0 AS kept",
        (_RESERVE + "test_ordinary_holds_end_where_the_reserve_begins",),
    ),
    Mutation(
        "emergency_for_everybody",
        "Only organizations that the operator allows ask for emergency admissions.",
        _JUDGE,
        "               WHEN p_emergency AND NOT w.own AND NOT housing.may_use_reserve(",
        "               WHEN false AND NOT housing.may_use_reserve(",
        (_RESERVE + "test_who_may_ask_for_an_emergency",),
    ),
    Mutation(
        "emergency_without_its_own_id",
        "The same id with another urgency is another request.",
        _JUDGE,
        "         AND h.emergency = p_emergency\n",
        "",
        (_RESERVE + "test_the_same_id_with_another_urgency_is_another_request",),
    ),
    Mutation(
        "hold_comes_back_into_the_reserve",
        "Undo and reinstate give an ordinary holder nothing of the reserve.",
        _OPENINGS,
        "         AND p_left - housing.reserve_of(p_pool) < p_hold.units\n",
        "         AND p_left < p_hold.units\n",
        (_RESERVE + "test_an_ordinary_hold_does_not_come_back_into_the_reserve",),
    ),
    Mutation(
        "set_takes_the_reserve",
        "The parts of a set in one pool keep to the reserve together.",
        "sql/functions/320_place_hold_set.sql",
        "j.left_units >= sum(j.units) OVER (\n"
        "                       PARTITION BY p_pool_ids[j.member] ORDER BY j.member) AS has_room,",
        "j.left_units + j.kept_units >= sum(j.units) OVER (\n"
        "                       PARTITION BY p_pool_ids[j.member] ORDER BY j.member) AS has_room,",
        (_RESERVE + "test_sets_keep_to_the_reserve",),
    ),
    Mutation(
        "outsiders_learn_of_the_reserve",
        "To outsiders of a confidential program a reserve looks like no room.",
        "sql/functions/130_pool_views.sql",
        "                WHEN p.units_free_reported - housing.reserve_of(p) > p_units_held\n",
        "                WHEN p.units_free_reported > p_units_held\n",
        (_SIGHT + "test_a_reserve_looks_like_no_room",),
    ),
    Mutation(
        "outsiders_filter_by_capacity",
        "A filter by kind of capacity tells outsiders nothing of a confidential program.",
        "housing_service/live/pool_index.py",
        "        if not self._judged:\n            return UNSEEN_CAPACITY\n",
        "",
        (_SIGHT + "test_open_for_a_surge_looks_like_open",),
    ),
    Mutation(
        "season_without_its_last_day",
        "A season includes its last day.",
        _OPENINGS,
        "            y + (p.season_until < p.season_from)::integer, p.season_until) + 1)",
        "            y + (p.season_until < p.season_from)::integer, p.season_until) + 0)",
        (_SEASONS + "test_a_season_over_the_new_year_ends_to_the_second",),
    ),
    Mutation(
        "held_out_of_season",
        "What the clock has closed takes nobody.",
        _JUDGE,
        "        WHEN housing.is_out_of_season(p, p_now)\n",
        "        WHEN false\n",
        (_SURGES + "test_it_begins_and_ends_to_the_second",),
    ),
    Mutation(
        "opening_not_announced",
        "The moment at which a pool opens is announced.",
        "sql/functions/200_pool_changes.sql",
        "                    THEN housing.next_opening_change(s.q, s.at) END,\n",
        "                    THEN NULL::timestamptz END,\n",
        (_SEASONS + "test_the_sweeper_announces_the_moment",),
    ),
)
