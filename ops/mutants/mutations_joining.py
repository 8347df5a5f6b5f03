"""How people join, leave and are stopped."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_STOPPING = "tests/joining/test_suspending.py::"
_INVITATIONS = "tests/joining/test_invitations.py::"
_VETTING = "tests/operators/test_vetting_and_audit.py::"
_LEAVING = "tests/joining/test_leaving.py::"

JOINING = (
    Mutation(
        "suspended_account_goes_on",
        "A suspended account is nobody.",
        "sql/functions/120_caller.sql",
        "       AND a.suspended_at IS NULL AND o.stage IS DISTINCT FROM 'invited'\n",
        "       AND o.stage IS DISTINCT FROM 'invited'\n",
        (_STOPPING + "test_lifting_brings_back_what_can_sign_in",),
    ),
    Mutation(
        "invited_reads_on",
        "Who is only invited reads nothing but what happens next.",
        "housing_service/web/frame.py",
        "    if caller.invited and not",
        "    if False and caller.invited and not",
        (_INVITATIONS + "test_an_invited_organization_joins_and_waits",),
    ),
    Mutation(
        "stopping_ends_holds",
        "Stopping somebody ends none of their holds.",
        "sql/functions/898_stopping.sql",
        "    UPDATE housing.hold h SET version = h.version + 1, pool_version = p.version + 1\n",
        "    UPDATE housing.hold h SET state = 'revoked', ended_at = now(),\n"
        "           version = h.version + 1, pool_version = p.version + 1\n",
        (_STOPPING + "test_holds_stay_and_go_to_the_operator",),
    ),
    Mutation(
        "shelter_is_not_told_to_call",
        "The shelter reads that it should call before it admits whom a stopped holder sent.",
        "sql/functions/898_stopping.sql",
        "        UNION SELECT h.pool_id FROM housing.hold h\n"
        "               WHERE h.account_id = ANY (p_accounts)",
        "        UNION SELECT h.pool_id FROM housing.hold h\n"
        "               WHERE false AND h.account_id = ANY (p_accounts)",
        (_STOPPING + "test_holds_stay_and_go_to_the_operator",),
    ),
    Mutation(
        "region_told_by_a_refusal",
        "In which region a confidential program is can't be read from a refusal.",
        "sql/functions/300_judge_holds.sql",
        "            THEN CASE WHEN p_insider AND p.stopped_by = 'region'\n",
        "            THEN CASE WHEN p.stopped_by = 'region'\n",
        (_STOPPING + "test_a_stopped_region_takes_no_new_holds_but_counts",),
    ),
    Mutation(
        "a_link_is_good_twice",
        "A link to join is good once.",
        "sql/functions/905_invitations.sql",
        "    UPDATE housing.invitation x SET ended_at = housing.service_clock()"
        " WHERE x.id = i.id;\n"
        "    PERFORM housing.note(i.organization_id, account_id, 'joined', 'invitation', i.id);\n",
        "    PERFORM housing.note(i.organization_id, account_id, 'joined', 'invitation', i.id);\n",
        (_INVITATIONS + "test_of_two_that_join_at_once_one_does",),
    ),
    Mutation(
        "who_has_left_keeps_a_token",
        "Nothing of an ended account opens anything.",
        "sql/functions/910_people.sql",
        "    PERFORM housing.end_sessions(ARRAY[p_account_id]);\n",
        "",
        (_LEAVING + "test_another_work_begins_with_a_new_sign_in",),
    ),
    Mutation(
        "stage_without_a_proof",
        "An operator proves anew who they are before a stage is set.",
        "sql/functions/885_vetting.sql",
        "    code := housing.operator_refusal(p_caller, p_credential);\n"
        "    IF code IS NOT NULL THEN RETURN; END IF;\n"
        "    UPDATE",
        "    UPDATE",
        (_VETTING + "test_a_new_organization_sees_confidential_programs_once_it_is_full",),
    ),
    Mutation(
        "a_mover_keeps_unseen",
        "What somebody keeps who is no responder any more is the operator's to look after.",
        "sql/functions/900_suspending.sql",
        "            OR a.role <> 'responder'\n",
        "",
        (_LEAVING + "test_what_a_mover_keeps_goes_to_the_operator",),
    ),
    Mutation(
        "a_mover_is_not_told_of",
        "The shelter reads at once that it should call before it admits.",
        "sql/functions/910_people.sql",
        "    PERFORM housing.publish_stops('{}', ARRAY[p_account_id]);\n"
        "    PERFORM housing.note_people(\n"
        "        p_caller, (f.a).organization_id, 'role_changed",
        "    PERFORM housing.note_people(\n        p_caller, (f.a).organization_id, 'role_changed",
        (_LEAVING + "test_what_a_mover_keeps_goes_to_the_operator",),
    ),
)
