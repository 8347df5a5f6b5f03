"""What operators do is bounded, recorded and told to nobody whom it does not concern."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_CALLS = "tests/operators/test_calls_and_nudges.py::"
_TOLD = "tests/operators/test_announcements.py::"
_VETTING = "tests/operators/test_vetting_and_audit.py::"

OPERATOR = (
    Mutation(
        "nudged_without_end",
        "A shelter is nudged twice a shift at most.",
        "sql/functions/875_nudges.sql",
        "        WHEN sent >= housing.nudges_a_shift() THEN 'nudge_limit_reached'\n",
        "",
        (_CALLS + "test_a_shelter_is_nudged_twice_a_shift_and_until_it_counts",),
    ),
    Mutation(
        "nudged_while_closed",
        "A shelter whose intake is closed is not nudged.",
        "sql/functions/875_nudges.sql",
        "                  ELSE housing.intake_is_shut(p, now_at) END THEN 'nudge_intake_closed'\n",
        "                  ELSE false END THEN 'nudge_intake_closed'\n",
        (_CALLS + "test_a_closed_shelter_is_not_asked",),
    ),
    Mutation(
        "nudge_told_to_all",
        "A nudge is told to the shelter's own staff alone.",
        "housing_service/live/notices.py",
        "        if self.organization_id is not None:\n",
        "        if self.organization_id is not None and False:\n",
        (_CALLS + "test_a_shelter_is_nudged_twice_a_shift_and_until_it_counts",),
    ),
    Mutation(
        "silence_told",
        "Who may read nothing of a change is sent nothing.",
        "housing_service/live/notices.py",
        "            if members == connection.notices_told or self._has_nothing(connection):\n",
        "            if False:\n",
        (_CALLS + "test_a_shelter_is_nudged_twice_a_shift_and_until_it_counts",),
    ),
    Mutation(
        "waits_of_hidden_shelters",
        "An operator is not told what a confidential program has not answered.",
        "sql/functions/895_overview.sql",
        "      JOIN housing.program g ON g.id = p.program_id AND NOT g.confidential\n"
        "     WHERE housing.is_operator(p_caller)\n"
        "     GROUP BY s.pool_id\n",
        "      JOIN housing.program g ON g.id = p.program_id\n"
        "     WHERE housing.is_operator(p_caller)\n"
        "     GROUP BY s.pool_id\n",
        (_CALLS + "test_the_list_names_who_waits_and_nothing_of_confidential_programs",),
    ),
    Mutation(
        "announced_to_the_wrong",
        "An announcement is told to those it is for.",
        "housing_service/live/notices.py",
        '    "staff": frozenset((SHELTER_STAFF, OPERATOR)),\n',
        '    "staff": frozenset((SHELTER_STAFF, OPERATOR, RESPONDER)),\n',
        (_TOLD + "test_each_reads_what_is_for_them_live_and_until_it_ends",),
    ),
    Mutation(
        "made_public_by_anybody",
        "A program stops being confidential only when its name is given.",
        "sql/functions/885_vetting.sql",
        "        IF lower(btrim(coalesce(p_name, ''))) <> lower(g.name) THEN\n",
        "        IF false THEN\n",
        (_VETTING + "test_a_program_stays_confidential_until_its_name_is_given",),
    ),
    Mutation(
        "held_without_consent",
        "An operator turns on holding only with a recorded consent.",
        "sql/functions/885_vetting.sql",
        "            THEN 'consent_required'\n",
        "            THEN 'ok'\n",
        (_VETTING + "test_more_than_a_call_needs_the_recorded_consent_of_the_shelter",),
    ),
)
