"""Locks end by their steps, and no unit of an expected vacancy is promised twice."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_LOCKS = "tests/holds/test_locks.py::"
_EXPECTED = "tests/holds/test_expected_vacancies.py::"
_VACANCIES = "sql/functions/475_expected_vacancies.sql"
_LOCK = "sql/functions/476_lock_expected.sql"

LOCKS = (
    Mutation(
        "lock_deadline_stays_at_its_step",
        "Reaching a step moves a lock's deadline to the next one's, and only there.",
        "sql/functions/472_milestones.sql",
        "milestones = steps, expires_at = housing.lock_due(steps),\n        state =",
        "milestones = steps,\n        state =",
        (_LOCKS + "test_steps_are_reached_in_order_and_move_the_deadline",),
    ),
    Mutation(
        "office_works_on_holidays",
        "A holiday is no working day.",
        "sql/functions/470_business_hours.sql",
        "IF p_opens[weekday] IS NOT NULL AND day <> ALL (p_holidays) THEN",
        "IF p_opens[weekday] IS NOT NULL THEN",
        ("tests/holds/test_working_hours.py::test_days_that_anybody_can_check",),
    ),
    Mutation(
        "lock_has_no_longest_time",
        "No lock outlasts a fortnight before anybody has given it more time.",
        "sql/functions/470_business_hours.sql",
        "LANGUAGE sql IMMUTABLE AS $$ SELECT interval '336 hours' $$;",
        "LANGUAGE sql IMMUTABLE AS $$ SELECT interval '3360 hours' $$;",
        (_LOCKS + "test_no_lock_outlasts_a_fortnight_however_slow_the_office",),
    ),
    Mutation(
        "vacancy_judged_without_its_pools_lock",
        "A vacancy's units are judged again under the pool's lock.",
        _LOCK,
        "            PERFORM housing.lock_pool(p_pool_id);\n",
        "",
        (_EXPECTED + "test_many_at_once_never_lock_more_than_is_expected",),
    ),
    Mutation(
        "vacancy_promised_twice",
        "Locks that wait for a vacancy count against its units.",
        _LOCK,
        "WHEN v.units - housing.expected_held(v.id, p_judged.judged_at) < p_judged.units",
        "WHEN v.units < p_judged.units",
        (_EXPECTED + "test_a_confirmed_one_is_locked_once",),
    ),
    Mutation(
        "vacant_without_its_locks",
        "When a vacancy has come, its locks hold the units it added.",
        _VACANCIES,
        "            UPDATE housing.hold h SET units_backed = true, at_risk = false,\n",
        "            UPDATE housing.hold h SET units_backed = false, at_risk = false,\n",
        (_EXPECTED + "test_vacant_now_adds_the_units_and_the_locks_hold_them",),
    ),
    Mutation(
        "slipped_vacancy_untold",
        "A day that slips puts the locks on it at risk.",
        _VACANCIES,
        "                             OR v.expected_from > h.expected_from\n",
        "",
        (_EXPECTED + "test_a_broken_promise_is_told_and_ends_nothing",),
    ),
    Mutation(
        "undo_past_a_taken_vacancy",
        "Taking a release back needs the vacancy to have room still.",
        "sql/functions/460_undo_hold.sql",
        "                AND NOT (b.h).units_backed AND NOT housing.has_place(b.h, b.p, b.now)\n",
        "                AND NOT (b.h).units_backed AND false\n",
        (_EXPECTED + "test_taking_back_a_release_needs_the_vacancy_to_have_room",),
    ),
    Mutation(
        "hidden_office_hours_shown",
        "From outside a confidential program a lock is due as at any other.",
        "sql/functions/470_business_hours.sql",
        "ON b.program_id = g.id AND (p_inside OR NOT g.confidential)\n",
        "ON b.program_id = g.id\n",
        (
            "tests/privacy/test_hidden_homes.py::"
            "test_office_hours_of_a_hidden_home_do_not_show_in_a_lock",
        ),
    ),
    Mutation(
        "hidden_vacancy_found",
        "To outsiders of a confidential program no vacancy exists.",
        _LOCK,
        "    IF v.id IS NULL OR NOT p_judged.insider THEN\n",
        "    IF v.id IS NULL THEN\n",
        ("tests/privacy/test_hidden_homes.py::test_to_outsiders_no_vacancy_exists",),
    ),
)
