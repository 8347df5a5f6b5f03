"""Limits over all processes, scores of holding and letting go, canaries, unusual reading."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_LIMITS = "tests/abuse/test_shared_limits.py::"
_SCORE = "tests/abuse/test_hold_score.py::"
_CANARIES = "tests/abuse/test_canaries.py::"
_READING = "tests/abuse/test_unusual_reading.py::"

ABUSE = (
    Mutation(
        "tries_without_end",
        "At most so many tries at once, whichever process is asked.",
        "sql/functions/102_tries.sql",
        "      WHERE t.full_again_at <= housing.service_clock() + slack;\n",
        "      WHERE true;\n",
        (_LIMITS + "test_tries_are_exact_over_many_connections",),
    ),
    Mutation(
        "limits_not_shared",
        "What other processes let through counts here within a second.",
        "housing_service/service/limits.py",
        "            level.used, level.at = used + level.untold, self._clock()\n",
        "            level.at = self._clock()\n",
        (_LIMITS + "test_three_processes_let_through_little_more_than_one",),
    ),
    Mutation(
        "undone_counts",
        "What is taken back never counts toward a score.",
        "sql/functions/460_undo_hold.sql",
        "                score_change = CASE x.score_change WHEN 1 THEN -1"
        " ELSE x.score_change END,\n",
        "",
        (_SCORE + "test_what_the_shelter_ends_and_what_is_undone_does_not_count",),
    ),
    Mutation(
        "shelters_endings_count",
        "What the shelter lets go is held against nobody.",
        "sql/functions/420_release_hold.sql",
        "(SELECT x.account_id = c.account_id AND e.counts AS counts OFFSET 0)",
        "(SELECT e.counts AS counts OFFSET 0)",
        (_SCORE + "test_what_the_shelter_ends_and_what_is_undone_does_not_count",),
    ),
    Mutation(
        "asked_first_still_sees_hidden",
        "While shelters are asked first, confidential programs are not there.",
        "sql/functions/120_caller.sql",
        "                       AND s.cooled_until > housing.service_clock()))),\n",
        "                       AND s.cooled_until > housing.service_clock() AND false))),\n",
        (_SCORE + "test_mapping_by_hold_and_release_ends_after_a_few",),
    ),
    Mutation(
        "asked_first_holds_at_once",
        "While shelters are asked first, nothing is kept before they say yes.",
        "sql/functions/300_judge_holds.sql",
        "w.insider AND NOT d.cools AND",
        "w.insider AND",
        (_SCORE + "test_several_accounts_of_one_agency_in_turn_are_one_agency",),
    ),
    Mutation(
        "canaries_in_other_writing_unseen",
        "A canary is noticed in every way of writing in which an id is understood.",
        "housing_service/web/watched.py",
        '        digits = found.replace("-", "")\n',
        '        digits = found.replace("-", "") if "-" in found else ""\n',
        (_CANARIES + "test_an_id_is_noticed_however_it_is_written",),
    ),
    Mutation(
        "unusual_by_floor_alone",
        "What is usual for somebody raises no alert.",
        "sql/functions/898_watching.sql",
        "    IF p_count <= 5 * coalesce(usual, 0) THEN RETURN 0; END IF;\n",
        "",
        (_READING + "test_far_more_than_usual_is_told_once_a_day",),
    ),
)
