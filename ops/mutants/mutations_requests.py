"""A need is carried to few, told to nobody else, answered once, and freed units follow one rule."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_REQUESTS = "tests/requests/test_requests.py::"
_LIVE = "tests/requests/test_requests_live.py::"
_LADDER = "tests/requests/test_ladder.py::"
_LOCKS = "tests/requests/test_request_locks.py::"
_OFFERS = "tests/requests/test_offers.py::"
_HIDDEN = "tests/requests/test_hidden_requests.py::"
_WEEK = "tests/requests/test_offer_week.py::test_every_offer_of_a_week_is_the_one_the_rule_names"
_RULES = "sql/functions/800_request_rules.sql"
_VIEWS = "sql/functions/805_request_views.sql"
_OPEN = "sql/functions/810_open_request.sql"
_CLIMB = "sql/functions/820_climb_requests.sql"
_ANSWER = "sql/functions/830_answer_ask.sql"
_TAKE = "sql/functions/840_take_offer.sql"
_OFFER = "sql/functions/850_offer_units.sql"
_READ = "sql/functions/860_requests_read.sql"
_JUDGED = (
    "    p := housing.lock_pool(p_pool_id);\n"
    "    now_at := greatest(housing.pool_clock(p), r.opened_at);\n"
    "    settled := housing.settle_pool(p, now_at);\n"
)

REQUESTS = (
    Mutation(
        "offer_without_the_pools_lock",
        "A freed unit is offered under its pool's lock.",
        _OFFER,
        _JUDGED,
        _JUDGED.replace(
            "p := housing.lock_pool(p_pool_id)",
            "SELECT * INTO p FROM housing.pool x WHERE x.id = p_pool_id",
        ),
        (_LOCKS + "test_an_offer_is_judged_again_when_the_pool_was_waited_for",),
    ),
    Mutation(
        "offer_not_judged_again",
        "Who is next is judged again under the locks.",
        _OFFER,
        _JUDGED + "    n := housing.next_for_pool(p);\n",
        _JUDGED,
        (_LOCKS + "test_an_offer_is_judged_again_when_the_pool_was_waited_for",),
    ),
    Mutation(
        "two_offers_at_once",
        "While one offer lives, a request is offered no other.",
        _RULES,
        "       AND NOT housing.has_live_offer(r.id, p_now)\n       AND EXISTS",
        "       AND EXISTS",
        (_WEEK, _OFFERS + "test_many_processes_offer_each_unit_once"),
        seconds=150,
    ),
    Mutation(
        "nobody_moves_up",
        "Twelve hours of waiting raise a request by a class.",
        _RULES,
        "extract(epoch FROM p_now - p_opened_at) / 43200)",
        "extract(epoch FROM p_now - p_opened_at) / 4320000)",
        (_WEEK,),
        seconds=150,
    ),
    Mutation(
        "nothing_kept_together",
        "For a large household that has waited long, what is free is kept together.",
        _RULES,
        "$$ SELECT interval '6 hours' $$;",
        "$$ SELECT interval '600 hours' $$;",
        (_WEEK,),
        seconds=150,
    ),
    Mutation(
        "offers_without_the_operator",
        "Nothing is offered by itself unless the operator has turned that on.",
        _OFFER,
        "       OR NOT (SELECT s.automatic_offers FROM housing.service_state s)\n",
        "",
        (_OFFERS + "test_who_waits_is_told_when_there_is_room",),
    ),
    Mutation(
        "other_offers_stay",
        "Taking an offer lets all others go.",
        _TAKE,
        "        PERFORM housing.release_offers(r.id, p_hold_id);\n",
        "",
        (_REQUESTS + "test_a_shelter_that_can_keeps_it_and_the_responder_takes_one",),
    ),
    Mutation(
        "taken_without_the_requests_lock",
        "Nothing is offered to a request while one of its offers is being taken.",
        _TAKE,
        "    SELECT * INTO r FROM housing.request x WHERE x.id = p_request_id FOR NO KEY UPDATE;\n"
        "    PERFORM housing.lock_pool(x.pool_id)",
        "    SELECT * INTO r FROM housing.request x WHERE x.id = p_request_id;\n"
        "    PERFORM housing.lock_pool(x.pool_id)",
        (_LOCKS + "test_taking_lets_go_of_what_was_offered_a_moment_before",),
    ),
    Mutation(
        "offers_count_toward_caps",
        "An offer counts toward the caps only when it is taken.",
        "sql/functions/300_judge_holds.sql",
        "AND NOT (h.request_id IS NOT NULL AND h.taken_at IS NULL))\n"
        "              FROM housing.hold h\n             WHERE h.account_id",
        ")\n              FROM housing.hold h\n             WHERE h.account_id",
        (_REQUESTS + "test_offers_do_not_count_toward_caps_until_taken",),
    ),
    Mutation(
        "taken_offers_never_count",
        "A taken offer counts toward the caps as any hold.",
        "sql/functions/300_judge_holds.sql",
        "AND NOT (h.request_id IS NOT NULL AND h.taken_at IS NULL))\n"
        "              FROM housing.hold h\n             WHERE h.account_id",
        "AND h.request_id IS NULL)\n"
        "              FROM housing.hold h\n             WHERE h.account_id",
        (_REQUESTS + "test_offers_do_not_count_toward_caps_until_taken",),
    ),
    Mutation(
        "yes_to_what_is_over",
        "Nothing is kept for a request that has ended.",
        _ANSWER,
        "        WHEN NOT is_open THEN 'ask_closed'\n",
        "",
        (_LOCKS + "test_a_shelter_that_says_yes_to_what_was_just_closed_keeps_nothing",),
    ),
    Mutation(
        "yes_without_room",
        "Nothing is kept that the count does not say is free.",
        _ANSWER,
        "        WHEN p.units_free_reported IS NULL\n"
        "          OR housing.units_available(p, now_at) < q.units THEN 'count_first'\n",
        "        WHEN p.units_free_reported IS NULL THEN 'count_first'\n",
        (_REQUESTS + "test_we_can_needs_a_count_that_says_so",),
    ),
    Mutation(
        "step_taken_twice",
        "Each step by the clock is taken by one process.",
        _CLIMB,
        "LIMIT p_requests_max FOR NO KEY UPDATE SKIP LOCKED\n",
        "LIMIT p_requests_max\n",
        (_LOCKS + "test_a_step_that_another_process_takes_is_left_to_it",),
    ),
    Mutation(
        "answered_from_home",
        "Only people at work find what is asked of their shelter.",
        _ANSWER,
        "      JOIN housing.duty d ON d.account_id = c.account_id AND d.until >"
        " housing.service_clock()\n",
        "",
        (_LOCKS + "test_who_has_gone_home_can_answer_nothing",),
    ),
    Mutation(
        "asked_from_home",
        "Only people at work are sent what is asked.",
        "housing_service/live/connection.py",
        'entry.kind == "ask" and not self.identity.on_duty',
        'entry.kind == "ask" and False',
        (_LIVE + "test_nobody_else_is_sent_a_byte_of_it",),
    ),
    Mutation(
        "foreign_shelters_answer",
        "Only the shelter that is asked finds the ask.",
        _ANSWER,
        "ON p.id = q.pool_id AND p.organization_id = c.organization_id\n",
        "ON p.id = q.pool_id\n",
        (_REQUESTS + "test_nobody_else_finds_a_request",),
    ),
    Mutation(
        "shelters_could_compare",
        "A shelter knows a request only by an id of its own.",
        _VIEWS,
        "            'unit', p.unit, 'units', q.units,\n",
        "            'unit', p.unit, 'units', q.units, 'request_id', r.id,\n",
        (_REQUESTS + "test_a_shelter_that_can_keeps_it_and_the_responder_takes_one",),
    ),
    Mutation(
        "ended_ask_stays_on_screens",
        "A request that ends leaves every screen at once.",
        _CLIMB,
        "    UPDATE housing.request_pool SET version = version + 1\n"
        "     WHERE request_id = p_request_id AND round IS NOT NULL;\n",
        "",
        (_LIVE + "test_both_sides_see_each_others_part_at_once",),
    ),
    Mutation(
        "young_alone_sent_anywhere",
        "Somebody without an adult is asked for only where the program has said yes.",
        _OPEN,
        "           AND (r.adults > 0 OR housing.takes_young_alone(\n"
        "                    p.id, p.households_served, NOT g.confidential))\n",
        "",
        (
            _HIDDEN
            + "test_the_database_itself_asks_for_young_people_alone_only_where_the_answer_was_yes",
        ),
    ),
    Mutation(
        "hidden_duty_told",
        "Whether a confidential program is asked says nothing of who is at work there.",
        _OPEN,
        "        WHEN g.confidential THEN p.outsider_policy <> 'closed'\n        ELSE",
        "        WHEN false THEN false\n        ELSE",
        (_HIDDEN + "test_a_confidential_program_is_asked_alike_whoever_is_at_work_there",),
    ),
    Mutation(
        "hidden_look_told",
        "Nobody learns whether somebody of a confidential program has looked.",
        _VIEWS,
        "'seen', CASE WHEN g.confidential THEN NULL\n"
        "                                    ELSE q.seen_at IS NOT NULL END,",
        "'seen', q.seen_at IS NOT NULL,",
        (_HIDDEN + "test_a_confidential_program_is_asked_alike_whoever_is_at_work_there",),
    ),
    Mutation(
        "hidden_room_told",
        "Of a confidential program a request follows only what outsiders are shown.",
        _OFFER,
        "SELECT CASE WHEN g.confidential\n        THEN",
        "SELECT CASE WHEN false\n        THEN",
        (_HIDDEN + "test_where_room_is_follows_only_what_outsiders_are_shown",),
    ),
    Mutation(
        "line_told_unasked",
        "Only who has said that they can reads where to call.",
        "sql/functions/140_hold_view.sql",
        "                    AND q.pool_id = h.pool_id AND q.answer = 'we_can'\n",
        "                    AND q.pool_id = h.pool_id\n",
        (_HIDDEN + "test_a_line_is_told_only_where_somebody_said_that_they_can",),
    ),
    Mutation(
        "operator_reads_along",
        "Who asks, and for whom, the operator learns when a request has come to them.",
        _VIEWS,
        "'party', CASE WHEN e.with_operator THEN housing.request_party(r) END",
        "'party', housing.request_party(r)",
        (_LADDER + "test_who_asks_is_told_to_the_operator_only_when_it_comes_to_them",),
    ),
    Mutation(
        "request_outlives_its_time",
        "A request ends by the clock, whether or not that is written down.",
        _VIEWS,
        "SELECT CASE WHEN r.ended_at IS NULL AND r.open_until <= p_now THEN 'expired'"
        " ELSE r.state END",
        "SELECT r.state",
        (_LADDER + "test_a_request_ends_by_the_clock_and_can_be_kept_open",),
    ),
    Mutation(
        "forgotten_request_named",
        "A hold no longer names a request that was forgotten.",
        _READ,
        "     WHERE h.request_id = ANY (gone) AND h.taken_at IS NOT NULL;\n",
        "     WHERE h.request_id = ANY (gone) AND h.taken_at IS NULL;\n",
        (_LADDER + "test_after_a_day_nothing_is_left_but_the_id",),
    ),
)  # fmt: skip
