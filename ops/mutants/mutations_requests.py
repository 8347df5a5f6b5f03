"""A need is carried to few, told to nobody else, and answered once."""

from __future__ import annotations

from ops.mutants.mutation import Mutation

_REQUESTS = "tests/requests/test_requests.py::"
_LIVE = "tests/requests/test_requests_live.py::"
_LADDER = "tests/requests/test_ladder.py::"
_LOCKS = "tests/requests/test_request_locks.py::"
_HIDDEN = "tests/requests/test_hidden_requests.py::"
_VIEWS = "sql/functions/805_request_views.sql"
_OPEN = "sql/functions/810_open_request.sql"
_CLIMB = "sql/functions/820_climb_requests.sql"
_ANSWER = "sql/functions/830_answer_ask.sql"
_OFFER = "sql/functions/850_offer_units.sql"
_READ = "sql/functions/860_requests_read.sql"

REQUESTS = (
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
        'entry.kind == "ask" and not (identity.on_duty and identity.sees_confidential)',
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
