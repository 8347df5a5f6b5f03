"""Holds committed in groups: each member judged, answered and failed for itself."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_TESTS = "tests/holds/test_groups.py::"
_APART = "tests/holds/test_group_protections.py::"
_PLACE = "sql/functions/310_place_holds.sql"
_QUEUE = "tests/holds/test_group_queue.py::"
_COMMIT = "housing_service/service/group_commit.py"
_SIDE = "housing_service/service/side_track.py"

GROUPS = (
    Mutation(
        "doubt_forgotten",
        "Whose group failed in a way no rule foresees is never told that nothing was written.",
        _COMMIT,
        "                waiting.in_doubt = True\n",
        "                del waiting\n",
        ("tests/holds/test_group_queue.py::test_nobody_in_doubt_is_told_that_nothing_was_written",),
    ),
    Mutation(
        "caps_ignore_the_callers_own_group",
        "Holds that earlier members of a group placed count toward their caller's cap.",
        _PLACE,
        "                by_account[a] := by_account[a] + 1;\n",
        "",
        (_TESTS + "test_caps_count_what_the_same_call_placed",),
    ),
    Mutation(
        "caps_ignore_the_organizations_own_group",
        "Holds that earlier members of a group placed count toward their organization's cap.",
        _PLACE,
        "                by_organization[o] := by_organization[o] + 1;\n",
        "",
        (_TESTS + "test_caps_count_what_the_same_call_placed",),
    ),
    Mutation(
        "units_of_the_group_ignored",
        "Units that earlier members of a group took are gone for later ones.",
        _PLACE,
        "                units_taken[k] := units_taken[k] + j.units;\n",
        "                NULL;\n",
        (_TESTS + "test_members_of_one_call_are_judged_one_after_another",),
    ),
    Mutation(
        "equal_ids_in_a_group_judged_twice",
        "Of equal ids in one group the first is judged; the others get its answer.",
        _PLACE,
        "                codes[j.member] := 'again';\n                CONTINUE;\n",
        "                NULL;\n",
        (_TESTS + "test_equal_ids_in_one_call_are_judged_once",),
        shows_as_fault=True,
    ),
    Mutation(
        "conflict_in_a_group_kept",
        "A group in which an id was lost to another pool is rolled back whole.",
        _PLACE,
        "            IF members > 1 THEN\n",
        "            IF false THEN\n",
        (_APART + "test_an_id_lost_to_another_pool_takes_no_units_from_its_group",),
    ),
    Mutation(
        "groups_locks_in_any_order",
        "A group locks its pools in the order in which everybody does.",
        _PLACE,
        "array_agg(DISTINCT p_pool_ids[x.member] ORDER BY p_pool_ids[x.member])",
        "array_agg(DISTINCT p_pool_ids[x.member] ORDER BY p_pool_ids[x.member] DESC)",
        (_APART + "test_a_group_locks_its_pools_in_the_order_of_their_ids",),
    ),
    Mutation(
        "group_refusal_before_its_id",
        "Whoever names an id that an earlier member has used reads that, and no other refusal.",
        _PLACE,
        "           OR (code NOT IN ('placed', 'exists', 'not_signed_in') AND EXISTS (\n",
        "           OR (false AND EXISTS (\n",
        (_TESTS + "test_equal_ids_in_one_call_are_judged_once",),
    ),
    Mutation(
        "view_goes_to_another_member",
        "A hold is given to the member that was judged for it, not to another with its id.",
        "sql/functions/305_insert_holds.sql",
        "(SELECT x FROM unnest(p_members) x WHERE p_hold_ids[x] = m.id)",
        "array_position(p_hold_ids, m.id)",
        (
            "tests/auditor/test_found_defects.py::"
            "test_a_refused_member_never_reads_the_hold_of_another",
        ),
        shows_as_fault=True,
    ),
    Mutation(
        "group_not_taken_apart",
        "When a group was taken back, its parts are asked again.",
        _COMMIT,
        '            if refusal.code == "busy":\n',
        '            if refusal.code == "":\n',
        (_QUEUE + "test_a_locked_row_takes_only_its_own_members_aside",),
    ),
    Mutation(
        "unknown_outcome_asked_again",
        "A group whose outcome is unknown is not sent again by the service.",
        _COMMIT,
        '            if refusal.code == "busy":\n',
        '            if refusal.code in ("busy", "outcome_unknown"):\n',
        (_QUEUE + "test_an_unknown_outcome_is_everybodys",),
        seconds=20,
    ),
    Mutation(
        "one_members_fault_is_everybodys",
        "A fault that no rule foresees is only its own member's.",
        _SIDE,
        "        except Exception:\n            for waiting in part:\n"
        "                await self._answer_one(waiting)\n",
        "        except Exception as error:\n            for waiting in part:\n"
        "                waiting.fail(error)\n",
        (_QUEUE + "test_one_members_fault_is_nobody_elses",),
        shows_as_fault=True,
    ),
    Mutation(
        "group_taken_apart_loses_the_error",
        "A member that is asked alone and fails reads why.",
        _SIDE,
        "        except Exception as error:\n            waiting.fail(error)\n",
        '        except Exception:\n            waiting.fail(Refusal("busy"))\n',
        (_QUEUE + "test_one_members_fault_is_nobody_elses",),
        shows_as_fault=True,
    ),
    Mutation(
        "answers_given_to_whoever_stands_there",
        "When answers don't match their group, nobody is given another's.",
        "housing_service/service/group_member.py",
        "        if len(answers) != len(group):\n",
        "        if False:\n",
        (_QUEUE + "test_too_few_or_too_many_answers_are_nobodys",),
        more=(("strict=True", "strict=False"),),
    ),
    Mutation(
        "queue_without_bound",
        "At most so many members wait; others are told at once.",
        _COMMIT,
        "        if len(self._waiting) >= MEMBERS_WAITING_MAX:\n",
        "        if False:\n",
        (_QUEUE + "test_the_queue_is_bounded_in_length_and_time",),
        seconds=20,
    ),
    Mutation(
        "waiting_without_end",
        "Whoever waits too long to be sent is told so.",
        _COMMIT,
        "        waiting.be_patient(self._waiting_seconds_max)\n        if not",
        "        if not",
        (_QUEUE + "test_the_queue_is_bounded_in_length_and_time",),
        seconds=20,
    ),
    Mutation(
        "side_track_without_bound",
        "At most so many members wait for a locked row; others are told at once.",
        _SIDE,
        "        if len(track) >= MEMBERS_PER_TRACK_MAX:\n",
        "        if False:\n",
        (_QUEUE + "test_the_side_track_is_bounded_in_length_and_time",),
        seconds=20,
    ),
    Mutation(
        "whoever_left_is_sent",
        "A caller who left before the group went gets no hold.",
        "housing_service/service/group_member.py",
        "        if not self.answer.done() and self.has_left():\n",
        "        if False:\n",
        (_QUEUE + "test_whoever_has_left_is_not_sent_and_nobody_is_called_back",),
        seconds=20,
    ),
    Mutation(
        "refused_wait_for_the_lock",
        "Whoever will be refused asks without queueing for a row.",
        "housing_service/service/holds.py",
        "        if seems_refused(self._board, sight, member.pool_id, member.units):\n",
        "        if False:\n",
        (_APART + "test_whoever_is_refused_does_not_wait_for_a_group",),
    ),
    Mutation(
        "hidden_pool_answers_later",
        "What the caller may not see is asked for on the way of what does not exist.",
        "housing_service/live/search.py",
        "    if sight.projection(facets.organization_id, facets.confidential) is None:\n"
        "        return True\n",
        "",
        ("tests/units/test_board.py::test_what_is_hidden_goes_the_way_of_what_does_not_exist",),
    ),
    Mutation(
        "locked_pool_asked_with_the_groups",
        "Newcomers for a locked pool wait beside the groups.",
        _SIDE,
        "        if track is None:\n",
        "        if True:\n",
        (_QUEUE + "test_a_locked_row_takes_only_its_own_members_aside",),
        seconds=20,
    ),
    Mutation(
        "queued_members_meet_the_locked_row_again",
        "Who waited already when its pool got into trouble is asked beside the groups.",
        _COMMIT,
        "            if not self._side.takes(waiting) and waiting.leaves():\n",
        "            if waiting.leaves():\n",
        (_APART + "test_who_waited_for_a_locked_pool_is_asked_beside_the_groups",),
        seconds=20,
    ),
)
