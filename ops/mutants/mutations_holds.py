"""Placing one hold: locks, the clock, the id, the order of judgement, caps and units."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_PROTECTIONS = "tests/holds/test_protections.py::"
_PLACING = "tests/holds/test_placing.py::"
_JUDGE = "sql/functions/300_judge_holds.sql"
_PLACE = "sql/functions/310_place_holds.sql"
_CHANGES = "sql/functions/200_pool_changes.sql"

HOLDS = (
    Mutation(
        "pool_lock_dropped",
        "Whoever places or changes a hold waits for the pool's row.",
        _CHANGES,
        "WHERE x.id = p_pool_id FOR NO KEY UPDATE;",
        "WHERE x.id = p_pool_id;",
        (_PROTECTIONS + "test_the_race_is_won_by_exactly_three",),
    ),
    Mutation(
        "caps_lock_dropped",
        "Requests of one responder or organization are judged one after another.",
        _PLACE,
        "        PERFORM housing.lock_for_placing(callers);\n",
        "",
        (_PROTECTIONS + "test_the_cap_is_exact",),
    ),
    Mutation(
        "organization_cap_lock_dropped",
        "Requests of different responders of one organization wait for each other.",
        _PLACE,
        "      ORDER BY o.id FOR NO KEY UPDATE;",
        "      ORDER BY o.id;",
        (_PROTECTIONS + "test_the_cap_of_an_organization_is_exact",),
    ),
    Mutation(
        "judged_before_the_lock",
        "The look before the lock is only a look; the judgement under the lock counts.",
        _PLACE,
        "        PERFORM housing.lock_pool(x) FROM unnest(pools) x;\n",
        "",
        (_PROTECTIONS + "test_the_race_is_won_by_exactly_three",),
        more=(
            (
                "        IF placed <> '{}' THEN\n",
                "        PERFORM housing.lock_pool(x) FROM unnest(pools) x;\n"
                "        IF placed <> '{}' THEN\n",
            ),
        ),
    ),
    Mutation(
        "clock_read_before_the_lock",
        "The clock is read after the lock was waited for.",
        "sql/functions/400_hold_change.sql",
        "    p := housing.lock_pool(h.pool_id);\n    now := housing.pool_clock(p);",
        "    now := housing.service_clock();\n    p := housing.lock_pool(h.pool_id);",
        (_PROTECTIONS + "test_the_clock_is_read_after_the_lock",),
    ),
    Mutation(
        "clock_of_the_transactions_start",
        "Deadlines are judged by the moment itself, not by when the transaction began.",
        "sql/functions/100_clock.sql",
        "$$ SELECT clock_timestamp() $$",
        "$$ SELECT now() $$",
        (_PROTECTIONS + "test_the_clock_is_read_after_the_lock",),
    ),
    Mutation(
        "high_water_mark_not_used",
        "A pool judges by the latest time it has ever judged by, when the clock runs back.",
        _CHANGES,
        "SELECT greatest(housing.service_clock(), p_pool.clock_high_water)",
        "SELECT housing.service_clock()",
        (_PROTECTIONS + "test_time_never_runs_back_for_a_pool",),
    ),
    Mutation(
        "high_water_mark_not_written",
        "Each judgement is written down as the pool's latest time.",
        _CHANGES,
        "            clock_high_water = s.at,\n",
        "",
        (_PROTECTIONS + "test_time_never_runs_back_for_a_pool",),
    ),
    Mutation(
        "expiry_by_the_sweeper_only",
        "A hold's units are free at its deadline, although nobody has written it down.",
        "sql/functions/130_pool_views.sql",
        "               WHERE h.units_backed AND h.expires_at > p_now), 0)::integer,",
        "               WHERE h.units_backed), 0)::integer,",
        (_PLACING + "test_an_expired_holds_units_are_free_at_once_without_any_sweeper",),
    ),
    Mutation(
        "stored_state_shown_past_the_deadline",
        "A hold past its deadline is shown as ended, although nobody has written it down.",
        "sql/functions/140_hold_view.sql",
        "        h.state IN ('requested', 'active') AND h.expires_at <= p_now;",
        "        false;",
        (_PLACING + "test_an_expired_holds_units_are_free_at_once_without_any_sweeper",),
    ),
    Mutation(
        "repeat_answers_placed",
        "Asking again with the same id and fields answers with the same hold.",
        _PLACE,
        "        created := code = 'placed';",
        "        created := code IN ('placed', 'exists');",
        (_PLACING + "test_repeating_the_id_returns_the_same_hold",),
    ),
    Mutation(
        "id_not_unique",
        "The primary key lets one of several equal ids win that came through several pools.",
        "sql/functions/305_insert_holds.sql",
        "        ON CONFLICT (id) DO NOTHING\n",
        "        ON CONFLICT (id) DO UPDATE SET pool_id = excluded.pool_id\n",
        (_PROTECTIONS + "test_one_id_at_once_on_many_pools_is_one_hold",),
    ),
    Mutation(
        "id_not_judged_first",
        "A caller whose own hold exists reads it, and no refusal.",
        _JUDGE,
        "               WHEN k.id IS NOT NULL THEN housing.answer_of_known(",
        "               WHEN k.id IS NOT NULL AND n.by_account < c.responder_hold_limit"
        " THEN housing.answer_of_known(",
        (_PLACING + "test_judgement_comes_in_the_stated_order",),
    ),
    Mutation(
        "reused_id_answers_the_hold",
        "Another request with an id that is taken is refused and learns nothing of the hold.",
        _JUDGE,
        "        THEN 'exists' ELSE 'hold_id_reused' END",
        "        THEN 'exists' ELSE 'exists' END",
        (_PLACING + "test_repeating_the_id_returns_the_same_hold",),
    ),
    Mutation(
        "strangers_id_answers_the_hold",
        "Somebody else's id is refused and learns nothing of the hold.",
        _JUDGE,
        "SELECT CASE WHEN h.account_id = p_caller AND h.pool_id = p_pool_id",
        "SELECT CASE WHEN h.pool_id = p_pool_id",
        (_PLACING + "test_repeating_the_id_returns_the_same_hold",),
        shows_as_fault=True,
    ),
    Mutation(
        "forgotten_id_used_again",
        "The id of a forgotten hold stays used.",
        _JUDGE,
        "               WHEN EXISTS (SELECT FROM housing.ended_hold e WHERE e.id = m.hold_id)\n"
        "                   THEN 'hold_already_ended'\n",
        "",
        (
            "tests/privacy/test_outsiders.py::"
            "test_ended_holds_are_forgotten_and_their_ids_stay_used",
        ),
    ),
    Mutation(
        "over_held_pool_places",
        "While more is held than is free, nobody gets a new hold, not even staff.",
        _JUDGE,
        "        WHEN p_insider AND p_units_held > p.units_free_reported THEN 'pool_over_held'\n",
        "",
        ("tests/counts/test_reports.py::test_reality_wins_and_nobodys_hold_is_cancelled",),
    ),
    Mutation(
        "paused_pool_places",
        "A paused pool takes no requests.",
        _JUDGE,
        "        WHEN NOT p_own AND housing.is_paused(p, p_now)\n",
        "        WHEN false\n",
        ("tests/counts/test_reports.py::test_pausing_ends_no_hold_and_ends_by_itself",),
    ),
    Mutation(
        "closed_pool_places",
        "A closed pool takes no requests.",
        _JUDGE,
        "        WHEN p.closed_at IS NOT NULL THEN 'pool_closed'\n",
        "",
        ("tests/counts/test_reports.py::test_pausing_ends_no_hold_and_ends_by_itself",),
    ),
    Mutation(
        "call_only_places",
        "A pool whose shelter has not consented is asked by a call only.",
        _JUDGE,
        "        WHEN NOT p_own AND p.hold_policy = 'call_only' THEN 'pool_call_only'\n",
        "",
        (_PLACING + "test_judgement_comes_in_the_stated_order",),
    ),
    Mutation(
        "too_old_count_places",
        "A count twice as old as it may be is not held without a call.",
        _JUDGE,
        "(NOT p_own AND p_step = 3)",
        "false",
        ("tests/counts/test_reports.py::test_freshness_changes_what_may_be_held",),
    ),
    Mutation(
        "stale_count_is_held_instantly",
        "A stale count is held only when the shelter confirms.",
        "sql/functions/110_rules.sql",
        "        WHEN p_pool.hold_policy = 'instant' AND p_step = 2 THEN 'confirm'\n",
        "",
        ("tests/counts/test_reports.py::test_freshness_changes_what_may_be_held",),
    ),
    Mutation(
        "stale_request_starts_active",
        "A hold on a stale instant pool starts as a request.",
        _JUDGE,
        "(w.insider AND NOT d.cools AND housing.hold_policy_effective(\n"
        "                   p, s.step, t.now) = 'instant')",
        "(w.insider AND NOT d.cools AND p.hold_policy = 'instant')",
        ("tests/counts/test_reports.py::test_a_stale_count_is_asked_for_and_not_held_at_once",),
    ),
    Mutation(
        "responder_cap_ignored",
        "A responder has at most so many live holds.",
        _JUDGE,
        "n.by_account >= c.responder_hold_limit\n",
        "false\n",
        (_PLACING + "test_judgement_comes_in_the_stated_order",),
    ),
    Mutation(
        "units_not_compared",
        "No more units are promised than are left.",
        _JUDGE,
        "                   WHEN w.insider AND p.units_free_reported - o.units_held < a.units\n"
        "                       THEN 'no_units_available'\n",
        "",
        (_PROTECTIONS + "test_a_refusal_waits_for_no_lock",),
    ),
    Mutation(
        "board_decides_the_refusal",
        "What the board shows chooses only the way; the database answers.",
        "housing_service/service/holds.py",
        '            if answer.code != "placed":\n                return answer\n',
        "            return answer\n",
        ("tests/holds/test_groups.py::test_a_board_that_is_behind_refuses_nobody",),
        shows_as_fault=True,
    ),
)
