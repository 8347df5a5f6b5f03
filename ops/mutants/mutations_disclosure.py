"""Telling where to go, and passing holds on."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_WHERE = "tests/disclosure/test_where_to_go.py::"
_AFTER = "tests/playbook/test_asked_after_release.py::"
_HANDING = "tests/disclosure/test_handing_over.py::"
_SQL = "sql/functions/462_disclosure.sql"

DISCLOSURE = (
    Mutation(
        "told_while_a_release_is_written",
        "Who asks for the address while a release is being written waits and is refused.",
        _SQL,
        "WHERE x.id = p_hold_id FOR SHARE;\n",
        "WHERE x.id = p_hold_id;\n",
        (_AFTER + "test_who_asks_while_a_release_is_being_written_waits_and_is_refused",),
    ),
    Mutation(
        "told_without_a_step_up",
        "Where to go is told only after a step-up, and never to a token.",
        _SQL,
        "        WHEN entered AND NOT housing.has_stepped_up(p_caller, p_credential)\n",
        "        WHEN entered AND false\n",
        (_WHERE + "test_a_token_is_never_told",),
    ),
    Mutation(
        "told_to_whoever_knows_the_id",
        "Where to go is told to the hold's own holder.",
        _SQL,
        "    IF EXISTS (SELECT FROM housing.hold x WHERE x.id = p_hold_id"
        " AND x.account_id = p_caller) THEN\n",
        "    IF true THEN\n",
        (_WHERE + "test_nobody_but_the_holder_and_only_once_it_is_accepted",),
        more=(("h.account_id <> c.account_id OR h.kept_by", "h.kept_by"),),
    ),
    Mutation(
        "told_after_the_deadline",
        "An expired hold's holder is not told, though nobody has written the expiry down.",
        _SQL,
        "h.expires_at <= now_at\n        THEN CASE h.state WHEN 'active' THEN 'expired'",
        "false\n        THEN CASE h.state WHEN 'active' THEN 'expired'",
        (_WHERE + "test_it_is_withdrawn_when_the_hold_ends",),
    ),
    Mutation(
        "a_release_by_who_handed_over",
        "A transition that waited for a hand-over finds the hold another one's.",
        "sql/functions/400_hold_change.sql",
        "    relation := housing.hold_relation(h, c.account_id, c.role, c.organization_id);\n"
        "    IF relation IS NULL THEN\n        h := NULL;\n",
        "    IF relation IS NULL THEN\n        h := NULL;\n",
        (_HANDING + "test_a_release_that_waited_for_a_hand_over_finds_it_another_ones",),
    ),
    Mutation(
        "a_receiver_beyond_the_cap",
        "Whoever is handed holds keeps no more than they may, however many hand at once.",
        "sql/functions/463_moving_holds.sql",
        "            PERFORM housing.lock_for_placing(ARRAY[p_caller, p_to]);\n",
        "",
        (_HANDING + "test_the_receivers_cap_is_exact_under_many_at_once",),
    ),
    Mutation(
        "who_handed_over_reads_on",
        "Whoever has passed a hold on is told once that it is gone, and nothing later.",
        "housing_service/live/connection.py",
        "        if ceased is None or ceased <= since or self.identity.locked:\n",
        "        if ceased is None or self.identity.locked:\n",
        (_HANDING + "test_the_holder_changes_and_nothing_else_and_both_pages_are_told",),
    ),
)
