"""What is forgotten in time, and what a file may never bring back or make public."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_OUT = "tests/privacy/test_outsiders.py::"
_IMPORTS = "tests/service/test_importing_sight.py::"

FORGETTING = (
    Mutation(
        "purge_never_runs",
        "Each process forgets ended holds by itself.",
        "housing_service/service/sweeper.py",
        '            group.create_task(keep_running(self._purge_forever), name="purge")\n',
        "",
        (_OUT + "test_a_running_service_forgets_by_itself",),
    ),
    Mutation(
        "purge_keeps_the_hold",
        "An ended hold is deleted, with household, code and responder.",
        "sql/functions/630_sweep.sql",
        "        DELETE FROM housing.hold h USING due WHERE h.id = due.id RETURNING h.id\n",
        "        SELECT h.id FROM housing.hold h, due WHERE h.id = due.id\n",
        (_OUT + "test_ended_holds_are_forgotten_and_their_ids_stay_used",),
    ),
    Mutation(
        "purge_keeps_the_events",
        "What happened to a forgotten hold is forgotten with it.",
        "sql/functions/630_sweep.sql",
        "        DELETE FROM housing.hold_event e USING due WHERE e.hold_id = due.id\n",
        "        SELECT e.hold_id FROM housing.hold_event e, due WHERE e.hold_id = due.id\n",
        (_OUT + "test_ended_holds_are_forgotten_and_their_ids_stay_used",),
        shows_as_fault=True,
    ),
    Mutation(
        "confidential_holds_kept_for_days",
        "A confidential program's holds are forgotten within a day.",
        "sql/functions/630_sweep.sql",
        "            WHEN g.confidential OR o.victim_service_provider"
        " THEN interval '23 hours 45 minutes'\n",
        "            WHEN false THEN interval '23 hours 45 minutes'\n",
        (_OUT + "test_ended_holds_are_forgotten_and_their_ids_stay_used",),
    ),
    Mutation(
        "old_reports_keep_their_hour",
        "Confidential report history keeps no hour and nobody's name.",
        "sql/functions/631_purge_steps.sql",
        "        observed_at = date_trunc('day', x.observed_at), observed_at_given = NULL,\n",
        "        observed_at_given = NULL,\n",
        (_OUT + "test_old_reports_keep_no_hold_and_no_hour",),
    ),
    Mutation(
        "import_makes_confidential_public",
        "No file makes a confidential program public.",
        "sql/functions/740_import_program.sql",
        "    program.confidential := p_program.confidential OR hides;\n",
        "    program.confidential := hides;\n"
        "    UPDATE housing.program x SET confidential = (p_record ->> 'confidential')::boolean\n"
        "     WHERE x.id = p_program.id AND NOT p_dry_run;\n",
        (_IMPORTS + "test_a_later_file_never_makes_a_program_public",),
    ),
    Mutation(
        "import_opens_pools",
        "A pool from a file asks to be called until its shelter consents.",
        "sql/functions/730_import_pool.sql",
        "(p_record ->> 'hold_minutes_max')::integer, coalesce(p_open, 'call_only'),\n",
        "(p_record ->> 'hold_minutes_max')::integer, coalesce(p_open, 'instant'),\n",
        ("tests/service/test_importing_counts.py::test_a_file_goes_in_and_asks_to_be_called",),
    ),
    Mutation(
        "import_leaves_a_hidden_address",
        "A file that hides a program leaves no address of it behind.",
        "sql/functions/740_import_program.sql",
        "            PERFORM housing.import_hide_program(p_program.id, p_memory.site_digest);\n",
        "            UPDATE housing.program SET confidential = true WHERE id = p_program.id;\n",
        (_IMPORTS + "test_a_later_record_that_hides_one_program_leaves_no_address",),
    ),
    Mutation(
        "hidden_organizations_keep_addresses",
        "A file that hides an organization's programs leaves no address of them behind.",
        "sql/functions/710_import_organization.sql",
        "    DELETE FROM housing.site s\n     WHERE s.program_id = p_program_id\n",
        "    DELETE FROM housing.site s\n     WHERE false\n",
        (_IMPORTS + "test_a_later_file_hides_a_program",),
    ),
    Mutation(
        "failing_purge_stops_announcing",
        "What can't be forgotten does not keep endings from being announced.",
        "housing_service/service/sweeper.py",
        "keep_running(self._purge_forever)",
        "self._purge_forever()",
        ("tests/units/test_loops_apart.py::test_a_purge_that_fails_stops_no_announcement",),
    ),
)
