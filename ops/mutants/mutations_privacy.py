"""What outsiders of a confidential program learn: its region, roughly whether to ask."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_OUT = "tests/privacy/test_outsiders.py::"
_DOORS = "tests/privacy/test_doors.py::"
_CHANGES = "sql/functions/200_pool_changes.sql"
_VIEWS = "sql/functions/130_pool_views.sql"

PRIVACY = (
    Mutation(
        "outsiders_told_of_counts",
        "The projection for outsiders carries no count.",
        _VIEWS,
        "        'version', p.outsider_version, 'as_of', housing",
        "        'units_free_reported', p.units_free_reported,\n"
        "        'version', p.outsider_version, 'as_of', housing",
        (_OUT + "test_the_outsider_projection_is_an_allow_list",),
    ),
    Mutation(
        "outsider_version_moves_at_once",
        "The version that outsiders see rises only when their projection changes.",
        _VIEWS,
        "        'version', p.outsider_version, 'as_of',",
        "        'version', p.version, 'as_of',",
        (_OUT + "test_two_worlds_that_differ_inside_look_alike_outside",),
    ),
    Mutation(
        "outsiders_told_at_once",
        "What outsiders see changes on a coarse grid of times only.",
        _CHANGES,
        "    IF p_on_grid AND due_before <= p_now THEN\n",
        "    IF true THEN\n",
        (_OUT + "test_two_worlds_that_differ_inside_look_alike_outside",),
    ),
    Mutation(
        "outsiders_told_the_exact_moment",
        "The time that outsiders read is the grid's.",
        _CHANGES,
        "        p.outsider_published_at := date_bin(housing.outsider_grid(), p_now, 'epoch');\n",
        "        p.outsider_published_at := p_now;\n",
        (_OUT + "test_outsiders_are_told_on_the_grid_only",),
    ),
    Mutation(
        "changes_inside_are_heard_outside",
        "What changed only inside is silence outside.",
        "housing_service/live/audience.py",
        "        if projection is not None and entry.changed[projection] > offset:\n",
        "        if projection is not None:\n",
        ("tests/units/test_board.py::test_what_changes_inside_only_is_silence_outside",),
    ),
    Mutation(
        "alias_replaced_by_the_name",
        "Outsiders read an alias, nowhere the name.",
        "sql/functions/125_alias.sql",
        "    SELECT 'Confidential program ' || upper(left(p_program.alias_id::text, 4))",
        "    SELECT p_program.name",
        (_OUT + "test_the_canary_is_found_nowhere",),
    ),
    Mutation(
        "outsiders_told_the_programs_id",
        "Outsiders read an id that stands for the program only among them.",
        _VIEWS,
        "        'id', p.id, 'program_id', g.alias_id,",
        "        'id', p.id, 'program_id', g.id,",
        (_OUT + "test_the_canary_is_found_nowhere",),
    ),
    Mutation(
        "operator_sees_the_inside",
        "The operator reads of a confidential program what outsiders read.",
        "sql/functions/120_caller.sql",
        "        OR (p_role = 'shelter_staff' AND p_organization_id = p_program.organization_id)\n",
        "        OR (p_role = 'shelter_staff' AND p_organization_id"
        " = p_program.organization_id)\n        OR p_role = 'operator'\n",
        (_OUT + "test_the_outsider_projection_is_an_allow_list",),
    ),
    Mutation(
        "other_shelters_see_the_inside",
        "Staff of other shelters are outsiders.",
        "sql/functions/120_caller.sql",
        "(p_role = 'shelter_staff' AND p_organization_id = p_program.organization_id)",
        "(p_role = 'shelter_staff')",
        (_OUT + "test_the_outsider_projection_is_an_allow_list",),
    ),
    Mutation(
        "limited_stage_sees_confidential",
        "New organizations see no confidential program.",
        "sql/functions/120_caller.sql",
        "           a.role = 'operator' OR ((o.id IS NULL OR o.stage = 'full')\n",
        "           a.role = 'operator' OR (true\n",
        (_OUT + "test_a_limited_organization_sees_no_confidential_program",),
    ),
    Mutation(
        "limited_stage_pushed_confidential",
        "No console of a new organization is pushed a confidential program.",
        "housing_service/domain/sight.py",
        '        return "outsider" if self.sees_confidential else None\n',
        '        return "outsider"\n',
        ("tests/units/test_board.py::test_what_changes_inside_only_is_silence_outside",),
    ),
    Mutation(
        "full_program_refuses_outsiders",
        "A request to a confidential program without room answers like any other.",
        "sql/functions/300_judge_holds.sql",
        "                   WHEN w.insider AND p.units_free_reported - o.units_held < a.units\n",
        "                   WHEN p.units_free_reported - o.units_held < a.units\n",
        (_OUT + "test_a_request_to_a_full_program_answers_like_any_other",),
    ),
    Mutation(
        "hidden_rooms_can_be_counted",
        "Outsiders ask for no more units than the household needs.",
        "sql/functions/300_judge_holds.sql",
        "               WHEN NOT w.insider AND a.units > housing.units_for_party(\n",
        "               WHEN false AND a.units > housing.units_for_party(\n",
        (_OUT + "test_a_hidden_program_is_asked_for_no_more_than_is_needed",),
    ),
    Mutation(
        "taken_back_request_tells_of_room",
        "A request that is taken back looks the same with and without room.",
        "sql/functions/460_undo_hold.sql",
        "            AND b.relation = 'holder';\n        c := CASE\n",
        "            AND false;\n        c := CASE\n",
        (_OUT + "test_a_taken_back_request_does_not_tell_whether_there_is_room",),
    ),
    Mutation(
        "holder_learns_the_name",
        "The holder of a confidential program's hold reads its alias only.",
        "sql/functions/140_hold_view.sql",
        "        g.confidential AND p_as <> 'shelter' AND h.kept_by = 'responder';",
        "        false;",
        (_OUT + "test_the_holder_of_a_hidden_programs_hold_learns_its_alias_only",),
    ),
    Mutation(
        "operator_reads_the_household",
        "The operator reads a hold's state and deadline, not the household.",
        "sql/functions/140_hold_view.sql",
        "    IF p_as = 'operator' THEN\n",
        "    IF false THEN\n",
        ("tests/holds/test_transitions.py::test_the_operator_revokes_and_sees_little",),
    ),
    Mutation(
        "reports_read_from_outside",
        "The operator reads no report of a confidential program.",
        "sql/functions/600_directory.sql",
        "              THEN 'not_allowed' END) AS code) m\n",
        "              THEN NULL END) AS code) m\n",
        (_OUT + "test_nobody_else_reads_the_reports",),
    ),
    Mutation(
        "operator_learns_counts_by_reporting",
        "The operator can't report for a confidential program and read the count.",
        "sql/functions/510_record_report.sql",
        "         WHERE p.id = p_pool_id) THEN\n        code := 'not_allowed';\n",
        "         WHERE p.id = p_pool_id) THEN\n        NULL;\n",
        (_OUT + "test_the_operator_learns_no_count_by_reporting",),
    ),
    Mutation(
        "small_region_shown",
        "A region of few people is not named to outsiders.",
        _VIEWS,
        "    SELECT CASE WHEN r.population >= housing.region_people_min()\n",
        "    SELECT CASE WHEN true\n",
        (_OUT + "test_a_small_region_is_not_shown_to_outsiders",),
    ),
    Mutation(
        "confidential_is_instant",
        "A confidential program is never held at once.",
        "sql/functions/520_pool_intake.sql",
        "            code := 'confidential_never_instant';\n",
        "            code := 'ok';\n",
        (_OUT + "test_a_confidential_program_is_never_instant",),
    ),
    Mutation(
        "fault_tells_what_it_was",
        "An answer to a fault of ours carries no text of the fault.",
        "housing_service/web/frame.py",
        '            response = problem_response(Refusal("internal_error"), request_id)\n',
        "            told = {'fault': str(__import__('sys').exc_info()[1])}\n"
        "            response = problem_response(Refusal('internal_error', **told), request_id)\n",
        ("tests/contract/test_every_code.py::test_a_fault_of_ours_says_nothing_but_where_to_ask",),
        shows_as_fault=True,
    ),
    Mutation(
        "functions_trust_the_caller",
        "A disabled account is nobody to every function of the database.",
        "sql/functions/120_caller.sql",
        "     WHERE a.id = p_caller AND a.disabled_at IS NULL AND o.suspended_at IS NULL\n",
        "     WHERE a.id = p_caller AND o.suspended_at IS NULL\n",
        (_DOORS + "test_functions_judge_the_caller_themselves",),
    ),
)
