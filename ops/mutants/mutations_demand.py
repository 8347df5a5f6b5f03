"""Unmet need and reasons: once a need, a group and no code, and small numbers hidden for good."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_COUNTING = "tests/demand/test_counting.py::"
_REASONS = "tests/demand/test_reasons.py::"
_SUPPRESSION = "tests/demand/test_suppression.py::"
_REPORTS = "tests/demand/test_month_reports.py::"

DEMAND = (
    Mutation(
        "need_counted_at_every_asking",
        "A need is counted once, whoever asks again and on whichever process.",
        "sql/functions/682_demand.sql",
        "          FROM told t JOIN fresh f ON f.id = t.need_id\n"
        "         GROUP BY t.region, t.household, t.kind ORDER BY t.region, t.household, t.kind\n",
        "          FROM told t\n"
        "         GROUP BY t.region, t.household, t.kind ORDER BY t.region, t.household, t.kind\n",
        (_COUNTING + "test_a_need_is_counted_once_under_32_askers",),
    ),
    Mutation(
        "placed_need_remembers",
        "When a place is found, the row that kept a need from being counted twice forgets it.",
        "sql/functions/682_demand.sql",
        "housing.demand_need n SET region = NULL, household = NULL, kind = NULL\n",
        "housing.demand_need n SET region = n.region\n",
        (_COUNTING + "test_a_place_that_is_found_later_moves_the_need_and_the_row_forgets",),
    ),
    Mutation(
        "need_ids_kept",
        "Ids of needs are gone within a day.",
        "sql/functions/682_demand.sql",
        " WHERE n.first_at <= p_now - interval '23 hours 45 minutes'\n",
        " WHERE false\n",
        (_COUNTING + "test_ids_of_needs_are_gone_within_a_day",),
    ),
    Mutation(
        "hold_keeps_the_code",
        "A hold keeps the group of a reason and never the code, whichever release asks.",
        "sql/functions/680_reasons.sql",
        "        WHEN p_reason IN ('no_bed', 'already_filled') THEN 'no_room'\n",
        "",
        (_REASONS + "test_sql_and_the_list_say_the_same",),
    ),
    Mutation(
        "hidden_program_tells_its_group",
        "Of a confidential program's decline outsiders read no group.",
        "sql/functions/140_hold_view.sql",
        "        'reason_group', CASE WHEN from_outside THEN NULL\n            WHEN",
        "        'reason_group', CASE WHEN",
        (_REASONS + "test_silence_is_no_answer_and_of_hidden_programs_no_group_is_told",),
    ),
    Mutation(
        "undone_reason_counts",
        "A reason whose ending was undone does not count.",
        "housing_service/service/demand.py",
        "        return known is None or known.version <= ended.version\n",
        "        return True\n",
        (_REASONS + "test_a_reason_that_is_undone_does_not_count_and_a_repeated_one_counts_once",),
    ),
    Mutation(
        "small_number_hidden_alone",
        "Beside a hidden number others are hidden, or it is the total less the rest.",
        "housing_service/domain/suppression.py",
        "        last is None\n        or any(",
        "        any(",
        (_SUPPRESSION + "test_one_column_and_every_table_there_is",),
    ),
    Mutation(
        "tie_shown_beside_its_equal",
        "Numbers as small as the last hidden one are hidden with it.",
        "housing_service/domain/suppression.py",
        "        or min(rows[rest[0]]) == min(rows[last])\n",
        "",
        (_SUPPRESSION + "test_one_column_and_every_table_there_is",),
    ),
    Mutation(
        "month_told_while_it_grows",
        "A month is told when nothing in it can change any more.",
        "sql/functions/684_reports.sql",
        "             < p_month + interval '1 month' + interval '4 days' THEN 'report_not_ready'\n",
        "             < p_month + interval '4 days' THEN 'report_not_ready'\n",
        (_REPORTS + "test_only_operators_and_only_months_that_are_settled",),
    ),
    Mutation(
        "two_hidden_programs_told",
        "Below three confidential programs together, nothing is told of them.",
        "sql/functions/684_reports.sql",
        "LANGUAGE sql IMMUTABLE AS $$ SELECT 3 $$;",
        "LANGUAGE sql IMMUTABLE AS $$ SELECT 2 $$;",
        (_REPORTS + "test_why_people_were_turned_away",),
    ),
)
