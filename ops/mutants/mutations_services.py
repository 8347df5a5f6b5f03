"""Services and appointments: a word that ages like a count, and times that pass."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_INTAKE = "tests/counts/test_intake.py::"
_SLOTS = "tests/holds/test_slots.py::"
_FOUND = "tests/fit/test_next_services.py::"
_HIDDEN = "tests/privacy/test_hidden_services.py::"
_APPLY = "sql/functions/535_report_intake.sql"
_MAKE = "sql/functions/536_slots.sql"
_RULES = "sql/functions/110_rules.sql"
_JUDGE = "sql/functions/300_judge_holds.sql"

SERVICES = (
    Mutation(
        "slot_held_after_it_began",
        "An appointment that has begun is held by nobody.",
        _JUDGE,
        "        WHEN p.starts_at <= p_now\n"
        "            THEN CASE WHEN p_insider THEN 'slot_has_started' ELSE 'pool_closed' END\n",
        "",
        (_SLOTS + "test_held_until_it_begins_and_not_after",),
    ),
    Mutation(
        "slot_held_for_minutes",
        "Without minutes an appointment is kept until it begins.",
        _RULES,
        "        coalesce(p_asked, p_most), ceil(",
        "        coalesce(p_asked, 60), ceil(",
        (_SLOTS + "test_held_until_it_begins_and_not_after",),
    ),
    Mutation(
        "slots_without_bound",
        "A program has a bounded number of appointments ahead of it.",
        _MAKE,
        "        WHEN 200 <= (SELECT count(*)",
        "        WHEN 20000 <= (SELECT count(*)",
        (_SLOTS + "test_a_program_has_a_bounded_number_ahead_of_it",),
    ),
    Mutation(
        "slot_known_by_its_id_alone",
        "The id of an appointment with other fields, or of another pool, gives nothing away.",
        _MAKE,
        "    SELECT CASE WHEN (p.program_id, p.starts_at, p.units_total)\n"
        "                IS NOT DISTINCT FROM (p_program_id, p_starts_at, p_units)\n",
        "    SELECT CASE WHEN p.id = p_slot_id\n",
        (_SLOTS + "test_made_once_with_what_the_service_has_answered",),
    ),
    Mutation(
        "slots_of_a_confidential_program",
        "A confidential program has no appointments that could be seen to come and go.",
        _MAKE,
        "        WHEN g.confidential THEN 'confidential_no_slots'\n",
        "",
        (_HIDDEN + "test_no_appointments_that_come_and_go",),
    ),
    Mutation(
        "slot_forgotten_unannounced",
        "An appointment is forgotten when everybody was told that it is over, and not before.",
        _MAKE,
        "           AND housing.slot_is_over(p.starts_at, p.clock_high_water)\n",
        "",
        (_SLOTS + "test_forgotten_with_its_holds_and_what_became_of_them_stays",),
    ),
    Mutation(
        "old_word_stands",
        "What a service said long ago is old, whatever it was.",
        _RULES,
        "        WHEN p_step >= 2 THEN 'stale'\n        WHEN p_intake = 'taking'",
        "        WHEN p_intake = 'taking'",
        (_INTAKE + "test_each_word_has_its_state_until_it_is_old",),
    ),
    Mutation(
        "old_word_replaces_a_newer",
        "What was seen earlier is history only, of a service too.",
        _APPLY,
        "    IF is_latest THEN\n        UPDATE housing.pool SET intake = says.intake",
        "    IF true THEN\n        UPDATE housing.pool SET intake = says.intake",
        (_INTAKE + "test_what_was_seen_earlier_is_history_only",),
    ),
    Mutation(
        "services_among_beds",
        "A search that asks for nothing else lists places to stay.",
        "housing_service/service/filtering.py",
        "    return frozenset(UNITS) if asked_for else BED_UNITS\n",
        "    return frozenset(UNITS)\n",
        (_FOUND + "test_services_are_a_list_of_their_own",),
    ),
)
