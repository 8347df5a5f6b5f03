"""Several places for one household: all or none, once, and counted as one."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_SETS = "tests/holds/test_hold_sets.py::"
_RACES = "tests/holds/test_hold_set_races.py::test_sets_that_race_for_shared_pools[one process]"
_PLACE = "sql/functions/320_place_hold_set.sql"

SETS = (
    Mutation(
        "set_locks_no_pool",
        "A set is judged under the locks of all its pools.",
        _PLACE,
        "            PERFORM housing.lock_pool(x) FROM unnest(pools) x;\n",
        "",
        (_RACES,),
    ),
    Mutation(
        "set_judged_before_the_locks_only",
        "What was free before the locks may be gone under them.",
        _PLACE,
        "    FOR turn IN 1 .. 2 LOOP\n        IF turn = 2 THEN\n",
        "    FOR turn IN 1 .. 1 LOOP\n        IF turn = 2 THEN\n",
        (_RACES,),
    ),
    Mutation(
        "set_locks_in_the_order_asked",
        "Sets lock their pools in one order, so they never wait in a circle.",
        _PLACE,
        "ARRAY(SELECT DISTINCT x FROM unnest(p_pool_ids) x ORDER BY x);",
        "p_pool_ids;",
        (_RACES, _SETS + "test_two_parts_of_one_pool_need_room_for_both"),
    ),
    Mutation(
        "set_in_part",
        "One part without room, and nothing of the set is placed.",
        _PLACE,
        "        IF judged.codes <> array_fill('placed'::text, ARRAY[parts]) THEN\n",
        "        IF NOT 'placed' = ANY (judged.codes) THEN\n",
        (_SETS + "test_one_part_without_room_and_nothing_is_placed",),
    ),
    Mutation(
        "parts_of_one_pool_share_their_room",
        "Two parts of a set in one pool need room for both.",
        _PLACE,
        "j.left_units >= sum(j.units) OVER (",
        "j.left_units >= max(j.units) OVER (",
        (_SETS + "test_two_parts_of_one_pool_need_room_for_both",),
    ),
    Mutation(
        "set_counts_each_part",
        "A set for one household counts once toward the caps.",
        "sql/functions/300_judge_holds.sql",
        "    SELECT (SELECT count(DISTINCT coalesce(h.set_id, h.id))\n",
        "    SELECT (SELECT count(*)\n",
        (_SETS + "test_a_set_counts_once_toward_the_caps",),
    ),
    Mutation(
        "set_known_by_its_id_alone",
        "The id of a set with other fields, or of somebody else, gives nothing away.",
        _PLACE,
        "        WHEN s.account_id = p_caller AND array_length(p_hold_ids, 1) = (\n"
        "                 SELECT count(*) FROM housing.hold h WHERE h.set_id = s.id)\n",
        "        WHEN array_length(p_hold_ids, 1) = (\n"
        "                 SELECT count(*) FROM housing.hold h WHERE h.set_id = s.id)\n",
        (_SETS + "test_another_request_with_the_same_ids_reads_nothing",),
    ),
    Mutation(
        "shelter_sees_the_set",
        "A shelter does not learn what else is held for a household.",
        "sql/functions/140_hold_view.sql",
        "'set_id', CASE WHEN p_as = 'holder' OR h.kept_by = 'shelter' THEN h.set_id END,",
        "'set_id', h.set_id,",
        (_SETS + "test_a_later_decline_leaves_the_rest_and_is_told",),
    ),
    Mutation(
        "purged_set_placed_again",
        "After the purge the same id places nothing anew.",
        "sql/functions/631_purge_steps.sql",
        "INSERT INTO housing.ended_hold_set (id) SELECT id FROM gone ON CONFLICT DO NOTHING\n",
        "SELECT id FROM gone\n",
        (_SETS + "test_after_the_purge_only_the_id_is_left",),
    ),
)
