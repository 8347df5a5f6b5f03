"""Shared desks, locked sessions, count links and notices."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_DESKS = "tests/desks/test_shared_desks.py::"
_LOCKED = "tests/desks/test_locked_sessions.py::"
_LINKS = "tests/desks/test_count_links.py::"
_NOTICES = "tests/desks/test_notices.py::"

DESKS = (
    Mutation(
        "pins_tried_without_end",
        "After five wrong PINs in a row a desk wants the password, whichever process is asked.",
        "sql/functions/652_desks.sql",
        "     WHERE t.failures < p_tries_max;\n",
        "     WHERE true;\n",
        (_DESKS + "test_wrong_pins_are_counted_before_they_are_compared",),
    ),
    Mutation(
        "a_pin_opens_other_houses_desks",
        "A PIN works at desks of its own organization only.",
        "sql/functions/652_desks.sql",
        "        ON c.organization_id = d.organization_id AND c.role = 'shelter_staff'\n",
        "        ON c.role = 'shelter_staff'\n",
        (_DESKS + "test_a_pin_opens_nothing_anywhere_else",),
        more=(
            (
                "      JOIN housing.caller_of(p_account_id) c"
                " ON c.organization_id = d.organization_id\n",
                "      JOIN housing.caller_of(p_account_id) c ON true\n",
            ),
        ),
    ),
    Mutation(
        "a_removed_desk_leaves_who_just_came",
        "Removing a desk ends a session that is being opened there at that moment.",
        "sql/functions/655_start_session.sql",
        " AND d.revoked_at IS NULL FOR SHARE;\n",
        " AND d.revoked_at IS NULL;\n",
        (_DESKS + "test_ending_a_desk_at_the_moment_of_a_sign_in_ends_that_too",),
        more=(
            (
                "        UPDATE housing.device d SET last_used_on = now_at::date\n"
                "         WHERE d.id = p_device_id"
                " AND d.last_used_on IS DISTINCT FROM now_at::date;\n",
                "",
            ),
        ),
    ),
    Mutation(
        "a_locked_session_reads_on",
        "A locked session reads nothing but its own counts.",
        "housing_service/web/frame.py",
        "    if caller.locked and (route is None",
        "    if False and (route is None",
        (_LOCKED + "test_a_locked_responder_and_operator_read_nothing_and_programs_never_lock",),
    ),
    Mutation(
        "a_locked_desk_is_told_who_comes",
        "A locked desk's socket tells of nobody.",
        "housing_service/live/connection.py",
        "        if self.identity.locked:\n",
        "        if False:\n",
        (_LOCKED + "test_a_locked_desk_counts_and_knows_of_nobody",),
    ),
    Mutation(
        "watching_keeps_a_desk_open",
        "A desk that only shows locks by the clock.",
        "sql/functions/650_accounts.sql",
        "    acts := p_acts AND s.lock_after_seconds",
        "    acts := s.lock_after_seconds",
        (_LOCKED + "test_a_desk_locks_by_the_clock_and_watching_is_not_doing",),
    ),
    Mutation(
        "a_link_outlives_its_maker",
        "A count link ends with whoever made it.",
        "sql/functions/656_count_links.sql",
        "      JOIN housing.caller_of(l.account_id) c\n"
        "        ON c.role = 'shelter_staff' AND c.organization_id = p.organization_id\n",
        "",
        (_LINKS + "test_links_that_do_not_work_all_answer_alike",),
    ),
    Mutation(
        "a_link_names_a_hidden_house",
        "A confidential house's link names nothing.",
        "sql/functions/656_count_links.sql",
        "        'pool_name', CASE WHEN NOT g.confidential THEN p.name END,\n",
        "        'pool_name', p.name,\n",
        (_LINKS + "test_a_confidential_houses_link_names_nothing_and_never_what_is_kept",),
    ),
    Mutation(
        "every_process_rings",
        "A browser is rung once for what waits, whichever process asks first.",
        "sql/functions/865_push.sql",
        "           AND coalesce(u.sent_at < rings.since, true)\n",
        "",
        (_NOTICES + "test_one_browser_is_rung_so_often_and_the_last_is_not_lost",),
        more=(
            (
                "           AND coalesce(u.sent_at <= now_at"
                " - p_gap_seconds * interval '1 second', true)\n",
                "",
            ),
        ),
    ),
)
