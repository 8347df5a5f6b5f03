"""Reports: said once, kept as said, judged by when they were observed."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_TESTS = "tests/counts/test_reports.py::"
_REPORT = "sql/functions/500_apply_report.sql"

COUNTS = (
    Mutation(
        "older_report_applied",
        "A report of an older observation is kept, and does not replace a newer count.",
        _REPORT,
        "    is_latest := p.reported_at IS NULL OR observed >= p.reported_at;",
        "    is_latest := true;",
        (_TESTS + "test_an_older_observation_is_kept_but_not_applied",),
    ),
    Mutation(
        "report_clamped_to_held",
        "A report is taken as it was said, although more is held than it says is free.",
        _REPORT,
        "            units_free_reported = free_after, reported_at = observed,",
        "            units_free_reported = greatest(free_after, (SELECT l.units_held"
        " FROM housing.live_units(p_pool_id, now_at) l)), reported_at = observed,",
        (_TESTS + "test_reality_wins_and_nobodys_hold_is_cancelled",),
    ),
    Mutation(
        "report_refused_because_of_holds",
        "A report is never refused because holds exist.",
        _REPORT,
        "        WHEN housing.arrivals_missing(p, now_at, p_arrived) THEN",
        "        WHEN p_units_free < (SELECT l.units_held FROM housing.live_units(p_pool_id,"
        " now_at) l) THEN 'report_below_zero'\n"
        "        WHEN housing.arrivals_missing(p, now_at, p_arrived) THEN",
        (_TESTS + "test_reality_wins_and_nobodys_hold_is_cancelled",),
    ),
    Mutation(
        "arrival_makes_a_count_fresh",
        "Only a report makes a count look fresh; an arrival does not.",
        "sql/functions/406_record_arrival.sql",
        "units_free_reported = units_free_reported - counted\n",
        "units_free_reported = units_free_reported - counted, reported_at = p_now\n",
        (_TESTS + "test_only_reports_move_freshness",),
    ),
    Mutation(
        "hold_makes_a_count_fresh",
        "Only a report makes a count look fresh; a hold or an expiry does not.",
        "sql/functions/200_pool_changes.sql",
        "            clock_high_water = s.at,\n",
        "            clock_high_water = s.at, reported_at = s.at,\n",
        (_TESTS + "test_only_reports_move_freshness",),
    ),
    Mutation(
        "based_on_version_ignored",
        "A report based on an older count is refused.",
        _REPORT,
        "        WHEN p_based_on_version < p.counts_version THEN 'report_out_of_date'\n",
        "",
        (_TESTS + "test_out_of_date_exactly_when_the_count_changed_since",),
    ),
    Mutation(
        "a_hold_makes_reports_out_of_date",
        "Placing or expiry never makes a report out of date.",
        _REPORT,
        "        WHEN p_based_on_version < p.counts_version THEN 'report_out_of_date'\n",
        "        WHEN p_based_on_version < p.version THEN 'report_out_of_date'\n",
        (_TESTS + "test_out_of_date_exactly_when_the_count_changed_since",),
    ),
    Mutation(
        "repeated_report_applied_twice",
        "A repeated report answers as the first time and changes nothing.",
        _REPORT,
        "        IF code = 'report_id_reused' THEN report := NULL; END IF;\n",
        "        IF code = 'report_id_reused' THEN report := NULL; ELSE UPDATE housing.pool"
        " SET units_free_reported = units_free_reported + coalesce(p_delta, 0)"
        " WHERE id = p_pool_id; END IF;\n",
        (_TESTS + "test_a_delta_repeats_without_effect_and_never_goes_below_zero",),
    ),
    Mutation(
        "reused_report_id_answers",
        "Another report with an id that is taken is refused.",
        _REPORT,
        "            THEN 'exists' ELSE 'report_id_reused' END;",
        "            THEN 'exists' ELSE 'exists' END;",
        (_TESTS + "test_a_number_and_its_repetition",),
    ),
    Mutation(
        "unchanged_without_a_version",
        '"Unchanged" says which count is still correct; the request model asks for it.',
        "housing_service/service/requests.py",
        "        if self.unchanged and self.based_on_version is None:",
        "        if False:",
        (_TESTS + "test_out_of_date_exactly_when_the_count_changed_since",),
    ),
    Mutation(
        "unchanged_without_a_version_in_the_database",
        '"Unchanged" says which count is still correct; the database asks for it too.',
        _REPORT,
        "        WHEN p_unchanged AND p_based_on_version IS NULL"
        " THEN 'based_on_version_required'\n",
        "",
        (_TESTS + "test_the_database_itself_asks_which_count_is_unchanged",),
    ),
    Mutation(
        "delta_on_an_unknown_count",
        "One more or one fewer of an unknown count is refused.",
        _REPORT,
        "            THEN 'report_needs_number'\n",
        "            THEN NULL\n",
        (_TESTS + "test_a_delta_on_an_unknown_count_needs_a_number",),
    ),
    Mutation(
        "delta_below_zero",
        "A count never goes below zero.",
        _REPORT,
        "        WHEN is_latest AND p.units_free_reported + p_delta < 0 THEN 'report_below_zero'\n",
        "",
        (_TESTS + "test_a_delta_repeats_without_effect_and_never_goes_below_zero",),
    ),
    Mutation(
        "future_observation_taken",
        "Nobody observes what lies more than two minutes ahead.",
        _REPORT,
        "        WHEN p_observed_at > now_at + interval '2 minutes' THEN 'observed_in_future'\n",
        "",
        (_TESTS + "test_an_older_observation_is_kept_but_not_applied",),
    ),
    Mutation(
        "at_risk_not_flagged",
        "Holds are flagged when more is held than is free, and the flag goes when that is over.",
        "sql/functions/200_pool_changes.sql",
        "        PERFORM housing.flag_at_risk(flagged, p_ids, p_at);\n",
        "        NULL;\n",
        (_TESTS + "test_reality_wins_and_nobodys_hold_is_cancelled",),
    ),
    Mutation(
        "arrived_in_a_report_lowers_it_again",
        "Holds that a report names as arrived are left out of its number already.",
        _REPORT,
        "        PERFORM housing.record_arrival(h, p, p_now, p_account_id, h.units, true);\n",
        "        PERFORM housing.record_arrival(h, p, p_now, p_account_id, h.units, false);\n",
        (_TESTS + "test_arrived_holds_named_in_a_report_do_not_lower_it_twice",),
        more=((" AND h.ended_at > observed),", " AND h.ended_at >= observed),"),),
    ),
    Mutation(
        "observation_undoes_an_arrival",
        "Whoever came after the moment of observation is taken off its number.",
        _REPORT,
        "                               AND h.ended_at > observed),",
        "                               AND false),",
        (_TESTS + "test_an_observation_from_before_an_arrival_does_not_undo_it",),
    ),
    Mutation(
        "strangers_report",
        "Only the pool's own staff and the operator report.",
        "sql/functions/510_record_report.sql",
        "        ELSE 'not_allowed' END\n",
        "        ELSE NULL END\n",
        (_TESTS + "test_others_may_not_report",),
    ),
    Mutation(
        "operator_consents_for_the_shelter",
        "Being held at once is the shelter's own consent.",
        "sql/functions/520_pool_intake.sql",
        "        code := 'consent_required';\n",
        "        NULL;\n",
        (_TESTS + "test_only_the_shelter_consents_to_being_held",),
    ),
)
