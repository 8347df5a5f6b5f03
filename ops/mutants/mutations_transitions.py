"""How holds leave their states: each once, by whom it may, with its effect on the count."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_TESTS = "tests/holds/test_transitions.py::"
_ARRIVAL = "sql/functions/406_record_arrival.sql"
_ARRIVE = "sql/functions/430_arrive_hold.sql"
_UNDO = "sql/functions/460_undo_hold.sql"
_REINSTATE = "sql/functions/450_reinstate_hold.sql"

TRANSITIONS = (
    Mutation(
        "arrival_lowers_twice",
        "An arrival that is told twice lowers the count once.",
        _ARRIVE,
        "            WHEN (b.h).state = 'arrived' THEN 'ok'\n",
        "            WHEN (b.h).state = 'arrived' THEN NULL\n",
        (_TESTS + "test_arriving_lowers_the_count_and_leaves_available_alone",),
    ),
    Mutation(
        "arrival_does_not_lower",
        "An arrival lowers the count by the units that came.",
        _ARRIVAL,
        "units_free_reported = units_free_reported - counted",
        "units_free_reported = units_free_reported",
        (_TESTS + "test_arriving_lowers_the_count_and_leaves_available_alone",),
    ),
    Mutation(
        "already_counted_ignored",
        'People who were counted before "arrived" was tapped are not counted twice.',
        _ARRIVAL,
        "    counted := CASE WHEN p_already_counted THEN 0\n"
        "        ELSE least(p_units, coalesce(p_pool.units_free_reported, 0)) END;",
        "    counted := least(p_units, coalesce(p_pool.units_free_reported, 0));",
        ("tests/counts/test_reports.py::test_the_worker_who_taps_arrived_after_counting",),
    ),
    Mutation(
        "already_counted_without_a_count",
        '"Already counted" needs a count that was given since the hold began.',
        _ARRIVE,
        "                THEN 'count_not_reported_since'\n",
        "                THEN NULL\n",
        ("tests/counts/test_reports.py::test_the_worker_who_taps_arrived_after_counting",),
    ),
    Mutation(
        "expired_hold_arrives",
        "A hold that the clock has ended can't arrive.",
        _ARRIVE,
        "            WHEN (b.h).state <> 'active' THEN housing.hold_state_code((b.h).state)\n",
        "            WHEN (b.h).state NOT IN ('active', 'expired')"
        " THEN housing.hold_state_code((b.h).state)\n",
        (_TESTS + "test_an_expired_hold_cannot_arrive_but_can_be_reinstated_once",),
    ),
    Mutation(
        "holder_confirms_the_arrival",
        "The holder says that they have arrived; only staff confirm it.",
        _ARRIVE,
        "        IF c IS NULL AND b.relation = 'holder' THEN\n",
        "        IF false THEN\n",
        (_TESTS + "test_the_holder_says_arrived_and_staff_confirm",),
    ),
    Mutation(
        "undo_after_thirty_seconds",
        "An ending is taken back within thirty seconds only.",
        _UNDO,
        "            WHEN (b.h).ended_at <= b.now - interval '30 seconds' THEN 'undo_too_late'\n",
        "",
        (_TESTS + "test_undo_is_for_thirty_seconds_and_for_free_units",),
    ),
    Mutation(
        "undo_without_room",
        "An ending is taken back only while the units are available.",
        _UNDO,
        "                AND NOT blind THEN no_room\n",
        "                AND NOT blind THEN NULL\n",
        (_TESTS + "test_undo_is_for_thirty_seconds_and_for_free_units",),
    ),
    Mutation(
        "undo_by_anybody",
        "Only who ended a hold takes it back.",
        _UNDO,
        "(b.h).undo_state IS NULL OR (b.h).ended_by <> b.account_id\n",
        "(b.h).undo_state IS NULL\n",
        (_TESTS + "test_decline_and_its_undo",),
    ),
    Mutation(
        "undo_adds_to_a_new_count",
        "Taking an arrival back leaves a number alone that was counted since.",
        _UNDO,
        "        IF NOT EXISTS (SELECT FROM housing.report r\n",
        "        IF true OR NOT EXISTS (SELECT FROM housing.report r\n",
        (_TESTS + "test_undo_after_the_same_number_was_counted_adds_nothing",),
    ),
    Mutation(
        "undo_tells_later_counts_by_the_clock",
        "Whether a number is newer than an arrival is told by versions, not by a clock.",
        _UNDO,
        "r.counts_version >= (b.h).ended_counts_version) THEN",
        "r.received_at > (b.h).ended_at) THEN",
        (
            "tests/auditor/test_found_defects.py::"
            "test_undo_leaves_a_newer_count_when_the_clock_was_set_back",
        ),
    ),
    Mutation(
        "undo_past_the_caps",
        "Taking a release back needs room within the caps.",
        _UNDO,
        " AND housing.at_hold_limit(p_caller, b.h, b.now) THEN 'hold_limit_reached'\n",
        " AND housing.at_hold_limit(p_caller, b.h, b.now) THEN NULL\n",
        (_TESTS + "test_taking_back_and_bringing_back_need_room_within_the_caps",),
    ),
    Mutation(
        "extension_told_twice_extends_twice",
        "The same extension number again changes nothing.",
        "sql/functions/440_extend_hold.sql",
        "            WHEN p_number <= (b.h).extensions THEN 'ok'\n",
        "            WHEN p_number < (b.h).extensions THEN 'ok'\n",
        (_TESTS + "test_extending_many_times_at_once_extends_once",),
    ),
    Mutation(
        "holder_extends_for_ever",
        "The holder extends once.",
        "sql/functions/440_extend_hold.sql",
        "            WHEN b.relation = 'holder' AND (b.h).holder_extensions >= 1\n",
        "            WHEN false\n",
        (_TESTS + "test_extensions_are_numbered_and_the_holder_has_one",),
    ),
    Mutation(
        "reinstated_twice",
        "A hold is brought back once.",
        _REINSTATE,
        "            WHEN (b.h).reinstated_at IS NOT NULL THEN 'hold_already_reinstated'\n",
        "",
        (_TESTS + "test_an_expired_hold_cannot_arrive_but_can_be_reinstated_once",),
    ),
    Mutation(
        "reinstated_without_room",
        "A hold is brought back only while its units are available.",
        _REINSTATE,
        "            ELSE housing.refusal_by_room(\n"
        "                b.p, b.h, b.relation, (b.g).confidential,"
        " housing.units_available(b.p, b.now))\n",
        "",
        (_TESTS + "test_reinstating_needs_units_and_the_holder_has_ten_minutes",),
    ),
    Mutation(
        "reinstated_past_the_caps",
        "A holder brings a hold back only within the caps.",
        _REINSTATE,
        "                THEN 'hold_limit_reached'\n",
        "                THEN NULL\n",
        (_TESTS + "test_taking_back_and_bringing_back_need_room_within_the_caps",),
    ),
    Mutation(
        "accepting_starts_no_clock",
        "Accepting a request starts its clock anew.",
        "sql/functions/410_accept_hold.sql",
        "                accepted_at = b.now, expires_at = keep_until,\n",
        "                accepted_at = b.now,\n",
        (_TESTS + "test_accept_starts_the_clock_anew",),
    ),
    Mutation(
        "seen_gives_time_again_and_again",
        '"I have seen it" gives more time once.',
        "sql/functions/410_accept_hold.sql",
        "            WHEN (b.h).seen_at IS NOT NULL AND (b.h).ended_at IS NULL THEN 'ok'\n",
        "",
        (_TESTS + "test_a_request_times_out_and_seen_gives_twenty_minutes_once",),
    ),
    Mutation(
        "release_after_the_end",
        "What the clock or somebody else has ended is not released.",
        "sql/functions/420_release_hold.sql",
        "x.id = h.id AND h.state IN ('requested', 'active')\n",
        "x.id = h.id\n",
        (
            "tests/holds/test_placing.py::"
            "test_an_expired_holds_units_are_free_at_once_without_any_sweeper",
        ),
    ),
    Mutation(
        "release_by_a_stranger",
        "Only the holder and the shelter let go of a hold.",
        "sql/functions/420_release_hold.sql",
        "               IN ('holder', 'shelter')\n",
        "               IS DISTINCT FROM ''\n",
        ("tests/holds/test_groups.py::test_letting_go_together_answers_each",),
    ),
    Mutation(
        "no_show_while_live",
        '"Nobody came" is said only after the clock has ended the hold.',
        "sql/functions/420_release_hold.sql",
        "            WHEN (b.h).state = 'active' THEN 'hold_still_live'\n"
        "            WHEN (b.h).state <> 'expired'",
        "            WHEN (b.h).state NOT IN ('active', 'expired')",
        (_TESTS + "test_did_they_come_no_changes_no_count",),
        shows_as_fault=True,
    ),
)
